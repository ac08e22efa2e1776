"""Verbs of an import: open, choose the columns, correct, confirm, undo, close."""

import secrets
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from territories.imports import jobs, steps
from territories.imports.kinds import Kind, kinds
from territories.imports.models import BESIDE, Batch, StagedRow
from tzcld.ui import french
from tzcld.ui.nir import without_nir

State, Job = Batch.State, Batch.Job
MANY_OPEN = 20


@transaction.atomic
def open_batch(kind: Kind, *, name: str, data: bytes) -> Batch:
    """Keep the file under a name that says nothing, and read it: at once when it is small."""
    waiting = Batch.objects.filter(territory=kind.territory, opened_by=kind.by, job=Job.WAITING)
    if waiting.count() >= MANY_OPEN:
        raise ValidationError(
            "Plusieurs fichiers attendent déjà leur lecture. Attendez la fin de l’un d’eux."
        )
    form = name.rpartition(".")[2].lower()[:4]
    batch = Batch(territory=kind.territory, kind=kind.slug, opened_by=kind.by, format=form)
    batch.file.save(f"{secrets.token_urlsafe(16)}.{form}", ContentFile(data), save=False)
    batch.save()
    jobs.start(batch, State.READING, size=len(data))
    return batch


def _locked(batch: Batch, *states: str, by=None) -> Batch:
    """The row, held; refuses when the import is elsewhere by now. `by`: who asks, when it is not its author."""
    row = (
        Batch.objects.select_for_update(of=("self",))
        .select_related("territory__hub", "opened_by")
        .get(pk=batch.pk)
    )
    if row.is_working:
        raise ValidationError("Un travail est en cours sur cet import. Attendez qu’il finisse.")
    if row.state not in states:
        raise ValidationError("Cet import n’en est plus là. Rechargez la page.")
    row.asked_by = by or row.opened_by
    return row


@transaction.atomic
def read_again(batch: Batch, *, sheet: int, has_titles: bool, by=None) -> Batch:
    """Read another sheet of the file, or its first line as data; what was corrected here is lost.

    Refused, the reading asked for leaves everything as it was: `error` says why.
    """
    batch = _locked(batch, State.COLUMNS, State.CHECKED, by=by)
    batch.asked = {"sheet": sheet, "has_titles": has_titles}
    batch.save(update_fields=["asked"])
    jobs.start(batch, State.READING, size=batch.file.size)
    return batch


@transaction.atomic
def choose_columns(batch: Batch, mapping: dict[str, int], *, by=None) -> Batch:
    """Say which column is what, remember it for the territory, and check the rows.

    Once checked, the columns left aside are empty: one that is taken up is read again in the file.
    """
    batch = _locked(batch, State.COLUMNS, State.CHECKED, by=by)
    kind = kinds()[batch.kind]
    moved = kind.moves_beside(batch.mapping, mapping)
    # The cells that named the second rows are empty since those were made: what takes their place reads the file again.
    kept = set(batch.mapping.values()) - ({batch.mapping.get(kind.beside)} if moved else set())
    taken_up = sorted(set(mapping.values()) - kept)
    batch.asked = {"columns": taken_up} if batch.counts and taken_up else {}
    batch.mapping = mapping
    batch.save(update_fields=["mapping", "asked"])
    if moved:
        _take_out(batch, line__gt=BESIDE)
    steps.remember(batch)
    jobs.start(batch, State.CHECKING)
    return batch


@transaction.atomic
def correct_values(
    batch: Batch,
    corrections: dict[tuple[str, str], str],
    decisions: dict[int, str] | None = None,
    *,
    left: Collection[int] = (),
    leaves_repeated: bool = False,
    aside: str = "",
    created: dict[tuple[str, str], str] | None = None,
    takes_back: bool = False,
    by=None,
) -> tuple[int, int]:
    """Replace a value everywhere in its column, {(name of the column, text written): text to put}, answer doubts,
    {line: key of the object that it is about, or NEW}, and take rows out of the import: the lines of `left`, and
    (`leaves_repeated`) all those that repeat another one, whose first stays. `aside`: a column that is no longer
    imported. `created`: what is created with the rows that name it, {(name of the column, text in lower
    case without accents): as what}.
    `takes_back`: the lines of totals are rows like others. (Rows changed, rows left.)
    """
    batch = _locked(batch, State.CHECKED, by=by)
    changed, gone = [], []
    for row in steps.staged(batch).filter(action__in=StagedRow.ASIDE):
        repeats = leaves_repeated and any(error["rule"] == "twice" for error in row.errors)
        if repeats or row.line in left:
            gone.append(row.line)
            continue
        found = _decide(row, (decisions or {}).get(row.line))
        for error in row.errors:
            wanted = corrections.get((error["column"], error["value"]))
            if wanted is not None:
                found |= _put(row, _place(batch, error["column"]), wanted)
            elif said := (created or {}).get((error["column"], french.plain(error["value"]))):
                row.decision, found = said, True
        if found:
            changed.append(row)
    StagedRow.objects.bulk_update(changed, ["cells", "decision"], batch_size=500)
    if gone:
        _take_out(batch, line__in=gone)
    if aside := batch.mapping.pop(aside, None) is not None:
        batch.save(update_fields=["mapping"])
        steps.remember(batch)
    back = steps.take_back_totals(batch) if takes_back else 0
    if back:
        batch.rows += back
        batch.save(update_fields=["rows"])
    if changed or gone or aside or back:
        jobs.start(batch, State.CHECKING)
    return len(changed), len(gone)


