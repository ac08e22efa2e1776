"""A month gone by counts who people were then: a return, or a rank taken later, changes nothing of it."""

from datetime import date

import pytest

from evaluation import operations
from evaluation.models import IndicatorValue
from ppde import operations as ppde
from ppde.models import EligibilityReview, EventKind, ListRule, OutcomeKind, Person
from ppde.operations.corrections import cancel_return
from ppde.operations.journey import write
from ppde.operations.ranks import back_to
from tests.evaluation.small_world import clear, listed

PARTS = ("E6", "E9", "PAU", "ADE", "SOR")
START = date(2026, 1, 1)


@pytest.fixture
def one(as_team, by):
    """An eligible volunteer of January, with the proposal of a post in February."""
    clear(as_team.home)
    return enrol(as_team, by, 1)


def enrol(as_team, by, number: int, proposed_on: date | None = date(2026, 2, 20)) -> Person:
    home = as_team.home
    person = listed(home, number, START)
    EligibilityReview.objects.create(
        territory=home,
        person=person,
        rule=as_team.rule,
        without_job_since=date(2022, 1, 1),
        resident_since=date(2011, 1, 1),
        positive_acts=True,
        evidence_seen_on=START,
        prepared_by=by,
        outcome="eligible",
        decision=as_team.rows["home"]["decision"],
        decided_on=START,
    )
    write(person, EventKind.INTERVIEW, START, by=by)
    if proposed_on:
        write(person, EventKind.PROPOSAL, proposed_on, by=by)
    ppde.refresh(person)
    return person


def back(as_team, outcome, on: date, effect: str, by):
    """Their return, under a rule that gives this rank."""
    terms = dict.fromkeys(("after_job", "after_choice", "after_long"), effect)
    ListRule.objects.filter(territory=as_team.home).update(**terms)
    return ppde.record_return(outcome, on, by=by)


def figures(territory, *months: int) -> list[dict]:
    """The whole figures at the end of these months of 2026, computed now."""
    days = [date(2026, month, 1) for month in months]
    operations.recompute(territory.pk, *days)
    rows = IndicatorValue.objects.filter(territory=territory, month__in=days, breakdown="")
    found = [{r.code: r for r in rows if r.month == day} for day in days]
    for month in found:
        assert month["E5"].value == sum(month[code].value for code in PARTS), (
            "chacun est compté une fois"
        )
    return found


def parts(month: dict) -> dict[str, int]:
    return {code: int(month[code].value) for code in ("E5", *PARTS) if month[code].value}


def test_a_solution_found_then_lost_stays_in_the_months_it_lasted(as_team, one, by):
    before = figures(as_team.home, 2, 3, 7)
    outcome = ppde.record_outcome(one, OutcomeKind.EBE, date(2026, 3, 10), by=by)
    hired = figures(as_team.home, 2, 3, 7)
    assert [parts(m) for m in hired] == [{"E5": 1, "E9": 1}, {"E5": 1, "E6": 1}, {"E5": 1, "E6": 1}]
    back(as_team, outcome, date(2026, 8, 15), "new", by)
    one.refresh_from_db()
    assert (one.volunteer_on, one.eligible_on, one.first_proposal_on) == (
        date(2026, 8, 15),
        None,
        None,
    )
    again = figures(as_team.home, 2, 3, 7, 8, 10)
    for code in IndicatorValue.objects.filter(territory=as_team.home).values_list(
        "code", flat=True
    ):
        for then, now in zip(hired, again[:3], strict=True):
            told = [(m[code].value, m[code].numerator, m[code].denominator) for m in (then, now)]
            assert told[0] == told[1], code
    assert before[0]["E9"].value == again[0]["E9"].value
    assert [parts(m) for m in again[3:]] == [{"E5": 1, "ADE": 1}] * 2
    # The flows count what took place: a solution in March, two acts of volunteering in the year, one person.
    march, august, october = again[1], again[3], again[4]
    assert (march["E11"].numerator, march["E10S"].value) == (1, (date(2026, 3, 10) - START).days)
    assert (august["E11"].numerator, august["E11"].denominator) == (0, 1)
    assert (october["E11A"].numerator, october["E11A"].denominator) == (1, 1)
    # The cells follow their total.
    cells = IndicatorValue.objects.filter(code="E6", month=date(2026, 3, 1), territory=as_team.home)
    assert {c.cell: int(c.value) for c in cells.filter(breakdown="destination")} == {
        "ebe": 1,
        "elsewhere": 0,
    }


