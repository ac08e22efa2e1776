"""Counts of several territories of a hub, masked together before any of them is read outside its team.

Neither a part less the others, nor the hub less its other territories, gives back a small count.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from evaluation.masking import Mask, Sum, is_small, protect, words
from territories.models import Territory
from territories.scoping import scoped
from tzcld.forgiving import cache

KEPT_SECONDS = 300
Cells = dict[Hashable, int]


@dataclass
class Counts:
    """What may be read of one territory, or of a hub (all its territories). A cell is a tuple; `amounts` go with a cell."""

    threshold: int
    values: Cells = field(default_factory=dict)
    amounts: dict[Hashable, float] = field(default_factory=dict)
    masks: dict[Hashable, Mask] = field(default_factory=dict)

    def mask(self, *cell) -> Mask:
        return self.masks.get(cell, Mask.SHOWN)

    def figure(self, *cell) -> int | str:
        """The count, or the words that replace it."""
        mask = self.mask(*cell)
        return words(mask, self.threshold) if mask else self.values.get(cell, 0)

    def known(self, what: str) -> set:
        """The second member of the cells that begin with `what`."""
        return {cell[1] for cell in (*self.values, *self.masks) if cell[0] == what}


Found = dict[int, tuple[Cells, dict[Hashable, float]]]


def read(
    name: str,
    territory: Territory,
    *,
    exact: bool,
    count: Callable[[list[int]], Found],
    sums: Callable[[Cells, list[int]], Iterable[Sum]],
) -> Counts:
    """The counts of this territory: exact, or masked together with those of the whole hub (a few minutes old).

    `count(ids)` gives the cells and amounts of each territory, in the scope it is called in; `sums(values, ids)` the
    additions that a reader can make inside one territory, its cells prefixed by its id (those over territories are ours).
    What it adds to `values` helps to mask and is printed nowhere; a cell that it takes out of them is not printed either.
    """
    if exact:
        return Counts(territory.masking_threshold, *count([territory.pk])[territory.pk])
    hub = territory.hub_or_self
    published = cache.get(kept_as(name, hub))
    if published is None:
        published = _publish(hub, count, sums)
        cache.set(kept_as(name, hub), published, timeout=KEPT_SECONDS)
    return published.get(territory.pk) or Counts(hub.masking_threshold)


def kept_as(name: str, hub: Territory) -> str:
    return f"{name}:{hub.pk}:{hub.masking_threshold}"


def _publish(hub: Territory, count, sums) -> dict[int, Counts]:
    """By territory, the hub included, what may be read; a masked count is not even kept."""
    places = list(Territory.objects.filter(hub=hub).values_list("pk", flat=True).order_by("pk"))
    with scoped(hub.pk, *places):
        found = count(places)
    found[hub.pk] = _total(found)
    values = {(pk, *cell): n for pk, (cells, _) in found.items() for cell, n in cells.items()}
    printed = set(values)
    additions = [*_over_places(values, hub.pk, places), *sums(values, [hub.pk, *places])]
    # Of what is printed nowhere, a reader knows at most that it is no count below zero.
    apart = {
        cell: Mask.HIDDEN
        for cell, n in values.items()
        if cell not in printed and not is_small(n, hub.masking_threshold)
    }
    masks = protect(values, additions, hub.masking_threshold, given=apart)
    published = {}
    for pk, (cells, amounts) in found.items():
        own = {cell: masks.get((pk, *cell), Mask.HIDDEN) for cell in cells}
        shown = {cell: n for cell, n in cells.items() if not own[cell]}
        told = {cell: n for cell, n in amounts.items() if not own[cell]}
        published[pk] = Counts(hub.masking_threshold, shown, told, own)
    return published


def _total(found: Found) -> tuple[Cells, dict[Hashable, float]]:
    cells: Cells = {}
    amounts: dict[Hashable, float] = {}
    for counts, told in found.values():
        for cell, n in counts.items():
            cells[cell] = cells.get(cell, 0) + n
        for cell, n in told.items():
            amounts[cell] = amounts.get(cell, 0) + n
    return cells, amounts


def _over_places(values: Cells, hub: int, places: list[int]) -> list[Sum]:
    return [
        Sum(key, tuple((p, *key[1:]) for p in places if (p, *key[1:]) in values))
        for key in values
        if key[0] == hub
    ]
