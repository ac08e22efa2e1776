"""What stands in the cells of real spreadsheets: errors, blanks said in words, accents in two pieces, lengths of time."""

import io
import time

import pytest
import xlsxwriter

from ppde.imports.identities import Year
from territories.imports import steps
from tests.imports.staging import problems, staged
from tests.imports.test_fuzz import ods, read, repacked
from tzcld.imports import reader
from tzcld.imports.columns import Column
from tzcld.imports.reading import FileRefused
from tzcld.imports.values import Choice, Date, Email, Name, Number, Text, Url, Wrong

LIST = [["Nom", "Prénom"], ["Dupont", "Ana"]]


def workbook(fill) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("F")
    sheet.write_row(0, 0, ["Nom", "Valeur"])
    fill(book, sheet)
    book.close()
    return out.getvalue()


def ods_of(table: str) -> bytes:
    start, end = "<office:spreadsheet>", "</office:spreadsheet>"

    def change(name: str, content: bytes) -> bytes:
        if name != "content.xml":
            return content
        text = content.decode()
        head, tail = text[: text.index(start) + len(start)], text[text.index(end) :]
        return f'{head}<table:table table:name="F">{table}</table:table>{tail}'.encode()

    return repacked(ods(), change)


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def cell(inside: str, kind: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {kind}>{inside}</table:table-cell>"


def test_a_cell_that_failed_is_neither_empty_nor_zero():
    def fill(book, sheet):
        sheet.write_string(1, 0, "Dupont")
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")

    assert read("a.xlsx", workbook(fill)).rows[1][1] == ["Dupont", "#N/A"]
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    table = row(cell("<text:p>Nom</text:p>"), cell("<text:p>Valeur</text:p>"))
    for attributes, said in (
        ('office:value-type="string" office:string-value=""', "#N/D"),
        ('office:value-type="float" office:value="0"', "#DIV/0!"),
    ):
        kind = f'{calc} table:formula="of:=1/0" {attributes} calcext:value-type="error"'
        table += row(cell("<text:p>Dupont</text:p>"), cell(f"<text:p>{said}</text:p>", kind))
    found = [cells[1] for _, cells in read("a.ods", ods_of(table)).rows]
    assert found == ["Valeur", "#N/D", "#DIV/0!"]


@pytest.mark.parametrize(
    "said", ["#N/A", "#N/D", "#DIV/0 !", "#REF!", "#NOM ?", "#####", "Err :508"]
)
def test_a_cell_that_failed_is_refused_by_its_name(said):
    with pytest.raises(Wrong) as refusal:
        Column("x", "X", Text()).read(said)
    assert refusal.value.rule == "broken"
    assert Column("x", "X", Text()).read("# bravo !") == "# bravo !"


@pytest.mark.parametrize(
    "said", ["-", "–", "?", "/", "N/A", "n.c.", "néant", "Néant", "(vide)", "non renseignée"]
)
def test_what_people_write_for_nothing_is_an_empty_cell(said):
    for kind in (
        Text(),
        Name(80),
        Date(),
        Email(),
        Url(),
        Year(1940, 2010),
        Choice([("a", "oui")]),
    ):
        assert Column("x", "X", kind).says_nothing(said)
    # In accounts, « - » is zero.
    assert not Column("x", "X", Number()).says_nothing(said)
    # An answer of the list is an answer.
    assert not Column("x", "X", Choice([("none", said)])).says_nothing(said)
    assert not Column("x", "X", Text()).says_nothing(f"{said} ici")


def test_a_blank_said_in_words_is_not_written_and_one_that_is_needed_is_asked(as_team):
    batch = staged(
        as_team,
        "organisations",
        "Nom;Type;SIRET;Commune;Site",
        "Régie;SIAE;?;N/A;-",
        "-;SIAE;;Bron;",
    )
    assert problems(batch) == [(3, "required", "name")]
    assert steps.staged(batch).get(line=2).action == "create"


def test_a_deputy_said_to_be_none_is_no_second_seat(as_team):
    from cle.models import Committee

    name = Committee.objects.filter(territory=as_team.home).first().name
    batch = staged(
        as_team,
        "sieges",
        "Instance;Collège;Titulaire;Suppléant·e;Début du mandat",
        f"{name};habitant·es;Ana Zed;néant;01/09/2026",
    )
    assert [r.line for r in steps.staged(batch)] == [2]


@pytest.mark.parametrize(
    ("said", "places", "both"),
    [("98.500", 2, "98500 ou 98,500"), ("2.000", 0, "2000"), ("1.234.567", 2, "1234567")],
)
def test_a_point_that_may_cut_thousands_is_asked(said, places, both):
    with pytest.raises(Wrong, match=both):
        Number(0, None, places).read(said)


def test_a_point_that_cuts_decimals_is_read():
    assert Number(0, None, 2).read("38.42") == Number(0, None, 2).read("38,42")
    assert Number(0, None, 2).read("0.125") == Number(0, None, 2).read("0,125")


def test_an_address_too_long_is_not_cut_in_silence():
    with pytest.raises(Wrong, match="200 signes au plus"):
        Url().read("https://exemple.fr/" + "a" * 200)


def test_an_address_written_as_a_link_or_a_list_is_read():
    assert Email().read("Mailto:ana@exemple.fr") == "ana@exemple.fr"
    assert Email().read("ana@exemple.fr;") == "ana@exemple.fr"


def test_accents_in_two_pieces_and_signs_that_xml_cannot_hold():
    def fill(book, sheet):
        sheet.write_row(1, 0, ["E\u0301lodie", "rue_x000D_\nBlanche"])

    assert read("a.xlsx", workbook(fill)).rows[1][1] == ["Élodie", "rue Blanche"]
    assert read("a.csv", "Nom;Ville\nNoe\u0308l;Lyon".encode()).rows[1][1] == ["Noël", "Lyon"]


def test_a_line_break_of_an_ods_parts_two_words_and_a_length_is_in_hours():
    table = row(cell("<text:p>Nom</text:p>"), cell("<text:p>Heures</text:p>"))
    length = 'office:value-type="time" office:time-value="PT28H30M00S"'
    table += row(
        cell("<text:p>Régie<text:line-break/>Exemple</text:p>"),
        cell("<text:p>28:30</text:p>", length),
    )
    assert read("a.ods", ods_of(table)).rows[1][1] == ["Régie Exemple", "28,5"]


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_a_sheet_that_the_spreadsheet_hides_is_not_the_one_read_first(how):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    getattr(book.add_worksheet("Brouillon"), how)()
    book.worksheets()[0].write_row(0, 0, ["vieux"])
    shown = book.add_worksheet("Liste")
    shown.activate()
    for line, cells in enumerate(LIST):
        shown.write_row(line, 0, cells)
    book.close()
    found = read("a.xlsx", out.getvalue())
    assert (found.sheets, found.rows[1][1]) == (["Liste", "Brouillon"], LIST[1])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"\n \n", "aucune ligne remplie"),
        ("a.csv", b"\xef\xbb\xbf", "aucune ligne remplie"),
        ("a.csv", b"x" * 2_000_000, "Raccourcissez-la"),
        ("a.csv", b"Nom\n" + b'"' * 3_000_001, "Raccourcissez-la"),
    ],
)
def test_an_odd_text_is_refused_for_what_it_is(name, data, words):
    with pytest.raises(FileRefused, match=words):
        read(name, data)


