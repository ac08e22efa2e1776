"""A contract suspended for a trial elsewhere: no hour, no FTE, no CDE on those days; the contract goes on."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import cde, fte, operations
from ebe.models import CdeStatement, Contract, ContractHours
from evaluation.models import IndicatorValue
from evaluation.operations import figures
from ppde import operations as ppde
from ppde.models import MobilityFile, MobilityTrial
from territories.periods import period


@pytest.fixture
def try_elsewhere(as_team):
    """`try_elsewhere(since, until)` → the world's employee (28 h, since September 2025) tries a job elsewhere."""
    person = as_team.rows["home"]["contract"].person
    MobilityTrial.objects.filter(person=person).delete()

    def make(since, until, result="running"):
        mobility, _ = MobilityFile.objects.get_or_create(
            territory=as_team.home, person=person, closed_on=None,
            defaults={"consented_on": since, "project": "Livrer à vélo"},
        )  # fmt: skip
        return MobilityTrial.objects.create(
            territory=as_team.home, mobility=mobility, person=person, kind="fixed_long",
            employer="Relais", period=period(since, until), result=result,
        )  # fmt: skip

    return make


def privation(enterprise, day):
    return fte.on(day, [enterprise.pk], enterprise.territory.hub_id)[enterprise.pk].privation


def test_no_hour_counts_while_the_contract_is_suspended(as_team, enterprise, try_elsewhere):
    try_elsewhere(date(2026, 3, 11), date(2026, 3, 20))
    assert privation(enterprise, date(2026, 3, 10)) == D("0.8")
    assert privation(enterprise, date(2026, 3, 11)) == 0
    assert privation(enterprise, date(2026, 3, 20)) == 0
    assert privation(enterprise, date(2026, 3, 21)) == D("0.8")
    march = fte.by_month([enterprise.pk], as_team.hub.pk, [date(2026, 3, 1)])[enterprise.pk][0]
    # 21 days of 31, and none of the ten suspended.
    assert march.privation == D("0.5419")
    # A second trial, ended and back, counts too.
    try_elsewhere(date(2026, 3, 25), date(2026, 3, 31), "back")
    march = fte.by_month([enterprise.pk], as_team.hub.pk, [date(2026, 3, 1)])[enterprise.pk][0]
    assert march.privation == D("0.3613")


def test_the_cde_follows_and_the_head_count_stays(as_team, enterprise, try_elsewhere):
    month = date(2026, 3, 1)
    whole = cde.compute(enterprise, month)
    try_elsewhere(date(2026, 3, 1), date(2026, 3, 31))
    suspended = cde.compute(enterprise, month)
    assert suspended.figures["fte_privation"] == 0
    assert suspended.figures["state_amount"] < whole.figures["state_amount"]
    assert suspended.employees == whole.employees, "un contrat suspendu reste un contrat en cours"


def test_the_direction_and_the_team_read_the_same_figure(as_director, enterprise, try_elsewhere):
    """Row security shows the direction the days of suspension of its own employees."""
    try_elsewhere(date(2026, 3, 1), date(2026, 3, 31))
    seen = privation(enterprise, date(2026, 3, 9))
    as_director()
    assert privation(enterprise, date(2026, 3, 9)) == seen == 0


def test_the_indicator_says_the_same(as_team, enterprise, try_elsewhere):
    day = timezone.localdate().replace(day=1) - timedelta(days=1)
    try_elsewhere(day - timedelta(days=3), day)
    figures.close_months(as_team.hub.pk, day.replace(day=1))
    as_team.see_all()
    found = dict(
        IndicatorValue.objects.filter(
            territory=as_team.home, month=day.replace(day=1), code__in=("ETP", "EFF"), breakdown=""
        ).values_list("code", "value")
    )
    assert (found["ETP"], found["EFF"]) == (0, 1)


def test_the_contract_says_so_without_saying_where(sign_in, as_team, try_elsewhere):
    today = timezone.localdate()
    try_elsewhere(today - timedelta(days=2), today + timedelta(days=20))
    contract = as_team.rows["home"]["contract"]
    client = sign_in("director")
    page = client.get(contract.get_absolute_url()).content.decode()
    assert "Suspendu, essai ailleurs" in page
    assert "Relais" not in page
    listing = client.get(reverse("ebe:contract_list", args=["venissieux"])).content.decode()
    assert "Suspendu, essai ailleurs" in listing