def _take_out(batch: Batch, **which) -> None:
    steps.staged(batch).filter(**which).delete()
    batch.rows = steps.staged(batch).count()
    batch.save(update_fields=["rows"])


def _decide(row: StagedRow, answer: str | None) -> bool:
    known = {StagedRow.NEW, *(str(key) for key, _, _ in row.doubts if key)}
    if answer not in known or answer == row.decision:
        return False
    row.decision = answer
    return True


def _place(batch: Batch, column: str) -> int:
    """Where this column is; one that the file does not have is added at its right."""
    if column not in batch.mapping:
        batch.mapping[column] = _new_place(batch)
        batch.save(update_fields=["mapping"])
    return batch.mapping[column]


def _put(row: StagedRow, place: int, text: str) -> bool:
    text = without_nir(text)
    cells = row.cells + [""] * (place + 1 - len(row.cells))
    if cells[place] == text:
        return False
    cells[place] = text
    row.cells = cells
    return True


@transaction.atomic
def correct_row(
    batch: Batch, line: int, values: dict[str, str], decision: str = "", *, by=None
) -> Batch:
    """Write the cells of one row, by name of column; `decision` answers its doubt."""
    batch = _locked(batch, State.CHECKED, by=by)
    row = steps.staged(batch).select_for_update(of=("self",)).get(line=line)
    for name, text in values.items():
        _put(row, _place(batch, name), text)
    _decide(row, decision)
    row.save(update_fields=["cells", "decision"])
    jobs.start(batch, State.CHECKING)
    return batch


def _new_place(batch: Batch) -> int:
    head = StagedRow.objects.get(territory=batch.territory_id, batch=batch, line=0)
    place = max(len(head.cells), 1 + max(batch.mapping.values(), default=-1))
    head.cells = head.cells + [""] * (place + 1 - len(head.cells))
    head.save(update_fields=["cells"])
    return place


@transaction.atomic
def leave_row(batch: Batch, line: int, *, by=None) -> Batch:
    """Take a row out of the import."""
    batch = _locked(batch, State.CHECKED, by=by)
    _take_out(batch, line=line)
    jobs.start(batch, State.CHECKING)
    return batch


@transaction.atomic
def confirm(batch: Batch, *, by=None) -> Batch:
    """Write the rows that may be. Those to correct stay aside, to be downloaded."""
    batch = _locked(batch, State.CHECKED, by=by)
    if not (batch.counts.get("create") or batch.counts.get("update")):
        raise ValidationError("Aucune ligne n’est à écrire.")
    jobs.start(batch, State.WRITING)
    return batch


@transaction.atomic
def undo(batch: Batch, *, by) -> Batch:
    """Take back what the import wrote and nobody touched since; `counts["kept"]`: rows kept because somebody did.

    What something else holds cannot go: the import stays as it was, and `error` says why.
    """
    batch = _locked(batch, State.DONE)
    batch.undone_by = by
    batch.save(update_fields=["undone_by"])
    jobs.start(batch, State.UNDOING)
    return batch


@transaction.atomic
def close(batch: Batch) -> None:
    """End the import: its file and its rows are erased at once, even while a worker is on it."""
    row = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if row.is_open:
        steps.close(row)


@transaction.atomic
def retry(batch: Batch, *, by) -> bool:
    """Start again a work that failed, in the name of whoever asks. False when it is no longer stopped."""
    row = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if row.job != Job.FAILED:
        return False
    if row.state == State.UNDOING:
        row.undone_by = by
        row.save(update_fields=["undone_by"])
    else:
        row.asked_by = by
    jobs.start(row, row.state)
    return True