def test_a_cell_too_long_is_told_by_its_place():
    with pytest.raises(FileRefused, match="Ligne 3, colonne AB"):
        read("a.csv", b"Nom\n\n" + b";" * 27 + b"a" * 2_001)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    # The table begins in column C.
    book.add_worksheet().write_row(1, 2, ["Nom", "a" * 2_001])
    book.close()
    with pytest.raises(FileRefused, match="Ligne 2, colonne D"):
        read("a.xlsx", out.getvalue())


def test_cells_repeated_out_of_measure_are_too_much():
    """Of three thousand bytes, two hundred million: the site would have held them, and the database."""
    many = cell(
        f"<text:p>{'x' * 100}</text:p>",
        'office:value-type="string" table:number-columns-repeated="90"',
    )
    line = f'<table:table-row table:number-rows-repeated="20000">{many}</table:table-row>'
    with pytest.raises(FileRefused, match="bien trop gros"):
        read("a.ods", ods_of(line))


def test_attributes_without_end_cost_no_time():
    """Above thirty seconds, where the rows that are hidden were looked for as far as the end of the sheet."""
    start = time.process_time()
    assert reader.HIDDEN_XLSX.search(b"<row" + b" hidden='1'" * 30_000) is None
    assert reader.FORMULA_XLSX.search(b'<c r="A1" ' * 30_000) is None
    assert time.process_time() - start < 0.5