def test_who_came_back_at_their_rank_had_left_in_between(as_team, one, by):
    outcome = ppde.record_outcome(one, OutcomeKind.NO_LONGER, date(2026, 4, 10), by=by)
    back(as_team, outcome, date(2026, 7, 20), "keep", by)
    found = figures(as_team.home, 3, 4, 6, 7, 9)
    assert [parts(m) for m in found] == [
        {"E5": 1, "E9": 1},
        {"E5": 1, "SOR": 1},
        {"E5": 1, "SOR": 1},
        {"E5": 1, "E9": 1},
        {"E5": 1, "E9": 1},
    ]
    assert found[3]["E11"].denominator == 0, "aucun nouvel acte"
    kinds = IndicatorValue.objects.filter(
        territory=as_team.home, month=date(2026, 6, 1), code="SOR", breakdown="kind"
    )
    assert {k.cell: int(k.value) for k in kinds} == {"no_longer": 1}


def test_each_of_several_returns_counts_in_its_own_months(as_team, one, by):
    first = ppde.record_outcome(one, OutcomeKind.PERMANENT, date(2026, 2, 25), by=by)
    back(as_team, first, date(2026, 4, 3), "new", by)
    second = ppde.record_outcome(one, OutcomeKind.TRAINING, date(2026, 5, 5), by=by)
    back(as_team, second, date(2026, 9, 9), "new", by)
    found = figures(as_team.home, 1, 2, 3, 4, 5, 8, 9)
    states = [next(c for c in PARTS if m[c].value) for m in found]
    assert states == ["E9", "E6", "E6", "ADE", "SOR", "SOR", "ADE"]
    assert {int(m["E5"].value) for m in found} == {1}


def test_a_return_taken_back_leaves_the_months_as_they_were(as_team, one, by):
    outcome = ppde.record_outcome(one, OutcomeKind.EBE, date(2026, 3, 10), by=by)
    row = back(as_team, outcome, date(2026, 8, 15), "new", by)
    cancel_return(row, by=by, reason="Erreur de dossier")
    found = figures(as_team.home, 2, 3, 8, 10)
    assert [parts(m) for m in found] == [{"E5": 1, "E9": 1}] + [{"E5": 1, "E6": 1}] * 3
    assert found[2]["E11"].denominator == 0


def test_a_rank_taken_at_a_refusal_is_no_new_volunteer(as_team, one, by):
    rule = ListRule.objects.for_list(as_team.home)
    assert back_to(one, date(2026, 6, 10), "Rang repris.", rule=rule, by=by)
    found = figures(as_team.home, 1, 5, 6)
    assert [parts(m) for m in found] == [{"E5": 1, "E9": 1}] * 3
    assert [m["E9M"].value for m in found] == [30, (date(2026, 5, 31) - START).days, 20]
    assert found[0]["E11"].denominator == 1
    assert found[2]["E11"].denominator == 0
    cells = IndicatorValue.objects.filter(
        territory=as_team.home, month=date(2026, 5, 1), code="E9", breakdown="seniority", value=1
    )
    assert [c.cell for c in cells] == ["3_6"]


def test_a_rank_taken_at_a_refusal_shortens_no_delay(as_team, one, by):
    """Proposed on 20 February, 50 days after the act: the delay is the same once the rank is taken again in June."""
    before = figures(as_team.home, 3)[0]
    assert before["E10P"].value == 50
    rule = ListRule.objects.for_list(as_team.home)
    back_to(one, date(2026, 6, 10), "Rang repris.", rule=rule, by=by)
    outcome = ppde.record_outcome(one, OutcomeKind.EBE, date(2026, 7, 20), by=by)
    found = figures(as_team.home, 3, 5, 6, 8)
    assert {m["E10P"].value for m in found} == {50}
    assert {m["E10P90"].value for m in found} == {50}
    assert found[3]["E10S"].value == found[3]["E10S90"].value == (date(2026, 7, 20) - START).days
    # After a new act, the delay is that of the act; a refusal since shortens neither.
    back(as_team, outcome, date(2026, 8, 15), "new", by)
    one.refresh_from_db()
    write(one, EventKind.PROPOSAL, date(2026, 9, 4), by=by)
    ppde.refresh(one)
    back_to(one, date(2026, 10, 2), "Rang repris.", rule=rule, by=by)
    found = figures(as_team.home, 8, 9, 10)
    assert [m["E10P"].value for m in found] == [None, 20, 20]


