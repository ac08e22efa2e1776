"""What is left of a person: the figures stay, to the last; nothing says whose they were.

Every table of `territories.holdings` loses its identifying fields. The rows of history, which nobody may rewrite, are
emptied by one function of the database that asks for an approved line (ppde/migrations, `empty_history`).
"""

import json
import secrets
from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import and_

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from ppde.duplicates.models import Lookalike, Merge, PersonKey
from ppde.models.persons import Person
from ppde.retention.models import EliminationLine
from territories.holdings import Holding, held, holdings
from territories.imports.kinds import kinds
from territories.imports.models import Batch, StagedRow
from territories.imports.steps import close as close_import
from territories.models import Entry

# Bands of age of the indicators (evaluation.indicators), from the first age to the first of the next band.
BANDS = ((16, 26), (26, 50), (50, 80))
# Numbers given to what is left: above any that a territory will reach, and drawn, so that the old one is not told.
NAMELESS = 100_000_000


def coarse_year(person: Person) -> int | None:
    """A year of birth that leaves the person in the same bands of age, from the first fact until today.

    The true year stays only when a band was crossed in between: the figures of both sides depend on it.
    """
    if person.birth_year is None:
        return None
    first, last = person.identified_on.year, timezone.localdate().year
    for low, high in BANDS:
        if low <= first - person.birth_year and last - person.birth_year < high:
            # The middle of the years of birth that stay in this band all along.
            return (first - low + last - high + 1) // 2
    return person.birth_year


def nameless_number() -> int:
    return NAMELESS + secrets.randbelow(1_900_000_000)


def empty(person: Person, line: EliminationLine) -> dict[str, int]:
    """Take away what identifies the person, in the caller's transaction; {table: rows emptied}.

    `line`: an approved line about this person, which the database asks for before it touches history.
    """
    emptied = {}
    if person.last_name or person.first_name:
        _end_imports(person)
    # The journal of a row is found through the row: history first, the file itself last.
    found = [(holding, rows) for holding, rows in held(person) if rows and holding.identifying]
    for holding, rows in sorted(found, key=lambda pair: pair[0].model is Person):
        empty_rows(holding, rows, line)
        emptied[holding.table] = len(rows)
    Lookalike.objects.filter(first=person).delete()
    Lookalike.objects.filter(second=person).delete()
    Merge.objects.filter(kept=person).delete()
    # A list on which the file was kept once must not lead to what is left of it.
    EliminationLine.objects.filter(person=person).exclude(pk=line.pk).update(person=None)
    Person.objects.filter(pk=person.pk).update(anonymised_on=timezone.localdate())
    PersonKey.objects.filter(person=person).delete()
    with connection.cursor() as cursor:
        cursor.execute("select forget_marks(%s, %s)", [person.pk, line.pk])
    return emptied


def _end_imports(person: Person) -> None:
    """Close the imports under way whose rows tell this person, and drop the rows that others could not write.

    A row not written is tied to nobody: it is found by what it says, a namesake's too. The file is in the hands of
    whoever chose it, and can be chosen again without the person.
    """
    told = Q(label__icontains=person.reference) | Q(cells__icontains=person.reference)
    names = [name for name in (person.last_name, person.first_name) if name]
    for where in ("label", "cells"):
        told |= reduce(and_, (Q(**{f"{where}__icontains": name}) for name in names), Q())
    rows = StagedRow.objects.filter(
        told, territory=person.territory_id, batch__kind__in=_named_kinds()
    )
    over = (Batch.State.DONE, Batch.State.WRITING)
    rows.filter(batch__state__in=over, action=StagedRow.Action.ERROR).delete()
    going = rows.exclude(batch__state__in=over).order_by().values("batch")
    for batch in Batch.objects.filter(pk__in=going).select_for_update(of=("self",)):
        if batch.is_open:
            close_import(batch)


def _named_kinds() -> list[str]:
    return [kind.slug for kind in kinds().values() if kind.is_named]


def empty_rows(holding: Holding, rows: Iterable, line: EliminationLine) -> None:
    """Put in these rows what the holding leaves; `line`: an approved one, for those that are history."""
    history = _is_history(holding.table)
    for row in rows:
        left = holding.left(row)
        if history:
            _empty_history(holding, row.pk, left, line)
        else:
            holding.model._base_manager.filter(pk=row.pk).update(**left)


def empty_journal(rows: dict[type[models.Model], Iterable[int]], line: EliminationLine) -> None:
    """What was done to these rows (keys by model) stays in the journal, without saying for whom."""
    told = Q(pk=None)
    for model, keys in rows.items():
        told |= Q(model=model._meta.label_lower, object_id__in=keys)
    journal = next(h for h in holdings() if h.model is Entry)
    empty_rows(journal, list(Entry.objects.filter(told, territory=line.territory_id)), line)


def _empty_history(holding: Holding, pk: int, left: dict, line: EliminationLine) -> None:
    columns = {
        holding.model._meta.get_field(name).column: getattr(value, "pk", value)
        for name, value in left.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select empty_history(%s, %s, %s, %s::jsonb)",
            [line.pk, holding.table, pk, json.dumps(columns, cls=DjangoJSONEncoder)],
        )


def _is_history(table: str) -> bool:
    if table not in _HISTORY:
        with connection.cursor() as cursor:
            cursor.execute(
                "select exists (select from pg_trigger where tgname = 'append_only' and tgrelid = %s::regclass)",
                [table],
            )
            _HISTORY[table] = cursor.fetchone()[0]
    return _HISTORY[table]


# A table does not change its nature while the process runs.
_HISTORY: dict[str, bool] = {}


def last_activity(person: Person) -> date:
    """The last day on which the person and the team dealt with each other."""
    days = (person.identified_on, person.last_contact_on, person.volunteer_on, person.outcome_on)
    return max(day for day in days if day)
