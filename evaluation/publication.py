"""What may be printed of the figures of a month, decided once from every cell that any page prints. Pure functions.

`raw`: the stored cells, in the order of aggregates.FIELDS. Shares and delays follow the counts that they tell.
"""

from evaluation import masking
from evaluation.indicators import REGISTRY, Kind
from evaluation.masking import Mask, Sum

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
        if kind is Kind.COUNT and value is not None:
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


def local(raw, threshold: int) -> dict[Key, Mask]:
    """The masked cells of a local territory."""
    values, sums = _system(raw)
    masks = masking.protect(values, sums, threshold, keep=HEADLINES)
    return _printed(raw, masks, threshold)


def of_hub(by: dict[int, list], given, raw, threshold: int) -> dict[Key, Mask]:
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
