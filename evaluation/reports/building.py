"""The job: five steps, each a sign of life. Killed anywhere and run twice, it ends in exactly one finished report.

A worker owns the row by its attempt number: the claim raises it, every write asks for it, so that a worker thought
dead that comes back finds the row no longer its own and stops. The snapshot is committed as soon as it is made: the next
attempt reads it, and prints the same figures.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile, File
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from evaluation.announcements import report_changed
from evaluation.models import JobState, Report
from evaluation.reports import annex, files, paper, snapshot
from territories.journal import record
from territories.scoping import scoped
from tzcld import shortages
from tzcld.documents import DocumentError

log = logging.getLogger(__name__)

FREEZE = "figer les chiffres"
DRAW = "dessiner"
LAYOUT = "mise en page"
ANNEX = "annexe"
SAVE = "enregistrer"
STEPS = (FREEZE, DRAW, LAYOUT, ANNEX, SAVE)
SECONDS_BETWEEN_SIGNS = 1.0
# Long silences (reading styles, compressing) are covered by a thread; a step stuck for so long is given up.
SECONDS_BETWEEN_BEATS = 10
SECONDS_STUCK = 600

UNEXPECTED = (
    "Une erreur imprévue a arrêté la fabrication. Elle est inscrite au journal technique : "
    "réessayez, puis prévenez l’administration de la plateforme si l’échec revient."
)


class Lost(Exception):
    """The row is no longer ours: cancelled by its author, or taken by another worker."""


class ReportError(Exception):
    """A report that cannot be made; the message is for the user, in French."""


class Job:
    """One attempt at one report."""

    def __init__(self, pk: int, attempt: int):
        self.pk, self.attempt = pk, attempt
        self.step = FREEZE
        self.last_sign = time.monotonic()

    @property
    def rows(self):
        return Report.objects.filter(pk=self.pk, attempt=self.attempt, state=JobState.RUNNING)

    def write(self, **values) -> None:
        """Change the row if it is still ours.

        Raises:
            Lost: it is not.
        """
        if not self.rows.update(heartbeat=timezone.now(), **values):
            raise Lost

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Signs of life from beside, while the work itself has no time to give one."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(SECONDS_BETWEEN_BEATS):
                if time.monotonic() - self.last_sign > SECONDS_STUCK:
                    return
                try:
                    self.rows.update(heartbeat=timezone.now())
                finally:
                    connection.close()

        thread = threading.Thread(target=beat, daemon=True, name=f"report-{self.pk}")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def start(self, step: str, done: int = 0, total: int = 0) -> None:
        self.step = step
        self.last_sign = time.monotonic()
        self.write(step=step, done=done, total=total)

    def advance(self, done: int, total: int) -> None:
        """A sign of life with its figure, at most one a second."""
        if time.monotonic() - self.last_sign < SECONDS_BETWEEN_SIGNS:
            return
        self.last_sign = time.monotonic()
        self.write(done=done, total=max(total, done))


def build(pk: int) -> bool:
    """Build the report if it waits. False when there is nothing to do (taken, cancelled, finished)."""
    job = claim(pk)
    if job is None:
        return False
    files.clean(pk)
    try:
        with job.beating():
            run(job)
    except Lost:
        files.clean(pk)
        return False
    except (ReportError, DocumentError) as error:
        fail(job, str(error))
    except Exception as error:
        log.exception("report %s, attempt %s, step %s", pk, job.attempt, job.step)
        fail(job, shortages.told(error) or UNEXPECTED)
    return True


def claim(pk: int) -> Job | None:
    """Take the row: of two workers, one."""
    with transaction.atomic():
        taken = Report.objects.filter(pk=pk, state=JobState.WAITING).update(
            state=JobState.RUNNING,
            attempt=F("attempt") + 1,
            heartbeat=timezone.now(),
            step=FREEZE,
            error="",
        )
        if not taken:
            return None
        return Job(pk, Report.objects.values_list("attempt", flat=True).get(pk=pk))


def run(job: Job) -> None:
    report = freeze(job)
    job.start(DRAW)
    drawn = paper.draw(report.snapshot, report.fingerprint)
    expected = drawn.expected_pages
    job.start(LAYOUT, 0, expected)

    pages = [0]

    def progress(step: str, done: int, total: int) -> None:
        pages[0] = max(pages[0], done)
        # Laying out (twice where page numbers are quoted; the total is an estimate), then drawing (it is known).
        if step == "layout":
            job.advance(pages[0] // 2, max(expected, pages[0]))
        else:
            job.advance((total + done) // 2, total)

    pdf = paper.pdf(drawn, progress)
    made = {"pdf_size": len(pdf), "pages": pages[0]}
    job.start(ANNEX)
    with TemporaryDirectory(prefix="rapport-") as place:
        book = Path(place) / "annexe.xlsx"
        with book.open("wb") as out:
            annex.write(out, report.snapshot, report.fingerprint)
        job.start(SAVE)
        pdf_name = files.write(job.pk, job.attempt, "pdf", ContentFile(pdf))
        with book.open("rb") as source:
            xlsx_name = files.write(job.pk, job.attempt, "xlsx", File(source))
        made |= {"pdf": pdf_name, "xlsx": xlsx_name, "xlsx_size": book.stat().st_size}
    finish(job, report, made)


def freeze(job: Job) -> Report:
    """The report with its snapshot, made now or by the attempt before."""
    job.start(FREEZE)
    report = Report.objects.select_related("territory__hub", "requested_by").get(pk=job.pk)
    if not report.snapshot:
        frozen = snapshot.freeze(report, alive=lambda: job.advance(0, 0))
        job.write(snapshot=frozen, fingerprint=snapshot.fingerprint(frozen))
        report.refresh_from_db(fields=["snapshot", "fingerprint"])
    return report


def finish(job: Job, report: Report, made: dict) -> None:
    """Attach the files: the only moment when the report becomes ready.

    Raises:
        Lost: the row is no longer ours; the files are orphans.
    """
    with scoped(report.territory_id, named=False):
        job.write(
            state=JobState.DONE,
            step="",
            done=0,
            total=0,
            error="",
            # One that is laid out again was finished already: its register keeps the day.
            finished_at=report.finished_at or timezone.now(),
            **made,
        )
        report_changed(report)
        if "rectified" in report.snapshot:
            return
        is_out = report.agreement in Report.OUT
        record(
            "publish" if is_out and report.audience == Report.Audience.PUBLIC else "create",
            report,
            by=report.requested_by,
            after={"fingerprint": report.fingerprint, "audience": report.audience},
        )


def fail(job: Job, message: str) -> None:
    stopped: datetime = timezone.now()
    if job.rows.update(state=JobState.FAILED, error=message, finished_at=stopped):
        files.clean(job.pk)
