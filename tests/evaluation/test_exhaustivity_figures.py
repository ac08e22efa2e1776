"""E9 by proposal, E11 over a year, E12 to E14: counted by hand."""

from datetime import date
from decimal import Decimal

import pytest

from cle.models import Attendance, Meeting, Seat
from ebe.models import Contract
from evaluation import aggregates
from evaluation.exhaustivity import flows
from evaluation.forecasts import basis
from evaluation.models import WaitRule
from ppde.models import EligibilityReview, Person
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


def reviewed(home, as_team, one, outcome, day):
    return EligibilityReview.objects.create(
        territory=home, person=one, rule=as_team.rule, without_job_since=date(2022, 1, 1),
        resident_since=date(2011, 1, 1), positive_acts=True, evidence_seen_on=day,
        prepared_by=as_team.users["lead"], outcome=outcome,
        decision=as_team.rows["home"]["decision"], decided_on=day,
    )  # fmt: skip


def test_waiting_a_year_for_the_committee_is_no_exhaustivity(home, as_team):
    """Volunteers whose review nobody presents are late as those of the list are; who was not found eligible is not."""
    habilitate(home)
    for n in range(3):
        person(home, n, volunteer_on=date(2026, 2, 1))
    person(home, 3, volunteer_on=date(2026, 9, 1))
    person(home, 4, volunteer_on=date(2026, 2, 1), first_proposal_on=date(2026, 3, 1))
    no = person(home, 5, volunteer_on=date(2026, 2, 1))
    reviewed(home, as_team, no, "not_eligible", date(2026, 10, 15))
    found = compute(home, date(2026, 9, 1), MONTH)
    assert (found["ADE"].value, found["ADEL"].value, found["E13"].value) == (6, 3, 0)
    assert figures(home, date(2026, 9, 1))["ADEL"].value == 4, "décidé en octobre seulement"
    Person.objects.filter(number__in=(1000, 1001, 1002)).update(eligible_on=date(2026, 10, 1))
    assert compute(home)["E13"].value == 0, "sur la liste, sans proposition depuis février"
    Person.objects.filter(number__in=(1000, 1001, 1002)).update(first_proposal_on=date(2026, 10, 2))
    assert compute(home)["E13"].value == 1


@pytest.mark.parametrize(
    ("kind", "stays"),
    [("died", False), ("retired", False), ("moved", False), ("no_longer", False),
     ("unreachable", True), ("health", True), ("training", True), ("fixed_short", True)],
)  # fmt: skip
def test_who_waits_for_nothing_any_more_is_told_beside_the_stock(home, as_team, kind, stays):
    habilitate(home)
    early = {"identified_on": date(2025, 6, 1), "volunteer_on": date(2025, 7, 1), "eligible_on": date(2025, 8, 1)}  # fmt: skip
    for n in range(3):
        person(home, n, **early, outcome_on=date(2026, 2, 1), outcome_kind="ebe")
    person(home, 4, **early, outcome_on=date(2026, 3, 1), outcome_kind=kind)
    no = person(home, 5, **(early | {"eligible_on": None}))
    reviewed(home, as_team, no, "not_eligible", date(2026, 4, 1))
    found = compute(home, date(2026, 2, 1), MONTH)
    assert (found["E12"].numerator, found["E12"].denominator) == (3, 5)
    assert (found["E12S"].numerator, found["E12S"].denominator) == (2 - stays, 2)
    assert found["E13"].value == (not stays)
    assert figures(home, date(2026, 2, 1))["E12S"].numerator == 0, "un mois passé garde les siens"


@pytest.mark.parametrize(
    ("leaving", "counted", "kind"),
    [("resigned", "SOR", "ended"), ("agreed", "SOR", "ended"), ("retired", "SOR", "retired"),
     ("died", "SOR", "died"), ("resigned_for_job", "E6", ""), ("hired_elsewhere", "E6", "")],
)  # fmt: skip
def test_who_left_the_enterprise_is_no_solution_from_the_day_after(
    home, as_team, leaving, counted, kind
):
    """The last day is still one of work; another contract since, or a return, ends it."""
    habilitate(home)
    early = {"identified_on": date(2025, 6, 1), "volunteer_on": date(2025, 7, 1), "eligible_on": date(2025, 8, 1)}  # fmt: skip
    one = person(home, 1, **early, outcome_on=date(2026, 2, 1), outcome_kind="ebe")
    contract = as_team.rows["home"]["contract"]
    Contract.objects.filter(pk=contract.pk).update(
        person=one, starts_on=date(2026, 2, 1), ends_on=date(2026, 9, 30), leaving=leaving
    )
    months = date(2026, 9, 1), MONTH
    compute(home, *months)
    assert figures(home, months[0])["E6"].value == 1
    assert figures(home, months[0], breakdown="destination")["E6", "ebe"].value == 1
    found = figures(home)
    parts = {code: int(found[code].value) for code in ("E6", "SOR") if found[code].value}
    assert (parts, found["E5"].value) == ({counted: 1}, 1)
    assert figures(home, breakdown="destination")["E6", "ebe"].value == 0
    if kind:
        assert figures(home, breakdown="kind")["SOR", kind].value == 1
    assert found["E12"].numerator == (counted == "E6")
    assert found["E13"].value == (kind != "ended")
    assert figures(home, date(2026, 9, 1))["E11A"].numerator == 1, "l’embauche reste dans le flux"
    # No movement of the list: she had left it when she was hired.
    series = {c: {m: figures(home, m)[c].value for m in months} for c in flows.CODES}
    (moved,) = flows.between(series, months)
    assert (moved.solved, moved.others, moved.returns) == (0, 0, 0)
    stored = basis.stored(home, list(months))
    past = basis.moves(home, stored, list(months))
    assert (past.hires, past.exits, past.returns) == ((0,), (0,), (0,))
    gone = "FINE" if counted == "SOR" else "FINJ"
    assert found[gone].value == 1
    assert aggregates.read(home, exact=False, month=MONTH).is_masked(gone)
    again = Contract.objects.get(pk=contract.pk)
    again.pk, again.starts_on, again.ends_on, again.leaving = None, date(2026, 10, 31), None, ""
    again.save()
    assert compute(home)["E6"].value == 1


def test_before_the_habilitation_exhaustivity_says_nothing(home):
    habilitate(home, date(2026, 11, 1))
    listed(home, 1, date(2025, 7, 1))
    found = compute(home)
    assert (found["E13"].value, found["E12"].value) == (None, None)


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
