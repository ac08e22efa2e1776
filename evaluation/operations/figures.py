"""Indicators are computed and stored: for one territory, for a hub, for months gone by.

Each function sets its own scope, may be run twice or at the same time, and leaves the same rows.
"""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from evaluation.indicators import statement
from territories.models import Territory
from territories.scoping import scoped

# First key of the advisory locks of this module; the second is the territory.
LOCK = 4217


def this_month() -> date:
    return timezone.localdate().replace(day=1)


def months_back(month: date, count: int) -> list[date]:
    """`count` months ending with `month`, oldest first."""
    found = [month]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def recompute(territory: int, *months: date) -> None:
    """Every indicator of a local territory (id) at the end of these months, or today for the current one."""
    _locals([territory], months)


def recompute_hub(hub: int, *months: date) -> None:
    """The hub's sums (id of the hub), from what its territories have stored, and its delays from their persons."""
    below = _below(hub)
    months = _known(months)
    with scoped(*below, hub):
        _lock([hub])
        statement.replace_hub(hub, below, months, today=timezone.localdate(), now=timezone.now())


def close_months(hub: int, *months: date) -> None:
    """All the territories of a hub, then the hub itself, for these months."""
    below = _below(hub)
    if not below:
        return recompute_hub(hub, *months)
    months = _known(months)
    with scoped(*below, hub):
        _lock([*below, hub])
        statement.replace_all(hub, below, months, today=timezone.localdate(), now=timezone.now())
    return None


def backfill(hub: int, months: int = 24) -> None:
    """The last months of a hub and of all its territories, the current one included."""
    close_months(hub, *months_back(this_month(), months))


def _below(hub: int) -> list[int]:
    return list(Territory.objects.filter(hub=hub).order_by("pk").values_list("pk", flat=True))


def _locals(territories: list[int], months) -> None:
    months = _known(months)
    with scoped(*territories):
        _lock(territories)
        statement.replace_locals(
            territories, months, today=timezone.localdate(), now=timezone.now()
        )


def _known(months) -> list[date]:
    """First days of months, none in the future."""
    current = this_month()
    return sorted({m.replace(day=1) for m in months if m.replace(day=1) <= current})


def _lock(territories: list[int]) -> None:
    """Two computations of one territory wait for each other; in id order, so never for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(%s, t) from (select unnest(%s::int[]) as t order by 1) s",
            [LOCK, sorted(territories)],
        )
