"""Every kind: its template reads back, a file makes rows, the same file again changes nothing, undo takes all back."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse

from cle.models import Seat
from evaluation.models import Subscriber
from ppde.models import EventKind, JourneyEvent, Person
from territories.imports import operations, steps
from territories.imports.kinds import kinds
from territories.imports.models import BESIDE, Batch
from territories.models import Entry, Organisation
from tests.imports.staging import WHO, problems, staged
from tzcld.imports import reading
from tzcld.imports.columns import find_header, guess
from tzcld.imports.template import Example, write_template
from tzcld.imports.values import Choice, Email, Number, WholeName, Wrong

FILES = {
    "personnes": "Nom;Prénom\nDurand;Zoé",
    "faits": "N°;Type;Date;Précision\nM-0001;Atelier;03/11/2026;CV\n1;entretien;04/11/2026;",
    "organisations": "Structure;Catégorie;SIRET\nRégie;association;73282932000074\nMairie;collectivité;",
    "contacts": "Structure;Nom;Prénom;Mail\nAssociation;Durand;Zoé;zoe@exemple.fr",
    "sieges": "Nom et prénom;Collège;Début;Place\nZoé Durand;collectivités;01/09/2026;\nAna Roux;habitantes;01/09/2026;invité",
    "contrats": "Nom;Prénom;Poste;Début;Heures;Privation\nDurand;Zoé;tri;01/09/2025;28,5;oui",
    "activites": "Activité;Domaine;EBE;ETP;Statut\nLaverie;blanchisserie et repassage;Pari;4,5;en production",
    "chiffres": "Mois;Effectif;ETP;CA particuliers;Masse salariale\n10/2026;42;38,4;3 200,50;98500",
    "abonnes": "Courriel;Origine;Inscrit le\nzoe@exemple.fr;forum du 14 mars;14/03/2026",
}  # fmt: skip


def test_every_kind_is_tried():
    assert set(FILES) == set(kinds())


@pytest.mark.parametrize("slug", sorted(FILES))
def test_a_file_makes_rows_once_and_is_undone(as_team, slug):
    batch = staged(as_team, slug, FILES[slug])
    assert problems(batch) == []
    n = batch.rows
    model = kinds()[slug].model
    before = model.objects.count()
    batch = operations.confirm(batch)
    assert (batch.state, batch.counts) == ("done", {"create": n, "notes": 0})
    assert model.objects.count() == before + n
    traces = Entry.objects.filter(at=batch.written_at).exclude(model="territories.batch")
    assert traces.count() >= n
    assert staged(as_team, slug, FILES[slug]).counts == {"unchanged": n, "notes": 0}
    assert operations.undo(batch, by=batch.opened_by).counts["kept"] == 0
    assert model.objects.count() == before


@pytest.mark.parametrize("slug", sorted(FILES))
def test_the_template_reads_back_and_its_example_is_left_out(as_team, slug):
    kind = kinds()[slug](as_team.home, as_team.users[WHO.get(slug, "lead")])
    out = io.BytesIO()
    write_template(out, kind.columns)
    sheet = reading.read("modele.xlsx", out.getvalue())
    header = find_header(sheet.rows, kind.columns)
    assert set(header.mapping) == {column.name for column in kind.columns if not column.fills}
    cells = sheet.rows[1][1]
    assert Example(kind.columns, header.mapping).is_in(cells)


def test_a_fact_moves_the_state_of_the_person(as_team):
    operations.confirm(staged(as_team, "personnes", FILES["personnes"]))
    operations.confirm(
        staged(as_team, "faits", "Nom;Prénom;Fait;Date\nDurand;Zoé;Entretien individuel;04/11/2026")
    )
    zoe = Person.objects.get(last_name="Durand")
    assert (zoe.state, f"{zoe.interviewed_on}", f"{zoe.last_contact_on}") == (
        "met",
        "2026-11-04",
        "2026-11-04",
    )
    assert JourneyEvent.objects.filter(person=zoe, kind=EventKind.INTERVIEW).count() == 1


def test_facts_that_have_their_own_page_are_refused(as_team):
    batch = staged(
        as_team,
        "faits",
        "N°;Type;Date\nM-0001;Sortie;03/11/2026\n;Atelier;03/11/2026\nM-0099;Atelier;03/11/2026",
    )
    assert problems(batch) == [
        (2, "choice", "kind"),
        (3, "required", "number"),
        (4, "unknown", "number"),
    ]


def test_a_reader_needs_a_proof_and_who_left_stays_away(as_team):
    Subscriber.objects.create(territory=as_team.home, email="partie@exemple.fr", state="left")
    text = "Courriel;Origine;Inscrit le\nana@exemple.fr;;14/03/2026\nbea@exemple.fr;forum;\nPARTIE@exemple.fr;forum;14/03/2026"
    assert problems(staged(as_team, "abonnes", text)) == [
        (2, "required", "source"),
        (3, "required", "consented_on"),
        (4, "rule", "email"),
    ]


def test_the_journal_holds_no_address_of_a_reader(as_team):
    batch = operations.confirm(staged(as_team, "abonnes", FILES["abonnes"]))
    entries = Entry.objects.filter(at=batch.written_at)
    assert "zoe@" not in str(list(entries.values("label", "before", "after")))
    assert Subscriber.objects.get(email="zoe@exemple.fr").state == "active"


def test_a_voice_for_a_guest_and_an_end_before_the_start_are_refused(as_team):
    text = "Titulaire;Collège;Début;Place;Voix;Fin\nZoé;habitantes;01/09/2026;invité;oui;01/08/2026"
    assert problems(staged(as_team, "sieges", text)) == [
        (2, "rule", "votes"),
        (2, "rule", "ends_on"),
    ]


def test_the_end_of_a_mandate_is_updated_and_given_back(as_team):
    text = "Titulaire;Collège;Début;Fin\nPrésidente;collectivités;01/01/2024;31/12/2026"
    batch = operations.confirm(staged(as_team, "sieges", text))
    seat = Seat.objects.get(pk=as_team.rows["home"]["seat"].pk)
    assert (batch.counts["update"], f"{seat.until}") == (1, "2026-12-31")
    operations.undo(batch, by=as_team.users["lead"])
    seat.refresh_from_db()
    assert seat.until is None


def test_a_direction_sees_its_own_imports_alone(as_team, client):
    batch = staged(as_team, "contrats", FILES["contrats"])
    assert Batch.objects.visible_to(as_team.users["director"]).filter(pk=batch.pk).exists()
    assert not Batch.objects.visible_to(as_team.users["lead"]).filter(pk=batch.pk).exists()


def test_months_that_cannot_be_read_do_not_repeat_each_other(as_team):
    """« Écarter ces lignes » would have dropped all but one."""
    text = "Mois;Effectif\nM09;42\nM10;43\n2026-11;44"
    assert problems(staged(as_team, "chiffres", text)) == [
        (2, "date", "month"),
        (3, "date", "month"),
    ]


def test_an_answer_is_known_without_its_hyphens_and_a_year_is_not_cut():
    origins = Choice([("word_of_mouth", "bouche-à-oreille"), ("ccas", "CCAS")])
    for typed in ("Bouche à oreille", "bouche-a-oreille", "BOUCHE-À-OREILLE"):
        assert origins.read(typed) == "word_of_mouth"
    with pytest.raises(Wrong):
        origins.read("-")
    with pytest.raises(Wrong, match="Écrivez 1930 ou plus"):
        Number(least=1930).read("84")


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("zoe@exemple.fr ; ana@exemple.fr", "emails", "2 adresses sont écrites ici"),
        ("zoe@exemple.fr/ana@exemple", "emails", "2 adresses"),
        ("zoe@@exemple.fr", "email", "adresse entière"),
        ("zoe exemple.fr", "email", "adresse entière"),
    ],
)
def test_two_addresses_in_a_cell_are_told_from_one_that_is_not_whole(text, rule, said):
    with pytest.raises(Wrong, match=said) as wrong:
        Email().read(text)
    assert wrong.value.rule == rule


# Titles and answers of the files made before they were said without the point médian.
FORMER_TITLES = [
    ("sieges", "Suppléant·e", "deputy"),
    ("contrats", "Issu·e de la privation d’emploi", "from_privation"),
    ("personnes", "Préfère être joint·e", "contact_preference"),
    ("chiffres", "Salarié·es issu·es de la privation d’emploi, en fin de mois", "heads_privation"),
    ("chiffres", "Autres salarié·es, en fin de mois", "heads_other"),
    ("chiffres", "Immersions ailleurs de salarié·es de l’EBE", "immersions_out"),
]
FORMER_ANSWERS = [
    ("sieges", "college", "habitant·es", "residents"),
    ("sieges", "college", "salarié·es d’EBE", "ebe_employees"),
    ("sieges", "college", "Salariés d’EBE", "ebe_employees"),
    ("sieges", "rank", "invité·e", "guest"),
    ("organisations", "kind", "habitant·es", "residents"),
]


def kind_of(world, slug):
    return kinds()[slug](world.home, world.users[WHO.get(slug, "lead")])


@pytest.mark.parametrize(("slug", "title", "column"), FORMER_TITLES)
def test_a_title_of_before_is_still_known(as_team, slug, title, column):
    assert guess([title], kind_of(as_team, slug).columns, {}) == {column: 0}


@pytest.mark.parametrize(("slug", "column", "said", "key"), FORMER_ANSWERS)
def test_an_answer_of_before_is_still_known(as_team, slug, column, said, key):
    assert kind_of(as_team, slug).by_name[column].read(said) == key


def test_hours_are_read_as_people_write_them():
    assert [Number(places=1).read(text) for text in ("28h30", "28 h 30", "28h", "28,5")] == [
        Decimal("28.5"),
        Decimal("28.5"),
        28,
        Decimal("28.5"),
    ]
    with pytest.raises(Wrong):
        Number(places=1).read("28h75")


COMMITTEE = "Titulaire;Suppléant;Collège;Fonction;Début;Voix"


def test_a_line_with_a_holder_and_a_deputy_makes_two_seats(as_team, sign_in):
    """« - » names nobody; a deputy without a voice has neither the holder's function nor its voice."""
    lines = (
        "Mme Dominique EXEMPLE;M. Adam Roux;collectivités;maire;01/09/2026;oui",
        "Ana Petit;-;habitantes;;01/09/2026;oui",
        "Lou Diop;Zoé Petit;habitantes;;2026;oui",
    )
    batch = staged(as_team, "sieges", COMMITTEE, *lines)
    # All or nothing of each: the date is wrong on both seats of line 4.
    assert (batch.rows, batch.counts) == (5, {"create": 3, "error": 2, "notes": 0})
    client = sign_in("lead")
    here = [as_team.home.slug, batch.kind, batch.pk]
    for page in ("import_correct", "import_confirm"):
        shown = client.get(reverse(f"territories:{page}", args=here)).content.decode()
        assert "2 lignes nomment une suppléance" in shown.replace("\u00a0", " ")
    rows = client.get(reverse("territories:import_rows", args=here)).content.decode()
    assert "4 bis" in rows
    batch = operations.confirm(batch)
    told = Seat.objects.filter(period__startswith="2026-09-01").order_by("pk")
    assert list(told.values_list("holder", "rank", "function", "votes", "college")) == [
        ("Dominique EXEMPLE", "member", "maire", True, "local_authority"),
        ("Ana Petit", "member", "", True, "residents"),
        ("Adam Roux", "deputy", "", False, "local_authority"),
    ]
    assert staged(as_team, "sieges", COMMITTEE, *lines[:2]).counts == {"unchanged": 3, "notes": 0}
    operations.undo(batch, by=batch.opened_by)
    assert not told.exists()


