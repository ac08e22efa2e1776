"""The advice on eligibility: dates of domain.md §11, boundary days included."""

from datetime import date

import pytest

from ppde.eligibility import advice, months_before, opinion
from ppde.models import EligibilityRule

RULE = EligibilityRule(version=1, months_without_job=12, months_resident=6, positive_acts=True)
DAY = date(2026, 3, 31)


def met(since: date, resident: date, acts: bool = True, rule=RULE, on=DAY) -> list[bool]:
    return [c.met for c in advice(rule, on, since, resident, acts)]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 12, date(2025, 3, 31)),
        (date(2026, 3, 31), 6, date(2025, 9, 30)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 8, 31), 18, date(2025, 2, 28)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, expected):
    assert months_before(day, months) == expected


def test_the_day_itself_is_enough_and_the_next_one_is_not():
    assert met(date(2025, 3, 31), date(2025, 9, 30)) == [True, True, True]
    assert met(date(2025, 4, 1), date(2025, 9, 30)) == [False, True, True]
    assert met(date(2025, 3, 31), date(2025, 10, 1)) == [True, False, True]
    assert met(date(2025, 3, 31), date(2025, 9, 30), acts=False) == [True, True, False]


def test_somebody_who_lost_a_job_after_volunteering_is_told_so_in_words():
    first, *_ = advice(RULE, DAY, date(2026, 6, 1), date(2020, 1, 1), True)
    assert not first.met
    assert "au plus tard le 31\u00a0mars\u00a02025" in first.sentence


def test_a_rule_without_positive_acts_does_not_ask_for_them():
    rule = EligibilityRule(version=2, months_without_job=12, months_resident=6, positive_acts=False)
    assert met(date(2020, 1, 1), date(2020, 1, 1), acts=False, rule=rule) == [True, True]


def test_the_opinion_says_what_is_missing():
    whole = advice(RULE, DAY, date(2020, 1, 1), date(2020, 1, 1), True)
    assert opinion(whole) == "Les critères de la règle sont réunis."
    one = advice(RULE, DAY, date(2020, 1, 1), date(2020, 1, 1), False)
    assert opinion(one) == "Un critère n’est pas réuni\u00a0: recherche active."
    none = advice(RULE, DAY, date(2026, 1, 1), date(2026, 1, 1), False)
    assert opinion(none).startswith("Trois critères ne sont pas réunis\u00a0: sans emploi durable")
