"""Indicators are computed and stored: for one territory, for a hub, for months gone by.

Each function sets its own scope, may be run twice or at the same time, and leaves the same rows.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from evaluation.indicators import REGISTRY, Kind, statement
from evaluation.models import IndicatorValue, StaleFigures
from territories.models import Territory
from territories.scoping import scoped

# First key of the advisory locks of this module; the second is the territory.
LOCK = 4217
# Months computed though nothing of them was stored, when a fact reaches so far: what pages and reports show.
LONGEST = 36
# Months of one transaction: a slice that is killed is begun again.
SLICE = 6


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
    touched = StaleFigures.objects.filter(territory__in=[*_below(hub), hub])
    keys = list(touched.values_list("pk", flat=True))
    close_months(hub, *months_back(this_month(), months))
    StaleFigures.objects.filter(pk__in=keys).delete()


# Months gone by ─────────────────────────────────────────────────────────────────────────────────


def settle(territory: Territory, alive: Callable[[], None] = lambda: None) -> list[date]:
    """Compute again the past months that facts have changed since they were: of this territory, and of its hub.

    Of a hub: of all its territories. Months before the first stored one are computed too, as far as `LONGEST`. Returns the
    months. `alive` is called between slices; killed in between, everything is begun again.
    """
    hub, places = territory.rules_hub_id, [territory.pk]
    if territory.is_hub:
        places += _below(territory.pk)
    # What is noted while this computes stays for the next time.
    touched = list(StaleFigures.objects.filter(territory__in=places).values_list("pk", "since"))
    if not touched:
        return []
    months = _touched([*places, hub], [since for _, since in touched])
    for some in slices(months):
        alive()
        if not territory.is_hub:
            recompute(territory.pk, *some)
        _sum_up(hub, some, whole=territory.is_hub)
    StaleFigures.objects.filter(pk__in=[pk for pk, _ in touched]).delete()
    return months


def renew(hub: int, most: int) -> list[date]:
    """Months of a hub and of its territories computed with an older version of an indicator: the `most` latest, again."""
    months = sorted({month for _, month in outdated([*_below(hub), hub])})[-most:]
    for some in slices(months):
        close_months(hub, *some)
    return months


def outdated(territories: Iterable[int], months: Iterable[date] | None = None) -> set:
    """(territory, month) whose stored totals are not all of the version that the registry computes today."""
    known = Q()
    for i in REGISTRY.values():
        known |= Q(code=i.code, version=i.version)
    rows = IndicatorValue.objects.filter(territory__in=territories, breakdown="")
    if months is not None:
        rows = rows.filter(month__in=months)
    flags = sum(i.kind is Kind.FLAG for i in REGISTRY.values())
    found = rows.order_by().values_list("territory_id", "territory__kind", "month")
    return {
        (pk, month)
        for pk, kind, month, n in found.annotate(n=Count("pk", filter=known))
        # What is a yes or a no is no sum: a hub has none.
        if n < len(REGISTRY) - (flags if kind == Territory.Kind.HUB else 0)
    }


def slices(months: list[date]) -> Iterable[list[date]]:
    return (months[i : i + SLICE] for i in range(0, len(months), SLICE))


def _touched(territories: list[int], since: list[date]) -> list[date]:
    """Months gone by, oldest first: those stored since the earliest day, and those that nothing was known of."""
    current = this_month()
    stored = IndicatorValue.objects.filter(
        territory__in=territories, month__gte=min(since).replace(day=1), month__lt=current
    )
    found = set(stored.values_list("month", flat=True).distinct())
    told = [day for day in since if day != StaleFigures.ALWAYS]
    if told:
        first = min(told).replace(day=1)
        found |= {m for m in months_back(current, LONGEST) if first <= m < current}
    return sorted(found)


def _sum_up(hub: int, months: list[date], *, whole: bool) -> None:
    """The hub's months; a month that some of its territories have never computed is computed for all of them."""
    below = _below(hub)
    stored = IndicatorValue.objects.filter(territory__in=below, month__in=months).order_by()
    known = set(stored.values_list("territory_id", "month").distinct())
    absent = [m for m in months if whole or any((pk, m) not in known for pk in below)]
    if absent:
        close_months(hub, *absent)
    if rest := [m for m in months if m not in absent]:
        recompute_hub(hub, *rest)


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
