"""Reading the stored figures: exact for the team of a territory, masked for everybody else.

    figures = read(territory, exact=reads_exact(request.scope, territory))
    figures.number("E9")                       97, or None when it may not be printed
    figures.words("E7")                        « 48 % », « moins de 5 », « non publié », « – »
    figures.cells("E9", "seniority")           [(word of the cell, Figure), …] in the order of the definition

What is masked is decided once for a hub, its territories and a month (`publication.decide`), so that two pages, or a page
and a report, never give back together what each withholds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha1

from django.db.models import Q

from evaluation import masking, publication
from evaluation.indicators import DIMENSIONS, REGISTRY, Kind
from evaluation.masking import Mask
from evaluation.models import IndicatorValue, Report
from evaluation.publication import BASE, HOURS, SHOWN_TOGETHER, Key
from territories.models import PerimeterUnit, Territory
from tzcld.forgiving import cache
from tzcld.ui import french

NOTHING = "–"
# What the enterprises tell of each month.
MONTHLY = {*HOURS, "CA"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One stored cell as a reader gets it; `value` is None when there is none or when it is masked."""

    code: str
    breakdown: str = ""
    cell: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    mask: Mask = Mask.SHOWN
    threshold: int = 5

    @property
    def words(self) -> str:
        if self.mask:
            return masking.words(self.mask, self.threshold)
        return written(self.code, self.value)

    @property
    def number(self) -> int | None:
        return None if self.value is None else int(self.value)


def written(code: str, value) -> str:
    """A value in French, with its unit when it needs one."""
    if value is None:
        return NOTHING
    kind = REGISTRY[code].kind
    if kind is Kind.SHARE:
        return french.percent(value)
    if kind is Kind.DAYS:
        return french.count(round(value), "jour")
    if kind is Kind.FLAG:
        return "oui" if value else "non"
    if kind is Kind.MONEY:
        return french.euros(value)
    if kind is Kind.FTE:
        return french.number(value, 1) if value % 1 else french.number(int(value))
    return french.number(int(value))


def rounded(code: str, value: Decimal | None) -> Decimal | None:
    """A value as it is told outside the team: more decimals of a share or of a delay would tell what they are made of."""
    digits = {Kind.SHARE: 2, Kind.DAYS: 0}.get(REGISTRY[code].kind)
    return value if value is None or digits is None else round(value, digits)


@dataclass
class Figures:
    """The figures of a territory for a month, as one reader gets them."""

    territory: Territory
    month: date | None
    computed_at: datetime | None
    exact: bool
    rows: dict[Key, Figure] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    # Where they are masked: what was decided of that month for each territory of the hub.
    decided: dict[int, dict[Key, Mask]] = field(default_factory=dict)

    def get(self, code: str, breakdown: str = "", cell: str = "") -> Figure:
        return self.rows.get((code, breakdown, cell)) or Figure(
            code, breakdown, cell, threshold=self.territory.masking_threshold
        )

    def number(self, code: str, breakdown: str = "", cell: str = "") -> int | None:
        return self.get(code, breakdown, cell).number

    def value(self, code: str, breakdown: str = "", cell: str = "") -> Decimal | None:
        return self.get(code, breakdown, cell).value

    def words(self, code: str, breakdown: str = "", cell: str = "") -> str:
        return self.get(code, breakdown, cell).words

    def is_masked(self, code: str, breakdown: str = "", cell: str = "") -> bool:
        return bool(self.get(code, breakdown, cell).mask)

    def cells(self, code: str, breakdown: str) -> list[tuple[str, Figure]]:
        """Every cell of a breakdown with its word, in order; a cell nobody is in is worth 0."""
        names = DIMENSIONS[breakdown].cells or self.districts
        zero = Decimal(0) if REGISTRY[code].kind is Kind.COUNT else None
        found = []
        for cell, name in names.items():
            figure = self.rows.get((code, breakdown, cell))
            found.append((name, figure or Figure(code, breakdown, cell, zero)))
        return found


def reads_exact(scope, territory) -> bool:
    """The team reads exact counts in its own territory; nobody else, nowhere else."""
    return territory.pk in scope.team_ids


