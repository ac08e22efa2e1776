"""A territory that keeps no name: nine months typed, then the month that runs is still to type."""

from datetime import date

from evaluation.counts.operations import TYPED_DIMENSIONS, UNKNOWN
from evaluation.indicators import DIMENSIONS
from evaluation.models import MonthlyCount
from evaluation.operations.figures import months_back
from territories.models import Territory, TypedPeriod
from territories.periods import period

PLACE = "givors-grigny"
REASON = "L’équipe ne tient pas encore de dossiers nominatifs."
# Identified, met, of them not registered, interviewed, volunteers, eligible; then on the list, paused: 64, 38, 20, 7 in all.
MONTHS = (
    (6, 3, 1, 1, 0, 0, 0, 0),
    (8, 4, 1, 2, 0, 0, 0, 0),
    (7, 5, 2, 2, 1, 0, 0, 0),
    (9, 5, 1, 3, 1, 0, 0, 0),
    (5, 3, 0, 2, 0, 1, 1, 0),
    (8, 5, 2, 3, 2, 1, 2, 0),
    (7, 4, 1, 2, 1, 0, 2, 0),
    (8, 5, 1, 3, 1, 2, 4, 0),
    (6, 4, 1, 2, 1, 1, 5, 0),
)
NAMES = ("identified", "met", "unregistered", "interviewed", "volunteers", "eligible", "waiting", "paused")  # fmt: skip


def load(territory: Territory, today: date, by) -> None:
    months = months_back(today.replace(day=1), len(MONTHS) + 1)[:-1]
    TypedPeriod.objects.create(territory=territory, period=period(months[0]), reason=REASON)
    rows = []
    for month, values in zip(months, MONTHS, strict=True):
        totals = dict(zip(NAMES, values, strict=True))
        common = {"territory": territory, "month": month, "typed_by": by}
        rows.append(MonthlyCount(**common, **totals))
        for dimension, unknown in UNKNOWN.items():
            rows += [
                MonthlyCount(**common, breakdown=dimension, cell=cell)
                for cell in DIMENSIONS[dimension].cells
                if dimension in TYPED_DIMENSIONS and cell != unknown
            ]
            rows.append(MonthlyCount(**common, breakdown=dimension, cell=unknown, **totals))
    MonthlyCount.objects.bulk_create(rows)
