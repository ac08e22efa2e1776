"""The order of the list: whatever happens to one person, those who stay keep their order."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppde import operations
from ppde.mobilisation import place, ranks, standing
from ppde.models import EventKind, OutcomeKind, Person

PEOPLE = 6
ACTS = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(
            ["pause", "resume", "edit", "fact", "outcome", "propose", "reply", "day", "correct"]
        ),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=8,
)
DAYS = st.lists(st.integers(0, 3), min_size=PEOPLE, max_size=PEOPLE)


def enrol(world, days: list[int]) -> list[Person]:
    """People on the list; equal days and equal instants happen, and the draw settles them."""
    instant = timezone.now()
    people = []
    for number, day in enumerate(days, 10):
        people.append(
            Person.objects.create(
                territory=world.home,
                number=number,
                last_name=f"N{number}",
                first_name="P",
                origin="ccas",
                identified_on=date(2025, 1, 1),
                volunteer_on=date(2025, 6, 1) + timedelta(days=day),
                volunteer_recorded_at=instant,
                eligible_on=date(2025, 9, 1),
                state="listed",
            )
        )
        # Known since then by a fact, as everybody: without one, the day of the first fact noted later would do.
        people[-1].events.create(
            territory=world.home,
            kind=EventKind.IDENTIFIED,
            on=date(2025, 1, 1),
            text="Première rencontre.",
            author=world.users["lead"],
        )
        people[-1].reviews.create(
            territory=world.home,
            rule=world.rule,
            without_job_since=date(2020, 1, 1),
            resident_since=date(2020, 1, 1),
            positive_acts=True,
            evidence_seen_on=date(2025, 6, 5),
            prepared_by=world.users["lead"],
            outcome="eligible",
            decision=world.rows["home"]["decision"],
            decided_on=date(2025, 9, 1),
        )
    return people


def act(person: Person, verb: str, days: int, by, world) -> None:
    today = timezone.localdate()
    person.refresh_from_db()
    if verb == "pause":
        operations.start_pause(person, today - timedelta(days), today, "care", by=by)
    elif verb == "resume":
        if pause := person.pauses.first():
            operations.end_pause(pause, today, by=by)
    elif verb == "edit":
        operations.update_person(
            person, by=by, comment=f"Préfère {days} h.", birth_year=1970 + days
        )
    elif verb == "fact":
        operations.add_event(person, "interview", today - timedelta(days), by=by)
    elif verb == "propose":
        operations.add_event(person, "proposal", today, by=by)
    elif verb == "reply":
        operations.add_event(person, "reply", today, by=by)
    elif verb == "correct":
        operations.correct_volunteer_date(
            person, date(2025, 5, 20) + timedelta(days), by=by, reason="Acte relu."
        )
    elif verb == "outcome":
        operations.record_outcome(person, OutcomeKind.PERMANENT, today, by=by)
    else:
        operations.refresh_day(world.home.pk)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=DAYS, acts=ACTS)
def test_nothing_reorders_those_who_stay(as_team, days, acts):
    by = as_team.users["lead"]
    point = transaction.savepoint()
    try:
        people = enrol(as_team, days)
        before = list(ranks(as_team.home))
        for who, verb, amount in acts:
            try:
                with transaction.atomic():
                    act(people[who], verb, amount, by, as_team)
            except ValidationError:
                pass  # a refused act changes nothing
            after = ranks(as_team.home)
            # A corrected volunteer date moves that person alone.
            moved = people[who].pk if verb == "correct" else None
            stay = [pk for pk in after if pk != moved]
            assert stay == [pk for pk in before if pk in after and pk != moved]
            assert list(after.values()) == list(range(1, len(after) + 1))
            gone = set(before) - set(after)
            assert all(Person.objects.get(pk=pk).outcome_on for pk in gone)
            before = list(after)
    finally:
        transaction.savepoint_rollback(point)


def test_two_volunteers_of_the_same_instant_stay_in_the_order_of_the_draw(as_team):
    people = enrol(as_team, [0, 0, 0, 0, 0, 0])
    drawn = [p.pk for p in sorted(people, key=lambda p: p.draw)]
    ours = [pk for pk in ranks(as_team.home) if pk in drawn]
    assert ours == drawn
    assert list(ranks(as_team.home)) == list(ranks(as_team.home))


def test_the_place_of_one_is_the_rank_in_the_whole(as_team):
    people = enrol(as_team, [3, 1, 1, 0, 2, 2])
    order = ranks(as_team.home)
    assert {p.pk: place(p)[0] for p in people} == {p.pk: order[p.pk] for p in people}
    assert place(people[0])[1] == len(order)
    assert place(Person.objects.get(number=2)) is None


def test_waiting_is_measured_against_the_longest(as_team):
    found = standing(as_team.home)
    first = as_team.rows["home"]["person"]
    assert (found.oldest, found.rank(first)) == (first.volunteer_on, 1)
    assert found.share(first.volunteer_on) == 100
    half = found.oldest + (found.today - found.oldest) / 2
    assert found.share(half) == pytest.approx(50, abs=1)
    assert found.share(found.today) == 0


def test_an_empty_list_has_no_rank(as_team):
    Person.objects.filter(territory=as_team.home).update(eligible_on=None)
    found = standing(as_team.home)
    assert (found.ranks, found.oldest, found.share(found.today)) == ({}, None, 0)
