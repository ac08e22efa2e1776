"""The vectors of the field: official worked examples, to the cent."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebe import funding
from ebe.models import CdeRate, SmicRate


def rates(percent, hourly):
    return (
        CdeRate(state_percent=D(percent), local_percent=D(15), monthly_hours=D("151.67")),
        SmicRate(hourly=D(hourly)),
    )


@pytest.mark.parametrize(
    ("percent", "hourly", "annual", "state", "local", "total"),
    [
        ("95", "11.65", "21203.52", "20143.34", "3021.50", "23164.85"),  # the Fund's example, 2024
        ("95", "11.88", "21622.08", "20540.98", "3081.15", "23622.12"),  # 2025
        ("95", "12.02", "21876.84", "20783.00", "3117.45", "23900.45"),  # 2026, rate assumed
    ],
)
def test_cde_per_fte_and_year(percent, hourly, annual, state, local, total):
    rate, smic = rates(percent, hourly)
    shares = funding.cde_per_fte(rate, smic)
    assert funding.annual_smic(smic.hourly, rate.monthly_hours) == shares.base == D(annual)
    assert shares.state == D(state)
    assert shares.local == D(local)
    assert shares.total == D(total)


def test_the_departments_share_at_102_percent_in_2021():
    rate, smic = rates("102", "10.25")
    assert round(funding.cde_per_fte(rate, smic).local) == 2854


def test_per_hour_in_july_2021():
    rate, smic = rates("102", "10.25")
    shares = funding.Shares(smic.hourly, rate.state_percent, rate.local_percent)
    assert (shares.state, shares.local) == (D("10.46"), D("1.57"))


@pytest.mark.parametrize(
    ("privation", "other", "financed"), [(93, 7, 100), (88, 12, 98), (0, 5, D("0.5")), (10, 0, 10)]
)
def test_other_jobs_are_financed_up_to_a_tenth_of_all(privation, other, financed):
    assert funding.financed_fte(D(privation), D(other), 10) == financed


def test_nothing_is_financed_beyond_the_convention():
    assert funding.financed_fte(D(93), D(7), 10, ceiling=D(90)) == 90


@given(st.decimals(0, 400, places=4), st.decimals(0, 60, places=4))
def test_financed_fte_never_loses_a_person_from_privation(privation, other):
    financed = funding.financed_fte(privation, other, 10)
    assert privation <= financed <= privation + other
    assert financed - privation <= (privation + other) / 10 + D("0.0001")


def test_start_up_grant_counts_net_jobs():
    assert funding.start_up_grant(D(58), D(78), D(6361)) == 127220
    assert funding.start_up_grant(D(78), D(58), D(6361)) == 0


def test_start_up_unit_is_at_most_30_percent_of_the_smic():
    assert funding.start_up_unit_cap(D("21203.52"), 30) == D("6361.06")


def test_the_remuneration_is_compared_charges_included():
    rate, smic = rates("95", "11.65")
    total = funding.cde_per_fte(rate, smic).total
    assert not funding.is_below_remuneration(total, D("21203.52"))
    assert funding.is_below_remuneration(total, D("22500") * D("1.12"))


def test_a_month_is_cut_where_something_changes():
    first, last = funding.month_of(date(2024, 11, 20))
    assert (first, last) == (date(2024, 11, 1), date(2024, 11, 30))
    cut = list(
        funding.spans(first, last, [date(2024, 11, 1), date(2024, 11, 15), date(2025, 1, 1)])
    )
    assert cut == [
        (date(2024, 11, 1), date(2024, 11, 14)),
        (date(2024, 11, 15), date(2024, 11, 30)),
    ]


@given(st.dates(date(2016, 1, 1), date(2040, 12, 31)), st.lists(st.dates(), max_size=5))
def test_the_parts_of_a_month_make_the_month(day, changes):
    first, last = funding.month_of(day)
    parts = list(funding.spans(first, last, changes))
    assert sum((b - a).days + 1 for a, b in parts) == last.day
    assert parts[0][0] == first
    assert parts[-1][1] == last


def test_the_last_months():
    assert funding.months_up_to(date(2026, 2, 28), 3) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


def test_a_part_of_a_month_is_worth_its_days():
    assert funding.amount(D("20540.98"), D("0.8"), 31, 31) == D("1369.40")
    assert funding.amount(D("12000"), D(1), 15, 30) == 500
