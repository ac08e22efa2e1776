from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ebe import cde, operations, tasks
from ebe.models import CdeRate, CdeStatement, ContractHours, Convention, SmicRate
from ebe.operations.statements import outdate
from evaluation.demo.load import _running_month
from territories.models import Entry
from territories.periods import period
from territories.scoping import Reach, apply
from tests.world import CDE_TERMS


def compute(enterprise, month, by=None):
    return operations.compute_statement(enterprise, month, by=by)


def test_a_month_of_one_person_at_80_percent(enterprise, as_team):
    row = compute(enterprise, date(2025, 10, 17), by=as_team.users["director"])
    assert row.month == date(2025, 10, 1)
    assert (row.fte_privation, row.fte_other, row.fte_financed) == (D("0.8"), 0, D("0.8"))
    # 0.8 × 20 540,98 / 12 and 0.8 × 3 081,15 / 12
    assert (row.state_amount, row.local_amount) == (D("1369.40"), D("205.41"))
    (line,) = cde.lines_of(row)
    assert (line.hourly, line.state_percent, line.days) == (D("11.88"), 95, 31)
    assert line.state_per_fte == D("20540.98")
    assert row.detail["employees"] == 1
    assert row.detail["is_provisional"] is False


def test_a_rate_that_changes_inside_the_month_splits_it_by_days(enterprise, as_team):
    SmicRate.objects.create(
        territory=as_team.hub, valid_from=date(2025, 11, 16), hourly=D("12.02"), source="essai"
    )
    row = compute(enterprise, date(2025, 11, 1))
    first, second = cde.lines_of(row)
    assert (first.last, second.first) == (date(2025, 11, 15), date(2025, 11, 16))
    assert first.state == D("684.70")  # 20 540,98 × 0,8 / 12 × 15/30
    assert second.state == D("692.77")  # 20 783,00 × 0,8 / 12 × 15/30
    assert row.state_amount == D("1377.47")
    assert row.fte_financed == D("0.8")


def test_computed_again_it_stays_as_it_was(enterprise):
    row = compute(enterprise, date(2025, 10, 1))
    entries = Entry.objects.count()
    again = compute(enterprise, date(2025, 10, 1))
    assert (again.pk, again.computed_at) == (row.pk, row.computed_at)
    assert Entry.objects.count() == entries


def test_a_later_rate_changes_nothing_until_asked(enterprise, as_team):
    row = compute(enterprise, date(2025, 10, 1))
    CdeRate.objects.create(
        territory=as_team.hub,
        valid_from=date(2025, 10, 1),
        state_percent=60,
        source="essai",
        **CDE_TERMS,
    )
    row.refresh_from_db()
    assert row.state_amount == D("1369.40")
    assert cde.lines_of(row)[0].state_percent == 95
    row = compute(enterprise, date(2025, 10, 1))
    assert cde.lines_of(row)[0].state_percent == 60
    entry = Entry.objects.filter(verb="compute", object_id=row.pk).first()
    assert entry.before["state_amount"] == "1369.40"


def test_other_staff_is_paid_up_to_a_tenth(enterprise, employ):
    employ(35, date(2025, 1, 1), privation=False)
    row = compute(enterprise, date(2025, 10, 1))
    # 0.8 from privation, 1 other: a tenth of 1.8.
    assert row.fte_financed == D("0.98")


def test_nothing_is_paid_beyond_the_ceiling_nor_outside_the_convention(enterprise):
    Convention.objects.filter(enterprise=enterprise).update(
        fte_ceiling=D("0.5"), period=period(date(2025, 10, 1), date(2025, 10, 10))
    )
    row = compute(enterprise, date(2025, 10, 1))
    covered, bare = cde.lines_of(row)
    assert (covered.financed, covered.days) == (D("0.5"), 10)
    assert (bare.financed, bare.ceiling, bare.total) == (0, None, 0)
    assert row.fte_privation == D("0.8")
    assert row.fte_financed == D("0.1613")


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        (date(2040, 1, 1), "n’a pas commencé"),
        (date(2023, 8, 1), "Aucune convention"),
        (date(2023, 10, 1), "Aucun SMIC"),
    ],
)
def test_what_is_missing_is_said(enterprise, month, sentence):
    with pytest.raises(ValidationError, match=sentence):
        compute(enterprise, month)
    assert CdeStatement.objects.filter(month=month).count() == 0


def test_the_running_month_is_provisional(enterprise, today):
    Convention.objects.filter(enterprise=enterprise).update(period=period(date(2023, 9, 1)))
    assert compute(enterprise, today).detail["is_provisional"] is True


def test_the_demonstration_leaves_the_running_month_as_asked_again(enterprise, today):
    """Its last acts end contracts after the statements; the months before wait for somebody, the running one for nobody."""
    Convention.objects.filter(enterprise=enterprise).update(period=period(date(2023, 9, 1)))
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    old, _ = compute(enterprise, before), compute(enterprise, month)
    ContractHours.objects.filter(enterprise=enterprise).delete()
    outdate(before, enterprise=enterprise)
    _running_month(today)
    rows = {row.month: row for row in CdeStatement.objects.filter(enterprise=enterprise)}
    assert rows[month].fte_privation == 0
    assert rows[month].outdated_on is None
    assert rows[before].fte_privation == old.fte_privation > 0
    assert rows[before].outdated_on == today


