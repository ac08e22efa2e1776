"""What may be printed of the figures of a month, decided once for a hub and its territories: dashboards, comparison, API,
reports, public sheets and letters read the same masks. Pure functions.

`raw`: the stored cells, in the order of aggregates.FIELDS. Shares and delays follow the counts that they tell.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product

from evaluation import masking
from evaluation.indicators import DIMENSIONS, REGISTRY, Kind
from evaluation.masking import Mask, Sum, is_small

Key = tuple[str, str, str]  # code, breakdown, cell

# The whole population of the volunteers and its parts: the sum is exact.
TALLY = Sum(("E5", "", ""), tuple((code, "", "") for code in ("E6", "E9", "PAU", "ADE", "SOR")))
# What every decision reads: totals, and what one of them follows.
BASE = ("", "destination")
# Breakdowns that dashboards print beside the totals.
SHOWN_TOGETHER = ("", "destination", "seniority", "proposal", "status")
HEADLINES = {(code, "", "") for code in ("E5", "E6", "E9", "REN", "EFF")}
# What divides by a known rate, or by itself, into the hours of each employee: written from as many of them as the threshold.
# The contribution is paid by the FTE, and the share of sales gives it back. Who pays it, the hub, reads it enterprise by
# enterprise, on the pages of its accounts (ebe).
HOURS = ("ETP", "ETPP", "CDE", "CHG", "RP", "ABS")
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
    # A delay is written from as many persons as the threshold: it would say that a withheld count is not small.
    "E9M": ("E9",),
    "E10P": ("E5",),
    "E10P90": ("E5",),
    "E10S": ("E5", "E6"),
    "E10S90": ("E5", "E6"),
} | dict.fromkeys(HOURS, ("EFF",))
# Shares whose numerator is not a part of their denominator.
APART = {"E1", "E2", "OBJ", "E11", "E11A"}
# Shares of which a hub counts the territories that have an estimate or a goal, and the count they are made of.
MEASURED_IN_SOME = {"E1": "REP", "E2": "REN", "OBJ": "E6"}
# Counts that are a part of another, and tell what is left of it.
PART_OF = {"ADEL": "ADE"}
# Parts of printed counts that no addition protects: for the team alone.
TEAM_ONLY = {"FINE", "FINJ"}
# One person's own delay: for the team alone, however many others wait.
OF_ONE = {"E9P"}


# (id of the territory or hub, code, breakdown, cell)
Cell = tuple[int, str, str, str]


def decide(
    by: Mapping[int, list],
    hub: int,
    thresholds: Mapping[int, int],
    kept: Mapping[int, Mapping[Key, Mask]] | None = None,
) -> dict[int, dict[Key, Mask]]:
    """The masked cells of a hub (id) and of its territories for a month, decided together.

    `by`: the stored cells of each, by id, of some breakdowns of which BASE are always. Totals are decided first and from
    totals alone, then each breakdown from its totals: what is masked is the same whichever breakdowns were asked for, hence
    on every page. The hub's sums stay readable whenever cells of its territories will do. `kept`: what reports already made
    withhold of the month; it stays withheld, whatever became of the figures since.
    """
    # A hub without figures yet will have them: what its territories print is decided as if it had.
    thresholds = {hub: min(thresholds.values(), default=0)} | dict(thresholds)
    counts = {pk: _counts(rows) for pk, rows in by.items() if pk != hub}
    counts[hub] = _sums_of(counts)
    groups: dict[tuple[str, str], set[Key]] = {}
    for cells in counts.values():
        for key in cells:
            groups.setdefault(key[:2], set()).add(key)
    totals = {key for (_, breakdown), keys in groups.items() if not breakdown for key in keys}
    before = {
        (pk, *key): mask if is_small(counts[pk].get(key), thresholds[pk]) else Mask.HIDDEN
        for pk, masks in (kept or {}).items()
        if pk in counts
        for key, mask in masks.items()
        if key in counts[pk]
    }
    whole = _totals(counts, totals, hub, thresholds, before)
    masks = dict(whole.masks)
    for (code, breakdown), keys in groups.items():
        if breakdown:
            masks |= _broken_down(counts, (code, "", ""), keys, whole, hub, thresholds, before)
    mine: dict[int, dict] = {pk: {} for pk in by}
    for (pk, *key), mask in masks.items():
        if mask and pk in mine:
            mine[pk][tuple(key)] = mask
    found = {}
    for pk, raw in by.items():
        shares = _of_shares(raw, thresholds[pk])
        found[pk] = _printed(raw, mine[pk] | shares, thresholds[pk])
    below = {pk: raw for pk, raw in by.items() if pk != hub}
    if hub in by:
        told = _of_few(below, found, thresholds[hub]) | _of_some(below, found, thresholds[hub])
        known = _known(by[hub])
        found[hub] |= {key: mask for key, mask in told.items() if key in known}
    for pk, hidden in _hours(by, found, hub, thresholds).items():
        found[pk] |= hidden
    for pk, masks in (kept or {}).items():
        for key in masks.keys() & _known(by.get(pk, ())):
            found[pk].setdefault(key, Mask.HIDDEN)
    return found


def _known(raw) -> set[Key]:
    """The cells that hold a value."""
    return {tuple(row[3:6]) for row in raw if row[6] is not None}


def _counts(raw) -> dict[Key, int]:
    """The counts that a page may print."""
    return {
        (code, breakdown, cell): int(value)
        for *_, code, breakdown, cell, value, _, _ in raw
        if value is not None
        and code in REGISTRY
        and REGISTRY[code].kind is Kind.COUNT
        and not REGISTRY[code].is_open
        and code not in TEAM_ONLY
    }


def _is_summed(key: Key) -> bool:
    """A hub prints it: the districts are those of one territory."""
    return not key[1] or bool(DIMENSIONS[key[1]].cells)


def _sums_of(counts: Mapping[int, dict[Key, int]]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for cells in counts.values():
        for key, n in cells.items():
            if _is_summed(key):
                found[key] = found.get(key, 0) + n
    return found


def _over_places(counts, keys, hub) -> tuple[dict[Cell, int], list[Sum]]:
    """The values of these cells, and each cell of the hub as the sum of its territories': one without it adds nothing."""
    values = {
        (pk, *key): cells[key] for pk, cells in counts.items() for key in keys if key in cells
    }
    below = [pk for pk in counts if pk != hub]
    summed = sorted(key for key in keys if _is_summed(key))
    values |= {(pk, *key): counts[pk].get(key, 0) for pk in below for key in summed}
    return values, [Sum((hub, *key), tuple((pk, *key) for pk in below)) for key in summed]


