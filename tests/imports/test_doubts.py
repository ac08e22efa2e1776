"""Rows that may be about something known: asked, never guessed, never written twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ppde.models import JourneyEvent, Person
from territories.imports import jobs, operations, steps, words
from territories.imports.models import Batch, StagedRow
from territories.models import Entry, TypedPeriod
from territories.periods import period
from tests.imports.staging import shown, staged, to

HEAD = "Nom;Prénom;Né en;Tél"
ALIX = "Dupont;Alix;1980;06 12 34 56 78"
AGAIN = "DUPONT;Alix;1980;07 22 00 00 00"


def persons(world, *lines: str) -> Batch:
    return staged(world, "personnes", HEAD, *lines)


@pytest.fixture
def alix(as_team) -> Person:
    operations.confirm(persons(as_team, ALIX))
    return Person.objects.get(last_name="Dupont")


def test_a_new_telephone_is_asked_and_the_answer_updates(as_team, alix, sign_in):
    batch = persons(as_team, AGAIN, "Roux;Ana;1990;")
    assert batch.counts == {"doubt": 1, "create": 1, "notes": 0}
    client = sign_in("lead")
    page = shown(client.get(to(as_team, "import_correct", batch)))
    for said in (
        "Peut-être déjà connues",
        "C’est M-0003",
        "Une autre personne",
        "1 ligne est à décider",
    ):
        assert said in page
    client.post(
        to(as_team, "import_correct", batch),
        {"ligne": ["2"], "reponse": [str(alix.pk)]},
        follow=True,
    )
    batch.refresh_from_db()
    assert batch.counts == {"update": 1, "create": 1, "notes": 0}
    operations.confirm(batch)
    alix.refresh_from_db()
    assert alix.phone == "07 22 00 00 00"
    assert Person.objects.filter(last_name="Dupont").count() == 1


def test_undecided_it_is_not_written_and_its_row_is_downloaded(as_team, alix, sign_in):
    batch = persons(as_team, AGAIN, "Roux;Ana;1990;")
    client = sign_in("lead")
    assert "1 ligne ne sera pas importée" in shown(client.get(to(as_team, "import_confirm", batch)))
    batch = operations.confirm(batch)
    assert batch.counts == {"doubt": 1, "create": 1, "notes": 0}
    assert Person.objects.filter(last_name="Dupont").count() == 1
    assert "1 ligne reste de côté" in shown(client.get(batch.get_absolute_url()))
    row = steps.staged(batch).get(action="doubt")
    assert (row.cells[:2], bool(row.doubts)) == (["DUPONT", "Alix"], True)
    assert client.get(to(as_team, "import_failed", batch)).status_code == 200


def test_another_person_of_the_same_name_is_created(as_team, alix):
    batch = persons(as_team, AGAIN)
    assert operations.correct_values(batch, {}, {2: StagedRow.NEW}) == (1, 0)
    batch.refresh_from_db()
    assert operations.confirm(batch).counts == {"create": 1, "notes": 0}
    assert Person.objects.filter(last_name="Dupont").count() == 2


def test_an_answer_about_somebody_else_is_no_answer(as_team, alix):
    batch = persons(as_team, AGAIN)
    other = Person.objects.get(number=1)
    assert operations.correct_values(batch, {}, {2: str(other.pk)}) == (0, 0)
    steps.staged(batch).update(decision=str(other.pk))
    operations.choose_columns(batch, batch.mapping)
    batch.refresh_from_db()
    assert batch.counts == {"doubt": 1, "notes": 0}


def test_a_year_filled_in_since_changes_nothing_when_the_telephone_agrees(as_team):
    head, line = "Nom;Prénom;Tél", "Martin;Noor;06 98 76 54 32"
    operations.confirm(staged(as_team, "personnes", head, line, "Seul;Nom;"))
    Person.objects.filter(last_name__in=("Martin", "Seul")).update(birth_year=1991)
    batch = staged(as_team, "personnes", head, line, "Seul;Nom;")
    # Of the second nothing but the name is common: it is asked.
    assert batch.counts == {"unchanged": 1, "doubt": 1, "notes": 0}


def test_several_files_of_one_name_are_offered(as_team, alix):
    batch = persons(as_team, AGAIN)
    operations.correct_values(batch, {}, {2: StagedRow.NEW})
    batch.refresh_from_db()
    operations.confirm(batch)
    batch = persons(as_team, "Dupont;Alix;1980;")
    assert [choice for _, choice, _ in steps.staged(batch).get().doubts] == [
        "C’est M-0003",
        "C’est M-0004",
    ]


def test_the_page_of_a_row_asks_and_always_takes_a_number(as_team, alix, sign_in):
    batch = persons(as_team, AGAIN)
    client = sign_in("lead")
    url = to(as_team, "import_row", batch, 2)
    page = client.get(url).content.decode()
    assert ('name="number"' in page, 'name="reponse"' in page) == (True, True)
    cells = {
        "last_name": "DUPONT",
        "first_name": "Alix",
        "birth_year": "1980",
        "phone": "07 22 00 00 00",
    }
    client.post(url, {**cells, "number": "M-0003", "reponse": ""})
    batch.refresh_from_db()
    assert batch.counts == {"update": 1, "notes": 0}


def test_above_300_rows_the_page_says_what_is_not_compared(as_team, sign_in):
    batch = persons(as_team, "Roux;Ana;1990;")
    Batch.objects.filter(pk=batch.pk).update(rows=301)
    page = sign_in("lead").get(to(as_team, "import_confirm", batch)).content.decode()
    assert "Au-delà de 300 lignes" in page
    assert "Doublons" in page


def test_an_older_first_contact_is_told_not_lost(as_team, alix, sign_in):
    text = "Numéro;Premier contact\nM-0003;03/02/2020"
    batch = staged(as_team, "personnes", *text.split("\n"))
    assert batch.counts == {"unchanged": 1, "notes": 1}
    rows = to(as_team, "import_rows", batch)
    assert "n’est pas repris" in sign_in("lead").get(f"{rows}?remarque=oui").content.decode()


def test_a_fact_told_in_other_words_is_asked(as_team):
    head = "N°;Type;Date;Précision"
    operations.confirm(staged(as_team, "faits", head, "M-0001;Entretien;12/10/2026;bilan"))
    batch = staged(
        as_team,
        "faits",
        head,
        "M-0001;Entretien;12/10/2026;bilan fait",
        "M-0001;Entretien;13/10/2026;bilan",
    )
    assert batch.counts == {"doubt": 1, "create": 1, "notes": 0}
    known = JourneyEvent.objects.get(text="bilan", on="2026-10-12")
    operations.correct_values(batch, {}, {2: str(known.pk)})
    batch.refresh_from_db()
    assert batch.counts == {"unchanged": 1, "create": 1, "notes": 0}
    operations.correct_row(batch, 2, {}, StagedRow.NEW)
    batch.refresh_from_db()
    assert batch.counts == {"create": 2, "notes": 0}


def test_what_a_known_fact_tells_otherwise_is_refused_not_lost(as_team):
    head = "N°;Fait;Date;Moyen;Résultat;Relance"
    label = JourneyEvent(kind="contact").get_kind_display()
    line = f"M-0001;{label};03/11/2026;par téléphone;sans réponse;"
    operations.confirm(staged(as_team, "faits", head, line))
    assert staged(as_team, "faits", head, line).counts == {"unchanged": 1, "notes": 0}
    batch = staged(
        as_team,
        "faits",
        head,
        f"M-0001;{label};03/11/2026;par téléphone;personne jointe;10/11/2026",
    )
    (row,) = steps.staged(batch)
    assert sorted(e["column"] for e in row.errors) == ["follow_up_on", "result"]


# The pages ──────────────────────────────────────────────────────────────────────────────────────


def test_a_column_that_the_file_does_not_have_is_filled_for_all_its_rows(as_team, sign_in):
    batch = staged(as_team, "organisations", "Structure", "Régie Une", "Régie Deux")
    assert batch.counts == {"error": 2, "notes": 0}
    client = sign_in("lead")
    page = client.post(
        to(as_team, "import_correct", batch),
        {"colonne": ["kind"], "avant": [""], "apres": ["ESS ou association"]},
        follow=True,
    )
    assert "2 lignes corrigées, vérification refaite." in shown(page)
    batch.refresh_from_db()
    assert batch.counts == {"create": 2, "notes": 0}
    assert set(batch.mapping) == {"name", "kind"}


def test_a_row_corrected_while_a_worker_checks_goes_back_to_the_work(as_team, sign_in, monkeypatch):
    batch = staged(as_team, "organisations", "Structure;Type", "Régie;", "Mairie;association")
    monkeypatch.setattr(jobs, "SMALL_ROWS", 0)
    monkeypatch.setattr(jobs, "enqueue", lambda pk: None)
    page = sign_in("lead").post(
        to(as_team, "import_row", batch, 2), {"name": "Régie", "kind": "association"}, follow=True
    )
    said = page.content.decode()
    assert "La ligne 2 est enregistrée, vérification en cours." in said
    assert "Il manque" not in said


def test_names_are_not_even_staged_where_figures_are_typed_without_them(as_team, sign_in):
    TypedPeriod.objects.create(
        territory=as_team.home,
        period=period(timezone.localdate().replace(day=1)),
        reason="Aucun nom",
    )
    before = Batch.objects.count()
    url = reverse("territories:import_start", args=[as_team.home.slug, "personnes"])
    page = sign_in("lead").post(
        url, {"file": SimpleUploadedFile("a.csv", f"{HEAD}\n{ALIX}".encode())}
    )
    assert "sans aucun nom" in shown(page)
    assert Batch.objects.count() == before


def test_the_journal_of_a_download_holds_no_title_of_the_file(as_team, alix, sign_in):
    """A file without titles: its first line is somebody."""
    batch = staged(as_team, "organisations", "DUPONT;Structure;Type", "x;Régie;")
    sign_in("lead").get(to(as_team, "import_failed", batch))
    entry = Entry.objects.filter(verb="export").latest("pk")
    assert "DUPONT" not in str(entry.after)
    assert "Type" in str(entry.after)


def test_the_number_of_a_file_that_bears_another_name_is_asked(as_team, alix):
    """« N° » counts the lines of the team's own sheet: M-0003 is Alix, not Noor."""
    head = "N°;Nom;Prénom;Tél"
    batch = staged(as_team, "personnes", head, "3;Martin;Noor;06 98 76 54 32", "3;Dupond;Alix;")
    assert batch.counts == {"doubt": 1, "update": 1, "notes": 0}
    row = steps.staged(batch).get(line=2)
    assert [choice for _, choice, _ in row.doubts] == ["C’est M-0003, qui change de nom"]
    assert row.changes == {}
    operations.correct_values(batch, {}, {2: StagedRow.NEW})
    batch.refresh_from_db()
    operations.confirm(batch)
    alix.refresh_from_db()
    assert (alix.last_name, alix.phone) == ("Dupond", "06 12 34 56 78")
    assert Person.objects.get(last_name="Martin").phone == "06 98 76 54 32"
    # Imported again, the same sheet asks of both: the file of this number, the one of this name.
    batch = staged(as_team, "personnes", head, "3;Martin;Noor;06 98 76 54 32")
    assert [choice for _, choice, _ in steps.staged(batch).get().doubts] == [
        "C’est M-0003, qui change de nom",
        "C’est M-0004",
    ]
    operations.correct_values(batch, {}, {2: str(alix.pk)})
    batch.refresh_from_db()
    assert batch.counts == {"update": 1, "notes": 0}


