"""The work of an import: reading, checking, writing, undoing. Each is one transaction: killed anywhere, it has not begun.

A worker owns the row by its attempt number: the claim raises it, every write asks for it (see evaluation.reports).
Small files are worked on at once, in the request; the others wait for a worker, with their progress.
"""

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from territories.durations import IMPORT, REPORT, durations_of
from territories.imports import steps
from territories.imports.ahead import writing_ahead
from territories.imports.kinds import kinds
from territories.imports.models import Batch
from territories.scoping import scoped, scoped_as
from tzcld import shortages
from tzcld.imports.reading import FileRefused

log = logging.getLogger(__name__)

Job, State = Batch.Job, Batch.State
# Above so many rows, or so many bytes, the work goes to a worker.
SMALL_ROWS = 300
SMALL_BYTES = 100_000
MAX_ATTEMPTS = 3
SECONDS_BETWEEN_SIGNS = 1.0
LOST_AFTER = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(minutes=2)

STEPS: dict[str, Callable] = {
    State.READING: steps.read_file,
    State.CHECKING: steps.check,
    State.WRITING: steps.write,
    State.UNDOING: steps.undo,
}
UNEXPECTED = (
    "Une erreur imprévue a arrêté ce travail\u00a0; rien n’a été écrit. Réessayez\u00a0; si l’échec revient, "
    "prévenez l’administration de la plateforme."
)
GAVE_UP = "Ce travail s’est arrêté trois fois sans finir\u00a0; rien n’a été écrit. Réessayez, ou partagez le fichier en deux."
NO_LONGER = "Le compte qui a demandé ce travail n’a plus le droit d’importer ici. Une personne qui l’a choisit «\u00a0Réessayer\u00a0»."
NOT_UNDONE = "Ce travail s’est arrêté trois fois sans finir\u00a0; rien n’a changé. Réessayez, ou gardez l’import."


class Lost(Exception):
    """The row is no longer ours: abandoned by its author, or taken by another worker."""


def start(batch: Batch, state: str, *, size: int = 0) -> None:
    """Ask for the work of this state: at once when it is small, else from a worker. Call it inside a transaction."""
    batch.state, batch.job, batch.done, batch.error, batch.attempt = state, Job.WAITING, 0, "", 0
    batch.heartbeat = timezone.now()
    told = ["state", "job", "done", "error", "attempt", "heartbeat", "asked_by"]
    batch.save(update_fields=told)
    if batch.rows > SMALL_ROWS or size > SMALL_BYTES:
        enqueue(batch.pk)
    else:
        work(batch.pk, here=True)
        batch.refresh_from_db()


def enqueue(pk: int) -> None:
    from territories.tasks import work_on_import

    # The worker must find the row: not before it is committed.
    transaction.on_commit(lambda: work_on_import.delay(pk), robust=True)


def work(pk: int, *, here: bool = False) -> bool:
    """Do what the import waits for. False when there is nothing to do. `here`: inside the request, under its scope."""
    attempt = _claim(pk)
    if attempt is None:
        return False
    batch = Batch.objects.select_related(
        "territory__hub", "opened_by", "asked_by", "undone_by"
    ).get(pk=pk)
    told = [0]
    try:
        # The inner transaction: what a failure leaves behind goes, the outer one lives.
        with (
            nullcontext() if here else _beating(pk, attempt, told),
            transaction.atomic() if here else _as_its_author(batch),
            _uncollected(),
            writing_ahead(),
        ):
            ended = STEPS[batch.state](batch, told)
            if not _rows(pk, attempt).update(job=Job.NONE, done=0, **ended):
                raise Lost
    except Lost:
        return False
    except FileRefused as refusal:
        if batch.asked:
            # What was read before is still here, with its corrections and its file.
            _rows(pk, attempt).update(
                job=Job.NONE, state=State.COLUMNS, error=str(refusal), asked={}
            )
        else:
            _fail(pk, attempt, str(refusal), refused=True)
            steps.remove_file(batch)
    except ValidationError as refusal:
        message = " ".join(refusal.messages)
        if batch.state == State.UNDOING:
            # What is written stays written: its page says why.
            _rows(pk, attempt).update(job=Job.NONE, state=State.DONE, error=message)
        else:
            _fail(pk, attempt, message)
    except Exception as error:
        log.exception("import %s, attempt %s, %s", pk, attempt, batch.state)
        _fail(pk, attempt, shortages.told(error) or UNEXPECTED)
    return True