@dataclass(frozen=True)
class _Whole:
    """The totals as they are decided, and the additions that tie them."""

    values: dict[Cell, int]
    masks: dict[Cell, Mask]
    sums: list[Sum]

    def around(self, code: str) -> list[Sum]:
        """The additions that may tell a total of this indicator."""
        tally = {key[0] for key in (TALLY.total, *TALLY.parts)}
        codes = tally if code in tally else {code}
        return [s for s in self.sums if s.total[1] in codes]


def _totals(counts, keys, hub, thresholds, before) -> _Whole:
    """The masks of the totals: the tally of each place, and the sums of the hub, kept as long as can be."""
    values, sums = _over_places(counts, keys, hub)
    tallies = []
    for pk, cells in counts.items():
        parts = [(pk, *part) for part in TALLY.parts]
        if sum(values.get(part, 0) for part in parts) == cells.get(TALLY.total):
            tallies.append(Sum((pk, *TALLY.total), tuple(parts)))
    # What is left of a whole is printed nowhere, and told by its part.
    given = {cell: mask for cell, mask in before.items() if cell in values}
    for pk, (code, whole) in product(counts, PART_OF.items()):
        part, total, rest = (pk, code, "", ""), (pk, whole, "", ""), (pk, whole, "", "", code)
        if part in values and total in values:
            values[rest] = values[total] - values[part]
            tallies.append(Sum(total, (part, rest)))
            if not is_small(values[rest], thresholds[pk]):
                given[rest] = Mask.HIDDEN
    keep = {cell: rank + (cell[1:] in HEADLINES) for cell, rank in _ranks(values, hub, 2).items()}
    # Each place by itself first: fewer of its headlines go to protect another place.
    alone = _protected(values, tallies, thresholds, given=given, keep=keep)
    sums += tallies
    masks = _protected(values, sums, thresholds, given=given, keep=keep, start=alone)
    return _Whole(values, masks, sums)


def _ranks(values: Mapping[Cell, int], hub: int, step: int) -> dict[Cell, int]:
    """What is withheld last: the hub's cells, and after them those of a territory that is most of its hub by itself."""
    return {
        cell: step if cell[0] == hub else 2 * step * (2 * n > values.get((hub, *cell[1:]), 2 * n))
        for cell, n in values.items()
    }


