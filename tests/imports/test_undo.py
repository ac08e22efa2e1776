"""Undoing an import: what comes back, whatever a cell could say of it; by whom; and the work of a large one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cle.models import Attendance, Seat
from ppde.filters import team
from ppde.models import JourneyEvent, Person
from ppde.operations import register_person, sessions
from ppde.retention.times import write_duration
from territories import journal
from territories.imports import jobs, operations, steps
from territories.imports.kinds import kinds
from territories.imports.models import Batch, StagedRow
from territories.models import Contact, Entry, Organisation, PerimeterUnit
from tzcld.ui import french
from tzcld.users.models import User

LONG_AGO = timezone.now() - timedelta(hours=1)
WHO = {"contrats": "director", "chiffres": "director"}


def imported(world, slug: str, text: str) -> Batch:
    kind = kinds()[slug](world.home, world.users[WHO.get(slug, "lead")])
    batch = operations.open_batch(kind, name="a.csv", data=text.encode())
    assert batch.state == "columns", batch.error
    batch = operations.choose_columns(batch, batch.mapping)
    batch = operations.confirm(batch)
    assert (batch.state, batch.error) == ("done", "")
    return batch


def undone(world, batch: Batch, who: str = "lead") -> int:
    batch = operations.undo(batch, by=world.users[who])
    assert (batch.state, batch.error) == ("undone", "")
    return batch.counts["kept"]


# What comes back ─────────────────────────────────────────────────────────────────────────────────


def test_a_number_that_no_cell_may_hold_comes_back(as_team):
    contact = as_team.rows["home"]["contact"]
    Contact.objects.filter(pk=contact.pk).update(phone="poste 12")
    line = f"{contact.organisation.name};{contact.last_name};{contact.first_name};0612345678"
    batch = imported(as_team, "contacts", f"Organisation;Nom;Prénom;Tél\n{line}")
    contact.refresh_from_db()
    assert contact.phone == "06 12 34 56 78"
    assert undone(as_team, batch) == 0
    contact.refresh_from_db()
    assert contact.phone == "poste 12"


def test_what_may_no_longer_be_chosen_comes_back(as_team):
    """A colleague who left, a quarter that has another name, a year of birth that nobody would type any more."""
    person, quarter = Person.objects.get(number=1), as_team.rows["home"]["perimeterunit"]
    old = User.objects.create(email="partie@exemple.fr", first_name="Ana", last_name="Partie")
    assert old not in team(as_team.home)
    Person.objects.filter(pk=person.pk).update(
        referent=old, district=quarter, birth_year=1921, wished_hours=Decimal("24.5"),
        constraints_known=["mobility", "hours"],
    )  # fmt: skip
    PerimeterUnit.objects.create(territory=as_team.home, kind=quarter.kind, name="Ailleurs")
    text = (
        "Numéro;Référent;Quartier;Né en;Temps souhaité;À prendre en compte\n"
        f"M-0001;{as_team.users['lead'].email};Ailleurs;1950;28;mobilité"
    )
    batch = imported(as_team, "personnes", text)
    assert set(StagedRow.objects.get(batch=batch, line=2).changes) == {
        "referent", "district", "birth_year", "wished_hours", "constraints_known",
    }  # fmt: skip
    PerimeterUnit.objects.filter(pk=quarter.pk).update(name="Un autre nom")
    assert undone(as_team, batch) == 0
    person.refresh_from_db()
    told = (person.referent, person.district_id, person.birth_year, person.wished_hours)
    assert told == (old, quarter.pk, 1921, Decimal("24.5"))
    assert person.constraints_known == ["mobility", "hours"]


def test_the_end_of_a_mandate_comes_back_as_a_day(as_team):
    head = "Titulaire;Collège;Début;Fin\nPrésidente;collectivités;01/01/2024;"
    imported(as_team, "sieges", f"{head}31/12/2027")
    batch = imported(as_team, "sieges", f"{head}31/12/2026")
    undone(as_team, batch)
    seat = as_team.rows["home"]["seat"]
    seat.refresh_from_db()
    assert seat.until == date(2027, 12, 31)


@pytest.mark.parametrize(("text", "kept"), [("poste 12", 1), ("0612345679", 0)])
def test_a_text_kept_alone_by_the_version_before_is_read_or_its_row_is_kept(as_team, text, kept):
    contact = as_team.rows["home"]["contact"]
    Contact.objects.filter(pk=contact.pk).update(phone=text)
    line = f"{contact.organisation.name};{contact.last_name};{contact.first_name};0612345678"
    batch = imported(as_team, "contacts", f"Organisation;Nom;Prénom;Tél\n{line}")
    row = StagedRow.objects.get(batch=batch, line=2)
    StagedRow.objects.filter(pk=row.pk).update(changes={n: b[:2] for n, b in row.changes.items()})
    assert undone(as_team, batch) == kept
    contact.refresh_from_db()
    assert contact.phone == ("06 12 34 56 78" if kept else "06 12 34 56 79")


# The work ────────────────────────────────────────────────────────────────────────────────────────


MANY = "Structure;Type\n" + "".join(f"Régie {i};association\n" for i in range(301))


def test_the_list_says_one_as_one_and_what_is_taken_back_as_gone(as_team, sign_in):
    listed = reverse("territories:import_list", args=[as_team.home.slug])
    batch = imported(as_team, "organisations", "Structure;Type\nCormoran;association")
    assert "1\u00a0créée<" in sign_in("lead").get(listed).content.decode()
    undone(as_team, batch)
    assert "tout est retiré" in sign_in("lead").get(listed).content.decode()


@pytest.fixture
def waiting(monkeypatch) -> list[int]:
    """Imports whose work waits for a worker."""
    asked: list[int] = []
    monkeypatch.setattr(jobs, "enqueue", asked.append)
    return asked


def written(world, waiting) -> Batch:
    kind = kinds()["organisations"](world.home, world.users["lead"])
    batch = operations.open_batch(kind, name="a.csv", data=MANY.encode())
    operations.choose_columns(batch, batch.mapping)
    jobs.work(waiting[-1], here=True)
    batch.refresh_from_db()
    operations.confirm(batch)
    jobs.work(waiting[-1], here=True)
    batch.refresh_from_db()
    assert batch.state == "done"
    waiting.clear()
    return batch


def test_above_300_rows_the_undo_is_work_and_its_page_says_where_it_is(as_team, sign_in, waiting):
    batch = written(as_team, waiting)
    before = Organisation.objects.count()
    client = sign_in("officer")
    url = reverse("territories:import_undo", args=[as_team.home.slug, batch.kind, batch.pk])
    page = client.post(url, follow=True).content.decode()
    assert "Annulation en cours" in page
    assert "dans la file" in page
    assert "Clore l’import sans l’annuler" not in page
    assert "clore l’import sans l’annuler" in page
    assert Organisation.objects.count() == before
    assert waiting == [batch.pk]
    with CaptureQueriesContext(connection) as told:
        assert jobs.work(batch.pk, here=True)
    assert len(told) < 80
    assert Organisation.objects.count() == before - 301
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "L’import est annulé\u00a0: tout est comme avant." in page
    # Whoever asked did it, not whoever had imported.
    gone = Entry.objects.filter(model="territories.organisation", verb="delete")
    assert set(gone.values_list("user", flat=True)) == {as_team.users["officer"].pk}


def test_what_serves_elsewhere_keeps_the_import_and_the_page_says_why(as_team, sign_in, waiting):
    batch = written(as_team, waiting)
    held = Organisation.objects.get(name="Régie 7")
    JourneyEvent.objects.create(
        territory=as_team.home, person=Person.objects.get(number=1), kind="visit",
        on=date(2026, 11, 3), organisation=held,
    )  # fmt: skip
    operations.undo(batch, by=as_team.users["lead"])
    jobs.work(batch.pk, here=True)
    batch.refresh_from_db()
    assert (batch.state, batch.job) == ("done", "")
    page = sign_in("lead").get(batch.get_absolute_url()).content.decode()
    assert "L’import n’est pas annulé" in page
    assert "sert déjà ailleurs" in page
    assert Organisation.objects.filter(name__startswith="Régie ").count() == 301


def test_an_organisation_that_got_a_contact_since_is_kept_with_it_and_told(as_team, sign_in):
    text = "Structure;Type\nCormoran;association\nBécasse;association\nGrèbe;association"
    batch = imported(as_team, "organisations", text)
    held = list(Organisation.objects.filter(name__in=("Cormoran", "Bécasse")))
    for row in held[:1]:
        Contact.objects.create(territory=as_team.home, organisation=row, last_name="Roux")
    assert undone(as_team, batch) == 1
    assert Contact.objects.get(last_name="Roux").organisation == held[0]
    here = Organisation.objects.filter(name__in=("Cormoran", "Bécasse", "Grèbe"))
    assert list(here) == [held[0]]
    page = sign_in("lead").get(batch.get_absolute_url()).content.decode()
    assert "1\u00a0ligne modifiée ou utilisée depuis est gardée" in page
    assert f"Gardée, elle sert depuis\u00a0: {held[0].name}." in page


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, []),
        (1, ["Gardée, elle sert depuis\u00a0: a."]),
        (2, ["Gardées, elles servent depuis\u00a0: a et b."]),
        (
            11,
            ["Gardées, elles servent depuis\u00a0: a, b, c, d, e, f, g, h, i, j et 1\u00a0autre."],
        ),
    ],
)
def test_what_is_kept_because_it_serves_is_named(n, said):
    kept = dict(enumerate("abcdefghijklmno"[:n]))
    assert steps._told_kept(kept, ("Gardée, elle sert", "Gardées, elles servent")) == said


CHANGED = [
    ("personnes", "Nom;Prénom;Sexe;Né en\nDurand;Zoé;{};1980\nRoux;Ana;femme;1981", "femme", "homme", "M-0003"),
    ("organisations", "Structure;Type;Commune\nRégie;association;{}\nMairie;collectivité;Lyon", "Lyon", "Oullins", "Régie"),
    ("sieges", "Titulaire;Collège;Début;Fonction\nZoé Cormoran;habitantes;01/01/2025;{}\nAna Roux;habitantes;01/01/2025;b", "a", "c", "habitantes et habitants, mandat du 01/01/2025"),
    ("activites", "Activité;Domaine;ETP\nLaverie;couture;{}\nTri;couture;2", "1", "3", "Laverie"),
    ("chiffres", "Mois;Effectif\n09/2026;{}\n10/2026;43", "42", "44", "Pari, septembre\u00a02026"),
    # A contact and a contract have no name but somebody's: they are counted, and no sentence names them.
    ("contacts", "Structure;Nom;Prénom;Fonction\nAssociation;Cormoran;Zoé;{}\nAssociation;Roux;Ana;b", "a", "c", ""),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "text", "first", "then", "called"), CHANGED)
def test_what_is_kept_because_it_changed_is_named(as_team, slug, text, first, then, called):
    batch = imported(as_team, slug, text.format(first))
    imported(as_team, slug, text.format(then))
    assert undone(as_team, batch, WHO.get(slug, "lead")) == 1
    batch.refresh_from_db()
    expected = [f"Gardée, elle a changé depuis\u00a0: {called}."] if called else []
    assert batch.warnings == expected


def test_an_undo_lost_three_times_says_that_nothing_has_changed(as_team, sign_in, waiting):
    batch = written(as_team, waiting)
    operations.undo(batch, by=as_team.users["lead"])
    Batch.objects.filter(pk=batch.pk).update(job="running", attempt=3, heartbeat=LONG_AGO)
    assert jobs.sweep() == 1
    page = sign_in("lead").get(batch.get_absolute_url()).content.decode()
    assert "rien n’a changé" in page
    assert "Clore l’import sans l’annuler" in page
    assert operations.retry(batch, by=as_team.users["lead"])
    jobs.work(batch.pk, here=True)
    batch.refresh_from_db()
    assert batch.state == "undone"


# What the journal keeps ──────────────────────────────────────────────────────────────────────────

CANARY = "Cormoran"
ABOUT = {
    "personnes": f"Nom;Prénom\n{CANARY};Zoé",
    "contacts": f"Structure;Nom;Prénom;Mail\nAssociation;{CANARY};Zoé;cormoran@exemple.fr",
    "sieges": f"Nom et prénom;Collège;Début\nZoé {CANARY};habitantes;01/09/2026",
    "contrats": f"Nom;Prénom;Poste;Début;Heures\n{CANARY};Zoé;tri;01/09/2025;28,5",
}


def told_of(model: str) -> str:
    rows = Entry.objects.filter(model=model).values("label", "before", "after", "reason")
    return str(list(rows)).casefold()


@pytest.mark.parametrize("slug", sorted(ABOUT))
def test_an_undone_import_leaves_no_name_in_the_journal(as_team, slug):
    model = kinds()[slug].model._meta.label_lower
    batch = imported(as_team, slug, ABOUT[slug])
    assert "cormoran" in told_of(model)
    gone = StagedRow.objects.get(batch=batch, line=2).target
    assert undone(as_team, batch, WHO.get(slug, "lead")) == 0
    assert "cormoran" not in told_of(model)
    # What was done, when and by whom stay.
    kept = Entry.objects.filter(model=model, object_id=gone)
    assert {"create", "delete"} <= set(kept.values_list("verb", flat=True)) | {"create"}
    assert all(entry.user_id for entry in kept)


def test_the_number_of_a_file_taken_back_is_not_given_again(as_team):
    batch = imported(as_team, "personnes", ABOUT["personnes"])
    number = Person.objects.get(last_name=CANARY).number
    undone(as_team, batch)
    again = register_person(
        as_team.home, by=as_team.users["lead"], first_name="Ana", last_name="Roux", origin="ccas"
    )
    assert again.number == number + 1


def test_the_undo_of_many_files_does_not_read_them_all_for_each_one(as_team):
    """The database counts again the tables that the import has filled: its checks then go by the keys."""
    lines = "\n".join(f"Nom{'abcdefghij'[n % 10] * (n // 10 + 1)};Alix;1984" for n in range(210))
    batch = imported(as_team, "personnes", f"Nom;Prénom;Né en\n{lines}")
    assert undone(as_team, batch) == 0
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where relname = 'ppde_person'")
        assert cursor.fetchone()[0] >= 210


def test_only_what_was_deleted_is_forgotten(as_team):
    contact = as_team.rows["home"]["contact"]
    person = Person.objects.get(number=1)
    organisation = as_team.rows["home"]["organisation"]
    for row in (contact, person, organisation):
        with pytest.raises(IntegrityError, match=r"forgotten|is kept"), transaction.atomic():
            journal.forget(as_team.home, type(row), [row.pk])
    with pytest.raises(IntegrityError, match="forgotten"), transaction.atomic():
        # Nothing tells that it was ever deleted.
        journal.forget(as_team.home, Contact, [987_654])


@pytest.mark.parametrize(
    ("days", "written", "state"), [(8, True, "done"), (31, True, "closed"), (8, False, "closed")]
)
def test_a_report_lives_thirty_days_and_an_abandoned_file_seven(
    as_team, sign_in, days, written, state
):
    batch = imported(as_team, "organisations", "Structure;Type\nCormoran;association")
    until = french.date(timezone.localdate() + timedelta(days=30))
    assert f"seront le {until}" in sign_in("lead").get(batch.get_absolute_url()).content.decode()
    then = timezone.now() - timedelta(days=days)
    Batch.objects.filter(pk=batch.pk).update(
        opened_at=then,
        **({"written_at": then} if written else {"written_at": None, "state": "checked"}),
    )
    jobs.sweep()
    batch.refresh_from_db()
    assert batch.state == state


def test_a_territory_keeps_a_file_and_its_report_for_less_time(as_team, sign_in):
    lead, today = as_team.users["lead"], timezone.localdate()
    for what, days in (("imports", 2), ("bilans", 10)):
        write_duration(as_team.home, what, today, None, "Note", days=days, by=lead)
    done, left = (
        imported(as_team, "organisations", f"Structure;Type\n{name};association")
        for name in ("Cormoran", "Fauvette")
    )
    told = sign_in("lead").get(done.get_absolute_url()).content.decode()
    assert f"seront le {french.date(today + timedelta(days=10))}" in told
    address = reverse("territories:import_start", args=[as_team.home.slug, "organisations"])
    assert "après 2\u00a0jours s’il" in sign_in("lead").get(address).content.decode()
    then = timezone.now() - timedelta(days=3)
    Batch.objects.filter(pk=done.pk).update(opened_at=then, written_at=then)
    Batch.objects.filter(pk=left.pk).update(opened_at=then, written_at=None, state="checked")
    jobs.sweep()
    for batch, state in ((done, "done"), (left, "closed")):
        batch.refresh_from_db()
        assert batch.state == state


# What serves, and what goes with the values ──────────────────────────────────────────────────────


def test_a_person_expected_at_a_meeting_is_kept_and_told_by_number(as_team, sign_in):
    batch = imported(as_team, "personnes", "Nom;Prénom\nDurand;Zoé\nRoux;Ana\nPetit;Lou")
    lead = as_team.users["lead"]
    expected = Person.objects.get(last_name="Roux")
    session = sessions.plan_session(
        as_team.home, by=lead, kind="workshop", title="Atelier", place="Centre", animator=lead,
        organisation=None, seats=None, starts_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    sessions.enrol(session, [expected], by=lead)
    listed = reverse("territories:import_list", args=[as_team.home.slug])
    assert "3\u00a0créées" in sign_in("lead").get(listed).content.decode()
    assert undone(as_team, batch) == 1
    shown = sign_in("lead").get(listed).content.decode()
    assert "1\u00a0gardée" in shown
    assert "créées" not in shown
    assert list(Person.objects.filter(last_name__in=("Durand", "Roux", "Petit"))) == [expected]
    page = sign_in("lead").get(batch.get_absolute_url()).content.decode()
    assert f"Gardée, elle sert depuis\u00a0: {expected.reference}." in page


def test_a_seat_whose_presence_was_noted_is_kept_and_told_without_its_holder(as_team):
    text = "Titulaire;Collège;Début\nZoé Cormoran;habitantes;01/01/2025\nAna Roux;habitantes;01/01/2025"
    batch = imported(as_team, "sieges", text)
    held = Seat.objects.get(holder="Zoé Cormoran")
    meeting = as_team.rows["home"]["meeting"]
    Attendance.objects.create(territory=as_team.home, meeting=meeting, seat=held, status="present")
    assert undone(as_team, batch) == 1
    assert list(Seat.objects.filter(holder__in=("Zoé Cormoran", "Ana Roux"))) == [held]
    batch.refresh_from_db()
    assert "mandat du 01/01/2025" in batch.warnings[0]
    assert "Cormoran" not in batch.warnings[0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["M-0003;02/11/2026"],
            "1\u00a0date de volontariat est retirée\u00a0: cette personne perd",
        ),
        (["M-0003;02/11/2026", "M-0004;02/11/2026"], "2\u00a0dates de volontariat sont retirées"),
    ],
)
def test_the_page_says_how_many_places_on_the_list_the_undo_takes(as_team, sign_in, lines, said):
    known = "Nom;Prénom;Premier contact\nDurand;Zoé;01/10/2026\nRoux;Ana;01/10/2026"
    imported(as_team, "personnes", known)
    batch = imported(as_team, "personnes", "\n".join(["Numéro;Volontaire depuis", *lines]))
    address = reverse("territories:import_undo", args=[as_team.home.slug, "personnes", batch.pk])
    assert said in sign_in("lead").get(address).content.decode()
    undone(as_team, batch)
    assert not Person.objects.filter(number__in=(3, 4), volunteer_on__isnull=False).exists()
    plain = imported(as_team, "personnes", "Numéro;Tél\nM-0003;06 12 34 56 78")
    address = reverse("territories:import_undo", args=[as_team.home.slug, "personnes", plain.pk])
    assert "volontariat" not in sign_in("lead").get(address).content.decode()