def test_a_fact_is_not_written_in_the_file_of_somebody_else(as_team, alix):
    head = "Numéro;Nom;Prénom;Fait;Date"
    lines = (
        "3;Martin;Noor;Entretien;03/11/2026",
        "3;Dupond;Alix;Entretien;04/11/2026",
        "3;;;Entretien;05/11/2026",
    )
    batch = staged(as_team, "faits", head, *lines)
    assert batch.counts == {"error": 1, "create": 2, "notes": 0}
    assert steps.staged(batch).get(line=2).errors[0]["column"] == "number"


def test_the_same_names_on_two_lines_are_asked_once_a_year_or_a_telephone_is_missing(
    as_team, sign_in
):
    """Two colleagues filled one sheet."""
    batch = persons(
        as_team,
        "Roux;Ana;1980;06 12 34 56 78",
        "ROUX;Ana;1980;",
        "Roux;Ana;1991;",
        "Petit;Lou;;",
        "Petit;Lou;1975;",
    )
    assert batch.counts == {"create": 3, "doubt": 2, "notes": 0}
    client = sign_in("lead")
    page = shown(client.get(to(as_team, "import_correct", batch)))
    assert "la même personne que la ligne 2 (même nom, même prénom)" in page
    assert "la même personne que la ligne 5" in page
    assert 'value="None"' not in page
    operations.correct_values(batch, {}, {3: StagedRow.NEW, 6: "None"})
    batch.refresh_from_db()
    assert batch.counts == {"create": 4, "doubt": 1, "notes": 0}
    operations.confirm(batch)
    assert Person.objects.filter(last_name="Roux").count() == 3
    assert Person.objects.filter(last_name="Petit").count() == 1