def test_movements_add_up_with_the_returns(as_team, one, by):
    """Out and back twice, once within a month: the stock is what came in less what went out."""
    first = ppde.record_outcome(one, OutcomeKind.PERMANENT, date(2026, 2, 25), by=by)
    back(as_team, first, date(2026, 4, 3), "keep", by)
    second = ppde.record_outcome(one, OutcomeKind.TRAINING, date(2026, 5, 5), by=by)
    back(as_team, second, date(2026, 5, 20), "keep", by)
    found = figures(as_team.home, 1, 3, 4, 5)
    assert [(m["RETS"].value, m["RETA"].value) for m in found] == [(0, 0), (0, 0), (1, 0), (1, 1)]
    for m in found:
        there = m["E9"].value + m["PAU"].value + m["ADE"].value
        left = m["E6"].value + m["RETS"].value, m["SOR"].value + m["RETA"].value
        assert there == m["E5"].value + m["RETS"].value + m["RETA"].value - sum(left)


def test_the_days_away_are_no_wait(as_team, by):
    """Volunteer on 1 January, out from 10 February to 20 July at the same rank, proposed on 30 August, out on 9 September."""
    clear(as_team.home)
    one = enrol(as_team, by, 1, proposed_on=None)
    away = (date(2026, 7, 20) - date(2026, 2, 10)).days
    left = ppde.record_outcome(one, OutcomeKind.FIXED_SHORT, date(2026, 2, 10), by=by)
    back(as_team, left, date(2026, 7, 20), "keep", by)
    one.refresh_from_db()
    assert one.volunteer_on == START, "the place is given back"
    found = figures(as_team.home, 1, 6, 7, 8)
    # 51 days of wait at the end of July, 82 at the end of August: never late of six months.
    assert [m["E9P"].value for m in found] == [30, None, 51, 82]
    assert [m["E9M"].value for m in found] == [30, None, 51, 82]
    rows = IndicatorValue.objects.filter(territory=as_team.home, code="E9", value=1)
    for breakdown, cell in (("seniority", "lt3"), ("proposal", "none")):
        cells = rows.filter(breakdown=breakdown, month=date(2026, 7, 1))
        assert [c.cell for c in cells] == [cell], breakdown
    write(one, EventKind.PROPOSAL, date(2026, 8, 30), by=by)
    ppde.refresh(one)
    ppde.record_outcome(one, OutcomeKind.PERMANENT, date(2026, 9, 9), by=by)
    found = figures(as_team.home, 2, 7, 8, 9)
    proposed = (date(2026, 8, 30) - START).days - away
    assert [m["E10P"].value for m in found] == [None, None, proposed, proposed]
    assert [m["E10S"].value for m in found] == [None, None, None, proposed + 10]
    assert found[2]["E9P"].value is None


def test_a_new_act_forgets_what_was_before_it(as_team, one, by):
    """Out and back at the same rank, then out and back with a new act: only what follows the act is counted."""
    first = ppde.record_outcome(one, OutcomeKind.NO_LONGER, date(2026, 3, 1), by=by)
    back(as_team, first, date(2026, 4, 1), "keep", by)
    second = ppde.record_outcome(one, OutcomeKind.TRAINING, date(2026, 5, 1), by=by)
    back(as_team, second, date(2026, 8, 1), "new", by)
    one.refresh_from_db()
    Person.objects.filter(pk=one.pk).update(eligible_on=date(2026, 8, 5))
    assert figures(as_team.home, 4, 8)[1]["E9P"].value == 30
