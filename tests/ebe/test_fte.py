from datetime import date
from decimal import Decimal as D

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ebe import fte, operations
from ebe.models import CdeRate
from territories.scoping import Reach, apply
from tests.world import CDE_TERMS


def total(enterprise, day):
    return fte.on(day, [enterprise.pk], enterprise.territory.hub_id)[enterprise.pk]


def test_a_contract_counts_for_its_hours_on_the_days_it_runs(enterprise):
    # The world's contract: 28 h from 1 September 2025.
    assert total(enterprise, date(2025, 8, 31)).total == 0
    assert total(enterprise, date(2025, 9, 1)) == fte.Fte(privation=D("0.8"))


def test_hours_change_from_their_day_on(enterprise, as_team, employ):
    contract = employ(35, date(2026, 1, 1), privation=False)
    operations.change_hours(
        contract, weekly_hours=D("17.5"), from_day=date(2026, 3, 15), by=as_team.users["director"]
    )
    assert total(enterprise, date(2026, 3, 14)).other == 1
    assert total(enterprise, date(2026, 3, 15)).other == D("0.5")
    first, second = contract.hours.order_by("period")
    assert first.until == date(2026, 3, 14)
    assert (second.since, second.until) == (date(2026, 3, 15), None)
    # 14 days at 1 and 17 at 0.5 of 31.
    march = fte.by_month([enterprise.pk], as_team.hub.pk, [date(2026, 3, 9)])[enterprise.pk][0]
    assert march.other == D("0.7258")
    assert march.privation == D("0.8")


def test_the_last_day_counts_and_the_next_does_not(enterprise, employ):
    employ(35, date(2026, 1, 1), date(2026, 1, 10), privation=False)
    assert total(enterprise, date(2026, 1, 10)).other == 1
    assert total(enterprise, date(2026, 1, 11)).other == 0


def test_hours_left_open_after_the_end_of_the_contract_do_not_count(enterprise, employ):
    contract = employ(35, date(2026, 1, 1), privation=False)
    type(contract).objects.filter(pk=contract.pk).update(
        ends_on=date(2026, 1, 10), leaving="resigned"
    )
    assert total(enterprise, date(2026, 1, 11)).other == 0


def test_the_full_time_of_the_rate_in_force_counts(enterprise, as_team):
    CdeRate.objects.create(
        territory=as_team.hub,
        valid_from=date(2026, 6, 16),
        state_percent=95,
        source="essai",
        **CDE_TERMS | {"full_time_hours": D(32)},
    )
    assert total(enterprise, date(2026, 6, 15)).total == D("0.8")
    assert total(enterprise, date(2026, 6, 16)).total == D("0.875")
    june = fte.by_month([enterprise.pk], as_team.hub.pk, [date(2026, 6, 1)])[enterprise.pk][0]
    assert june.total == D("0.8375")  # 15 days of each
    assert fte.full_time(as_team.hub.pk, date(2026, 6, 16)) == 32


def test_before_the_first_rate_and_without_any_a_full_time_is_known(enterprise, as_team, employ):
    employ(35, date(2023, 9, 4), date(2023, 12, 31))
    assert total(enterprise, date(2023, 10, 1)).total == 1
    CdeRate.objects.all().delete()
    assert total(enterprise, date(2023, 10, 1)).total == 1
    assert fte.full_time(as_team.hub.pk, date(2023, 10, 1)) == 35


def test_one_query_for_a_year_of_several_enterprises(as_team, enterprise):
    months = [date(2026, month, 1) for month in range(1, 13)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = fte.by_month([enterprise.pk, 0], as_team.hub.pk, months)
    assert len(queries) == 1
    # The world’s employee tries a job elsewhere in April and May: the contract is suspended.
    assert [value.total for value in found[enterprise.pk]] == [
        D(0) if month.month in (4, 5) else D("0.8") for month in months
    ]
    assert found[0] == [fte.NONE] * 12


def test_without_scope_there_is_no_figure(enterprise, as_team):
    apply(Reach(reach={as_team.home.pk, as_team.hub.pk}))
    assert total(enterprise, date(2026, 1, 1)) == fte.NONE