def _broken_down(counts, total, keys, whole, hub, thresholds, before) -> dict[Cell, Mask]:
    """The masks of one breakdown of a count whose totals are decided.

    Where totals are masked, a cell of each is withheld in one column: the breakdown then tells no more of any of them than
    the hub's sum does (the masked cells tie those totals to one another, and nothing else to them).
    """
    values, sums = _over_places(counts, keys, hub)
    masked = [
        pk
        for pk in counts
        if whole.masks.get((pk, *total)) and any((pk, *k) in values for k in keys)
    ]
    given = {cell: mask for cell, mask in before.items() if cell in values}
    few = any(is_small(n, thresholds[cell[0]]) for cell, n in values.items())
    if not masked and not few and not given:
        return {}
    around = whole.around(total[0]) if masked else []
    tied = {cell for s in around for cell in s.cells} | {(pk, *total) for pk in counts}
    tied &= whole.values.keys()
    given |= {cell: whole.masks[cell] for cell in tied}
    for pk in counts:
        parts = tuple((pk, *key) for key in sorted(keys) if (pk, *key) in values)
        # Months typed without names leave cells out: what does not add up gives nothing back.
        if sum(values[part] for part in parts) == whole.values.get((pk, *total)):
            sums.append(Sum((pk, *total), parts))
    values |= {cell: whole.values[cell] for cell in tied}
    sums += around
    given |= {(pk, *key): Mask.HIDDEN for pk, key in _tied(values, keys, masked, thresholds)}
    # « moins de 5 » says at least one, and such ones, added up, would bound a withheld total.
    given |= {
        (pk, *key): Mask.HIDDEN
        for pk in ({*masked, hub} if masked else ())
        for key in keys
        if is_small(values.get((pk, *key)), thresholds[pk])
    }
    keep = _ranks(values, hub, 1)
    return _protected(values, sums, thresholds, given=given, keep=keep)


def _protected(values, sums, thresholds, *, given=None, **options) -> dict[Cell, Mask]:
    """Nothing of it is printed where what is decided of the totals already ties everything."""
    try:
        return masking.protect(
            values, sums, lambda cell: thresholds[cell[0]], given=given, **options
        )
    except ValueError:
        return {cell: (given or {}).get(cell, Mask.HIDDEN) for cell in values}


def _tied(values, keys, masked, thresholds) -> list[tuple[int, Key]]:
    """The cells to withhold in the places whose total is: a column where persons may be of one place or of another, for all
    that a reader knows; of such columns, the one that says least."""
    if not masked:
        return []
    column: dict[Key, list[tuple[int, int]]] = {}
    for key in keys:
        column[key] = [(pk, values[pk, *key]) for pk in masked if (pk, *key) in values]
    peopled = {pk for found in column.values() for pk, n in found if n}

    def cost(key):
        found = column[key]
        empty = sum(not n and pk in peopled for pk, n in found)
        near = sum(n < thresholds[pk] for pk, n in found)
        whole = sum(n for _, n in found)
        return (len(masked) - len(found), not whole, empty, near, whole, key)

    if all(_is_summed(key) for key in keys):
        best = min(keys, key=cost)
        return [(pk, best) for pk, _ in column[best]]
    # Nothing adds the districts of two territories.
    found = []
    for pk in masked:
        own = [(n < thresholds[pk], n, key) for key in keys for p, n in column[key] if p == pk]
        found += [(pk, min(own)[2])] if own else []
    return found


def _of_shares(raw, threshold: int) -> dict:
    """The masked parts of the shares: numerator, denominator and rest are counts too, that a share tells, cell by cell."""
    groups: dict[tuple[str, str, str], dict] = {}
    totals: dict[tuple[str, str], int] = {}
    for *_, code, breakdown, cell, value, numerator, denominator in raw:
        if (
            code not in REGISTRY
            or REGISTRY[code].is_open
            or REGISTRY[code].kind is not Kind.SHARE
            or code in APART
            or value is None
        ):
            continue
        for part, n in (("n", numerator), ("d", denominator), ("r", denominator - numerator)):
            if breakdown:
                groups.setdefault((code, breakdown, part), {})[code, breakdown, cell, part] = int(n)
            else:
                totals[code, part] = int(n)
    found: dict = {}
    for (code, _, part), values in groups.items():
        if not any(is_small(n, threshold) for n in values.values()):
            continue
        sums, given = [], {}
        if totals.get((code, part)) == sum(values.values()):
            total, n = (code, "", "", part), totals[code, part]
            sums = [Sum(total, tuple(values))]
            given[total] = Mask.SMALL if is_small(n, threshold) else Mask.SHOWN
            values = values | {total: n}
        found |= masking.protect(values, sums, threshold, given=given)
    return found


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
            if not mask and (masks.get(whole) or is_small(rest, threshold)):
                mask = Mask.HIDDEN
        if kind is Kind.SHARE:
            told = any(masks.get((*key, part)) for part in "ndr")
            # Goals and estimates are no secret: only who is in the share is.
            small = (
                is_small(numerator, threshold)
                if code in MEASURED_IN_SOME
                else masking.share_is_small(numerator, denominator, threshold)
            )
            if told or small:
                mask = Mask.HIDDEN
        if kind is Kind.DAYS and (code in OF_ONE or is_small(denominator, threshold)):
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
            if key not in hidden and _are_few(persons, hidden, threshold):
                hidden.add(key)
                found[key] = Mask.HIDDEN
    return found


