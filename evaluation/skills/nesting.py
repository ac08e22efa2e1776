"""Skills inside skills: an activity counts whoever knows one of the skills it needs, so that its count holds theirs.

An activity less one of its skills counts those who know only the others; two skills less the activity that needs both count
those who know both. Such differences are no cell of a page: where one is small, it is added to the values as a cell that is
withheld, with the additions that would give it, so that `masking.protect` prints no set of counts it can be read from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, permutations

from evaluation.masking import Sum, is_small

Cell = tuple


@dataclass(frozen=True)
class Group:
    """A count and the skills of which the persons counted know one at least."""

    cell: Cell
    skills: frozenset[int]


def differences(
    values: dict[Cell, int],
    place: int,
    below: Iterable[int],
    kind: str,
    needs: Mapping[int, Iterable[int]],
    threshold: int,
) -> list[Sum]:
    """The additions of one territory for one kind of count; its small differences are added to `values`.

    `needs`: the skills of each activity. `below`: the territories summed in `place`, when it is a hub.
    """
    groups = _groups(values, place, kind, needs)
    over = {g.cell: _counted_in(values, g.cell, below) for g in groups}
    sums = []
    for less, more in permutations(groups, 2):
        if less.skills < more.skills and over[less.cell] == over[more.cell]:
            sums += _rest(values, place, more, less, threshold)
    for whole in groups:
        inside = [g for g in groups if g.skills < whole.skills and over[g.cell] == over[whole.cell]]
        for one, other in combinations(inside, 2):
            if one.skills | other.skills == whole.skills:
                sums += _both(values, place, whole, one, other, threshold)
        alone = [g for g in inside if len(g.skills) == 1]
        if len(alone) > 2 and len(alone) == len(whole.skills):
            sums += _several(values, place, whole, alone, threshold)
    return sums


def _groups(values, place: int, kind: str, needs) -> list[Group]:
    """Each set of skills once: activities that need the same ones have the same count (see `counts`)."""
    found: dict[frozenset[int], Group] = {}
    for skill in sorted({s for skills in needs.values() for s in skills}):
        if (cell := (place, "skill", skill, kind)) in values:
            found[frozenset([skill])] = Group(cell, frozenset([skill]))
    for activity, skills in sorted(needs.items()):
        if (cell := (place, "activity", activity, kind)) in values:
            found.setdefault(frozenset(skills), Group(cell, frozenset(skills)))
    return list(found.values())


def _counted_in(values, cell: Cell, below: Iterable[int]) -> frozenset[int]:
    """A hub's activity counts only the territories that run it: it compares with what counts the same ones."""
    return frozenset(p for p in below if values.get((p, *cell[1:])))


def _rest(values, place: int, more: Group, less: Group, threshold: int) -> list[Sum]:
    """Those of `more` who know none of the skills of `less`."""
    rest = values[more.cell] - values[less.cell]
    if not is_small(rest, threshold):
        return []
    return [Sum(more.cell, (less.cell, _apart(values, place, rest, "rest", more, less)))]


def _both(values, place, whole: Group, one: Group, other: Group, threshold: int) -> list[Sum]:
    """Those who know something of `one` and something of `other`: what the two count twice."""
    both = values[one.cell] + values[other.cell] - values[whole.cell]
    if not is_small(both, threshold):
        return []
    # What a reader passes through: those of `other` who know nothing of `one`.
    step = _apart(values, place, values[whole.cell] - values[one.cell], "rest", whole, one)
    twice = _apart(values, place, both, "both", one, other)
    return [Sum(whole.cell, (one.cell, step)), Sum(other.cell, (step, twice))]


def _several(values, place, whole: Group, alone: list[Group], threshold: int) -> list[Sum]:
    """How many times more than once the persons of `whole` are counted in its skills, one by one."""
    counted = sum(values[g.cell] for g in alone)
    if not is_small(counted - values[whole.cell], threshold):
        return []
    total = _apart(values, place, counted, "total", whole)
    more = _apart(values, place, counted - values[whole.cell], "more", whole)
    return [Sum(total, tuple(g.cell for g in alone)), Sum(total, (whole.cell, more))]


def _apart(values, place: int, count: int, name: str, *groups: Group) -> Cell:
    cell = (place, "apart", name, *(g.cell[1:] for g in groups))
    values[cell] = count
    return cell
