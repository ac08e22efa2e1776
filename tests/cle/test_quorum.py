"""Voices and quorum: vectors."""

import pytest

from cle.models import Attendance, Seat
from cle.quorum import count, reading, required


def seat(pk, college="local_authority", votes=True):
    return Seat(pk=pk, college=college, votes=votes, holder=f"S{pk}")


def row(pk, status="present", proxy=None):
    return Attendance(seat_id=pk, status=status, proxy_id=proxy)


@pytest.mark.parametrize(
    ("seats", "percent", "expected"),
    [
        (27, 50, 14),
        (26, 50, 13),
        (27, 0, 0),
        (0, 50, 1),
        (1, 1, 1),
        (3, 100, 3),
        (9, 33, 3),
        (10, 67, 7),
    ],
)
def test_the_quorum_is_a_share_of_the_filled_voting_seats_rounded_up(seats, percent, expected):
    assert required(seats, percent) == expected


def test_fourteen_voices_of_twenty_seven_are_the_quorum():
    seats = [seat(n) for n in range(1, 28)]
    found = count(seats, [row(n) for n in range(1, 15)], 50)
    assert found.met
    assert found.title == "Quorum atteint"
    assert found.words == "14 voix sur 27, quorum à 14"
    assert not count(seats, [row(n) for n in range(1, 14)], 50).met


def test_a_represented_seat_counts_only_through_somebody_present():
    seats = [seat(1), seat(2), seat(3)]
    heard = count(seats, [row(1), row(2, "represented", 1), row(3, "absent")], 50)
    assert heard.voices == 2
    unheard = count(seats, [row(1, "excused"), row(2, "represented", 1), row(3)], 50)
    assert unheard.voices == 1


def test_a_seat_without_voice_never_counts_but_may_carry_one():
    seats = [seat(1), seat(2, votes=False)]
    found = count(seats, [row(1, "represented", 2), row(2)], 50)
    assert (found.seats, found.voices) == (1, 1)


def test_colleges_are_told_one_by_one():
    seats = [seat(1), seat(2, "ppde"), seat(3, "ppde"), seat(4, "fund", votes=False)]
    found = count(seats, [row(1), row(2), row(3, "absent"), row(4)], 50)
    assert [(c.college, c.voices, c.seats) for c in found.colleges] == [
        ("local_authority", 1, 1),
        ("ppde", 1, 2),
    ]


def test_without_attendance_nothing_is_claimed():
    found = count([seat(1), seat(2)], [], 50)
    assert not found.recorded
    assert not found.met
    assert found.title == "Présences à relever"
    assert count([seat(1)], [], 0).title == "Pas de quorum fixé"


@pytest.mark.parametrize(
    ("pour", "contre", "outcome", "warned"),
    [
        (5, 4, "adopted", False),
        (5, 5, "adopted", True),
        (2, 5, "adopted", True),
        (5, 2, "rejected", True),
        (5, 2, "postponed", False),
        (2, 5, "rejected", False),
    ],
)
def test_count_and_outcome_that_disagree_give_a_warning(pour, contre, outcome, warned):
    assert bool(reading(pour, contre, outcome)) is warned