def _are_few(persons: Mapping, hidden: Collection, threshold: int) -> bool:
    """Whether what is withheld, less what is printed, is that of a few persons: of one cell or place, or of fewer than the
    threshold. `persons`: by cell or place; `hidden`: those withheld, none being nobody's."""
    few = len(hidden) == 1 or sum(persons[key] for key in hidden) < threshold
    return bool(hidden) and few


def _of_few(by: dict[int, list], given, threshold: int) -> dict[Key, Mask]:
    """Delays and shares of a hub that, less those its territories print, would be those of a few persons."""
    left: dict[Key, list[int]] = {}
    for pk, rows in by.items():
        for *_, code, breakdown, cell, value, numerator, denominator in rows:
            key = (code, breakdown, cell)
            if value is None or code not in REGISTRY or not given[pk].get(key):
                continue
            if REGISTRY[code].kind is Kind.DAYS:
                parts = [int(denominator)]
            elif REGISTRY[code].kind is Kind.SHARE and code not in APART:
                parts = [int(numerator), int(denominator - numerator), int(denominator)]
            else:
                continue
            left[key] = [a + b for a, b in zip(left.get(key, [0] * 3), parts, strict=False)]
    return {
        key: Mask.HIDDEN
        for key, parts in left.items()
        if any(is_small(n, threshold) for n in parts)
    }


def _of_some(by: dict[int, list], given, threshold: int) -> dict[Key, Mask]:
    """Shares of a hub measured in some of its territories: less its count, they would tell those of the others."""
    known: dict[Key, dict[int, int]] = {}
    aimed: dict[Key, set[int]] = {}
    for pk, rows in by.items():
        for *_, code, breakdown, cell, value, _, _ in rows:
            for share, count in MEASURED_IN_SOME.items():
                if code == count and value is not None:
                    known.setdefault((share, breakdown, cell), {})[pk] = int(value)
            if code in MEASURED_IN_SOME and value is not None:
                aimed.setdefault((code, breakdown, cell), set()).add(pk)
    found: dict[Key, Mask] = {}
    for key, counts in known.items():
        apart = counts.keys() - aimed.get(key, set())
        hidden = any(given[pk].get((MEASURED_IN_SOME[key[0]], *key[1:])) for pk in apart)
        if hidden or is_small(sum(counts[pk] for pk in apart), threshold):
            found[key] = Mask.HIDDEN
    return found


def _hours(by, given, hub, thresholds) -> dict[int, dict[Key, Mask]]:
    """What tells the hours of a few employees: of their territory, and of others so that the hub's sums give nothing back."""
    heads: dict[int, int] = dict.fromkeys(by, 0)
    told: dict[int, dict[Key, bool]] = {pk: {} for pk in by}
    for pk, rows in by.items():
        for *_, code, breakdown, cell, value, _, _ in rows:
            if code in HOURS and value is not None:
                told[pk][code, breakdown, cell] = bool(value)
            if (code, breakdown) == ("EFF", "") and value is not None:
                heads[pk] = int(value)
    below = sorted((pk for pk in by if pk != hub), key=lambda pk: (heads[pk], pk))
    # Gone before the end of the month: their hours are told, and nobody is counted.
    apart = {
        pk
        for pk in below
        if given[pk].get(("EFF", "", "")) or (not heads[pk] and any(told[pk].values()))
    }

    def are_few(code: str) -> bool:
        """The hub's figure, less those of the territories that print theirs."""
        some = [pk for pk in apart if told[pk].get((code, "", ""))]
        return _are_few(heads, some, thresholds[hub])

    if hub in by:
        for code in HOURS:
            others = [pk for pk in below if pk not in apart and told[pk].get((code, "", ""))]
            while others and are_few(code):
                apart.add(others.pop(0))
    found = {pk: dict.fromkeys(told[pk], Mask.HIDDEN) for pk in apart}
    if hub in by:
        few = {code for code in HOURS if are_few(code)}
        found[hub] = {key: Mask.HIDDEN for key in told[hub] if key[0] in few}
    return found
