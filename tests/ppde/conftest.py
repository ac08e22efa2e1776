"""Persons as the tests of duplicates, merges and retention register them."""

from datetime import date

import pytest
from django.utils import timezone

from ppde import operations
from ppde.models import (
    Elimination,
    EliminationLine,
    EventKind,
    RetentionRule,
)
from tests.ppde.retention_kit import CANARY, LONG_AGO


@pytest.fixture
def asked(as_team):
    return as_team.rows["home"]["rightsrequest"]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def register(as_team):
    lead = as_team.users["lead"]

    def make(first, last, *, territory=None, by=lead, **fields):
        return operations.register_person(
            territory or as_team.home,
            by=by,
            origin="ccas",
            first_name=first,
            last_name=last,
            # Nobody signs before the team knew of them.
            **{"identified_on": date(2025, 1, 1), **fields},
        )

    return make


@pytest.fixture
def two(as_team, register):
    lead = as_team.users["lead"]
    kept = register("Karim", "Benaïssa", birth_year=1984)
    other = register("Karim", "Benaissa", phone="06 12 34 56 78", comment="Préfère le matin.")
    operations.record_volunteer(kept, date(2025, 6, 1), by=lead)
    operations.record_volunteer(other, date(2025, 3, 1), by=lead)
    operations.add_event(other, EventKind.INTERVIEW, date(2025, 2, 1), "Un échange", by=lead)
    return kept, other


@pytest.fixture
def rule(as_team):
    """Only the default: what the small world holds is put away."""
    EliminationLine.objects.filter(territory=as_team.home).delete()
    Elimination.objects.filter(territory=as_team.home).delete()
    RetentionRule.objects.filter(territory=as_team.home).delete()


@pytest.fixture
def old(as_team, rule):
    """Somebody met long ago, whose name and words went into every corner that a team may write in."""
    lead = as_team.users["lead"]
    person = operations.register_person(
        as_team.home, by=lead, identified_on=LONG_AGO, first_name=f"{CANARY} prénom", last_name=CANARY, origin="ccas",
        birth_year=1984, sex="F", phone="06 55 44 33 22", email=f"{CANARY.lower()}@exemple.fr",
        comment=f"{CANARY} préfère le matin.", contact_preference=f"chez {CANARY}",
        orienting_organisation=as_team.rows["home"]["organisation"],
    )  # fmt: skip
    operations.add_event(person, EventKind.INTERVIEW, LONG_AGO, f"{CANARY} raconte.", by=lead)
    fact = person.events.filter(kind=EventKind.INTERVIEW).get()
    operations.correct_event(
        fact, EventKind.CONTACT, LONG_AGO, f"{CANARY} a écrit.", by=lead, reason=f"{CANARY} le dit."
    )
    operations.update_person(person, by=lead, comment=f"{CANARY} préfère le soir.")
    operations.record_reading(person, by=lead)
    return person
