"""The frames of what is called have room, at whatever depth it is called."""

import resource

import pytest

from tzcld.room import with_room


def leaf() -> None:
    pass


def loop() -> int:
    """Page faults of a thousand calls."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(1_000):
        leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def at(depth: int) -> int:
    return at(depth - 1) if depth else loop()


def test_no_depth_takes_a_block_at_each_turn_of_a_loop():
    # Each frame of `at` takes some words of a block: all places of a block are met, and those of several blocks.
    assert max(with_room(at, depth) for depth in range(400)) < 500


def test_what_is_raised_and_returned_comes_through():
    assert with_room(sorted, [2, 1], reverse=True) == [2, 1]
    with pytest.raises(ZeroDivisionError):
        with_room(lambda: 1 / 0)
