"""« À faire »: those whom the team has not met yet, and those whom the committee found not eligible."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.eligibility import months_after, months_before
from ppde.models import EligibilityReview, Orientation, Person
from ppde.operations.orientations import accept_orientation
from territories.queue import sources
from territories.scoping import scoped

TODAY = timezone.localdate


def ago(days: int):
    return TODAY() - timedelta(days=days)


def rows(world, key: str) -> list:
    source = next(s for s in sources() if s.key == key)
    return list(source.rows(world.home, TODAY()))


@pytest.fixture
def identified(as_team):
    """`identified(days)`: somebody of an imported list, known for so many days and never met."""

    def make(days: int, **values) -> Person:
        told = {"last_name": "Ancelin", "first_name": "Ouri", "origin": "france_travail_list"}
        return operations.register_person(
            as_team.home, by=as_team.users["lead"], identified_on=ago(days), **told | values
        )

    return make


@pytest.mark.parametrize(("days", "found"), [(60, 0), (61, 1)])
def test_somebody_never_met_waits_past_the_setting_of_the_territory(
    as_team, identified, days, found
):
    person = identified(days)
    assert rows(as_team, "to_meet") == [person][:found]
    as_team.home.silence_days = 30
    assert rows(as_team, "to_meet") == [person]
    operations.add_event(person, "interview", TODAY(), by=as_team.users["lead"])
    assert rows(as_team, "to_meet") == []


def test_an_attempt_or_a_call_without_a_meeting_puts_it_off_only(as_team, identified):
    tried, called = identified(200), identified(200)
    by = as_team.users["lead"]
    operations.add_event(tried, "contact", ago(61), by=by, channel="phone", result="no_answer")
    operations.add_event(called, "contact", ago(10), by=by, channel="phone", result="reached")
    (found,) = rows(as_team, "to_meet")
    assert (found, found.since, found.due) == (tried, ago(61), ago(1))


def test_whom_a_partner_sent_waits_from_the_first_day(as_team):
    orientation = as_team.rows["home"]["orientation"]
    person = accept_orientation(orientation, by=as_team.users["officer"])
    (found,) = rows(as_team, "to_meet")
    assert (found, found.due) == (person, person.identified_on + timedelta(days=14))
    source = next(s for s in sources() if s.key == "to_meet")
    assert source.line(found, as_team.home.slug)["note"].startswith("Orientée par un partenaire.")
    operations.add_event(person, "interview", TODAY(), by=as_team.users["officer"])
    assert rows(as_team, "to_meet") == []
    assert Orientation.objects.get(pk=orientation.pk).state == "met"


@pytest.fixture
def refused(as_team):
    """`refused(months, days)`: found not eligible so many days ago, without a job for so many months that day."""

    def make(months: int, days: int, **values) -> Person:
        person = operations.register_person(
            as_team.home, by=as_team.users["lead"], identified_on=ago(days + 30),
            last_name="Vial", first_name="Élise", origin="ccas",
        )  # fmt: skip
        Person.objects.filter(pk=person.pk).update(
            state="not_eligible", volunteer_on=ago(days), volunteer_recorded_at=timezone.now()
        )
        EligibilityReview.objects.create(
            territory=as_team.home, person=person, rule=as_team.rule,
            without_job_since=months_before(ago(days), months), resident_since=ago(4000),
            positive_acts=True, evidence_seen_on=ago(days), prepared_by=as_team.users["lead"],
            outcome="not_eligible", decision=as_team.rows["home"]["decision"],
            decided_on=ago(days), prepared_at=timezone.now() - timedelta(days=days), **values,
        )  # fmt: skip
        return person

    return make


def test_somebody_not_eligible_comes_back_on_the_day_the_months_are_reached(as_team, refused):
    asked = as_team.rule.months_without_job
    soon = refused(asked - 2, 45)
    assert rows(as_team, "situations") == []
    reached = refused(asked - 2, 80)
    (found,) = rows(as_team, "situations")
    day = months_after(months_before(ago(80), asked - 2), asked)
    assert (found, found.reached, found.due) == (reached, day, day)
    # In touch since: as for any silence, the setting of the territory counts from there.
    Person.objects.filter(pk=reached.pk).update(last_contact_on=TODAY())
    assert rows(as_team, "situations") == []
    assert soon.pk != reached.pk


def test_without_a_duration_missing_the_silence_of_the_territory_counts(as_team, refused):
    late, recent = refused(60, 60), refused(60, 59)
    assert rows(as_team, "situations") == [late]
    assert recent not in rows(as_team, "situations")
    EligibilityReview.objects.create(
        territory=as_team.home, person=late, rule=as_team.rule, without_job_since=ago(900),
        resident_since=ago(900), positive_acts=True, evidence_seen_on=TODAY(),
        prepared_by=as_team.users["lead"],
    )  # fmt: skip
    # A new review is ready: it waits for the committee.
    assert rows(as_team, "situations") == []
    assert [r.person for r in rows(as_team, "to_present")] == [late]


def test_the_file_offers_what_the_letter_promised(as_team, refused, sign_in):
    person = refused(60, 90)
    home = as_team.home.slug
    client = sign_in("lead")
    shown = client.get(reverse("ppde:person_detail", args=[home, person.pk])).content.decode()
    assert "Revoir la situation, et préparer un nouvel examen si elle a changé" in shown
    shown = client.get(reverse("ppde:work_queue", args=[home])).content.decode()
    assert "situation à revoir" in shown
    with scoped(as_team.home.pk):
        Person.objects.filter(pk=person.pk).update(limited_on=TODAY())
        assert rows(as_team, "situations") == []
