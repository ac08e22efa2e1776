"""What leaves the team's hands: small counts masked, and the others that would give them back. Pure functions.

A count of 1 to threshold - 1 is small: it is written « moins de 5 ». When the additions printed around it would still
tell it (a total less its parts), a second cell is withheld and both are written « non publié »: nobody can say which of
them was small. Zero is no secret. Published shares follow the counts they are made of.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

INFINITY = 10**12


class Mask(IntEnum):
    """How a cell is printed; a larger value says less."""

    SHOWN = 0
    SMALL = 1
    HIDDEN = 2


@dataclass(frozen=True)
class Sum:
    """An addition that a reader can make: total = parts[0] + parts[1] + …"""

    total: Hashable
    parts: tuple[Hashable, ...]

    @property
    def cells(self) -> tuple[Hashable, ...]:
        return (self.total, *self.parts)


def is_small(count, threshold: int) -> bool:
    return count is not None and 0 < count < threshold


def words(mask: Mask, threshold: int) -> str:
    return f"moins de {threshold}" if mask is Mask.SMALL else "non publié"


def share_is_small(numerator, denominator, threshold: int) -> bool:
    """The share would tell a small count: of those in it, of those out of it, or of all."""
    if numerator is None or denominator is None:
        return False
    rest = denominator - numerator
    return any(is_small(n, threshold) for n in (numerator, rest, denominator))


def protect(
    values: Mapping[Hashable, int | None],
    sums: Iterable[Sum],
    threshold: int | Callable[[Hashable], int],
    *,
    given: Mapping[Hashable, Mask] | None = None,
    keep: Mapping[Hashable, int] | None = None,
    start: Mapping[Hashable, Mask] | None = None,
) -> dict[Hashable, Mask]:
    """The mask of every cell, such that no small count can be computed from what is printed.

    `values`: the exact counts, None where nothing is printed. `threshold`: one for all, or that of a cell. `given`: masks
    decided elsewhere, which stay as they are and whose cells are never chosen to protect another. `keep`: cells withheld
    only when nothing else will do, the dearest with the largest number. `start`: masks to begin with, which may change.
    """
    given, keep, start = given or {}, keep or {}, start or {}
    limit = threshold if callable(threshold) else lambda _: threshold
    masks = {
        key: given.get(
            key, start.get(key, Mask.SMALL if is_small(value, limit(key)) else Mask.SHOWN)
        )
        for key, value in values.items()
        if value is not None
    }
    # An addition with a part that is not printed tells nothing.
    known = [s for s in sums if all(key in masks for key in s.cells)]
    of: dict[Hashable, list[Sum]] = {}
    for s in known:
        for key in s.cells:
            of.setdefault(key, []).append(s)
    seen: set = set()
    for first in [key for key, mask in masks.items() if mask]:
        if first in seen:
            continue
        while told := _told(first, values, masks, of, limit):
            _withhold(told, values, masks, of, given, keep)
        seen |= _component(first, masks, of)[0]
    _give_back(values, masks, of, given, keep, limit)
    return masks


def _give_back(values, masks, of, given, keep, limit) -> None:
    """Print again what was withheld on the way and protects nothing any more: each was chosen before those after it."""
    withheld = [
        key
        for key, mask in masks.items()
        if mask is Mask.HIDDEN and key not in given and not is_small(values[key], limit(key))
    ]
    for key in sorted(withheld, key=lambda k: (-keep.get(k, 0), -values[k], repr(k))):
        masks[key] = Mask.SHOWN
        beside = {k for s in of[key] for k in s.cells if masks[k]}
        while beside:
            start = beside.pop()
            if _told(start, values, masks, of, limit):
                masks[key] = Mask.HIDDEN
                break
            beside -= _component(start, masks, of)[0]


def _withhold(told, values, masks, of, given, keep) -> None:
    """Say less around one cell that can be computed."""
    key = min(told, key=repr)
    # A chain of additions may tell it from further away.
    for sums in (of[key], _component(key, masks, of)[1]):
        cells = {k for s in sums for k in s.cells if k not in given}
        small = [k for k in cells if masks[k] is Mask.SMALL]
        free = [k for k in cells if masks[k] is Mask.SHOWN]
        if small or free:
            break
    else:
        raise ValueError(f"{key!r} is told by masks that may not change")
    totals = {s.total for s in sums}

    def cost(k):
        # A cell that another addition gives at once protects nothing.
        told = any(all(masks[o] is Mask.SHOWN for o in s.cells if o != k) for s in of[k])
        return (keep.get(k, 0), told, k in totals, values[k] == 0, values[k], repr(k))

    for k in small or [min(free, key=cost)]:
        masks[k] = Mask.HIDDEN


def _told(start, values, masks, of, limit) -> set:
    """The small cells, tied to this one, that a reader can compute exactly."""
    cells, sums = _component(start, masks, of)
    if not sums:
        return set()
    told = _determined(sums, masks) | _pinned(cells, sums, values, masks, limit)
    # A cell withheld for the sake of another is no secret in itself.
    return {key for key in told if is_small(values[key], limit(key))}


def _component(start, masks, of) -> tuple[set, list]:
    """The masked cells tied to this one by additions, and those additions."""
    cells, sums, stack, met = {start}, [], [start], set()
    while stack:
        for s in of.get(stack.pop(), ()):
            if id(s) in met:
                continue
            met.add(id(s))
            sums.append(s)
            for key in s.cells:
                if masks[key] and key not in cells:
                    cells.add(key)
                    stack.append(key)
    return cells, sums


def _determined(sums, masks) -> set:
    """Solve the additions: the cells with one solution whatever the bounds (Gauss-Jordan over fractions)."""
    rows = []
    for s in sums:
        row: dict = {}
        for key in s.parts:
            if masks[key]:
                row[key] = row.get(key, 0) + 1
        if masks[s.total]:
            row[s.total] = row.get(s.total, 0) - 1
        row = _reduced(row, rows)
        if not row:
            continue
        pivot = min(row, key=repr)
        lead = row[pivot]
        # Whole numbers as long as they do: the additions are of ones, and fractions cost ten times as much.
        row = {k: v * lead if lead in (1, -1) else Fraction(v) / lead for k, v in row.items()}
        rows = [(p, _minus(r, row, r.get(pivot))) for p, r in rows]
        rows.append((pivot, row))
    return {pivot for pivot, row in rows if len(row) == 1}


def _reduced(row, rows):
    for pivot, other in rows:
        row = _minus(row, other, row.get(pivot))
    return row


def _minus(row, other, factor):
    if not factor:
        return row
    left = {k: row.get(k, 0) - factor * other.get(k, 0) for k in {*row, *other}}
    return {k: v for k, v in left.items() if v}


def _pinned(cells, sums, values, masks, limit) -> set:
    """Narrow what each masked cell may be worth; the cells left with a single possible value."""
    low = {k: 1 if masks[k] is Mask.SMALL else 0 for k in cells}
    high = {k: limit(k) - 1 if masks[k] is Mask.SMALL else INFINITY for k in cells}
    changed = True
    while changed and all(low[k] <= high[k] for k in cells):
        changed = False
        for s in sums:
            # total - parts = 0, split into what is known and what is between bounds.
            terms = [(k, 1 if k == s.total else -1) for k in s.cells if masks[k]]
            known = sum((1 if k == s.total else -1) * values[k] for k in s.cells if not masks[k])
            for key, sign in terms:
                least = most = known
                for other, way in terms:
                    if other != key:
                        least += way * (low[other] if way > 0 else high[other])
                        most += way * (high[other] if way > 0 else low[other])
                # sign × key = -(known + others)
                a, b = (-most, -least) if sign > 0 else (least, most)
                if a > low[key]:
                    low[key], changed = a, True
                if b < high[key]:
                    high[key], changed = b, True
    return {k for k in cells if low[k] == high[k]}


def thin(series: Sequence[tuple[Hashable, Sequence[int | None]]], threshold: int) -> list[Hashable]:
    """The points of a cumulated series that may be printed, walking back from the last one.

    Each point is (label, counts). A point stays when no count differs from the next printed point's by 1 to
    threshold - 1: the difference of two cumulated counts is a count. The last point always stays.
    """
    kept: list[Hashable] = []
    later: Sequence[int | None] | None = None
    for label, counts in reversed(series):
        if later is None or not any(
            a is not None and b is not None and is_small(abs(b - a), threshold)
            for a, b in zip(counts, later, strict=True)
        ):
            kept.append(label)
            later = counts
    return kept[::-1]
