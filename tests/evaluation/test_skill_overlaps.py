"""Who reads the printed counts of skills tries to find how many know exactly what: every whole-number solution, all groups."""

from functools import cache
from itertools import combinations
from operator import add

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.masking import Mask, Sum, is_small, protect
from evaluation.skills.nesting import apart, differences

THRESHOLD = 5
HUB, HOME, NEXT = 1, 2, 3
KIND = "know"


def atoms(skills) -> list[frozenset[int]]:
    """Every way of knowing some of these skills: one unknown each."""
    known = sorted(skills)
    return [frozenset(c) for n in range(1, len(known) + 1) for c in combinations(known, n)]


class World:
    """Places and what is known there: `people[place][atom]` persons."""

    def __init__(self, people, needs, run=None):
        self.people = {
            p: dict(zip(self.atoms_of(needs), n, strict=True)) for p, n in people.items()
        }
        self.needs, self.run = needs, run or {}
        self.unknowns = [(p, atom) for p in people for atom in self.atoms_of(needs)]
        self.truth = [self.people[p][atom] for p, atom in self.unknowns]
        # Each cell is a sum of unknowns.
        self.cells: dict[tuple, frozenset[int]] = {}
        skills = sorted({s for needed in needs.values() for s in needed})
        for place in people:
            for skill in skills:
                self.add((place, "skill", skill, KIND), {place}, {skill})
            for activity, needed in needs.items():
                if place in self.run.get(activity, people):
                    self.add((place, "activity", activity, KIND), {place}, needed)
        if len(people) > 1:
            for skill in skills:
                self.add((HUB, "skill", skill, KIND), set(people), {skill})
            for activity, needed in needs.items():
                self.add(
                    (HUB, "activity", activity, KIND), self.run.get(activity, set(people)), needed
                )

    @staticmethod
    def atoms_of(needs):
        return atoms({s for needed in needs.values() for s in needed})

    def add(self, cell, places, skills) -> None:
        self.cells[cell] = frozenset(
            i for i, (p, atom) in enumerate(self.unknowns) if p in places and atom & set(skills)
        )

    def published(self) -> dict[tuple, Mask]:
        """As evaluation.shared and evaluation.skills.counts do."""
        kept = apart(self.needs)
        values = {
            cell: sum(self.truth[i] for i in of)
            for cell, of in self.cells.items()
            if cell[1] == "skill" or cell[2] in kept
        }
        shown = set(values)
        sums = [
            Sum(cell, tuple((p, *cell[1:]) for p in self.people if (p, *cell[1:]) in values))
            for cell in values
            if cell[0] == HUB
        ]
        sums += [
            Sum((p, "activity", activity, KIND), ((p, "skill", *needed, KIND),))
            for activity, needed in self.needs.items()
            for p in self.people
            if len(needed) == 1
        ]
        needs = {activity: self.needs[activity] for activity in sorted(kept)}
        for place in [HUB, *self.people]:
            inside = list(self.people) if place == HUB else ()
            sums += differences(values, place, inside, KIND, needs)
        apart_only = {
            cell: Mask.HIDDEN
            for cell, n in values.items()
            if cell not in shown and not is_small(n, THRESHOLD)
        }
        masks = protect(values, sums, THRESHOLD, given=apart_only)
        return {cell: masks[cell] for cell in shown}

    def groups(self) -> list[int]:
        """Those of one territory, and the same one in all of them, as bits over the unknowns."""
        each = len(self.truth) // len(self.people)
        own = [group << each * at for at in range(len(self.people)) for group in range(1, 2**each)]
        everywhere = sum(1 << each * at for at in range(len(self.people)))
        return sorted({*own, *(group * everywhere for group in range(1, 2**each))})

    def told(self) -> dict[int, frozenset]:
        """The groups of 1 to 4 persons that every solution near the truth gives: what a reader may have found.

        A solution found elsewhere proves that a group is not determined; none found says nothing: never too kind.
        """
        masks = self.published()
        fixed, small = [], []
        for cell, of in self.cells.items():
            mask = masks.get(cell, Mask.HIDDEN)
            if mask is Mask.SHOWN:
                fixed.append(of)
            elif mask is Mask.SMALL:
                small.append(of)
        n = len(self.truth)
        left = {
            group: count
            for group in self.groups()
            if is_small(count := total(self.truth, group), THRESHOLD)
        }
        for reach in (1, 2):
            steps = kernel(n, tuple(fixed), reach)
            seen, todo = {tuple(self.truth)}, [tuple(self.truth)]
            while left and todo and len(seen) < SOLUTIONS:
                here = todo.pop(0)
                for step in steps:
                    there = tuple(map(add, here, step))
                    if there in seen or min(there) < 0 or not fits(there, small):
                        continue
                    seen.add(there)
                    todo.append(there)
                    left = {g: c for g, c in left.items() if total(there, g) == c}
            if not left:
                break
        return left


