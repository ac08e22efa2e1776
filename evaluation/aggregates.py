"""Reading the stored figures: exact for the team of a territory, masked for everybody else.

    figures = read(territory, exact=reads_exact(request.scope, territory))
    figures.number("E9")                       97, or None when it may not be printed
    figures.words("E7")                        « 48 % », « moins de 5 », « non publié », « – »
    figures.cells("E9", "seniority")           [(word of the cell, Figure), …] in the order of the definition

What is masked is decided once for a territory and a month, from every cell any page may print, so that two pages never
give back together what each withholds. A hub hides its own cells when they would tell a territory's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha1

from evaluation import masking, publication
from evaluation.indicators import DIMENSIONS, REGISTRY, Kind
from evaluation.masking import Mask
from evaluation.models import IndicatorValue
from evaluation.publication import OF_ONE, SHOWN_TOGETHER, TEAM_ONLY, Key
from territories.models import PerimeterUnit, Territory
from tzcld.forgiving import cache
from tzcld.ui import french

NOTHING = "–"


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


@dataclass
class Figures:
    """The figures of a territory for a month, as one reader gets them."""

    territory: Territory
    month: date | None
    computed_at: datetime | None
    exact: bool
    rows: dict[Key, Figure] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)

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
    """The figures of a month, by default the last one computed. One statement (two for who reads masked, once).

    `whole=False` leaves out what dashboards do not print: the breakdowns by sex, age…
    """
    rows = IndicatorValue.objects.filter(territory=territory)
    last = month or rows.order_by("-month").values("month")[:1]
    rows = rows.filter(month=last)
    # A local territory's masks are made of all its cells, a hub's dashboard of its own.
    if not whole and (exact or territory.is_hub):
        rows = rows.filter(breakdown__in=SHOWN_TOGETHER)
    return _figures(territory, list(_raw(rows)), exact)


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


def _figures(territory, raw, exact) -> Figures:
    if not raw:
        return Figures(territory, None, None, exact)
    month = raw[0][1]
    computed_at = max(r[2] for r in raw)
    masks = {} if exact else masks_of(territory, month, raw)
    return Figures(
        territory,
        month,
        computed_at,
        exact,
        {
            (code, breakdown, cell): _figure(
                (code, breakdown, cell),
                parts,
                masks.get((code, breakdown, cell), Mask.SHOWN),
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
    territories: Sequence[Territory], *, exact_in: Iterable[int] = ()
) -> dict[int, Figures]:
    """The last figures of several territories (totals, destination and seniority), each as the reader may have them."""
    last = (
        IndicatorValue.objects.filter(territory__in=territories)
        .order_by("-month")
        .values_list("month", flat=True)
        .first()
    )
    if last is None:
        return {t.pk: Figures(t, None, None, False) for t in territories}
    rows = IndicatorValue.objects.filter(territory__in=territories, month=last)
    by: dict[int, list] = {t.pk: [] for t in territories}
    for row in _raw(rows.filter(breakdown__in=SHOWN_TOGETHER)):
        by[row[0]].append(row)
    masked = [t for t in territories if t.pk not in exact_in and not t.is_hub and by[t.pk]]
    masks = _masks_of_locals(masked, last, by)
    return {
        t.pk: _with_masks(t, by[t.pk], t.pk in exact_in, masks.get(t.pk, {})) for t in territories
    }


def _with_masks(territory, raw, exact, masks) -> Figures:
    found = _figures(territory, raw, True)
    found.exact = exact
    for key, mask in masks.items():
        if key in found.rows:
            found.rows[key] = _figure(key, (), mask, territory.masking_threshold)
    return found


# What may be printed ────────────────────────────────────────────────────────────────────────────


def masks_of(territory: Territory, month: date, raw: list) -> dict[Key, Mask]:
    """The masked cells of a territory or a hub for a month. `raw`: all its stored cells of that month."""
    if territory.is_hub:
        return _masks_of_hub(territory, month, raw)
    name = _cache_name(territory, month, raw)
    found = cache.get(name)
    if found is None:
        found = publication.local(raw, territory.masking_threshold)
        cache.set(name, found, 24 * 3600)
    return found


def _cache_name(territory, month, raw) -> str:
    stamp = max(r[2] for r in raw).isoformat()
    text = f"{territory.pk}/{month}/{territory.masking_threshold}/{stamp}"
    return f"masks:{sha1(text.encode(), usedforsecurity=False).hexdigest()}"


def _masks_of_locals(territories, month, by) -> dict[int, dict[Key, Mask]]:
    """The masks of several local territories: from the cache, else computed from all their cells."""
    names = {t.pk: _cache_name(t, month, by[t.pk]) for t in territories}
    cached = cache.get_many(names.values())
    found = {pk: cached[name] for pk, name in names.items() if name in cached}
    missing = [t for t in territories if t.pk not in found]
    if missing:
        whole: dict[int, list] = {t.pk: [] for t in missing}
        rows = IndicatorValue.objects.filter(territory__in=missing, month=month)
        for row in _raw(rows):
            whole[row[0]].append(row)
        made = {t.pk: publication.local(whole[t.pk], t.masking_threshold) for t in missing}
        cache.set_many({names[pk]: masks for pk, masks in made.items()}, 24 * 3600)
        found |= made
    return found


def _masks_of_hub(hub, month, raw) -> dict[Key, Mask]:
    """The hub's cells that would tell a small count, its own or a territory's. The territories publish first."""
    breakdowns = {row[4] for row in raw}
    name = f"{len(breakdowns)}-{_cache_name(hub, month, raw)}"
    found = cache.get(name)
    if found is not None:
        return found
    territories = list(Territory.objects.filter(hub=hub))
    by: dict[int, list] = {t.pk: [] for t in territories}
    rows = IndicatorValue.objects.filter(territory__in=territories, month=month)
    for row in _raw(rows.filter(breakdown__in=breakdowns)):
        by[row[0]].append(row)
    given = _masks_of_locals([t for t in territories if by[t.pk]], month, by)
    found = publication.of_hub(
        {pk: rows for pk, rows in by.items() if rows}, given, raw, hub.masking_threshold
    )
    cache.set(name, found, 24 * 3600)
    return found


# Over the months ────────────────────────────────────────────────────────────────────────────────


def history(
    territories: Sequence[Territory], codes: Sequence[str], months: Sequence[date]
) -> dict[tuple[int, str], dict[date, Figure]]:
    """Totals by month, exact: {(territory, code): {month: Figure}}. One statement. Print through `printable`."""
    found: dict = {}
    rows = IndicatorValue.objects.filter(
        territory__in=territories,
        code__in=codes,
        month__gte=min(months),
        month__lte=max(months),
        breakdown="",
    )
    for pk, month, _, code, _, _, *parts in _raw(rows):
        found.setdefault((pk, code), {})[month] = Figure(code, "", "", *parts)
    return found


def printable(series: dict[date, Figure], months: Sequence[date], *, exact: bool, threshold: int):
    """The values of a series, month by month, None where nothing may be printed.

    For who reads masked: one point a quarter, and no two points whose difference would be a small count.
    """
    if exact or not series:
        return [series[m].value if m in series else None for m in months]
    last = max(series)
    points = [m for m in months if m in series and (m == last or m.month % 3 == 0)]
    kept = {m for m in points if not _is_told(series[m], threshold)}
    code = series[last].code
    if REGISTRY[code].is_cumulated or (
        REGISTRY[code].kind is Kind.SHARE and not REGISTRY[code].is_open
    ):
        kept &= set(masking.thin([(m, _counts(series[m])) for m in points if m in kept], threshold))
    return [series[m].value if m in kept else None for m in months]


def _is_told(figure: Figure, threshold: int) -> bool:
    kind = REGISTRY[figure.code].kind
    if figure.code in TEAM_ONLY:
        return True
    if REGISTRY[figure.code].is_open:
        return False
    if kind is Kind.SHARE:
        return masking.share_is_small(figure.numerator, figure.denominator, threshold)
    if kind is Kind.DAYS:
        return figure.code in OF_ONE or masking.is_small(figure.denominator, threshold)
    return kind is Kind.COUNT and masking.is_small(figure.value, threshold)


def _counts(figure: Figure) -> tuple:
    if REGISTRY[figure.code].kind is Kind.SHARE:
        return (figure.numerator, figure.denominator)
    return (figure.value,)
