"""The stored figures of a report, as its audience may read them.

Stored values are exact. For an audience outside the territory they leave here masked as on the dashboards of the same month,
without the points of a cumulated series whose difference would be a small count.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from evaluation import aggregates, masking
from evaluation.counts.origins import JOURNEYS, TYPED, typed_in
from evaluation.indicators import REGISTRY, Kind
from evaluation.masking import Mask
from evaluation.models import IndicatorValue
from evaluation.operations import close_months, recompute, recompute_hub, settle
from evaluation.operations.figures import months_back, outdated, this_month
from evaluation.publication import SHOWN_TOGETHER
from evaluation.reports.blocks import plain
from territories.models import Territory

YEAR = 13  # months: the one asked and the twelve before
QUARTER = 3

# Shares whose numerator and denominator do not cumulate: two points tell nothing more.
OF_THE_MONTH = {"E11", "E11A"}

# (territory, code, month, breakdown, cell)
Key = tuple[int, str, date, str, str]


@dataclass(frozen=True)
class Figure:
    """One value. `shown` is a number, the words of a mask, or None when there is no figure."""

    shown: float | int | str | None
    mask: Mask = Mask.SHOWN

    @property
    def number(self) -> float | int | str | None:
        """The value when it may be compared: neither masked nor absent."""
        return None if self.mask else self.shown

    @property
    def is_masked(self) -> bool:
        return bool(self.mask)


NOTHING = Figure(None)


class Figures:
    """Figures of some territories (of one hub) at the end of a month, and over the year before.

    `exact`: for the territory's own team. The others read what dashboards print of the same month (`publication.decide`).
    """

    def __init__(
        self,
        territories: Iterable[Territory],
        month: date,
        *,
        exact: bool,
    ):
        self.territories = list(territories)
        self.month, self.exact = month, exact
        self.months = months_back(month, YEAR)
        self.quarters = self.months[::-1][::QUARTER][::-1]
        self.threshold = max((t.masking_threshold for t in self.territories), default=5)
        self._rows: dict[Key, IndicatorValue] = {}
        self._masks: dict[Key, Mask] = {}
        # (territory, month) of which it was decided what may be printed: of others, nothing is.
        self._said: set[tuple[int, date]] = set()
        self.withheld: dict[str, list] = {}
        self.decided: tuple[str, ...] | None = None
        self.computed_at = None
        self.typed: set[int] = set()

    def load(self, alive: Callable[[], None] = lambda: None) -> "Figures":
        """Read what is stored; compute first the months that are not, or that facts or a new definition have changed.

        `alive` is called between computations.
        """
        ids = [t.pk for t in self.territories]
        # A hub settles with its territories.
        whole = [t for t in self.territories if t.is_hub] or self.territories
        for territory in whole:
            settle(territory, alive)
        rows = IndicatorValue.objects.filter(territory__in=ids, month__in=self.months)
        known = set(rows.filter(breakdown="").values_list("territory_id", "month").distinct())
        known -= outdated(ids, self.months)
        # The month that runs is what is known at this minute, not at the last computation.
        known -= {(t.pk, this_month()) for t in whole}
        # Territories before their hub, which sums them.
        for territory in sorted(self.territories, key=lambda t: t.is_hub):
            missing = [m for m in self.months if (territory.pk, m) not in known]
            if missing:
                alive()
                _compute(territory, missing)
        for row in [
            *rows.filter(breakdown=""),
            *rows.filter(month=self.month).exclude(breakdown=""),
        ]:
            if row.code in REGISTRY:
                key = (row.territory_id, row.code, row.month, row.breakdown, row.cell)
                self._rows[key] = row
        dates = [r.computed_at for k, r in self._rows.items() if k[2] == self.month and not k[3]]
        self.computed_at = max(dates, default=None)
        self.typed = typed_in(self.territories, self.month)
        if not self.exact:
            self._protect()
        return self

    def origin(self, territory: Territory) -> str:
        """Where the figures of the month come from, in a word."""
        return TYPED if territory.pk in self.typed else JOURNEYS

    # Masks

    def _protect(self) -> None:
        """What dashboards, the API and every other report mask of the same month, and the points too close to a later one."""
        place = self.territories[0]
        decided = aggregates.decisions(place, self.quarters[:-1])
        # A hub's report prints the breakdowns of its dashboard; a sheet, all of them.
        self.decided = SHOWN_TOGETHER if place.is_hub else None
        decided |= aggregates.decisions(place, [self.month], self.decided)
        self._said = {(pk, month) for month, by in decided.items() for pk in by}
        self._masks = {
            (pk, code, month, breakdown, cell): mask
            for month, by in decided.items()
            for pk, masks in by.items()
            for (code, breakdown, cell), mask in masks.items()
        }
        self.withheld = self._withheld()
        self._masks |= {k: Mask.HIDDEN for k in self._thinned() if not self._masks.get(k)}

    def _withheld(self) -> dict[str, list]:
        """By month, the masked cells (territory, code, breakdown, cell, mask): they stay so on every page, this report once read."""
        found: dict[str, list] = {}
        ids = {t.pk for t in self.territories}
        for (pk, code, month, breakdown, cell), mask in sorted(self._masks.items()):
            if pk in ids and mask and self._known((pk, code, month, breakdown, cell)):
                found.setdefault(month.isoformat(), []).append(
                    [pk, code, breakdown, cell, int(mask)]
                )
        return found

    def _thinned(self) -> set[Key]:
        """Points of cumulated counts too close to a later one to be printed."""
        found: set[Key] = set()
        for territory in self.territories:
            for code, indicator in REGISTRY.items():
                if indicator.kind is not Kind.COUNT or not indicator.is_cumulated:
                    continue
                keys = [(territory.pk, code, m, "", "") for m in self.quarters]
                points = [(k, [int(self._rows[k].value)]) for k in keys if self._known(k)]
                kept = set(masking.thin(points, self.threshold))
                found |= {k for k, _ in points if k not in kept}
        return found

    def _known(self, key: Key) -> bool:
        return key in self._rows and self._rows[key].value is not None

    # One value

    def at(
        self,
        territory: Territory,
        code: str,
        month: date | None = None,
        breakdown: str = "",
        cell: str = "",
    ) -> Figure:
        key = (territory.pk, code, month or self.month, breakdown, cell)
        if not self._known(key):
            return NOTHING
        row, indicator = self._rows[key], REGISTRY[code]
        if indicator.kind is Kind.DAYS:
            row.value = round(row.value)
        if mask := self._mask(key):
            return Figure(masking.words(mask, territory.masking_threshold), mask)
        if indicator.kind is Kind.FLAG:
            return Figure("oui" if row.value else "non")
        if self.exact:
            return Figure(plain(row.value))
        value = row.value
        if indicator.kind is Kind.SHARE:
            value = round(value, 2)
        return Figure(plain(value))

    def count(self, territory: Territory, code: str) -> tuple[int, Mask] | None:
        """A count of the month as it is stored, with its mask: to protect what is printed beside it, never to print."""
        key = (territory.pk, code, self.month, "", "")
        if not self._known(key):
            return None
        return int(self._rows[key].value), self._mask(key)

    def _mask(self, key: Key) -> Mask:
        pk, _, month, breakdown, _ = key
        if self.exact:
            return Mask.SHOWN
        is_decided = self.decided is None or breakdown in self.decided
        is_decided &= (pk, month) in self._said
        return self._masks.get(key, Mask.SHOWN if is_decided else Mask.HIDDEN)

    # Over time

    def a_year_before(self, territory: Territory, code: str) -> Figure:
        return dict(self.series(territory, code)).get(self.months[0], NOTHING)

    def series(self, territory: Territory, code: str) -> list[tuple[date, Figure]]:
        """The year, oldest first: every month when exact, else by quarter, points that tell too much left out."""
        if self.exact:
            return [(m, self.at(territory, code, m)) for m in self.months]
        points = [(m, self.at(territory, code, m)) for m in self.quarters]
        if REGISTRY[code].kind is not Kind.SHARE or code in OF_THE_MONTH or REGISTRY[code].is_open:
            return points
        counts = []
        for month, figure in points:
            if figure.number is not None:
                row = self._rows[territory.pk, code, month, "", ""]
                counts.append((month, [row.numerator, row.denominator]))
        kept = set(masking.thin(counts, self.threshold))
        hidden = Figure(masking.words(Mask.HIDDEN, self.threshold), Mask.HIDDEN)
        return [(m, f if f.number is None or m in kept else hidden) for m, f in points]

    # By cell

    def cells(self, territory: Territory, code: str, breakdown: str) -> list[tuple[str, Figure]]:
        """(words of the cell, figure), in the order of the dimension, cells without figure left out."""
        dimension = next(d for d in REGISTRY[code].dimensions if d.code == breakdown)
        found = [
            (label, self.at(territory, code, None, breakdown, cell))
            for cell, label in dimension.cells.items()
        ]
        return [(label, figure) for label, figure in found if figure.shown is not None]


def _compute(territory: Territory, months: list[date]) -> None:
    if not territory.is_hub:
        recompute(territory.pk, *months)
        return
    below = Territory.objects.filter(hub=territory)
    stored = IndicatorValue.objects.filter(territory__in=below, month__in=months, breakdown="")
    old = {month for _, month in outdated(below, months)}
    fresh = set(stored.values_list("month", flat=True).distinct()) - old - {this_month()}
    absent = [m for m in months if m not in fresh]
    if absent:
        close_months(territory.pk, *absent)
    if rest := [m for m in months if m in fresh]:
        recompute_hub(territory.pk, *rest)
