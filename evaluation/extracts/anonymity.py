"""Which cells of a line an extract may show: no combination that fewer persons share than the threshold. Pure functions.

The columns that may point at somebody (sex, age, district…) are withheld one after the other, the first of the row first:
a combination that is too rare loses one cell more until those that look alike are numerous enough. All the lines of a
combination lose the same cells, so that whatever a reader works out about a line is true of all those that look like it,
and these are never fewer than the threshold: a line withheld alone does not exist.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Final

# Not told; a cell whose answer nobody knows has its own word.
WITHHELD: Final = "non communiqué"

Combination = tuple[Hashable, ...]


def generalise(counts: Mapping[Combination, int], threshold: int) -> dict[Combination, Combination]:
    """What each combination is shown as.

    `counts`: persons by combination, whose columns come in the order in which they are withheld. ValueError when there are
    persons, and fewer of them than the threshold: nothing of them can be shown.
    """
    left = {combination: n for combination, n in counts.items() if n}
    if 0 < sum(left.values()) < threshold:
        raise ValueError("fewer persons than the threshold")
    shown: dict[Combination, Combination] = {}
    for level in range(_width(left)):
        for seen, alike in _alike(left, level).items():
            if sum(left[one] for one in alike) >= threshold:
                shown |= dict.fromkeys(alike, seen)
        left = {one: n for one, n in left.items() if one not in shown}
    if left:
        nothing = _hidden(next(iter(left)), _width(left))
        if sum(left.values()) < threshold:
            _join(shown, counts, nothing)
        shown |= dict.fromkeys(left, nothing)
    return shown


def _width(counts: Mapping[Combination, int]) -> int:
    return len(next(iter(counts), ()))


def _hidden(combination: Combination, level: int) -> Combination:
    return (WITHHELD,) * level + combination[level:]


def _alike(left: Mapping[Combination, int], level: int) -> dict[Combination, list[Combination]]:
    groups: dict[Combination, list[Combination]] = defaultdict(list)
    for one in left:
        groups[_hidden(one, level)].append(one)
    return groups


def _join(shown: dict, counts: Mapping[Combination, int], nothing: Combination) -> None:
    """A few are left of whom nothing may be told: the smallest group that is shown, of those that tell the least, joins them."""
    sizes: dict[Combination, int] = defaultdict(int)
    for one, seen in shown.items():
        sizes[seen] += counts[one]

    def cost(seen: Combination) -> tuple:
        return (-seen.count(WITHHELD), sizes[seen], repr(seen))

    given = min(sizes, key=cost)
    for one, seen in shown.items():
        if seen == given:
            shown[one] = nothing
