"""A worker killed by the system at each step of an import: finished once, or not begun."""

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from ppde.models import JourneyEvent, Person
from territories.imports import jobs, operations, steps
from territories.imports.kinds import kinds
from territories.imports.models import Batch, StagedRow
from territories.models import Territory
from territories.scoping import scoped
from tests.conftest import BUILT
from tests.processes import Worker
from tzcld.embedded.processes import wait_until
from tzcld.users.models import User

pytestmark = pytest.mark.usefixtures("left_as_found")

# The step is done, its transaction is not kept yet: the worst moment.
CHILD = """
import sys, time
from pathlib import Path
from territories.imports import jobs
state, pk, here = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
step = jobs.STEPS[state]
def slow(batch, told):
    ended = step(batch, told)
    here.touch()
    time.sleep(120)
    return ended
jobs.STEPS[state] = slow
jobs.work(pk)
"""
N = 350
FILE = "Nom;Prénom;Volontaire depuis\n" + "".join(f"Mort{i};Zoé;17/11/2026\n" for i in range(N))


@pytest.mark.django_db
def test_kill_9_at_each_step_ends_in_one_import(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    # No worker listens here: this test is the worker.
    monkeypatch.setattr(jobs, "enqueue", lambda pk: None)
    # Another process must see the rows: they are committed, by a thread that has a connection of its own.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(kill_everywhere, str(tmp_path)).result()


def kill_everywhere(media: str) -> None:
    home = Territory.objects.get(pk=BUILT.home.pk)
    lead = User.objects.get(pk=BUILT.users["lead"].pk)
    batch = None
    try:
        with scoped(home.pk, user=lead.pk):
            before = counts()
            kind = kinds()["personnes"](home, lead)
            batch = operations.open_batch(
                kind, name="a.csv", data=FILE.encode() + b" " * jobs.SMALL_BYTES
            )
        killed_then_done(batch, "reading", media, before)
        with scoped(home.pk, user=lead.pk):
            batch.refresh_from_db()
            operations.choose_columns(batch, batch.mapping)
        killed_then_done(batch, "checking", media, before)
        with scoped(home.pk, user=lead.pk):
            batch.refresh_from_db()
            assert batch.counts == {"create": N, "notes": 0}
            operations.confirm(batch)
        killed_then_done(batch, "writing", media, before)
        with scoped(home.pk, user=lead.pk):
            batch.refresh_from_db()
            assert batch.state == "done"
            written = before[0] + N, before[1] + 2 * N
            assert counts() == written
            operations.undo(batch, by=lead)
        killed_then_done(batch, "undoing", media, written)
        with scoped(home.pk, user=lead.pk):
            batch.refresh_from_db()
            assert (batch.state, batch.counts["kept"]) == ("undone", 0)
            assert counts() == before
    finally:
        # Only the journal, which cannot be rewritten, remembers.
        if batch is not None:
            with scoped(home.pk, user=lead.pk):
                StagedRow.objects.filter(batch=batch).delete()
                Batch.objects.filter(pk=batch.pk).delete()
        connection.close()


def counts() -> tuple[int, int]:
    return Person.objects.count(), JourneyEvent.objects.count()


def killed_then_done(batch: Batch, state: str, media: str, before: tuple[int, int]) -> None:
    found = Batch.objects.get(pk=batch.pk)
    assert (found.state, found.job) == (state, "waiting")
    kill_at(state, batch.pk, media)
    found.refresh_from_db()
    assert (found.state, found.job, found.attempt) == (state, "running", 1)
    with scoped(BUILT.home.pk):
        assert counts() == before
        rows = steps.staged(found)
        assert rows.count() == (0 if state == "reading" else N)
        assert rows.filter(action="create").count() == (N if state in ("writing", "undoing") else 0)
    # Nobody takes it before the silence has lasted.
    assert not jobs.work(batch.pk)
    Batch.objects.filter(pk=batch.pk).update(heartbeat=timezone.now() - timedelta(seconds=61))
    assert jobs.sweep() == 1
    assert jobs.work(batch.pk)
    assert not jobs.work(batch.pk)


def kill_at(state: str, pk: int, media: str) -> None:
    here = Path(media) / f"{state} de {pk}"
    process = Worker(CHILD, state, str(pk), str(here))
    wait_until(here.exists, 60)
    process.kill()
    assert process.wait() == -signal.SIGKILL
