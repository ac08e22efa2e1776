"""« À faire »: each source holds what it says, for oneself or for the team; all are asked in one statement."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import (
    EligibilityReview,
    EventKind,
    JourneyEvent,
    Pause,
    Person,
    Session,
)
from territories import queue as territories_queue
from territories.models import Membership, Territory
from territories.periods import period
from territories.queue import first_rows, sources, summary
from territories.scoping import scoped
from tests.ppde.queue_kit import page, quiet, rows
from tests.ppde.test_person_lists import fill


@pytest.mark.parametrize(("days", "found"), [(59, 0), (60, 0), (61, 1)])
def test_silence_is_a_setting_of_the_territory(world, today, days, found):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today - timedelta(days=days))
    assert len(rows(world, "silence")) == found
    world.home.silence_days = 90
    assert rows(world, "silence") == []


def test_the_list_shows_the_silence_of_the_territory_too(world, sign_in, today):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today - timedelta(days=40))
    client = sign_in("officer")
    url = reverse("ppde:person_detail", args=[world.home.slug, person.pk])
    assert "Sans contact" not in client.get(url).content.decode()
    Territory.objects.filter(pk=world.home.pk).update(silence_days=30)
    client = sign_in("lead")
    assert "Sans contact" in client.get(url).content.decode()


def test_a_follow_up_waits_until_somebody_is_in_touch_again(world, today):
    person, by = quiet(world), world.users["officer"]
    told = {"channel": "phone", "result": "no_answer", "by": by}
    with scoped(world.home.pk):
        first = operations.add_event(
            person,
            EventKind.CONTACT,
            today - timedelta(days=9),
            follow_up_on=today - timedelta(days=2),
            **told,
        )
    assert rows(world, "follow_ups") == [first]
    with scoped(world.home.pk):
        again = operations.add_event(
            person,
            EventKind.CONTACT,
            today - timedelta(days=1),
            follow_up_on=today,
            **told,
        )
    assert rows(world, "follow_ups") == [again]
    with scoped(world.home.pk):
        operations.add_event(person, EventKind.INTERVIEW, today, by=by)
    assert rows(world, "follow_ups") == []


def test_a_pause_waits_a_fortnight_before_its_end(world, today):
    person = quiet(world)

    def pause(until):
        with scoped(world.home.pk):
            Pause.objects.filter(person=person).delete()
            Person.objects.filter(pk=person.pk).update(state="paused")
            Pause.objects.create(
                territory=world.home,
                person=person,
                period=period(today - timedelta(days=60), until),
                reason="care",
            )
        return [row.due for row in rows(world, "pauses")]

    assert pause(today + timedelta(days=14)) == [today + timedelta(days=14)]
    assert pause(today - timedelta(days=1)) == [today - timedelta(days=1)]
    assert pause(today + timedelta(days=15)) == []


def test_a_review_is_prepared_then_presented(world, today):
    with scoped(world.home.pk):
        person = fill(world, [("Vial", "Élise", "2026-06-04")])[0]
        Person.objects.filter(pk=person.pk).update(state="volunteer", eligible_on=None)
    assert rows(world, "to_prepare") == [person]
    with scoped(world.home.pk):
        EligibilityReview.objects.create(
            territory=world.home,
            person=person,
            rule=world.rule,
            without_job_since=today,
            resident_since=today,
            positive_acts=True,
            evidence_seen_on=today,
            prepared_by=world.users["lead"],
        )
    assert rows(world, "to_prepare") == []
    assert [r.person for r in rows(world, "to_present")] == [person]


def test_a_notice_and_a_referent_are_asked_for(world, today):
    with scoped(world.home.pk):
        person = fill(world, [("Vial", "Élise", "2026-06-04")])[0]
        quiet(world)
    assert rows(world, "notices") == [person]
    assert person not in rows(world, "without_referent")
    leaver = person.referent
    Membership.objects.filter(user=leaver).update(
        period=period(today - timedelta(days=90), today - timedelta(days=1))
    )
    assert person in rows(world, "without_referent")


def test_a_leaver_leaves_persons_without_a_referent_in_the_list(world, sign_in, today):
    with scoped(world.home.pk):
        fill(world, [("Vial", "Élise", "2026-06-04")])
    Membership.objects.filter(user=world.users["lead"]).update(
        period=period(today - timedelta(days=90), today - timedelta(days=1))
    )
    url = reverse("ppde:person_list", args=[world.home.slug]) + "?referent=null"
    assert "Vial" in sign_in("officer").get(url).content.decode()


def test_a_session_that_is_over_waits_for_its_sheet(world):
    with scoped(world.home.pk):
        session = Session.objects.create(
            territory=world.home,
            kind="workshop",
            title="Atelier oublié",
            place="Salle",
            starts_at=timezone.now() - timedelta(days=1),
            animator=world.users["officer"],
        )
    assert rows(world, "sheets") == [session]


def test_mine_or_the_team(world, sign_in, today):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(
            last_contact_on=today - timedelta(days=70), referent=world.users["lead"]
        )
    officer = sign_in("officer")
    assert "Camille Quetzal" not in page(officer, world)
    assert "Camille Quetzal" in page(officer, world, "?qui=equipe")
    lead = sign_in("lead")
    assert "Camille Quetzal" in page(lead, world)
    assert "Camille Quetzal" in page(lead, world, "?qui=moi")


def test_the_neighbour_waits_elsewhere(world, sign_in):
    assert "Zibeline" not in page(sign_in("lead"), world)


def test_one_statement_for_one_row_or_many(world, sign_in, today):
    client = sign_in("lead")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("ppde:work_queue", args=[world.home.slug])).status_code == 200
        return len(caught)

    with scoped(world.home.pk):
        people = fill(world)
        Person.objects.filter(pk=people[0].pk).update(last_contact_on=today - timedelta(days=80))
    queries()
    one = queries()
    with scoped(world.home.pk):
        Person.objects.filter(territory=world.home).update(
            last_contact_on=today - timedelta(days=80), referent=None
        )
        JourneyEvent.objects.bulk_create(
            JourneyEvent(
                territory=world.home,
                person=p,
                kind="contact",
                on=today - timedelta(days=80),
                follow_up_on=today,
            )
            for p in people
        )
    # One statement for all the sources, and those of any page: the account, its memberships.
    assert queries() == one <= 8


def test_each_row_is_that_of_its_source(as_team):
    """Asked together, the rows are those that each source gives alone, in their order, with what they join."""
    for key in ("silence", "orientations", "proposals", "rights", "lookalikes", "to_present"):
        source = next(s for s in sources() if s.key == key)
        expected = list(source.rows(as_team.home, timezone.localdate()))
        found = dict(first_rows(as_team.home, [source])).get(source, [])
        assert [(row, row.due) for row in found] == [(row, row.due) for row in expected]
        lines = [[source.line(row, "x") for row in rows] for rows in (found, expected)]
        assert lines[0] == lines[1]
        assert {row.in_all for row in found} <= {len(expected)}


def test_a_page_of_a_source_holds_its_most_pressing_rows(as_team, today, monkeypatch):
    monkeypatch.setattr("territories.queue.SHOWN", 2)
    monkeypatch.setattr("territories.queue._rows", territories_queue._rows.__wrapped__)
    people = fill(as_team)
    for n, person in enumerate(people):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today - timedelta(days=80 + n))
    source = next(s for s in sources() if s.key == "silence")
    ((_, found),) = first_rows(as_team.home, [source])
    every = list(source.rows(as_team.home, today))
    assert found == every[:2]
    assert {row.in_all for row in found} == {len(every)} != {2}


def test_the_summary_counts_everything_in_one_statement(as_team, django_assert_num_queries):
    sources()
    with django_assert_num_queries(1):
        found = summary(as_team.home, sources())
    proposals = next(w for s, w in found if s.key == "proposals")
    assert (proposals.n, proposals.late) == (1, 1)
