"""Skills inside skills: an activity counts whoever knows one of the skills it needs, so that its count holds theirs.

Suppression alone does not hold here. Masking small cells and a second one beside them (primary and secondary suppression,
Cox 1980) protects additions that are printed; three or more sets of skills that overlap also answer by inclusion and
exclusion, and the linear system over who knows exactly what (2^skills unknowns) is too large to be solved at each reading.
So what is printed is chosen first, by its shape and never by its counts:

1. Every skill is printed, and an activity that needs several only if it shares none of them with another one printed (the
   oldest first). Of such a set W and its skills, the sums of counts that are counts of persons are five: a skill, W, W less a
   skill, and, when two of its skills are known by somebody, who knows both and who knows one of them only (the sum of two
   rests). Beyond two skills, who knows several is bounded by how many times more than once the persons are counted.
   Each is added here as a cell that is printed nowhere, with the additions that would give it: `masking.protect` prints no
   set of counts from which a small one can be read, nor one that it bounds, as a count is never below zero. In a hub, the skill compared with an activity is that of the
   territories that run it, a total that any reader makes.
2. Of another activity, only what follows from the printed skills: between the largest and their sum (Fréchet bounds;
   Dobra and Fienberg 2000). Whoever reads them learns nothing that the skills did not say. Rounding to a multiple of the
   threshold (controlled rounding, Cox 1987) was put aside: at the ends of their ranges, chained sets still pin a small one.

Not held: two small counts withheld in one printed total are told as a sum (two levels of a skill that are both « moins de
5 », a few persons here and a few there).
"""

from collections.abc import Iterable, Mapping

from evaluation.masking import Sum

Cell = tuple


def apart(needs: Mapping[int, Iterable[int]]) -> set[int]:
    """The activities whose own count may be printed: one skill, or several that no older one printed needs.

    Those that need the same skills have the same count: all of them, or none.
    """
    by_set: dict[frozenset[int], list[int]] = {}
    for activity, skills in sorted(needs.items()):
        by_set.setdefault(frozenset(skills), []).append(activity)
    taken: set[int] = set()
    kept: set[int] = set()
    for skills, activities in by_set.items():
        if len(skills) < 2 or not skills & taken:
            kept.update(activities)
            taken |= skills if len(skills) > 1 else set()
    return kept


def differences(
    values: dict[Cell, int],
    place: int,
    below: Iterable[int],
    kind: str,
    needs: Mapping[int, Iterable[int]],
) -> list[Sum]:
    """The additions of one territory for one kind of count; the counts of persons that they give are added to `values`.

    `needs`: the skills of each activity printed (see `apart`). `below`: the territories summed in `place`, when it is a hub.
    """
    sums: list[Sum] = []
    for activity, skills in sorted(needs.items()):
        whole = (place, "activity", activity, kind)
        if len(set(skills)) < 2 or whole not in values:
            continue
        alone = [
            cell
            for skill in sorted(set(skills))
            if (cell := _beside(values, whole, skill, below, sums))
        ]
        if len(alone) == 1:
            # Nobody says another of its skills.
            sums.append(Sum(whole, tuple(alone)))
            continue
        sums += [_rest(values, whole, one) for one in alone]
        if len(alone) == 2:
            sums.append(_both(values, whole, *alone))
        elif len(alone) > 2:
            sums += _several(values, whole, alone)
    return sums


def _beside(values, whole: Cell, skill: int, below: Iterable[int], sums: list[Sum]) -> Cell | None:
    """The count of this skill among the same territories as `whole`; None when nobody says it there."""
    place, _, activity, kind = whole
    cell = (place, "skill", skill, kind)
    run = [p for p in below if (p, "activity", activity, kind) in values]
    said = {p for p in below if values.get((p, "skill", skill, kind))}
    if said <= set(run):
        return cell if cell in values else None
    # A hub's activity counts only the territories that run it: a reader adds their skills up.
    parts = tuple((p, "skill", skill, kind) for p in run if p in said)
    if not parts:
        return None
    total = (place, "apart", "run", cell[1:], whole[1:])
    values[total] = sum(values[part] for part in parts)
    sums.append(Sum(total, parts))
    return total


def _rest(values, whole: Cell, one: Cell) -> Sum:
    """Those of `whole` who do not know this skill."""
    return Sum(whole, (one, _apart(values, values[whole] - values[one], "rest", whole, one)))


def _both(values, whole: Cell, one: Cell, other: Cell) -> Sum:
    """Those who know the two: the other skill, less those of `whole` who do not know the first one."""
    both = values[one] + values[other] - values[whole]
    rest = (whole[0], "apart", "rest", whole[1:], one[1:])
    return Sum(other, (rest, _apart(values, both, "both", one, other)))


def _several(values, whole: Cell, alone: list[Cell]) -> list[Sum]:
    """How many times more than once the persons of `whole` are counted in its skills, one by one."""
    counted = sum(values[cell] for cell in alone)
    total = _apart(values, counted, "total", whole)
    more = _apart(values, counted - values[whole], "more", whole)
    return [Sum(total, tuple(alone)), Sum(total, (whole, more))]


def _apart(values, count: int, name: str, *cells: Cell) -> Cell:
    cell = (cells[0][0], "apart", name, *(c[1:] for c in cells))
    values[cell] = count
    return cell
