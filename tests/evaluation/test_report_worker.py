"""A real worker, killed by the system in the middle of a report, and another that takes it up."""

import contextlib
import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from evaluation.models import IndicatorValue, Report
from evaluation.reports import files, operations
from evaluation.tasks import build_report
from tests.conftest import BUILT
from tests.evaluation.reports import MONTH
from tests.processes import beside

pytestmark = pytest.mark.e2e

QUEUE = f"essai-rapports-{os.getpid()}"
SECONDS = 180


@contextlib.contextmanager
def worker(media: str):
    """A Celery worker of its own on the test database, in a process group of its own."""
    process = beside(
        *("-m", "celery", "-A", "tzcld", "worker", "-Q", QUEUE, "-c", "1"),
        environment={"MEDIA_ROOT": media},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(pk: int, is_right) -> Report:
    limit = time.monotonic() + SECONDS
    while time.monotonic() < limit:
        report = Report.objects.get(pk=pk)
        if is_right(report):
            return report
        time.sleep(0.05)
    raise AssertionError(f"{report.state}, {report.step}, {report.error}")


@pytest.mark.django_db
def test_kill_9_in_the_middle_ends_in_one_report(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(
        operations,
        "enqueue",
        lambda pk: transaction.on_commit(lambda: build_report.apply_async([pk], queue=QUEUE)),
    )
    # Another process must see the row: it is committed, by a thread that has a connection of its own.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(kill_and_take_up, str(tmp_path)).result()


def kill_and_take_up(media: str) -> None:
    report = Report.objects.create(
        territory_id=BUILT.home.pk,
        kind="territory_sheet",
        title="Fiche territoire",
        month=MONTH,
        audience="internal",
        requested_by_id=BUILT.users["lead"].pk,
    )
    try:
        operations.enqueue(report.pk)
        with worker(media) as first:
            wait_for(report.pk, lambda r: r.step == "mise en page")
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
        dead = Report.objects.get(pk=report.pk)
        assert (dead.state, dead.attempt, bool(dead.pdf)) == ("running", 1, False)

        Report.objects.filter(pk=report.pk).update(heartbeat=timezone.now() - timedelta(seconds=61))
        with worker(media):
            assert operations.sweep() == 1
            done = wait_for(report.pk, lambda r: r.state not in operations.UNFINISHED)
        assert (done.state, done.attempt, done.error) == ("done", 2, "")
        assert done.fingerprint == dead.fingerprint
        names = default_storage.listdir(files.folder(report.pk))[1]
        assert sorted(names) == sorted(os.path.basename(f.name) for f in (done.pdf, done.xlsx))
    finally:
        # Only the journal, which cannot be rewritten, remembers.
        Report.objects.filter(pk=report.pk).delete()
        IndicatorValue.objects.filter(territory_id=BUILT.home.pk, month__lte=MONTH).delete()
        connection.close()