NUMBERED = ("1;Martin;Noor;1990;", "2;Petit;Lou;1991;", "3;Roux;Ana;19x;", "4;Diop;Awa;1993;")


def test_the_numbers_of_a_file_that_counts_its_own_lines_are_set_aside_at_once(
    as_team, alix, sign_in
):
    """Three lines bear the number of somebody else, the fourth that of nobody."""
    batch = staged(as_team, "personnes", f"N°;{HEAD}", *NUMBERED)
    assert batch.mapping["number"] == 0
    client, url = sign_in("lead"), to(as_team, "import_correct", batch)
    page = shown(client.get(url))
    said = "Cette colonne n’est pas le numéro de la plateforme"
    assert (page.count(said), page.count("revoyez les colonnes et choisissez")) == (1, 0)
    assert "les numéros de 4 lignes n’existent pas" in page
    assert page.index(said) < page.index("Peut-être déjà connues")
    # Nothing typed on the page is lost.
    answer = {"colonne": ["birth_year"], "avant": ["19x"], "apres": ["1992"], "numeros": "number"}
    page = shown(client.post(url, answer, follow=True))
    assert "1 ligne corrigée et numéros du fichier mis de côté, vérification refaite." in page
    batch.refresh_from_db()
    assert (batch.counts, "number" in batch.mapping) == ({"create": 4, "notes": 0}, False)
    # Known for the next file; taken up again, the column is read again.
    again = staged(as_team, "personnes", f"N°;{HEAD}", *NUMBERED)
    assert "number" not in again.mapping
    operations.choose_columns(batch, {**batch.mapping, "number": 0})
    batch.refresh_from_db()
    assert batch.counts == {"doubt": 3, "error": 1, "notes": 0}


def test_the_lines_of_a_large_file_are_counted_with_a_space(as_team, alix, sign_in, monkeypatch):
    batch = staged(as_team, "personnes", f"N°;{HEAD}", *NUMBERED)
    many = words.OwnNumbers("number", "N°", 1240)
    monkeypatch.setattr(words, "own_numbers", lambda *_: many)
    page = shown(sign_in("lead").get(to(as_team, "import_correct", batch)))
    assert "les numéros de 1 240 lignes n’existent pas" in page


def test_a_number_that_is_mostly_the_platform_s_stays(as_team, alix, sign_in):
    """Two of five are mistaken, or one alone: the page of each says what to do."""
    known = [f"{p.number};{p.last_name};{p.first_name};;" for p in Person.objects.order_by("pk")]
    assert len(known) == 3
    for lines in ((*known, *NUMBERED[:2]), NUMBERED[:1]):
        batch = staged(as_team, "personnes", f"N°;{HEAD}", *lines)
        page = shown(sign_in("lead").get(to(as_team, "import_correct", batch)))
        assert "Cette colonne n’est pas le numéro" not in page
        assert page.count("revoyez les colonnes et choisissez") == batch.counts["doubt"]