def read(
    territory: Territory, *, exact: bool, month: date | None = None, whole: bool = True
) -> Figures:
    """The figures of a month, by default the last one computed. One statement, three at most for who reads masked.

    `whole=False` leaves out what dashboards do not print: the breakdowns by sex, age…
    """
    rows = IndicatorValue.objects.filter(territory=territory)
    last = month or rows.order_by("-month").values("month")[:1]
    rows = rows.filter(month=last)
    if not whole:
        rows = rows.filter(breakdown__in=SHOWN_TOGETHER)
    raw = list(_raw(rows))
    if exact or not raw:
        return _figures(territory, raw, exact, {})
    month = raw[0][1]
    decided = decisions(territory, [month], None if whole else SHOWN_TOGETHER)[month]
    figures = _figures(territory, raw, exact, decided.get(territory.pk))
    figures.decided = decided
    return figures


FIELDS = (
    "territory_id",
    "month",
    "computed_at",
    "code",
    "breakdown",
    "cell",
    "value",
    "numerator",
    "denominator",
)


def _raw(queryset):
    return queryset.order_by().values_list(*FIELDS)


def _figures(territory, raw, exact, masks: dict[Key, Mask] | None) -> Figures:
    """`masks`: None where nothing was decided, and nothing is printed."""
    if not raw:
        return Figures(territory, None, None, exact)
    unsaid = Mask.HIDDEN if masks is None else Mask.SHOWN
    return Figures(
        territory,
        raw[0][1],
        max(r[2] for r in raw),
        exact,
        {
            (code, breakdown, cell): _figure(
                (code, breakdown, cell),
                parts,
                (masks or {}).get((code, breakdown, cell), unsaid),
                territory.masking_threshold,
            )
            for _, _, _, code, breakdown, cell, *parts in raw
            if code in REGISTRY
        },
    )


def _figure(key: Key, parts, mask: Mask, threshold: int) -> Figure:
    if mask:
        parts = (None, None, None)
    return Figure(*key, *parts, mask, threshold)


def name_districts(figures: Figures) -> None:
    """The words of the districts' cells (one statement)."""
    units = PerimeterUnit.objects.filter(territory=figures.territory).values_list("pk", "name")
    figures.districts = {str(pk): name for pk, name in units} | {"none": "non renseigné"}


def several(
    territories: Sequence[Territory],
    *,
    exact_in: Iterable[int] = (),
    beside: Figures | None = None,
) -> dict[int, Figures]:
    """The last figures of several territories (totals, destination and seniority), each as the reader may have them.

    `beside`: those of their hub on the same page (`whole=False`): what was decided for all is then not asked again.
    """
    rows = IndicatorValue.objects.filter(territory__in=territories)
    rows = rows.filter(month=rows.order_by("-month").values("month")[:1])
    by: dict[int, list] = {t.pk: [] for t in territories}
    last = None
    for row in _raw(rows.filter(breakdown__in=SHOWN_TOGETHER)):
        by[row[0]].append(row)
        last = row[1]
    if last is None:
        return {t.pk: Figures(t, None, None, False) for t in territories}
    masks: dict[int, dict[Key, Mask]] = {pk: {} for pk in exact_in}
    if beside and beside.decided and beside.month == last:
        masks = beside.decided | masks
    for place in {t.rules_hub_id: t for t in territories if t.pk not in masks}.values():
        decided = decisions(place, [last], SHOWN_TOGETHER)[last]
        masks |= {pk: found for pk, found in decided.items() if pk not in masks}
    return {t.pk: _figures(t, by[t.pk], t.pk in exact_in, masks.get(t.pk)) for t in territories}


# What may be printed ────────────────────────────────────────────────────────────────────────────


def decisions(
    place: Territory, months: Iterable[date], breakdowns: Collection[str] | None = BASE
) -> dict[date, dict[int, dict[Key, Mask]]]:
    """By month and by territory of the same hub (itself included), the masked cells. Two statements, one once decided.

    `breakdowns`: those asked for, with totals; None for all.
    """
    hub = place.rules_hub_id
    group = Q(territory=hub) | Q(territory__hub=hub)
    rows = IndicatorValue.objects.filter(group, month__in=list(months)).order_by()
    stamps: dict[date, list] = {month: [] for month in months}
    # All the figures of a place and month are computed together: one says when.
    code, breakdown, cell = publication.TALLY.total
    for month, *stamp in rows.filter(code=code, breakdown=breakdown, cell=cell).values_list(
        "month", "territory_id", "territory__masking_threshold", "computed_at"
    ):
        stamps[month].append(stamp)
    what = None if breakdowns is None else sorted({*BASE, *breakdowns})
    names = {month: _name(hub, month, what, found) for month, found in stamps.items()}
    cached = cache.get_many(names.values())
    found = {month: cached[name] for month, name in names.items() if name in cached}
    missing = {month: {} for month in stamps if month not in found}
    if not missing:
        return found
    rows = rows.filter(month__in=list(missing))
    for row in _raw(rows if what is None else rows.filter(breakdown__in=what)):
        missing[row[1]].setdefault(row[0], []).append(row)
    made, kept = {}, _withheld_before(hub, missing)
    for month, by in missing.items():
        thresholds = {pk: threshold for pk, threshold, _ in stamps[month]}
        known = {pk: raw for pk, raw in by.items() if pk in thresholds}
        made[month] = publication.decide(known, hub, thresholds, kept[month])
    cache.set_many({names[month]: masks for month, masks in made.items()}, 24 * 3600)
    return found | made


