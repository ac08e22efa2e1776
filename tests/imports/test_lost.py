"""A worker that was believed lost and comes back: the import is another's by now, and it writes nothing."""

import pytest
from django.db.models import F

from ppde.models import Person
from territories.imports import jobs, operations
from territories.imports.models import Batch
from tests.imports.test_persons import ALIX, staged


@pytest.mark.parametrize("state", ["checking", "writing", "undoing"])
@pytest.mark.parametrize(
    "meanwhile",
    [
        # Taken up by another worker; given back to whoever is free; abandoned by its author.
        {"attempt": F("attempt") + 1},
        {"job": "waiting"},
        {"job": "", "state": "closed"},
    ],
)
def test_what_it_did_is_not_kept(as_team, monkeypatch, state, meanwhile):
    lead = as_team.users["lead"]
    batch = staged(as_team, ALIX)
    if state == "undoing":
        batch = operations.confirm(batch)
    before = Person.objects.count()
    step = jobs.STEPS[state]

    def slow(found, told):
        ended = step(found, told)
        Batch.objects.filter(pk=found.pk).update(**meanwhile)
        return ended

    monkeypatch.setitem(jobs.STEPS, state, slow)
    {
        "checking": lambda: operations.choose_columns(batch, batch.mapping),
        "writing": lambda: operations.confirm(batch),
        "undoing": lambda: operations.undo(batch, by=lead),
    }[state]()
    batch.refresh_from_db()
    # As it was when this worker began: what the other one did of it is rolled back here with the rest.
    assert (batch.state, batch.job, batch.attempt) == (state, "running", 1)
    assert Person.objects.count() == before
