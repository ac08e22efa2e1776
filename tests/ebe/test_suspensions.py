"""A contract suspended for a trial elsewhere: no hour, no FTE, no CDE on those days; the contract goes on."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import cde, fte
from evaluation.models import IndicatorValue
from evaluation.operations import figures
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