def _withheld_before(hub: int, months: Iterable[date]) -> dict[date, dict[int, dict[Key, Mask]]]:
    """By month and territory, the cells that a report already made for other readers than the team withholds."""
    found: dict[date, dict[int, dict[Key, Mask]]] = {month: {} for month in months}
    names = {month.isoformat(): month for month in found}
    reports = Report.objects.filter(
        Q(territory=hub) | Q(territory__hub=hub), snapshot__withheld__has_any_keys=list(names)
    )
    for by in reports.order_by("pk").values_list("snapshot__withheld", flat=True):
        for name in names.keys() & by.keys():
            for pk, code, breakdown, cell, mask in by[name]:
                cells = found[names[name]].setdefault(pk, {})
                key = (code, breakdown, cell)
                cells[key] = max(cells.get(key, Mask.SHOWN), Mask(mask))
    return found


def _name(hub: int, month: date, what: list[str] | None, stamps: list) -> str:
    text = f"{hub}/{month}/{what}/{sorted(stamps)}"
    return f"decided:{sha1(text.encode(), usedforsecurity=False).hexdigest()}"


# Over the months ────────────────────────────────────────────────────────────────────────────────


def history(
    territories: Sequence[Territory],
    codes: Sequence[str],
    months: Sequence[date],
    *,
    exact: bool,
) -> dict[tuple[int, str], dict[date, Figure]]:
    """Totals by month: {(territory, code): {month: Figure}}. One statement; two more unless `exact`, for the masks.

    The values are there, masked or not: print through `printable`.
    """
    rows = IndicatorValue.objects.filter(
        territory__in=territories,
        code__in=codes,
        month__gte=min(months),
        month__lte=max(months),
        breakdown="",
    )
    raw = list(_raw(rows))
    masks = {} if exact or not raw else _masks_of_points(territories, raw)
    found: dict = {}
    for pk, month, _, code, _, _, *parts in raw:
        mask = Mask.SHOWN if exact else masks.get((pk, month, code), Mask.HIDDEN)
        found.setdefault((pk, code), {})[month] = Figure(code, "", "", *parts, mask)
    return found


def _masks_of_points(territories, raw) -> dict[tuple[int, date, str], Mask]:
    """Of the quarters, of the last month, and of what the enterprises tell of each month."""
    last: dict[tuple[int, str], date] = {}
    for pk, month, _, code, *_ in raw:
        last[pk, code] = max(month, last.get((pk, code), month))
    months = set(last.values())
    months |= {row[1] for row in raw if row[1].month % 3 == 0 or row[3] in MONTHLY}
    codes = {row[3] for row in raw}
    found = {}
    for place in {t.rules_hub_id: t for t in territories}.values():
        for month, decided in decisions(place, sorted(months)).items():
            for pk, masks in decided.items():
                found |= {(pk, month, c): masks.get((c, "", ""), Mask.SHOWN) for c in codes}
    return found


def printable(series: dict[date, Figure], months: Sequence[date], *, exact: bool, threshold: int):
    """The values of a series, month by month, None where nothing may be printed.

    For who reads masked: one point a quarter, and no two points whose difference would be a small count.
    """
    if exact or not series:
        return [series[m].value if m in series else None for m in months]
    last = max(series)
    points = [m for m in months if m in series and (m == last or m.month % 3 == 0)]
    kept = {m for m in points if not series[m].mask}
    code = series[last].code
    if REGISTRY[code].is_cumulated or (
        REGISTRY[code].kind is Kind.SHARE and not REGISTRY[code].is_open
    ):
        kept &= set(masking.thin([(m, _counts(series[m])) for m in points if m in kept], threshold))
    return [series[m].value if m in kept else None for m in months]


def _counts(figure: Figure) -> tuple:
    if REGISTRY[figure.code].kind is Kind.SHARE:
        return (figure.numerator, figure.denominator)
    return (figure.value,)
