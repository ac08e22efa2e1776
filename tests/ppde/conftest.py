"""Persons as the tests of duplicates and merges register them."""

from datetime import date

import pytest

from ppde import operations
from ppde.models import (
    EventKind,
)


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