def test_hired_at_the_end_the_contract_counts_no_more(as_team, enterprise, try_elsewhere):
    """Until it is ended; a contract signed later, after a return to the list, counts again."""
    trial = try_elsewhere(date(2026, 3, 1), date(2026, 3, 20), "hired")
    for day in (date(2026, 3, 20), date(2026, 3, 21), date(2026, 9, 1)):
        assert privation(enterprise, day) == 0
    march = fte.by_month([enterprise.pk], as_team.hub.pk, [date(2026, 3, 1)])[enterprise.pk][0]
    assert march.privation == 0
    # A trial noted within it by mistake takes no day twice.
    try_elsewhere(date(2026, 4, 1), date(2026, 4, 10), "back")
    assert cde.compute(enterprise, date(2026, 4, 1)).figures["fte_privation"] == 0
    old = as_team.rows["home"]["contract"]
    director = as_team.users["director"]
    operations.end_contract(old, on=trial.until, leaving="hired_elsewhere", by=director)
    later = Contract.objects.create(
        territory=as_team.home, enterprise=enterprise, person=old.person, last_name="-",
        first_name="-", job_title="Tri", starts_on=date(2026, 9, 1),
    )  # fmt: skip
    ContractHours.objects.create(
        territory=as_team.home, enterprise=enterprise, contract=later,
        period=period(date(2026, 9, 1)), weekly_hours=35,
    )  # fmt: skip
    assert privation(enterprise, date(2026, 9, 1)) == 1
    assert not Contract.objects.filter(fte.hired_away(date(2026, 9, 1)), pk=later.pk).exists()


def test_the_indicator_stops_with_the_hire_too(as_team, enterprise, try_elsewhere):
    day = timezone.localdate().replace(day=1) - timedelta(days=1)
    try_elsewhere(day - timedelta(days=30), day - timedelta(days=20), "hired")
    figures.close_months(as_team.hub.pk, day.replace(day=1))
    as_team.see_all()
    value = IndicatorValue.objects.get(
        territory=as_team.home, month=day.replace(day=1), code="ETP", breakdown=""
    )
    assert value.value == 0


def test_the_direction_is_asked_to_end_the_contract(sign_in, as_team, try_elsewhere, see):
    today = timezone.localdate()
    try_elsewhere(today - timedelta(days=30), today - timedelta(days=3), "hired")
    contract = as_team.rows["home"]["contract"]
    end = reverse("ebe:contract_end", args=["venissieux", contract.pk])
    queue = reverse("ppde:work_queue", args=["venissieux"])
    client = sign_in("director")
    page = client.get(queue).content.decode()
    assert "contrat à terminer après une embauche ailleurs" in page
    assert end in page
    assert "Relais" not in page
    sheet = client.get(contract.get_absolute_url()).content.decode()
    assert "Ce contrat est à terminer" in sheet
    assert "Embauche ailleurs, à terminer" in sheet
    listing = reverse("ebe:contract_list", args=["venissieux"]) + "?afaire=to_end"
    assert str(contract) in client.get(listing).content.decode()
    form = client.get(end).content.decode()
    assert f"{today - timedelta(days=3):%d/%m/%Y}" in form
    assert end not in sign_in("lead").get(queue).content.decode()
    see("director")
    operations.end_contract(
        contract,
        on=today - timedelta(days=3),
        leaving="hired_elsewhere",
        by=as_team.users["director"],
    )
    assert end not in sign_in("director").get(queue).content.decode()


def test_a_trial_noted_late_outdates_the_months_it_suspends(as_team, enterprise, try_elsewhere):
    """Noted by the team, corrected, withdrawn: each time the statements of those months are to be computed again."""
    CdeStatement.objects.filter(enterprise=enterprise).delete()
    for month in (8, 9, 10):
        operations.compute_statement(enterprise, date(2026, month, 1))
    lead = as_team.users["lead"]

    def outdated():
        rows = CdeStatement.objects.filter(outdated_on__isnull=False, enterprise=enterprise)
        found = sorted(row.month.month for row in rows)
        rows.update(outdated_on=None)
        return found

    person = as_team.rows["home"]["contract"].person
    mobility = MobilityFile.objects.get(person=person, closed_on=None)
    trial = ppde.start_trial(
        mobility, "permanent", "Relais", date(2026, 9, 7), date(2026, 9, 30), by=lead
    )
    assert outdated() == [9, 10]
    ppde.end_trial(trial, "hired", date(2026, 9, 25), by=lead)
    assert outdated() == [9, 10]
    assert privation(enterprise, date(2026, 10, 15)) == 0
    ppde.withdraw_trial(trial, reason="Autre personne", by=lead)
    assert outdated() == [9, 10]
    assert privation(enterprise, date(2026, 10, 15)) == D("0.8")
