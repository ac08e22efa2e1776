"""An imported referent leaves the same history as one chosen on the page; mandates that follow each other are imported."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cle.models import Attendance, Seat
from ppde import operations as ppde
from ppde.models import Following, Person
from territories.imports import operations
from territories.periods import period
from tests.imports.staging import problems, staged


def periods(person: Person) -> list[tuple]:
    rows = person.followings.order_by("period").select_related("referent")
    return [(f.referent.first_name, f.since, f.until) for f in rows]


# Who follows ────────────────────────────────────────────────────────────────────────────────────


def test_a_new_file_is_followed_as_one_opened_on_the_page(as_team):
    lead = as_team.users["lead"]
    named = {"first_name": "Ana", "last_name": "Roux", "origin": "ccas"}
    one = ppde.register_person(as_team.home, by=lead, referent=lead, **named)
    batch = staged(
        as_team, "personnes", "Nom;Prénom;Référent", f"Durand;Zoé;{lead.email}", "Seul;Tom;"
    )
    batch = operations.confirm(batch)
    other = Person.objects.get(last_name="Durand")
    told = ("referent_id", "period", "reason", "word", "word_by_id")
    both = [list(p.followings.values_list(*told)) for p in (one, other)]
    assert both[0] == both[1] != []
    assert periods(Person.objects.get(last_name="Seul")) == []
    assert operations.undo(batch, by=lead).counts["kept"] == 0
    assert not Person.objects.filter(last_name="Durand").exists()
    assert not Following.objects.filter(person=other.pk).exists()


def test_a_second_file_closes_the_period_before_and_its_undo_opens_it_again(as_team):
    person, today = as_team.rows["home"]["person"], timezone.localdate()
    before = periods(person)
    assert [name for name, _, _ in before] == ["Lead"]
    officer = as_team.users["officer"].email
    batch = operations.confirm(staged(as_team, "personnes", "Numéro;Référent", f"M-0001;{officer}"))
    assert periods(person) == [
        ("Lead", before[0][1], today - timedelta(days=1)),
        ("Officer", today, None),
    ]
    assert person.followings.get(period__contains=today).reason == "import d’un tableur"
    assert operations.undo(batch, by=as_team.users["lead"]).counts["kept"] == 0
    assert periods(person) == before


def test_the_undo_of_a_first_referent_leaves_nobody(as_team):
    person = as_team.rows["home"]["person"]
    person.followings.all().delete()
    Person.objects.filter(pk=person.pk).update(referent=None)
    officer = as_team.users["officer"].email
    batch = operations.confirm(staged(as_team, "personnes", "Numéro;Référent", f"M-0001;{officer}"))
    assert [name for name, _, _ in periods(person)] == ["Officer"]
    operations.undo(batch, by=as_team.users["lead"])
    assert periods(person) == []


# Mandates ───────────────────────────────────────────────────────────────────────────────────────


HEAD = "Titulaire;Collège;Début;Fin"


@pytest.fixture
def over(as_team) -> Seat:
    """A mandate that ended, at which nobody was seen."""
    seat = as_team.rows["home"]["seat"]
    Attendance.objects.filter(seat=seat).delete()
    Seat.objects.filter(pk=seat.pk).update(period=period(date(2024, 1, 1), date(2025, 12, 31)))
    return seat


def test_who_sat_before_is_given_a_new_mandate(as_team, over):
    line = "Présidente;collectivités;01/06/2026;"
    batch = staged(as_team, "sieges", HEAD, line, "Présidente;collectivités;01/01/2024;31/12/2025")
    assert problems(batch) == []
    assert batch.counts == {"create": 1, "unchanged": 1, "notes": 0}
    operations.confirm(batch)
    mandates = Seat.objects.filter(committee=over.committee, holder=over.holder)
    assert [s.since for s in mandates.order_by("period")] == [date(2024, 1, 1), date(2026, 6, 1)]
    assert staged(as_team, "sieges", HEAD, line).counts == {"unchanged": 1, "notes": 0}


def test_a_mandate_without_an_end_takes_no_other(as_team):
    batch = staged(as_team, "sieges", HEAD, "Présidente;collectivités;01/06/2026;")
    assert problems(batch) == [(2, "rule", "starts_on")]


def test_mandates_of_a_file_never_share_a_day(as_team, over):
    """Two of one file, and one whose end would reach the next."""
    batch = staged(
        as_team,
        "sieges",
        HEAD,
        "Présidente;collectivités;01/01/2024;30/06/2026",
        "Présidente;collectivités;01/06/2026;",
        "Zoé Durand;collectivités;01/01/2026;",
        "Zoé Durand;collectivités;01/06/2026;",
    )
    assert problems(batch) == [(3, "twice", "starts_on"), (5, "twice", "starts_on")]
    batch = operations.confirm(batch)
    assert (batch.state, batch.error) == ("done", "")