def test_a_deputy_left_out_stays_so_and_the_column_is_taken_back(as_team):
    line = "Dominique Exemple;Adam Roux;collectivités;maire;01/09/2026;"
    batch = staged(as_team, "sieges", COMMITTEE, line)
    whole = batch.mapping
    operations.leave_row(batch, BESIDE + 2)
    batch.refresh_from_db()
    assert batch.counts == {"create": 1, "notes": 0}
    # Named on the page of its line, it comes back; its column aside, it goes.
    operations.correct_row(batch, 2, {"deputy": "Ana Roux"})
    batch.refresh_from_db()
    assert (batch.rows, batch.counts) == (2, {"create": 2, "notes": 0})
    less = {
        name: place
        for name, place in whole.items()
        if name not in ("deputy", "college", "function")
    }
    batch = operations.choose_columns(batch, less)
    assert batch.rows == 1
    batch = operations.choose_columns(batch, whole)
    assert (batch.rows, batch.counts) == (2, {"create": 2, "notes": 0})
    names = [row.label for row in steps.staged(batch).order_by("line")]
    assert names == ["Dominique Exemple", "Adam Roux"]
    # A column taken up tells both seats, and what was corrected of the second stays.
    operations.correct_row(batch, BESIDE + 2, {"holder": "Adam Leroux"})
    batch.refresh_from_db()
    batch = operations.choose_columns(batch, less | {"deputy": whole["deputy"]})
    batch = operations.choose_columns(batch, whole)
    second = steps.staged(batch).get(line=BESIDE + 2)
    assert (second.label, second.action) == ("Adam Leroux", "create")
    assert second.cells[whole["function"]] == ""


