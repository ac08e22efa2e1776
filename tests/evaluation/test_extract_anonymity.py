"""No line of an extract is alone, whatever the persons: tried on many sets of them."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.extracts.anonymity import WITHHELD, generalise

columns = st.integers(0, 4)


@st.composite
def persons(draw):
    """Persons as combinations of a few columns, of a few values each."""
    values = [st.sampled_from("abc"[: draw(st.integers(1, 3))]) for _ in range(draw(columns))]
    return draw(st.lists(st.tuples(*values), max_size=60))


def shown(found: list[tuple], threshold: int) -> list[tuple]:
    of = generalise(Counter(found), threshold)
    return [of[one] for one in found]


@settings(max_examples=200, deadline=None)
@given(persons(), st.integers(1, 8))
def test_no_combination_shown_counts_fewer_persons_than_the_threshold(found, threshold):
    """Those withheld count as one more combination: a line withheld alone would be the only one of its kind."""
    if 0 < len(found) < threshold:
        with pytest.raises(ValueError, match="fewer"):
            generalise(Counter(found), threshold)
        return
    lines = shown(found, threshold)
    assert all(n >= threshold for n in Counter(lines).values())
    # A reader who looks at some columns only meets more persons, never fewer.
    for width in range(1, len(found[0]) if found else 0):
        assert all(n >= threshold for n in Counter(line[-width:] for line in lines).values())


@settings(max_examples=200, deadline=None)
@given(persons(), st.integers(1, 8))
def test_what_is_withheld_is_not_told_by_what_is_shown(found, threshold):
    """Whoever knows the rule and subtracts finds no combination alone behind withheld cells: two at least stand there, unless
    everything that is told of them is told of as many persons as the threshold."""
    if len(found) < threshold:
        return
    counts = Counter(found)
    of = generalise(counts, threshold)
    behind: dict[tuple, set] = {}
    for one, line in of.items():
        behind.setdefault(line, set()).add(one)
    for line, ones in behind.items():
        if WITHHELD in line:
            assert len(ones) > 1
            assert sum(counts[one] for one in ones) >= threshold


@settings(max_examples=100, deadline=None)
@given(persons(), st.integers(1, 8), st.randoms())
def test_the_same_persons_are_shown_the_same_whatever_their_order(found, threshold, chance):
    if len(found) < threshold:
        return
    mixed = list(found)
    chance.shuffle(mixed)
    assert generalise(Counter(found), threshold) == generalise(Counter(mixed), threshold)


@settings(max_examples=100, deadline=None)
@given(persons(), st.integers(1, 8))
def test_a_cell_is_true_or_withheld_and_the_first_columns_go_first(found, threshold):
    if len(found) < threshold:
        return
    for one, line in generalise(Counter(found), threshold).items():
        hidden = line.count(WITHHELD)
        assert line == (WITHHELD,) * hidden + one[hidden:]


def test_what_is_frequent_loses_nothing():
    counts = {("Moulin", "F"): 5, ("Moulin", "M"): 7}
    assert generalise(counts, 5) == {one: one for one in counts}


def test_the_rare_districts_are_withheld_together():
    counts = {("Moulin", "F"): 9, ("Gare", "F"): 2, ("Port", "F"): 3}
    of = generalise(counts, 5)
    assert of["Moulin", "F"] == ("Moulin", "F")
    assert of["Gare", "F"] == of["Port", "F"] == (WITHHELD, "F")


def test_one_rare_combination_takes_the_smallest_group_with_it():
    """Withheld alone, it would be told by the others: its district is the only one that is not shown."""
    counts = {("Moulin", "F"): 9, ("Moulin", "M"): 6, ("Gare", "F"): 2}
    of = generalise(counts, 5)
    assert of["Gare", "F"] == of["Moulin", "M"] == (WITHHELD, WITHHELD)
    assert of["Moulin", "F"] == ("Moulin", "F")


@pytest.mark.parametrize(("n", "threshold"), [(0, 5), (5, 5), (1, 1)])
def test_none_and_just_enough(n, threshold):
    assert generalise({("Moulin",): n}, threshold) == ({("Moulin",): ("Moulin",)} if n else {})


def test_one_too_few_is_refused():
    with pytest.raises(ValueError, match="fewer"):
        generalise({("Moulin",): 3, ("Gare",): 1}, 5)


def test_without_any_such_column_there_is_nothing_to_withhold():
    assert generalise({(): 12}, 5) == {(): ()}


def test_a_territory_of_five_thousand_is_settled_at_once():
    chance = random.Random(7)
    found = [
        (
            chance.choice("abcdefgh"),
            chance.choice("ABCDEFGHIJKL"),
            chance.randrange(5),
            chance.randrange(4),
            chance.choice("FM"),
        )
        for _ in range(5000)
    ]
    assert all(n >= 5 for n in Counter(shown(found, 5)).values())
