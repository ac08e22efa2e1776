"""Which table of a file is read: the sheet of a workbook, the line of titles."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ebe.returns.models import MonthlyReturn
from territories.imports import operations, steps
from territories.imports.kinds import kinds
from territories.imports.models import Batch, StagedRow
from territories.models import ColumnMapping
from tests.imports.test_fuzz import repacked
from tzcld import sheets
from tzcld.imports.reading import FileRefused, read

HEAD = ["Structure", "Type"]


def workbook(**sheets) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    book.close()
    return out.getvalue()


@pytest.fixture
def chosen(as_team):
    """`chosen(data, "a.xlsx")` → the import of organisations, its columns to check."""

    def choose(data: bytes, name: str) -> Batch:
        kind = kinds()["organisations"](as_team.home, as_team.users["lead"])
        batch = operations.open_batch(kind, name=name, data=data)
        assert batch.state == "columns", batch.error
        return batch

    return choose


def page_of(world, batch: Batch) -> str:
    return reverse("territories:import_columns", args=[world.home.slug, batch.kind, batch.pk])


def lines(batch: Batch) -> list[list[str]]:
    return list(steps.staged(batch).order_by("line").values_list("cells", flat=True))


def test_the_sheets_that_hold_something_are_told_and_any_is_read():
    data = workbook(Vide=[], Givors=[["a"], ["b"]], Aide=[["x"]], Grigny=[["c"]], Blanche=[[""]])
    sheet = read("a.xlsx", data)
    assert (sheet.sheets[sheet.sheet], sheet.rows) == ("Givors", [(1, ["a"]), (2, ["b"])])
    assert sheet.sheets[:2] == ["Givors", "Grigny"]
    assert read("a.xlsx", data, "Grigny").rows == [(1, ["c"])]
    assert read("a.csv", b"a;b").sheets == []


def test_the_page_names_the_other_sheets_and_reads_the_one_that_is_chosen(as_team, chosen, sign_in):
    data = workbook(
        Givors=[HEAD, ["Régie", "association"]],
        Grigny=[HEAD, ["Mairie", "collectivité"], ["CCAS", "collectivité"]],
    )
    batch = chosen(data, "a.xlsx")
    assert lines(batch) == [["Régie", "association"]]
    client, url = sign_in("lead"), page_of(as_team, batch)
    page = client.get(url).content.decode()
    assert "Grigny" in page
    assert "Une seule feuille est lue à la fois" in page
    page = client.post(url, {"relire": "1", "sheet": "1"}, follow=True)
    batch.refresh_from_db()
    assert (batch.state, batch.sheet, batch.rows) == ("columns", 1, 2)
    assert lines(batch) == [["Mairie", "collectivité"], ["CCAS", "collectivité"]]
    assert operations.choose_columns(batch, batch.mapping).counts == {"create": 2, "notes": 0}
    # Read again once checked: the page says what is lost.
    assert "efface les corrections" in client.get(url).content.decode()
    client.post(url, {"relire": "1", "sheet": "9"})
    batch.refresh_from_db()
    assert batch.sheet == 1


def test_titles_that_come_again_lower_down_are_no_row(chosen):
    batch = chosen(workbook(Feuille=[HEAD, ["Régie", "association"], HEAD, ["CCAS", ""]]), "a.xlsx")
    assert lines(batch) == [["Régie", "association"], ["CCAS"]]


def test_a_duration_is_read_in_hours():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    long = book.add_format({"num_format": "[h]:mm"})
    sheet.write_row(0, 0, [28 / 24, 28.5 / 24], long)
    assert read("a.xlsx", closed(book, out)).rows == [(1, ["28", "28,5"])]


def test_one_sheet_asks_nothing(as_team, chosen, sign_in):
    batch = chosen(workbook(Feuille=[HEAD, ["Régie", "association"]]), "a.xlsx")
    assert "Lire à nouveau" not in sign_in("lead").get(page_of(as_team, batch)).content.decode()


def test_without_titles_the_first_line_is_not_lost(as_team, chosen, sign_in):
    batch = chosen("Régie;association\nMairie;collectivité".encode(), "a.csv")
    assert (batch.rows, batch.mapping) == (1, {})
    client, url = sign_in("lead"), page_of(as_team, batch)
    assert "Aucun titre reconnu" in client.get(url).content.decode()
    client.post(url, {"relire": "1", "without_titles": "on"})
    batch.refresh_from_db()
    assert (batch.state, batch.has_titles, batch.rows) == ("columns", False, 2)
    assert "Colonne 1, sans titre" in client.get(url).content.decode()
    batch = operations.choose_columns(batch, {"name": 0, "kind": 1})
    assert batch.counts == {"create": 2, "notes": 0}
    # Nothing of the first line is remembered for the next file.
    assert (
        not ColumnMapping.objects.filter(
            territory=as_team.home, kind="organisations", labels__isnull=False
        )
        .exclude(labels={})
        .exists()
    )
    client.post(url, {"relire": "1"})
    batch.refresh_from_db()
    assert (batch.has_titles, batch.rows) == (True, 1)


def test_rows_left_of_a_file_without_titles_read_again_as_they_are(as_team, chosen, sign_in):
    batch = chosen(b"x;Mairie\ny;R\xe9gie", "a.csv")
    batch = operations.read_again(batch, sheet=0, has_titles=False)
    batch.refresh_from_db()
    operations.choose_columns(batch, {"name": 1})
    url = reverse("territories:import_failed", args=[as_team.home.slug, batch.kind, batch.pk])
    again = chosen(sign_in("lead").get(url).content, "b.xlsx")
    assert (again.rows, set(again.mapping)) == (2, {"name"})


def test_a_sheet_that_is_refused_gives_back_the_one_read_before(as_team, chosen, sign_in):
    data = workbook(Givors=[HEAD, ["Régie", "association"], ["", "CCAS"]], Modèle=[HEAD])
    batch = chosen(data, "a.xlsx")
    batch = operations.choose_columns(batch, batch.mapping)
    operations.correct_row(batch, 3, {"name": "Mairie", "kind": "collectivité"})
    client, url = sign_in("lead"), page_of(as_team, batch)
    page = client.post(url, {"relire": "1", "sheet": "1"}, follow=True).content.decode()
    assert "Ce fichier n’a que des titres" in page
    assert "efface les corrections" in page
    batch.refresh_from_db()
    assert (batch.state, batch.sheet, batch.asked) == ("columns", 0, {})
    assert batch.file.storage.exists(batch.file.name)
    assert lines(batch) == [["Régie", "association"], ["Mairie", "collectivité"]]
    batch = operations.choose_columns(batch, batch.mapping)
    assert (batch.counts, batch.error) == ({"create": 2, "notes": 0}, "")


def test_a_first_reading_refused_leaves_no_row(as_team):
    kind = kinds()["organisations"](as_team.home, as_team.users["lead"])
    batch = operations.open_batch(kind, name="a.xlsx", data=workbook(Modèle=[HEAD]))
    assert (batch.state, batch.file.name) == ("refused", "")
    assert not StagedRow.objects.filter(batch=batch).exists()


def test_what_excel_saves_as_unicode_text_is_read_under_its_own_name(as_team, sign_in):
    """« Texte Unicode (*.txt) »: UTF-16 and tabs."""
    data = "Structure\tType\r\nRégie d’été\tassociation".encode("utf-16")
    assert read("a.txt", data).rows == read("a.tsv", data).rows == read("a.csv", data).rows
    start = reverse("territories:import_start", args=[as_team.home.slug, "organisations"])
    client = sign_in("lead")
    assert ".txt" in client.get(start).content.decode()
    page = client.post(start, {"file": SimpleUploadedFile("a.txt", data)}, follow=True)
    assert "Régie d’été" in page.content.decode()
    with pytest.raises(FileRefused, match="mais c’est un classeur"):
        read("a.txt", workbook(Feuille=[HEAD]))


def test_rows_that_the_spreadsheet_hides_are_told_not_read_in_silence():
    """A filter left on the list: people see ten lines, the file holds thirty."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["Structure", "Régie", "Mairie"])
    sheet.set_column(1, 1, None, None, {"hidden": True})
    sheet.set_row(9, None, None, {"hidden": True})
    assert read("a.xlsx", closed(book, out)).warnings == []
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["Structure", "Régie", "Mairie"])
    sheet.set_row(1, None, None, {"hidden": True})
    (said,) = read("a.xlsx", closed(book, out)).warnings
    assert "lignes masquées ou filtrées" in said


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_rows_that_an_ods_hides_are_told_too(how):
    out = io.BytesIO()
    sheets.write("ods", out, [sheets.Column("Structure")], [["Régie"]])
    shown = read("a.ods", out.getvalue())
    mark = b'<table:table-row table:visibility="' + how.encode() + b'"'

    def hide(name: str, content: bytes) -> bytes:
        return content.replace(b"<table:table-row", mark) if name == "content.xml" else content

    hidden = read("a.ods", repacked(out.getvalue(), hide))
    assert (shown.warnings, hidden.rows) == ([], shown.rows)
    assert "lignes masquées ou filtrées" in hidden.warnings[0]