def test_the_year_to_date_adds_up(enterprise):
    rows = [compute(enterprise, date(2026, month, 1)) for month in (1, 2, 3)]
    year = cde.year_to_date(rows[1])
    assert year.months == 2
    assert year.total == sum(r.state_amount + r.local_amount for r in rows[:2])
    assert year.financed == year.monthly == D("0.8")
    assert (year.gap, year.gap_total) == (0, 0)


@pytest.fixture
def two_months(enterprise, employ):
    """January 2026: 9 FTE from privation, nobody else; February: 2 FTE of others besides. At 12,02 € and 95 %."""
    ContractHours.objects.filter(enterprise=enterprise).delete()
    SmicRate.objects.create(
        territory=enterprise.territory.hub,
        valid_from=date(2026, 1, 1),
        hourly=D("12.02"),
        source="-",
    )
    for n in range(9):
        employ(35, date(2025, 1, 1), name=f"Salariée{n}")
    for n in range(2):
        employ(35, date(2026, 2, 1), privation=False, name=f"Encadrant{n}")

    def make():
        compute(enterprise, date(2026, 1, 1))
        return cde.year_to_date(compute(enterprise, date(2026, 2, 1)))

    return make


def test_other_jobs_are_held_to_a_tenth_of_the_year_not_of_each_month(two_months):
    year = two_months()
    # 9 then 9 + 1.1; on the average 9 + 1 of 10.
    assert (year.monthly, year.financed, year.gap) == (D("9.55"), 10, D("0.45"))
    # 0.45 × 2 months ÷ 12 × 20 783,00 and × 3 117,45.
    assert (year.gap_state, year.gap_local) == (D("1558.73"), D("233.81"))
    assert year.gap_total == D("1792.54")


def test_no_month_makes_up_for_what_is_beyond_the_ceiling(enterprise, two_months):
    Convention.objects.filter(enterprise=enterprise).update(fte_ceiling=D("9.5"))
    year = two_months()
    # 9, then 9 + 0.5 within the ceiling: nothing more on the year.
    assert (year.monthly, year.financed, year.gap_total) == (D("9.25"), D("9.25"), 0)


def test_days_without_a_convention_finance_nothing_on_the_year_either(enterprise, two_months):
    Convention.objects.filter(enterprise=enterprise).update(
        period=period(date(2025, 1, 1), date(2026, 2, 14))
    )
    year = two_months()
    # January 9; half of February, 9 + 1.1; on the year (9 + 4.5) + min(1, 1.45), over two months.
    assert (year.monthly, year.financed) == (D("7.025"), D("7.25"))


def test_a_month_taken_over_counts_as_it_was_paid(enterprise, two_months):
    two_months()
    january = CdeStatement.objects.get(enterprise=enterprise, month="2026-01-01")
    CdeStatement.objects.filter(pk=january.pk).update(detail={}, fte_financed=D("8.5"))
    february = CdeStatement.objects.get(enterprise=enterprise, month="2026-02-01")
    year = cde.year_to_date(february)
    assert (year.monthly, year.gap) == (D("9.3"), 0)


def test_the_page_says_what_is_to_be_regularised(sign_in, enterprise, two_months, see):
    two_months()
    row = CdeStatement.objects.get(enterprise=enterprise, month="2026-02-01")
    url = reverse("ebe:statement_detail", args=["venissieux", row.pk])
    page = (
        sign_in("director").get(url).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    )
    assert "1 792,54 €" in page
    assert "pour 0,45 ETP de plus" in page


def test_the_nightly_task_works_by_id_and_gives_back_its_scope(world):
    enterprise = world.rows["home"]["enterprise"]
    apply(Reach())
    tasks.compute_statement(enterprise.pk, "2025-10-01")
    assert CdeStatement.objects.get(enterprise=enterprise, month="2025-10-01").fte_privation == D(
        "0.8"
    )
    # Not due: no row, no error.
    tasks.compute_statement(enterprise.pk, "2020-10-01")
    assert not CdeStatement.objects.filter(month="2020-10-01").exists()


@pytest.mark.parametrize(("detail", "months"), [({"is_provisional": True}, 2), ({}, 1), (None, 2)])
def test_each_night_the_last_month_until_final_and_the_running_one(
    enterprise, monkeypatch, today, detail, months
):
    """A statement without detail was taken over from elsewhere: it is not computed over."""
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    CdeStatement.objects.filter(enterprise=enterprise).update(month=date(2020, 1, 1))
    if detail is not None:
        CdeStatement.objects.filter(enterprise=enterprise).update(month=last, detail=detail)
    asked = []
    monkeypatch.setattr(tasks.compute_statement, "delay", lambda *args: asked.append(args))
    tasks.compute_statements()
    mine = [month for pk, month in asked if pk == enterprise.pk]
    assert mine == [last.isoformat(), today.replace(day=1).isoformat()][-months:]