SOLUTIONS = 300


def total(solution, group: int) -> int:
    return sum(x for i, x in enumerate(solution) if group >> i & 1)


def fits(solution, small) -> bool:
    """What is printed « moins de 5 » is between 1 and 4."""
    return all(1 <= sum(solution[i] for i in of) < THRESHOLD for of in small)


@cache
def kernel(n: int, fixed: tuple[frozenset[int], ...], reach: int) -> list[tuple[int, ...]]:
    """The steps of at most `reach` that change no printed count."""
    closing: dict[int, list] = {}
    for of in fixed:
        closing.setdefault(max(of), []).append(of)
    found: list[tuple[int, ...]] = [()]
    for i in range(n):
        found = [
            step
            for start in found
            for d in range(-reach, reach + 1)
            if all(not sum((*start, d)[j] for j in of) for of in closing.get(i, ()))
            and (step := (*start, d))
        ]
    # The shortest first: they lead to most solutions.
    return sorted((s for s in found if any(s)), key=lambda s: sum(map(abs, s)))


# Half of the counts near the threshold and zero, where secrets are.
FEW = st.integers(0, 6) | st.sampled_from((0, 0, 1, 5, 9))


@settings(max_examples=60, deadline=None)
@given(st.lists(FEW, min_size=7, max_size=7))
def test_three_skills_an_activity_that_needs_them_all_and_others_that_overlap(people):
    needs = {10: (1, 2, 3), 11: (1, 2), 12: (3,), 13: (2, 3), 14: (1, 3)}
    world = World({HOME: people}, needs)
    assert not world.told(), (people, world.published())


@settings(max_examples=60, deadline=None)
@given(st.lists(FEW, min_size=7, max_size=7))
def test_three_skills_two_of_them_needed_together(people):
    world = World({HOME: people}, {10: (1, 2), 11: (2, 3), 12: (3,)})
    assert not world.told(), (people, world.published())


@settings(max_examples=60, deadline=None)
@given(st.lists(FEW, min_size=6, max_size=6), st.sampled_from([(HOME, NEXT), (HOME,), (NEXT,)]))
def test_two_territories_and_their_hub(people, run):
    world = World({HOME: people[:3], NEXT: people[3:]}, {10: (1, 2)}, {10: set(run)})
    assert not world.told(), (people, world.published())


def test_the_attack_finds_what_pairs_do_not_hold():
    """Three activities that need two skills each: who knows all three is their sum, less the skills and the whole."""
    needs = {10: (1, 2, 3), 11: (1, 2), 12: (1, 3), 13: (2, 3)}
    people = [10, 10, 10, 10, 10, 10, 2]
    world = World({HOME: people}, needs)
    world.published = lambda: dict.fromkeys(world.cells, Mask.SHOWN)
    assert world.told()


@pytest.mark.parametrize(
    ("needs", "kept"),
    [
        ({3: (1, 2), 5: (2, 3), 7: (4, 5)}, {3, 7}),
        ({3: (1, 2), 5: (2, 1), 7: (2,)}, {3, 5, 7}),
        ({5: (1, 2), 3: (2, 3)}, {3}),
        ({3: (1,), 5: (1, 2)}, {3, 5}),
    ],
)
def test_what_is_printed_is_chosen_by_the_needs_never_by_the_counts(needs, kept):
    assert apart(needs) == kept