def closed(book, out: io.BytesIO) -> bytes:
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("corner", [(0, 0), (3, 2)])
def test_a_cell_merged_down_stands_on_each_of_its_lines(corner):
    """One structure and its three contacts, as directories have them."""
    top, left = corner
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for line, row in enumerate(
        [["Structure", "Nom"], ["", "Roux"], ["", "Petit"], ["CCAS", "Durand"], ["", "Blanc"]]
    ):
        sheet.write_row(top + line, left, row)
    # Down to a line that holds nothing else, which stays blank.
    sheet.merge_range(top + 1, left, top + 2, left, "Régie")
    sheet.merge_range(top + 5, left, top + 9, left, "Mairie")
    found = read("a.xlsx", closed(book, out))
    assert found.rows == [
        (top + 1, ["Structure", "Nom"]),
        (top + 2, ["Régie", "Roux"]),
        (top + 3, ["Régie", "Petit"]),
        (top + 4, ["CCAS", "Durand"]),
        (top + 5, ["", "Blanc"]),
        (top + 6, ["Mairie"]),
    ]


def test_a_header_merged_over_two_lines_is_found(chosen):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 1, 0, "Structure")
    sheet.merge_range(0, 1, 0, 2, "Lieu et nature")
    sheet.write_row(1, 1, ["Commune", "Type"])
    sheet.write_row(2, 0, ["Régie", "Lyon", "association"])
    batch = chosen(closed(book, out), "a.xlsx")
    assert (batch.mapping, batch.rows) == ({"name": 0, "city": 1, "kind": 2}, 1)


