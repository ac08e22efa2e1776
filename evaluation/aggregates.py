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

from django.core.cache import cache

from evaluation import masking
from evaluation.indicators import DIMENSIONS, REGISTRY, Kind
from evaluation.masking import Mask, Sum
from evaluation.models import IndicatorValue
from territories.models import PerimeterUnit, Territory
from tzcld.ui import french

Key = tuple[str, str, str]  # code, breakdown, cell

# The whole population of the volunteers and its parts: the sum is exact.
TALLY = Sum(("E5", "", ""), tuple((code, "", "") for code in ("E6", "E9", "PAU", "ADE", "SOR")))
# Breakdowns that dashboards print beside the totals.
SHOWN_TOGETHER = ("", "destination", "seniority", "proposal", "status")
HEADLINES = {(code, "", "") for code in ("E5", "E6", "E9", "REN", "EFF")}
# Shares and others that would tell a masked count: the cells they are made of, same breakdown.
TELLS = {
    "E3": ("ENT", "REN"),
    "E4": ("E5", "REN"),
    "E4E": ("E5", "ENT"),
    "E7": ("E6", "E5"),
    "E8": ("E6",),
    "E15": ("REN",),
    "E1": ("REP",),
    "E2": ("REN",),
    "OBJ": ("E6",),
    "ETP": ("EFF",),
    # A delay is written from as many persons as the threshold: it would say that a withheld count is not small.
    "E9M": ("E9",),
    "E10P": ("E5",),
    "E10P90": ("E5",),
    "E10S": ("E5", "E6"),
    "E10S90": ("E5", "E6"),
}
# Shares whose numerator is not a part of their denominator.
APART = {"E1", "E2", "OBJ", "E11", "E11A"}
# Counts that are a part of another, and tell what is left of it.
PART_OF = {"ADEL": "ADE"}
# Parts of printed counts that no addition protects: for the team alone.
TEAM_ONLY = {"FINE", "FINJ"}
# One person's own delay: for the team alone, however many others wait.
OF_ONE = {"E9P"}
NOTHING = "–"
COUNTS = (Kind.COUNT,)


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
        found = publication(raw, territory.masking_threshold)
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
        made = {t.pk: publication(whole[t.pk], t.masking_threshold) for t in missing}
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
    found = hub_publication(
        {pk: rows for pk, rows in by.items() if rows}, given, raw, hub.masking_threshold
    )
    cache.set(name, found, 24 * 3600)
    return found


def _system(raw) -> tuple[dict, list[Sum]]:
    """Every count a page may print and every addition a reader can make, for one territory and month.

    The numerator, the denominator and the rest of each share are counts too: a share tells them.
    """
    values: dict = {}
    groups: dict = {}
    for *_, code, breakdown, cell, value, numerator, denominator in raw:
        if code not in REGISTRY or REGISTRY[code].is_open or code in TEAM_ONLY:
            continue
        kind = REGISTRY[code].kind
        if kind in COUNTS and value is not None:
            parts = {"": value}
        elif kind is Kind.SHARE and value is not None and code not in APART:
            parts = {"n": numerator, "d": denominator, "r": denominator - numerator}
        else:
            continue
        for part, n in parts.items():
            key = (code, breakdown, cell) if not part else (code, breakdown, cell, part)
            values[key] = int(n)
            if breakdown:
                groups.setdefault((code, breakdown, part), []).append(key)
    sums = [TALLY]
    for (code, _, part), cells in groups.items():
        total = (code, "", "") if not part else (code, "", "", part)
        sums.append(Sum(total, tuple(cells)))
    return values, sums


def publication(raw, threshold: int) -> dict[Key, Mask]:
    """The masked cells of a local territory."""
    values, sums = _system(raw)
    masks = masking.protect(values, sums, threshold, keep=HEADLINES)
    return _printed(raw, masks, threshold)


def hub_publication(by: dict[int, list], given, raw, threshold: int) -> dict[Key, Mask]:
    """The masked cells of a hub whose territories have published: first what dashboards print, then each breakdown."""
    mine = {pk: _system(rows)[0] for pk, rows in by.items()}
    masks: dict = {}
    own, sums = _system(raw)
    for part in _layers(sums):
        cells = {key for s in part for key in s.cells if len(key) == 3 and key in own}
        found = masking.protect(
            *_with_territories(cells, part, mine),
            threshold,
            given={(pk, *key): given[pk].get(key, Mask.SHOWN) for pk in mine for key in cells}
            | {(0, *key): m for key, m in masks.items()},
            keep={(0, *key) for key in HEADLINES},
        )
        masks |= {key[1:]: m for key, m in found.items() if key[0] == 0}
    # Counts that no addition of the hub holds: small ones, and those that would tell a territory's.
    apart = {key for key in own if len(key) == 3 and key not in masks}
    found = masking.protect(
        *_with_territories(apart, [], mine),
        threshold,
        given={(pk, *key): given[pk].get(key, Mask.SHOWN) for pk in mine for key in apart},
    )
    masks |= {key[1:]: m for key, m in found.items() if key[0] == 0}
    masks |= _delays_of_few(by, given, threshold) | _without_goal(by, given, threshold)
    return _printed(raw, masks, threshold)


def _layers(sums: list[Sum]) -> list[list[Sum]]:
    """The additions of the dashboards together, then those of each other breakdown alone."""
    first = [s for s in sums if s.parts[0][1] in SHOWN_TOGETHER]
    return [first, *([s] for s in sums if s not in first and len(s.total) == 3)]


