"""No small count can be computed from what is printed: checked by trying every possible world."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import publication
from evaluation.masking import Mask, Sum, is_small, protect, share_is_small, thin, words

THRESHOLD = 5


def possible(values, sums, masks, top):
    """For each masked cell, the set of its values over every world that prints the same page."""
    unknown = [k for k, m in masks.items() if m]
    ranges = [range(1, THRESHOLD) if masks[k] is Mask.SMALL else range(0, top + 1) for k in unknown]
    found = {k: set() for k in unknown}
    for guess in itertools.product(*ranges):
        world = {**values, **dict(zip(unknown, guess, strict=True))}
        if all(world[s.total] == sum(world[p] for p in s.parts) for s in sums):
            for k, v in zip(unknown, guess, strict=True):
                found[k].add(v)
    return found


def told(values, masks):
    """What a reader knows each cell to be worth, those left out that are withheld: a world with others prints another page."""
    return {
        key: [values[key]] if mask is Mask.SHOWN else range(1, THRESHOLD)
        for key, mask in masks.items()
        if mask is not Mask.HIDDEN
    }


def check(values, sums, top, **options):
    masks = protect(values, sums, THRESHOLD, **options)
    for key, value in values.items():
        if is_small(value, THRESHOLD):
            assert masks[key], (key, values)
        if masks[key] is Mask.SMALL:
            assert is_small(value, THRESHOLD), "« moins de 5 » n’est écrit que s’il est vrai"
    for key, guesses in possible(values, sums, masks, top).items():
        assert len(guesses) > 1 or not is_small(values[key], THRESHOLD), (key, values, masks)
    return masks


counts = st.integers(0, 9)


@settings(max_examples=150, deadline=None)
@given(st.lists(counts, min_size=2, max_size=4))
def test_parts_and_their_total(parts):
    values = {f"p{i}": n for i, n in enumerate(parts)} | {"total": sum(parts)}
    sums = [Sum("total", tuple(f"p{i}" for i in range(len(parts))))]
    check(values, sums, top=12)


@settings(max_examples=25, deadline=None)
@given(st.lists(counts, min_size=4, max_size=4))
def test_rows_and_columns(cells):
    """A table of two rows and two columns with all its totals."""
    a, b, c, d = cells
    values = {
        "a": a, "b": b, "c": c, "d": d,
        "ab": a + b, "cd": c + d, "ac": a + c, "bd": b + d, "all": a + b + c + d,
    }  # fmt: skip
    sums = [
        Sum("ab", ("a", "b")),
        Sum("cd", ("c", "d")),
        Sum("ac", ("a", "c")),
        Sum("bd", ("b", "d")),
        Sum("all", ("ab", "cd")),
        Sum("all", ("ac", "bd")),
    ]
    masks = protect(values, sums, THRESHOLD)
    # Every world: the four inner cells decide all the others.
    known, seen = told(values, masks), {k: set() for k, m in masks.items() if m}
    for p, q, r, s in itertools.product(*(known.get(k, range(14)) for k in "abcd")):
        world = {
            "a": p, "b": q, "c": r, "d": s,
            "ab": p + q, "cd": r + s, "ac": p + r, "bd": q + s, "all": p + q + r + s,
        }  # fmt: skip
        if all(world[k] in known[k] for k in known):
            for k in seen:
                seen[k].add(world[k])
    for k, guesses in seen.items():
        assert len(guesses) > 1 or not is_small(values[k], THRESHOLD), (k, values, masks)


@settings(max_examples=80, deadline=None)
@given(st.lists(counts, min_size=5, max_size=5))
def test_a_part_that_is_itself_a_total(numbers):
    """Volunteers = solutions (EBE + elsewhere) + waiting + paused + left."""
    ebe, elsewhere, waiting, paused, left = numbers
    values = {
        "ebe": ebe,
        "elsewhere": elsewhere,
        "solved": ebe + elsewhere,
        "waiting": waiting,
        "paused": paused,
        "left": left,
        "all": sum(numbers),
    }
    sums = [
        Sum("solved", ("ebe", "elsewhere")),
        Sum("all", ("solved", "waiting", "paused", "left")),
    ]
    masks = protect(values, sums, THRESHOLD)
    unknown = [k for k, m in masks.items() if m]
    seen = {k: set() for k in unknown}
    known = told(values, masks)
    ranges = [known.get(k, range(11)) for k in ("ebe", "elsewhere", "waiting", "paused")]
    for e, s, w, p in itertools.product(*ranges):
        world = {"ebe": e, "elsewhere": s, "solved": e + s, "waiting": w, "paused": p}
        rest = range(11) if masks["all"] else [values["all"] - e - s - w - p]
        for gone in rest:
            if gone < 0:
                continue
            world |= {"left": gone, "all": e + s + w + p + gone}
            if all(world[k] in known[k] for k in known):
                for k in unknown:
                    seen[k].add(world[k])
    for k, guesses in seen.items():
        assert len(guesses) > 1 or not is_small(values[k], THRESHOLD), (k, values, masks)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=2))
def test_a_hub_does_not_tell_its_territories(territories):
    """The territories publish first; the hub hides its own totals rather than tell theirs."""
    values, sums, masks = {}, [], {}
    for i, (a, b) in enumerate(territories):
        mine = {f"{i}a": a, f"{i}b": b, f"{i}": a + b}
        addition = Sum(f"{i}", (f"{i}a", f"{i}b"))
        masks |= protect(mine, [addition], THRESHOLD)
        values |= mine
        sums.append(addition)
    for column in ("a", "b", ""):
        values[f"hub{column}"] = sum(values[f"{i}{column}"] for i in range(len(territories)))
        sums.append(Sum(f"hub{column}", tuple(f"{i}{column}" for i in range(len(territories)))))
    sums.append(Sum("hub", ("huba", "hubb")))
    found = protect(values, sums, THRESHOLD, given=masks)
    assert {k: found[k] for k in masks} == masks
    cells = [f"{i}{c}" for i in range(len(territories)) for c in "ab"]
    known, seen = told(values, found), {k: set() for k, m in found.items() if m}
    for guess in itertools.product(*(known.get(k, range(13)) for k in cells)):
        world = dict(zip(cells, guess, strict=True))
        for i in range(len(territories)):
            world[f"{i}"] = world[f"{i}a"] + world[f"{i}b"]
        for column in ("a", "b", ""):
            world[f"hub{column}"] = sum(world[f"{i}{column}"] for i in range(len(territories)))
        if all(world[k] in known[k] for k in known):
            for k in seen:
                seen[k].add(world[k])
    for k, guesses in seen.items():
        assert len(guesses) != 1 or not is_small(values[k], THRESHOLD), (k, values, found)


@pytest.mark.parametrize(
    ("parts", "printed"),
    [
        ([3, 20, 30], ["non publié", "non publié", "30"]),
        ([3, 2, 30], ["moins de 5", "moins de 5", "30"]),
        ([4, 4, 30], ["non publié", "non publié", "30"]),
        ([0, 20, 30], ["0", "20", "30"]),
        ([0, 3, 0], ["0", "moins de 5", "0"]),
        ([8, 9, 10], ["8", "9", "10"]),
    ],
)
def test_what_is_printed(parts, printed):
    values = dict(enumerate(parts)) | {"total": sum(parts)}
    masks = check(values, [Sum("total", (0, 1, 2))], top=60 if sum(parts) < 20 else 33)
    assert [words(masks[i], THRESHOLD) if masks[i] else str(parts[i]) for i in range(3)] == printed


def test_what_protects_nothing_any_more_is_printed():
    """Four territories and four bands of waiting: two bands of the hub are enough, all four went on the way."""
    bands = {
        "a": [6, 13, 16, 47],
        "b": [4, 11, 8, 29],
        "c": [4, 9, 19, 40],
        "d": [4, 4, 10, 10],
        "e": [0, 0, 1, 20],
    }
    values, sums, masks = {}, [], {}
    for place, counts_ in bands.items():
        mine = {f"{place}{n}": count for n, count in enumerate(counts_)} | {place: sum(counts_)}
        addition = Sum(place, tuple(f"{place}{n}" for n in range(4)))
        masks |= protect(mine, [addition], THRESHOLD)
        values |= mine
        sums.append(addition)
    for n in (*range(4), ""):
        values[f"hub{n}"] = sum(values[f"{place}{n}"] for place in bands)
        sums.append(Sum(f"hub{n}", tuple(f"{place}{n}" for place in bands)))
    sums.append(Sum("hub", tuple(f"hub{n}" for n in range(4))))
    found = protect(values, sums, THRESHOLD, given=masks)
    hidden = {key for key, mask in found.items() if mask and key.startswith("hub")}
    assert len(hidden) == 2
    # Either of the two, printed, would tell the one person of « e » who waits for less than a year.
    for key in hidden:
        bare = {**found, key: Mask.SHOWN}
        with pytest.raises(ValueError, match="told by masks that may not change"):
            protect(values, sums, THRESHOLD, given=bare)


def test_the_total_is_the_last_to_go():
    masks = protect({"a": 3, "b": 40, "t": 43}, [Sum("t", ("a", "b"))], THRESHOLD)
    assert masks == {"a": Mask.HIDDEN, "b": Mask.HIDDEN, "t": Mask.SHOWN}


def test_the_headline_is_kept_when_another_cell_will_do():
    values = {"paused": 3, "waiting": 6, "left": 50, "t": 59}
    masks = protect(
        values, [Sum("t", ("paused", "waiting", "left"))], THRESHOLD, keep={"waiting": 1}
    )
    assert masks["waiting"] is Mask.SHOWN
    assert masks["left"] is Mask.HIDDEN


@pytest.mark.parametrize(
    ("numerator", "denominator", "small"),
    [(3, 40, True), (37, 40, True), (3, 3, True), (0, 40, False), (40, 40, False), (20, 40, False)],
)
def test_shares_that_tell_a_small_count(numerator, denominator, small):
    assert share_is_small(numerator, denominator, THRESHOLD) is small


@settings(max_examples=200)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=10))
def test_a_thinned_series_has_no_small_step(steps):
    series = [(i, (n,)) for i, n in enumerate(itertools.accumulate(steps))]
    kept = thin(series, THRESHOLD)
    assert kept[-1] == series[-1][0]
    numbers = [dict(series)[k][0] for k in kept]
    assert not any(is_small(b - a, THRESHOLD) for a, b in itertools.pairwise(numbers))


def delays(code, **persons):
    """Stored rows of a delay: value 30 days, measured on so many persons in each cell of the sex."""
    return [(1, None, None, code, "sex", cell, 30, None, n) for cell, n in persons.items()]


@pytest.mark.parametrize(
    ("persons", "withheld"),
    [
        ({"F": 9, "M": 7}, set()),
        ({"F": 9, "M": 2}, {"F", "M"}),
        # Two and three are five together: whoever subtracts finds a delay of five persons.
        ({"F": 9, "M": 2, "unsaid": 3}, {"M", "unsaid"}),
        ({"F": 9, "M": 2, "unsaid": 1}, {"F", "M", "unsaid"}),
        ({"F": 9, "M": 6, "unsaid": 1}, {"M", "unsaid"}),
    ],
)
def test_delays_around_one_that_is_withheld(persons, withheld):
    found = publication._printed(delays("E10P", **persons), {}, THRESHOLD)
    assert {cell for (_, _, cell) in found} == withheld


def test_a_delay_says_no_count_is_small_or_not():
    """It is written from five persons on: beside a count that is withheld, it is withheld too."""
    masks = {("E6", "sex", "F"): Mask.HIDDEN, ("E6", "sex", "M"): Mask.SMALL}
    assert set(publication._printed(delays("E10S", F=9), masks, THRESHOLD)) == {
        ("E10S", "sex", "F")
    }
    assert not publication._printed(delays("E10P", F=9), masks, THRESHOLD)


@pytest.mark.parametrize(("other", "is_withheld"), [(3, True), (6, False)])
def test_a_delay_of_the_hub_does_not_tell_that_of_a_few(other, is_withheld):
    by = {1: delays("E10P", F=20), 2: delays("E10P", F=other), 3: delays("E10P", F=20 + other)}
    found = publication.decide(by, 3, dict.fromkeys(by, THRESHOLD))
    assert bool(found[3]) is is_withheld