def cells(batch) -> list[list[str]]:
    return list(steps.staged(batch).order_by("line").values_list("cells", flat=True))


def test_a_deputy_named_again_on_its_line_is_the_one_who_sits(as_team):
    """Both seats are kept: the row « 2 bis » takes the name of the line, nothing else of it moves."""
    line = "Dominique Exemple;Adam Roux;collectivités;maire;01/09/2026;"
    batch = staged(as_team, "sieges", COMMITTEE, line)
    operations.correct_row(batch, 2, {"deputy": "Ana Roux"})
    batch.refresh_from_db()
    assert (batch.rows, batch.counts) == (2, {"create": 2, "notes": 0})
    assert [row[:2] for row in cells(batch)] == [["Dominique Exemple", ""], ["Ana Roux", ""]]
    operations.confirm(batch)
    told = Seat.objects.filter(period__startswith="2026-09-01").order_by("pk")
    assert list(told.values_list("holder", "rank")) == [
        ("Dominique Exemple", "member"),
        ("Ana Roux", "deputy"),
    ]


@pytest.mark.parametrize(
    ("exchanged", "made"),
    [
        (("holder", "deputy"), [("Adam Roux", "maire", "Pari"), ("Dominique Exemple", "", "Pari")]),
        (("function", "organisation"), [("Dominique Exemple", "Pari", "maire"), ("Adam Roux", "", "maire")]),
        (("holder", "function"), [("maire", "Dominique Exemple", "Pari"), ("Adam Roux", "", "Pari")]),
    ],
)  # fmt: skip
def test_columns_exchanged_after_a_check_lose_no_deputy(as_team, exchanged, made):
    head = "Titulaire;Suppléant;Collège;Fonction;Organisation;Début"
    line = "Dominique Exemple;Adam Roux;collectivités;maire;Pari;01/09/2026"
    batch = staged(as_team, "sieges", head, line)
    one, other = exchanged
    places = batch.mapping | {one: batch.mapping[other], other: batch.mapping[one]}
    batch = operations.choose_columns(batch, places)
    told = [places[name] for name in ("holder", "function", "organisation")]
    assert [tuple(row[place] for place in told) for row in cells(batch)] == made
    assert batch.rows == 2


