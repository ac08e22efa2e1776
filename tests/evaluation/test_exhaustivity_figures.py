"""E9 by proposal, E11 over a year, E12 to E14: counted by hand."""

from datetime import date
from decimal import Decimal

import pytest

from cle.models import Attendance, Meeting, Seat
from evaluation.models import WaitRule
from territories.models import Phase
from territories.periods import period
from tests.evaluation.small_world import END, MONTH, clear, listed, person
from tests.evaluation.test_indicators import compute, figures


@pytest.fixture
def home(as_team):
    clear(as_team.home)
    return as_team.home


def proposals(home, month=MONTH) -> dict:
    found = figures(home, month, breakdown="proposal")
    return {cell: v.value for (_, cell), v in found.items()}


def test_who_waits_for_a_first_proposal_and_beyond_the_delay(home):
    """Six months: waiting since 30 April is beyond at the end of October, since 1 May is not."""
    listed(home, 1, date(2026, 5, 1))
    listed(home, 2, date(2026, 4, 30))
    listed(home, 3, date(2026, 1, 1), first_proposal_on=date(2026, 2, 1))
    # Proposed after the end of the month: nothing yet.
    listed(home, 4, date(2026, 1, 1), first_proposal_on=date(2026, 11, 2))
    compute(home)
    assert proposals(home) == {"had": 1, "none": 1, "late": 2, "unknown": None}


def test_the_delay_is_dated_and_the_territorys_own_comes_first(home, as_team):
    WaitRule.objects.filter(territory=home).delete()
    listed(home, 1, date(2026, 7, 1))
    compute(home)
    assert proposals(home)["late"] == 0
    WaitRule.objects.create(
        territory=as_team.hub, valid_from=date(2026, 1, 1), months=3, source="hub"
    )
    compute(home)
    assert proposals(home)["late"] == 1
    WaitRule.objects.create(territory=home, valid_from=date(2026, 10, 1), months=5, source="CLE")
    compute(home, date(2026, 9, 1), MONTH)
    assert proposals(home)["late"] == 0
    # September keeps the delay of its time: 3 months, not passed since 1 July.
    assert proposals(home, date(2026, 9, 1))["late"] == 0
    WaitRule.objects.filter(territory=home).update(valid_from=date(2026, 11, 1))
    compute(home)
    assert proposals(home)["late"] == 1


def test_the_flow_over_twelve_months(home):
    for n in range(4):
        listed(home, n, date(2025, 11, 1))
    listed(home, 9, date(2025, 10, 31))
    for n in range(3):
        out = date(2025, 11, 1) if n else date(2025, 10, 31)
        listed(home, 20 + n, date(2025, 1, 1), outcome_on=out, outcome_kind="ebe", sex="F")
    found = compute(home)["E11A"]
    assert (found.numerator, found.denominator, found.value) == (2, 4, Decimal("0.5"))
    assert figures(home, breakdown="sex")["E11A", "F"].numerator == 2


def habilitate(home, day=date(2026, 1, 1)):
    Phase.objects.filter(territory=home).delete()
    Phase.objects.create(territory=home, kind="habilitated", period=period(day))


def test_exhaustivity_of_flow_needs_the_stock_and_no_late_wait(home):
    habilitate(home)
    early = {"identified_on": date(2025, 6, 1), "volunteer_on": date(2025, 7, 1)}
    one = person(home, 1, **early, eligible_on=date(2025, 8, 1))
    assert compute(home)["E13"].value == 0
    one.outcome_on, one.outcome_kind = date(2026, 2, 1), "ebe"
    one.save()
    assert compute(home)["E13"].value == 1
    late = listed(home, 2, date(2026, 3, 1))
    assert compute(home)["E13"].value == 0
    late.first_proposal_on = date(2026, 4, 1)
    late.save()
    assert compute(home)["E13"].value == 1


def test_before_the_habilitation_exhaustivity_says_nothing(home):
    habilitate(home, date(2026, 11, 1))
    listed(home, 1, date(2025, 7, 1))
    assert compute(home)["E13"].value is None


def test_a_hub_has_no_yes_or_no(home, as_team):
    from evaluation import operations
    from evaluation.models import IndicatorValue

    operations.close_months(as_team.hub.pk, MONTH)
    assert not IndicatorValue.objects.filter(territory=as_team.hub, code="E13").exists()


def seat(home, committee, holder, **values):
    values = {"college": "ppde", "period": period(date(2025, 1, 1)), **values}
    return Seat.objects.create(territory=home, committee=committee, holder=holder, **values)


def test_seats_and_presence_of_those_concerned(home, as_team):
    committee = as_team.rows["home"]["committee"]  # one seat already, of the local authority
    seats = [seat(home, committee, f"P{n}") for n in range(2)]
    seat(home, committee, "Past", period=period(date(2024, 1, 1), date(2025, 12, 31)))
    seat(home, committee, "Guest", votes=False)
    found = compute(home)
    assert (found["E14"].numerator, found["E14"].denominator) == (2, 3)
    assert found["E14P"].value is None
    for starts_on, statuses in (
        ("2026-05-05T09:00Z", ("present", "absent")),
        ("2025-10-31T09:00Z", ("present", "present")),
    ):
        meeting = Meeting.objects.create(
            territory=home, committee=committee, starts_at=starts_on, state="held"
        )
        for one, status in zip(seats, statuses, strict=True):
            Attendance.objects.create(territory=home, meeting=meeting, seat=one, status=status)
    found = compute(home)["E14P"]
    assert (found.numerator, found.denominator) == (1, 2)
    assert END.year == 2026
