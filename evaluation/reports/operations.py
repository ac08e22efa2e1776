"""The life of a report: asked for, retried, cancelled, swept. The task that builds it is evaluation.tasks.build_report."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from evaluation.models import JobState, Report
from evaluation.reports import files
from territories.journal import record
from tzcld.ui import french

MAX_ATTEMPTS = 3
# A worker says that it is alive at least every few seconds; a page of drawings may take one or two.
LOST_AFTER = timedelta(seconds=60)
# A row that no worker took: the broker lost the message, or the queue is long.
FORGOTTEN_AFTER = timedelta(minutes=5)
UNFINISHED = (JobState.WAITING, JobState.RUNNING)

GAVE_UP = (
    "La fabrication s’est arrêtée trois fois sans finir, sans doute parce que le serveur a redémarré. "
    "Réessayez ; si l’échec revient, prévenez l’administration de la plateforme."
)


def report_title(kind: str, territory, month: date) -> str:
    words = french.month(month)
    if kind == Report.Kind.HUB_REPORT:
        return f"Rapport métropolitain, {words}"
    return f"Fiche territoire, {words}"


def request_report(*, territory, kind: str, month: date, audience: str, by) -> Report:
    """A new row that waits for a worker. The figures are frozen when the work starts, not now."""
    report = Report.objects.create(
        territory=territory,
        kind=kind,
        month=month.replace(day=1),
        audience=audience,
        title=report_title(kind, territory, month),
        requested_by=by,
        heartbeat=timezone.now(),
    )
    record("request", report, by=by, after={"month": report.month, "audience": audience})
    enqueue(report.pk)
    return report


def retry_report(report: Report, *, by) -> bool:
    """Start a failed or cancelled report again, with figures frozen anew. False when it is no longer stopped."""
    changed = Report.objects.filter(
        pk=report.pk, state__in=(JobState.FAILED, JobState.CANCELLED)
    ).update(
        state=JobState.WAITING,
        step="",
        done=0,
        total=0,
        error="",
        attempt=0,
        heartbeat=timezone.now(),
        finished_at=None,
        snapshot={},
        fingerprint="",
    )
    if changed:
        record("request", report, by=by, reason="nouvel essai")
        enqueue(report.pk)
    return bool(changed)


def cancel_report(report: Report, *, by) -> bool:
    """Stop a report that is not finished; the worker notices at its next step. False when it is over already."""
    changed = Report.objects.filter(pk=report.pk, state__in=UNFINISHED).update(
        state=JobState.CANCELLED, finished_at=timezone.now()
    )
    if changed:
        record("end", report, by=by, reason="fabrication arrêtée")
        transaction.on_commit(lambda: files.clean(report.pk))
    return bool(changed)


def sweep() -> int:
    """Take up what was lost: restart rows without sign of life, give up after three attempts. Returns how many moved."""
    now = timezone.now()
    lost = Report.objects.filter(state=JobState.RUNNING, heartbeat__lt=now - LOST_AFTER)
    given_up = list(lost.filter(attempt__gte=MAX_ATTEMPTS).values_list("pk", flat=True))
    for pk in given_up:
        if lost.filter(pk=pk).update(state=JobState.FAILED, error=GAVE_UP, finished_at=now):
            files.clean(pk)
    moved = len(given_up)
    forgotten = Report.objects.filter(state=JobState.WAITING, heartbeat__lt=now - FORGOTTEN_AFTER)
    for rows in (lost.filter(attempt__lt=MAX_ATTEMPTS), forgotten):
        for pk in list(rows.values_list("pk", flat=True)):
            if rows.filter(pk=pk).update(state=JobState.WAITING, heartbeat=now):
                enqueue(pk)
                moved += 1
    return moved


def enqueue(pk: int) -> None:
    from evaluation.tasks import build_report

    # The worker must find the row: not before it is committed.
    transaction.on_commit(lambda: build_report.delay(pk))