MONTHS = [
    ["Chiffres 2026"],
    ["", "juil. 26", "août 26", "sept. 26", "Total"],
    ["Effectif", 42, 43, 43],
    ["Ventes"],
    ["CA particuliers", 3200.5, 3100, 2900, 9200.5],
    ["Masse salariale", 98000, 99000, 99500, 296500],
]


def test_months_from_left_to_right_are_read_as_rows(as_team, client):
    kind = kinds()["chiffres"](as_team.home, as_team.users["director"])
    data = workbook(Suivi=MONTHS)
    batch = operations.open_batch(kind, name="a.xlsx", data=data)
    assert set(batch.mapping) == {"month", "heads_privation", "sold_households", "payroll"}
    client.force_login(as_team.users["director"])
    assert (
        "les mois vont de gauche à droite" in client.get(page_of(as_team, batch)).content.decode()
    )
    batch = operations.choose_columns(batch, batch.mapping)
    assert batch.counts == {"create": 3, "notes": 0}
    assert [line for line, _ in steps.totals_left(batch)] == [5]
    operations.confirm(batch)
    told = MonthlyReturn.objects.filter(
        territory=as_team.home, month__in=["2026-07-01", "2026-09-01"]
    )
    assert list(told.order_by("month").values_list("heads_privation", "payroll")) == [
        (42, 98000),
        (43, 99500),
    ]


def test_a_column_left_aside_is_taken_up_again_from_a_table_that_was_turned(as_team):
    kind = kinds()["chiffres"](as_team.home, as_team.users["director"])
    batch = operations.open_batch(kind, name="a.xlsx", data=workbook(Suivi=MONTHS))
    places = dict(batch.mapping)
    batch = operations.choose_columns(
        batch, {"month": places["month"], "payroll": places["payroll"]}
    )
    batch = operations.choose_columns(batch, places)
    row = steps.staged(batch).get(line=2)
    assert row.cells[places["heads_privation"]] == "42"