@contextmanager
def _as_its_author(batch: Batch) -> Iterator[None]:
    """A worker reads and writes what a request of the same account would; refused once the role is over."""
    with scoped_as(batch.by, batch.territory) as scope:
        if not (batch.by.is_active and kinds()[batch.kind].verb in scope.verbs_in(batch.territory)):
            raise ValidationError(NO_LONGER)
        yield


@contextmanager
def _uncollected() -> Iterator[None]:
    """Ten thousand rows are alive until the end, without cycles: the collector would walk them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _rows(pk: int, attempt: int):
    return Batch.objects.filter(pk=pk, attempt=attempt, job=Job.RUNNING)


def _claim(pk: int) -> int | None:
    """Take the row: of two workers, one."""
    with transaction.atomic():
        waiting = Batch.objects.filter(pk=pk, job=Job.WAITING)
        if not waiting.update(job=Job.RUNNING, attempt=F("attempt") + 1, heartbeat=timezone.now()):
            return None
        return Batch.objects.values_list("attempt", flat=True).get(pk=pk)


def _fail(pk: int, attempt: int, message: str, *, refused: bool = False) -> None:
    """`refused`: the file itself is no good, trying again would not help."""
    if refused:
        _rows(pk, attempt).update(job=Job.NONE, error=message, state=State.REFUSED, file="")
    else:
        _rows(pk, attempt).update(job=Job.FAILED, error=message)


@contextmanager
def _beating(pk: int, attempt: int, told: list[int]) -> Iterator[None]:
    """Signs of life and progress from beside: the work itself shows nothing before its end."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(SECONDS_BETWEEN_SIGNS):
                _rows(pk, attempt).update(heartbeat=timezone.now(), done=told[0])
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True, name=f"import-{pk}")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def sweep() -> int:
    """Take up what was lost, give up after three attempts, erase what is too old. Returns how many moved."""
    now = timezone.now()
    lost = Batch.objects.filter(job=Job.RUNNING, heartbeat__lt=now - LOST_AFTER)
    undoing = Case(When(state=State.UNDOING, then=Value(NOT_UNDONE)), default=Value(GAVE_UP))
    moved = lost.filter(attempt__gte=MAX_ATTEMPTS).update(job=Job.FAILED, error=undoing)
    forgotten = Batch.objects.filter(job=Job.WAITING, heartbeat__lt=now - FORGOTTEN_AFTER)
    for rows in (lost, forgotten):
        for pk in list(rows.values_list("pk", flat=True)):
            if rows.filter(pk=pk).update(job=Job.WAITING, heartbeat=now):
                enqueue(pk)
                moved += 1
    over = (State.CLOSED, State.REFUSED, State.UNDONE)
    old = Batch.objects.exclude(state__in=over).filter(job__in=("", Job.FAILED))
    for batch in old.filter(opened_at__lt=now - timedelta(days=1)).select_related("territory"):
        if kept_until(batch) <= now:
            with scoped(batch.territory_id):
                steps.close(batch)
                moved += 1
    return moved


def kept_until(batch: Batch) -> datetime:
    """When it is erased: left in the middle, with all that its file says; written, with the lines left to correct and the
    values of before."""
    days = durations_of(batch.territory, timezone.localdate())
    if batch.written_at:
        return batch.written_at + timedelta(days=days[REPORT])
    return batch.opened_at + timedelta(days=days[IMPORT])