def _with_territories(cells, sums, mine) -> tuple[dict, list[Sum]]:
    """Values and additions of the hub (0) and of its territories, and each hub cell as the sum of theirs."""
    values = {(pk, *key): counts.get(key, 0) for pk, counts in mine.items() for key in cells}
    values |= {(0, *key): sum(counts.get(key, 0) for counts in mine.values()) for key in cells}
    additions = [
        Sum((pk, *s.total), tuple((pk, *p) for p in s.parts)) for pk in (0, *mine) for s in sums
    ]
    additions += [Sum((0, *key), tuple((pk, *key) for pk in mine)) for key in cells]
    return values, additions


def _printed(raw, masks, threshold) -> dict[Key, Mask]:
    """From the counts to the cells that are written: a share or a delay follows the counts it tells."""
    found: dict[Key, Mask] = {}
    wholes = {tuple(row[3:6]): row[6] for row in raw if row[3] in PART_OF.values()}
    for *_, code, breakdown, cell, value, numerator, denominator in raw:
        if code not in REGISTRY or REGISTRY[code].is_open or value is None:
            continue
        key, kind = (code, breakdown, cell), REGISTRY[code].kind
        mask = Mask.HIDDEN if code in TEAM_ONLY else masks.get(key, Mask.SHOWN)
        if code in PART_OF:
            whole = (PART_OF[code], breakdown, cell)
            rest = (wholes.get(whole) or 0) - value
            if not mask and (masks.get(whole) or masking.is_small(rest, threshold)):
                mask = Mask.HIDDEN
        if kind is Kind.SHARE:
            told = any(masks.get((*key, part)) for part in "ndr")
            # Goals and estimates are no secret: only who is in the share is.
            small = (
                masking.is_small(numerator, threshold)
                if code in ("E1", "E2", "OBJ")
                else masking.share_is_small(numerator, denominator, threshold)
            )
            if told or small:
                mask = Mask.HIDDEN
        if kind is Kind.DAYS and (code in OF_ONE or masking.is_small(denominator, threshold)):
            mask = Mask.HIDDEN
        if any(masks.get((c, breakdown, cell)) for c in TELLS.get(code, ())):
            mask = Mask.HIDDEN
        if key == ("E8", "", "") and masks.get(("E6", "destination", "elsewhere")):
            mask = Mask.HIDDEN
        if mask:
            found[key] = mask
    return found | _withheld_delays(raw, found, threshold)


def _withheld_delays(raw, masks: dict[Key, Mask], threshold: int) -> dict[Key, Mask]:
    """Delays withheld beside others: a total and all its cells but a few persons' would place those persons' delay."""
    groups: dict[tuple[str, str], dict[Key, int]] = {}
    for *_, code, breakdown, cell, value, _, persons in raw:
        if (
            code in REGISTRY
            and REGISTRY[code].kind is Kind.DAYS
            and breakdown
            and value is not None
        ):
            groups.setdefault((code, breakdown), {})[code, breakdown, cell] = int(persons)
    found: dict[Key, Mask] = {}
    for persons in groups.values():
        hidden = {key for key in persons if masks.get(key)}
        for key in sorted(persons, key=lambda k: (persons[k], k)):
            if hidden and key not in hidden and _are_few(persons, hidden, threshold):
                hidden.add(key)
                found[key] = Mask.HIDDEN
    return found


def _are_few(persons: dict[Key, int], hidden: set[Key], threshold: int) -> bool:
    return len(hidden) == 1 or sum(persons[key] for key in hidden) < threshold


def _delays_of_few(by: dict[int, list], given, threshold: int) -> dict[Key, Mask]:
    """Delays of a hub less those its territories print would be those of a few persons."""
    left: dict[Key, int] = {}
    for pk, rows in by.items():
        for *_, code, breakdown, cell, value, _, persons in rows:
            key = (code, breakdown, cell)
            if value is not None and code in REGISTRY and REGISTRY[code].kind is Kind.DAYS:
                left[key] = left.get(key, 0) + (int(persons) if given[pk].get(key) else 0)
    return {key: Mask.HIDDEN for key, n in left.items() if masking.is_small(n, threshold)}


def _without_goal(by: dict[int, list], given, threshold: int) -> dict[Key, Mask]:
    """Objectives of a hub that, less its solutions, would tell those of its territories without any objective."""
    solved: dict[Key, dict[int, int]] = {}
    aimed: dict[Key, set[int]] = {}
    for pk, rows in by.items():
        for *_, code, breakdown, cell, value, _, _ in rows:
            if code == "E6" and breakdown in ("", "destination") and value is not None:
                solved.setdefault(("OBJ", breakdown, cell), {})[pk] = int(value)
            if code == "OBJ" and value is not None:
                aimed.setdefault((code, breakdown, cell), set()).add(pk)
    found: dict[Key, Mask] = {}
    for key, counts in solved.items():
        apart = counts.keys() - aimed.get(key, set())
        hidden = any(given[pk].get(("E6", *key[1:])) for pk in apart)
        if hidden or masking.is_small(sum(counts[pk] for pk in apart), threshold):
            found[key] = Mask.HIDDEN
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
    return kind in COUNTS and masking.is_small(figure.value, threshold)


def _counts(figure: Figure) -> tuple:
    if REGISTRY[figure.code].kind is Kind.SHARE:
        return (figure.numerator, figure.denominator)
    return (figure.value,)