def test_a_column_that_takes_the_place_of_the_deputies_is_read_again(as_team):
    line = "Dominique Exemple;Adam Roux;collectivités;maire;01/09/2026;"
    batch = staged(as_team, "sieges", COMMITTEE, line)
    places = batch.mapping | {"function": batch.mapping["deputy"]}
    del places["deputy"]
    batch = operations.choose_columns(batch, places)
    assert [row[:2] for row in cells(batch)] == [["Dominique Exemple", "Adam Roux"]]


def test_a_civility_is_taken_away_from_the_beginning_alone():
    assert WholeName(is_first_before=True).read("Mme Adam Roux") == ("Roux", "Adam")
    assert WholeName(is_first_before=True).read("Adam Roux") == ("Roux", "Adam")


@pytest.mark.parametrize(
    ("name", "note", "done"),
    [
        ("RÉGIE DE L'ÎLE", "Ouvert le lundi. Sonner deux fois.", "unchanged"),
        ("Regie de l'Ile", "ouvert le lundi. sonner deux fois.", "unchanged"),
        ("Régie de l’Île", "Ouvert le mardi.", "update"),
    ],
)
def test_capitals_and_lines_of_a_text_are_no_change(as_team, name, note, done):
    Organisation.objects.create(
        territory=as_team.home,
        name="Régie de l’Île",
        kind="siae",
        note="Ouvert le lundi.\nSonner deux fois.",
    )
    batch = staged(as_team, "organisations", "Nom;Type;À savoir", f"{name};SIAE;{note}")
    assert batch.counts == {done: 1, "notes": 0}


def test_a_place_that_cannot_be_read_is_a_line_to_correct(as_team):
    """Beside a voice, it stopped the whole import: « vice-présidente » is in most lists."""
    committee = as_team.rows["home"]["committee"].name
    batch = staged(
        as_team,
        "sieges",
        "Instance;Collège;Titulaire;Place;Voix;Début",
        f"{committee};habitant·es;Ana Zed;vice-présidente;oui;01/09/2026",
    )
    assert problems(batch) == [(2, "choice", "rank")]
