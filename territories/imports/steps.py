"""What each step of an import does to its rows; `told[0]` is the number of rows done, for the page."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, RestrictedError, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from territories import journal
from territories.imports.bulk import insert_rows, update_rows
from territories.imports.kinds import Kind, Row, kinds
from territories.imports.models import BESIDE, Batch, ColumnMapping, StagedRow
from tzcld.imports import reading
from tzcld.imports.columns import find_header, fingerprint, guess, no_header, turned
from tzcld.imports.template import Example
from tzcld.imports.totals import totals
from tzcld.imports.values import says_nothing
from tzcld.ui import french
from tzcld.ui.nir import without_nir

Action, State = StagedRow.Action, Batch.State


def kind_of(batch: Batch) -> Kind:
    kind = kinds()[batch.kind](batch.territory, batch.by)
    kind.batch = batch.pk
    return kind


def staged(batch: Batch):
    """The rows of data: the labels of the columns are kept as line 0."""
    return StagedRow.objects.filter(territory=batch.territory_id, batch=batch, line__gt=0)


def labels(batch: Batch) -> list[str]:
    rows = StagedRow.objects.filter(territory=batch.territory_id, batch=batch, line=0)
    return rows.values_list("cells", flat=True).first() or []


def sheets(batch: Batch) -> list[str]:
    """The sheets of the file that hold something, once it was read."""
    rows = StagedRow.objects.filter(territory=batch.territory_id, batch=batch, line=0)
    return rows.values_list("notes", flat=True).first() or []


def read_file(batch: Batch, told: list[int]) -> dict:
    """Open the file apart, recognise its columns, stage its rows."""
    place, has_titles = batch.asked.get("sheet", batch.sheet), batch.asked.get("has_titles", True)
    sheet = _opened(batch, place)
    kind = kind_of(batch)
    remembered = ColumnMapping.objects.filter(territory=batch.territory_id, kind=batch.kind).first()
    header = (
        find_header(sheet.rows, kind.columns, remembered.labels if remembered else {})
        if has_titles
        else no_header(sheet.rows)
    )
    example = Example(kind.columns, header.mapping)
    # The titles come again at the top of each printed page of some lists.
    titles = sheet.rows[header.start - 1][1] if header.start else None
    data = [
        row for row in sheet.rows[header.start :] if row[1] != titles and not example.is_in(row[1])
    ]
    left = totals(data)
    summed = [row for row in data if row[0] in left]
    data = [row for row in data if row[0] not in left]
    if not data:
        raise reading.FileRefused(
            "Ce fichier n’a que des titres\u00a0: aucune ligne à importer. Remplissez-le, puis choisissez-le à nouveau."
        )
    StagedRow.objects.filter(territory=batch.territory_id, batch=batch).delete()
    _stage(
        batch,
        kind,
        ["line", "cells", "notes"],
        chain(
            [(0, [without_nir(label) for label in header.labels], sheet.sheets)],
            ((line, [without_nir(cell) for cell in cells], []) for line, cells in data),
        ),
    )
    if summed:
        _keep_totals(
            batch, [(line, [without_nir(cell) for cell in cells]) for line, cells in summed]
        )
    told[0] = len(data)
    return {
        "state": State.COLUMNS,
        "rows": len(data),
        "mapping": header.mapping,
        "warnings": sheet.warnings,
        "sheet": sheet.sheet,
        "has_titles": has_titles,
        "asked": {},
        "counts": {},
        "problems": [],
    }


def totals_left(batch: Batch) -> list[tuple[int, list[str]]]:
    """The lines of totals that were left out, with their cells: kept on line 0, to be taken back."""
    rows = StagedRow.objects.filter(territory=batch.territory_id, batch=batch, line=0)
    kept = rows.values_list("changes", flat=True).first() or {}
    return [(line, cells) for line, cells in kept.get("totals", ())]


def _keep_totals(batch: Batch, lines: list[tuple[int, list[str]]]) -> None:
    rows = StagedRow.objects.filter(territory=batch.territory_id, batch=batch, line=0)
    rows.update(changes={"totals": lines} if lines else {})


def take_back_totals(batch: Batch) -> int:
    """Stage them as rows like others. How many."""
    lines = totals_left(batch)
    if lines:
        _stage(batch, kind_of(batch), ["line", "cells"], lines)
        _keep_totals(batch, [])
    return len(lines)


def _stage(batch: Batch, kind: Kind, names: list[str], rows: Iterable[tuple]) -> None:
    insert_rows(
        StagedRow,
        names,
        rows,
        territory_id=batch.territory_id,
        batch_id=batch.pk,
        is_named=kind.is_named,
        opened_by_id=batch.opened_by_id,
    )


def _opened(batch: Batch, place: int) -> reading.Sheet:
    known = sheets(batch)
    with batch.file.open("rb") as source:
        wanted = known[place] if place < len(known) else ""
        sheet = reading.read(f"import.{batch.format}", source.read(), wanted)
    kind = kind_of(batch)
    if kind.across and (rows := turned(sheet.rows, kind.columns, kind.across)):
        sheet.rows = rows
        sheet.warnings.append(TURNED)
    return sheet


TURNED = (
    "Dans ce tableau, les mois vont de gauche à droite\u00a0: chaque colonne est lue comme une ligne. La ligne 2 est la deuxième "
    "colonne du tableau."
)


def remember(batch: Batch) -> None:
    """Keep what the labels of this file mean for the territory's next ones; « "" » for those that were known and set aside.

    A label that nobody knows is left by default, which decides nothing: learnt later, it is read.
    """
    names = {place: name for name, place in batch.mapping.items()}
    titles = labels(batch)
    known = set(guess(titles, kind_of(batch).columns, {}).values())
    row, _ = ColumnMapping.objects.select_for_update().get_or_create(
        territory_id=batch.territory_id, kind=batch.kind
    )
    for place, label in enumerate(titles):
        if label and (place in names or place in known):
            row.labels[fingerprint(label)] = names.get(place, "")
        elif label:
            row.labels.pop(fingerprint(label), None)
    # A territory has a few shapes of files, not thousands.
    row.labels = dict(list(row.labels.items())[-500:])
    row.save(update_fields=["labels"])


def _load(batch: Batch, *also) -> tuple[list[Row], list[tuple]]:
    """The rows of data, and of each the values asked for also."""
    told = staged(batch).order_by("line").annotate(text=Cast("cells", TextField()))
    found = list(told.values_list("pk", "line", "text", "decision", *also))
    # One text understood at once, rather than ten thousand small ones.
    cells = json.loads(f"[{','.join([row[2] for row in found])}]")
    rows = [
        Row(line, own, pk, decision=decision)
        for (pk, line, _, decision, *_), own in zip(found, cells, strict=True)
    ]
    return rows, [row[4:] for row in found]


def check(batch: Batch, told: list[int]) -> dict:
    """Say of each row what it would do; nothing is written but the staged rows."""
    rows, _ = _load(batch)
    kind = kind_of(batch)
    summed = [Row(line, cells) for line, cells in totals_left(batch)]
    taken_up = _take_up(batch, kind, rows + summed)
    second, named = _beside(batch, kind, rows)
    if _set_aside(batch, rows + summed) or taken_up or named:
        if summed:
            _keep_totals(batch, [(row.line, row.cells) for row in summed])
        update_rows(StagedRow, ["cells"], ((row.pk, row.cells) for row in rows))
    if second:
        _stage(batch, kind, ["line", "cells"], second)
        batch.rows += len(second)
        rows, _ = _load(batch)
    _keep(kind.checked(rows, batch.mapping))
    told[0] = len(rows)
    return {"state": State.CHECKED, "asked": {}, "rows": batch.rows, **_summary(batch, rows)}


def _take_up(batch: Batch, kind: Kind, rows: list[Row]) -> bool:
    """Read again the columns that were left aside until now (`operations.choose_columns`); the corrections of others stay."""
    places = batch.asked.get("columns", [])
    if not places:
        return False
    told = dict(_opened(batch, batch.sheet).rows)
    for row in rows:
        cells = told.get(row.line % BESIDE, [])
        if row.line > BESIDE and cells:
            cells = kind.cells_beside(cells, batch.mapping)
        for place in places:
            if place < len(cells):
                row.cells += [""] * (place + 1 - len(row.cells))
                row.cells[place] = without_nir(cells[place])
    return True


def _beside(batch: Batch, kind: Kind, rows: list[Row]) -> tuple[list[tuple[int, list[str]]], bool]:
    """The rows that some lines name beside their own (a deputy), to be staged, and whether a line named one: the cell that does is
    emptied, so that what is corrected there or left out stays so, and the row that it had already is changed."""
    place = batch.mapping.get(kind.beside)
    if place is None:
        return [], False
    known = {row.line: row for row in rows}
    made, named = [], False
    for row in rows:
        deputy = "".join(row.cells[place : place + 1])
        if row.line < BESIDE and any(c.isalpha() for c in deputy) and not says_nothing(deputy):
            cells = kind.cells_beside(row.cells, batch.mapping)
            row.cells[place], named = "", True
            if second := known.get(row.line + BESIDE):
                second.cells = cells
            else:
                made.append((row.line + BESIDE, cells))
    return made, named


def _set_aside(batch: Batch, rows: list[Row]) -> bool:
    """A column that is not imported is not kept either: its cells are emptied."""
    used = set(batch.mapping.values())
    found = False
    for row in rows:
        if any(cell and place not in used for place, cell in enumerate(row.cells)):
            row.cells = [cell if place in used else "" for place, cell in enumerate(row.cells)]
            found = True
    return found


def _keep(rows: Iterable[Row], *, is_over: bool = False) -> None:
    """Note what is known of the rows, the first while the next are checked. `is_over`: what was written needs its text no more,
    the rest can be downloaded."""
    names = ["label", "action", "errors", "notes", "doubts", "changes", "target"]
    update_rows(
        StagedRow,
        [*names, "cells"] if is_over else names,
        (
            (
                row.pk,
                row.label,
                row.action,
                row.errors,
                [] if is_over and row.action not in StagedRow.ASIDE else row.notes,
                [] if is_over and row.action not in StagedRow.ASIDE else _told_doubts(row),
                row.changes,
                row.target.pk if row.target is not None else None,
                *([row.cells if row.action in StagedRow.ASIDE else []] if is_over else []),
            )
            for row in rows
        ),
    )


def _told_doubts(row: Row) -> list[list]:
    return [[target and target.pk, choice, why] for target, choice, why in row.doubts]


def _summary(batch: Batch, rows: list[Row]) -> dict:
    """Counts by effect, and problems by rule and column, without any value."""
    counts = Counter(row.action for row in rows)
    counts["notes"] = sum(1 for row in rows if row.notes)
    problems = Counter((e["rule"], e["column"]) for row in rows for e in row.errors)
    return {
        "counts": dict(counts),
        "problems": [[rule, column, n] for (rule, column), n in problems.most_common()],
    }


CHANGED = "Cette ligne ne ferait plus ce qui a été confirmé\u00a0: les données du territoire ont changé depuis la vérification."


def write(batch: Batch, told: list[int]) -> dict:
    """Write what was confirmed, all of each row or nothing; what changed meanwhile is set aside, never guessed."""
    kind = kind_of(batch)
    kind.lock()
    rows, asked = _load(batch, "action", "target", Cast("changes", TextField()))
    confirmed = {
        row.pk: (action, target, _texts(json.loads(changes)) if changes != "{}" else {})
        for row, (action, target, changes) in zip(rows, asked, strict=True)
    }
    most = sum(action == Action.CREATE for action, _, _ in confirmed.values())
    kind.write_as_checked(_as_confirmed(kind.checked(rows, batch.mapping), confirmed, told), most)
    _keep(rows, is_over=True)
    told[0] = len(rows)
    summary = _summary(batch, rows)
    journal.record("import", batch, by=batch.by, after={**_told(kind, summary["counts"])})
    remove_file(batch)
    return {"state": State.DONE, "written_at": kind.moment, "file": "", **summary}


def _as_confirmed(
    rows: Iterable[Row], confirmed: dict[int, tuple], told: list[int]
) -> Iterator[Row]:
    """Rows as they are checked again; what would not do what was confirmed is set aside."""
    for row in rows:
        asked = confirmed[row.pk]
        now = (row.action, row.target.pk if row.target is not None else None, _texts(row.changes))
        if asked[0] not in StagedRow.ASIDE:
            if asked != now and row.action != Action.UNCHANGED:
                if not row.errors:
                    row.refuse("rule", CHANGED)
                row.action = Action.ERROR
        elif row.action not in StagedRow.ASIDE:
            # Valid by now, but nobody has seen what it would do.
            row.refuse("rule", CHANGED)
            row.action = Action.ERROR
        told[0] += 1
        yield row


def _texts(changes: dict[str, list]) -> dict[str, list[str]]:
    """What was shown of the changes: the texts of before and of after."""
    return {name: both[:2] for name, both in changes.items()}


def _told(kind: Kind, counts: dict) -> dict:
    words = {
        "create": "créées",
        "update": "modifiées",
        "unchanged": "inchangées",
        "doubt": "à décider",
        "error": "refusées",
    }
    return {"objet": kind.many, **{words[k]: n for k, n in counts.items() if k in words}}


IN_USE = "Une ligne de cet import sert déjà ailleurs\u00a0: retirez-la là où elle sert, ou gardez l’import."


def undo(batch: Batch, told: list[int]) -> dict:
    """Take back the rows that nobody touched since; the counts say how many were kept.

    Raises ValidationError when something holds a row of the import.
    """
    kind = kind_of(batch)
    kind.lock()
    rows = list(staged(batch).filter(action__in=(Action.CREATE, Action.UPDATE)))
    busy = kind.touched(batch.written_at, [row.target for row in rows])
    used = kind.used([row.target for row in rows if row.action == Action.CREATE])
    busy |= used.keys()
    free = kind.know_before([row for row in rows if row.target not in busy])
    told[0] = len(rows) // 2
    try:
        with transaction.atomic():
            kind.undo(
                [row for row in free if row.action == Action.CREATE],
                [row for row in free if row.action == Action.UPDATE],
            )
            _hold_keys()
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise ValidationError(IN_USE) from error
    told[0] = len(rows)
    kept = len(rows) - len(free)
    journal.record("undo_import", batch, by=batch.by, after={"lignes gardées": kept})
    counts = {**batch.counts, "kept": kept}
    changed = {row.target for row in rows} - {row.target for row in free} - used.keys()
    warnings = [
        *_told_kept(used, ("Gardée, elle sert", "Gardées, elles servent")),
        *_told_kept(kind.called(changed), ("Gardée, elle a changé", "Gardées, elles ont changé")),
    ]
    return {"state": State.UNDONE, "counts": counts, **_erase(batch), "warnings": warnings}


NAMED_AT_MOST = 10


def _told_kept(kept: dict[int, str], forms: tuple[str, str]) -> list[str]:
    """The rows that an undo leaves, by what they are called; `forms`: why, of one and of several."""
    begin = forms[len(kept) > 1]
    return [f"{begin} depuis\u00a0: {first_of([*kept.values()])}."] if kept else []


def first_of(names: list[str]) -> str:
    """The names that a sentence says, then how many others."""
    shown, more = names[:NAMED_AT_MOST], len(names) - NAMED_AT_MOST
    return french.listing(shown + ([french.count(more, "autre")] if more > 0 else []))


def _hold_keys() -> None:
    """Ask at once what the database would refuse at the end only, when nobody is there to say it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def close(batch: Batch) -> None:
    """Erase what the import still holds: its file, the staged values, the traces of before."""
    batch.state, batch.job = State.CLOSED, Batch.Job.NONE
    left = _erase(batch)
    for name, value in left.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", "job", *left])


def _erase(batch: Batch) -> dict:
    """The rows and the file of an import that is over; returns what its own row says then."""
    StagedRow.objects.filter(territory=batch.territory_id, batch=batch).delete()
    remove_file(batch)
    return {"file": "", "closed_at": timezone.now(), "warnings": [], "mapping": {}}


def remove_file(batch: Batch) -> None:
    """Once the transaction is kept: a file lost in a rollback could not be read again."""
    if batch.file:
        name, storage = batch.file.name, batch.file.storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)