def test_a_table_of_rows_is_not_turned(as_team):
    """Two days on a line do not make it a line of titles."""
    kind = kinds()["chiffres"](as_team.home, as_team.users["director"])
    head = ["Mois", "Effectif", "Relevé", "Corrigé"]
    rows = [head, ["07/2026", 42, "08/2026", "09/2026"], ["08/2026", 43, "09/2026", "10/2026"]]
    batch = operations.open_batch(kind, name="a.xlsx", data=workbook(Suivi=rows))
    assert (batch.rows, batch.warnings) == (2, [])


# What is not imported ────────────────────────────────────────────────────────────────────────────


def test_a_column_set_aside_is_not_kept_and_may_be_taken_up_again(as_team, chosen, sign_in):
    data = "Structure;Type;Nationalité;Commune\nRégie;association;Canari;Lyon\nCCAS;;Serin;Oullins"
    batch = chosen(data.encode(), "a.csv")
    batch = operations.choose_columns(batch, {"name": 0, "kind": 1})
    assert lines(batch) == [["Régie", "association", "", ""], ["CCAS", "", "", ""]]
    batch = operations.correct_row(batch, 3, {"kind": "collectivité"})
    batch = operations.choose_columns(batch, {"name": 0, "kind": 1, "city": 3})
    # Read again in the file; what was corrected in the others stays.
    assert lines(batch) == [
        ["Régie", "association", "", "Lyon"],
        ["CCAS", "collectivité", "", "Oullins"],
    ]
    assert (batch.counts, batch.asked) == ({"create": 2, "notes": 0}, {})
    page = sign_in("lead").get(page_of(as_team, batch)).content.decode()
    assert "Ce qui n’est pas importé n’est pas gardé" in page
    assert "Canari" not in page


def test_a_title_left_because_nobody_knew_it_is_read_once_it_is_known(as_team, chosen, monkeypatch):
    """Left by default, it was set aside for ever; « Commune », known and set aside, stays aside."""
    data = "Structure;Type;Localité;Commune\nRégie;association;Lyon;Lyon".encode()
    batch = chosen(data, "a.csv")
    assert batch.mapping == {"name": 0, "kind": 1, "city": 3}
    operations.choose_columns(batch, {"name": 0, "kind": 1})
    assert chosen(data, "a.csv").mapping == {"name": 0, "kind": 1}
    kind = type(kinds()["organisations"](as_team.home, as_team.users["lead"]))
    columns = kind(as_team.home, as_team.users["lead"]).columns
    next(column for column in columns if column.name == "city").synonyms += ("localité",)
    monkeypatch.setattr(kind, "columns", columns)
    assert chosen(data, "a.csv").mapping == {"name": 0, "kind": 1, "city": 2}
    # Chosen, then no more: nothing is remembered of it.
    monkeypatch.undo()
    batch = chosen(data, "a.csv")
    batch = operations.choose_columns(batch, {"name": 0, "kind": 1, "city": 2})
    assert chosen(data, "a.csv").mapping["city"] == 2
    operations.choose_columns(batch, {"name": 0, "kind": 1})
    assert chosen(data, "a.csv").mapping == {"name": 0, "kind": 1}


def test_a_social_security_number_is_taken_out_while_reading(as_team, chosen):
    number = "2 84 05 99 123 456 78"
    data = f"Structure;Type;À savoir;N° SS\nRégie;association;Voir {number} ici;{number}"
    batch = chosen(data.encode(), "a.csv")
    assert lines(batch) == [["Régie", "association", "Voir [numéro retiré] ici", "[numéro retiré]"]]
    batch = operations.choose_columns(batch, batch.mapping)
    assert batch.problems == [["nir", "note", 1]]
    batch = operations.correct_row(batch, 2, {"note": f"Encore {number}"})
    assert (batch.counts["error"], lines(batch)[0][2]) == (1, "Encore [numéro retiré]")
    batch = operations.correct_row(batch, 2, {"note": "Rien"})
    assert batch.counts == {"create": 1, "notes": 0}
