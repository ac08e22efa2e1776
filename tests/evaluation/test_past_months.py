"""A month gone by follows the facts: late entries, corrections, merges, imports; and the definitions of its figures."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ebe.models import Contract, ContractHours
from evaluation import operations, tasks
from evaluation.models import IndicatorValue, StaleFigures
from evaluation.operations import figures
from evaluation.operations.figures import months_back, outdated, this_month
from ppde import operations as ppde
from ppde.duplicates import operations as duplicates
from ppde.models import OutcomeKind, Pause, Person
from territories.models import Estimate, Phase, Target
from territories.periods import period
from tests.evaluation.reports import frozen
from tests.evaluation.small_world import clear, listed
from tests.evaluation.test_history_of_returns import enrol

OLD = months_back(this_month(), 6)
THEN = OLD[0].replace(day=10)


@pytest.fixture
def home(as_team):
    """Six months stored, nobody counted."""
    clear(as_team.home)
    operations.close_months(as_team.hub.pk, *OLD)
    StaleFigures.objects.all().delete()
    return as_team.home


def stored(territory, code="E5") -> list[int]:
    rows = IndicatorValue.objects.filter(
        territory=territory, code=code, breakdown="", month__in=OLD
    )
    return [int(row.value) for row in rows.order_by("month")]


def noted() -> list[date]:
    return list(StaleFigures.objects.order_by("pk").values_list("since", flat=True))


def test_a_late_entry_reaches_every_month_since_its_day(as_team, home):
    before = stored(as_team.hub)
    listed(home, 1, THEN + timedelta(days=40))
    tasks.compute_indicators(home.pk)
    assert stored(home) == [0, 1, 1, 1, 1, 1]
    assert stored(as_team.hub) == [n + (i > 0) for i, n in enumerate(before)]
    assert not noted()


def test_a_fact_of_this_month_asks_for_no_other(as_team, home):
    listed(home, 1, timezone.localdate())
    assert noted() == []


def test_a_correction_and_an_exit_written_late(as_team, home):
    by = as_team.users["lead"]
    person, other = enrol(as_team, by, 1), listed(home, 2, THEN)
    tasks.compute_indicators(home.pk)
    assert stored(home) == [2] * 6
    ppde.record_outcome(person, OutcomeKind.PERMANENT, THEN + timedelta(days=70), by=by)
    tasks.compute_indicators(home.pk)
    assert stored(home, "E6") == [0, 0, 1, 1, 1, 1]
    ppde.cancel_outcome(person.outcomes.get(), by=by, reason="Erreur de dossier")
    tasks.compute_indicators(home.pk)
    assert stored(home, "E6") == [0] * 6
    ppde.correct_volunteer_date(other, THEN + timedelta(days=100), by=by, reason="Mal lu")
    tasks.compute_indicators(home.pk)
    assert stored(home) == [1, 1, 1, 2, 2, 2]


def test_merged_files_are_counted_once_in_every_month(as_team, home):
    kept, other = listed(home, 1, THEN), listed(home, 2, THEN)
    tasks.compute_indicators(home.pk)
    assert stored(home) == [2] * 6
    duplicates.merge(kept, other, {}, by=as_team.users["lead"], reason="Deux fois la même fiche")
    tasks.compute_indicators(home.pk)
    assert stored(home) == [1] * 6


def test_a_first_import_has_its_history(as_team, home):
    """Months that nothing was known of are computed for the territory, and for its hub with all its territories."""
    IndicatorValue.objects.filter(month__lt=OLD[-2]).delete()
    Person.objects.bulk_create(
        Person(territory=home, number=2000 + n, last_name="N", first_name="P", origin="ccas",
               identified_on=THEN, volunteer_on=THEN)
        for n in range(3)
    )  # fmt: skip
    assert noted() == [THEN]
    operations.settle(as_team.hub)
    assert stored(home)[:5] == [3] * 5
    assert len(stored(as_team.next)) == len(stored(as_team.hub)) == 6


def test_what_is_no_person_is_noted_too(as_team, home):
    Phase.objects.filter(territory=home).delete()
    StaleFigures.objects.all().delete()
    Phase.objects.create(territory=home, kind="habilitated", period=period(THEN))
    Target.objects.create(territory=home, year=2031, destination="ebe", jobs=4)
    Estimate.objects.create(territory=home, on=THEN, persons=100, source="s")
    row = as_team.rows["home"]["enterprise"]
    contract = Contract.objects.create(
        territory=home, enterprise=row, last_name="A", first_name="B", job_title="c", starts_on=THEN
    )  # fmt: skip
    hours = ContractHours.objects.create(
        territory=home, enterprise=row, contract=contract, period=period(THEN), weekly_hours=28
    )
    away = Pause.objects.create(
        territory=home, person=listed(home, 1, THEN), period=period(THEN), reason="care"
    )
    always = StaleFigures.ALWAYS
    assert noted() == [always, always, *[THEN] * 5]
    StaleFigures.objects.all().delete()
    later = THEN + timedelta(days=60)
    contract.ends_on, contract.leaving = later, Contract.Leaving.RESIGNED
    contract.save(update_fields=["ends_on", "leaving"])
    hours.period = period(THEN, later - timedelta(days=1))
    hours.save(update_fields=["period"])
    away.period = period(THEN, later - timedelta(days=1))
    away.save(update_fields=["period"])
    contract.job_title = "autre"
    contract.save(update_fields=["job_title"])
    assert noted() == [later] * 3
    StaleFigures.objects.all().delete()
    away.delete()
    hours.delete()
    assert noted() == [THEN] * 2


def test_the_reason_of_a_departure_and_the_issue_of_a_trial_are_noted(as_team, home):
    gone = THEN + timedelta(days=60)
    contract = Contract.objects.create(
        territory=home, enterprise=as_team.rows["home"]["enterprise"], last_name="A", first_name="B",
        job_title="c", starts_on=THEN, ends_on=gone, leaving=Contract.Leaving.RESIGNED,
    )  # fmt: skip
    trial = as_team.rows["home"]["mobilitytrial"]
    StaleFigures.objects.all().delete()
    contract.leaving = Contract.Leaving.RESIGNED_FOR_JOB
    contract.save(update_fields=["leaving"])
    assert noted() == [gone]
    StaleFigures.objects.all().delete()
    trial.result = trial.Result.HIRED
    trial.save(update_fields=["result"])
    assert noted() == [trial.until + timedelta(days=1)]


def test_a_target_computes_no_month_of_before(as_team, home):
    IndicatorValue.objects.exclude(month=OLD[-2]).delete()
    Target.objects.create(territory=home, year=2031, destination="ebe", jobs=4)
    assert operations.settle(home) == [OLD[-2]]


def test_killed_between_two_slices_it_begins_again(as_team, home, monkeypatch):
    listed(home, 1, THEN)
    monkeypatch.setattr(figures, "SLICE", 2)
    signs = []

    def killed():
        signs.append(1)
        if len(signs) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.settle(home, killed)
    assert stored(home) == [1, 1, 1, 1, 0, 0]
    assert operations.settle(home) == OLD[:-1]
    assert stored(home)[:5] == [1] * 5
    assert not noted()


def test_an_older_version_is_computed_again_some_months_a_night(as_team, home, monkeypatch):
    listed(home, 1, THEN)
    StaleFigures.objects.all().delete()
    rows = IndicatorValue.objects.filter(territory=home, month__in=OLD[:4])
    rows.filter(code="E5").update(version=1)
    rows.filter(month=OLD[0], code="E13").delete()
    assert outdated([home.pk, as_team.hub.pk, as_team.next.pk]) == {(home.pk, m) for m in OLD[:4]}
    monkeypatch.setattr(tasks, "NIGHTLY", 3)
    tasks.renew_hub_figures(as_team.hub.pk)
    assert outdated([home.pk]) == {(home.pk, OLD[0])}
    assert stored(home) == [0, 1, 1, 1, 0, 0]
    tasks.renew_hub_figures(as_team.hub.pk)
    assert not outdated([home.pk])
    assert operations.renew(as_team.hub.pk, 24) == []


@pytest.mark.parametrize("kind", ["territory_sheet", "hub_report"])
def test_a_report_freezes_no_figure_of_before(as_team, home, kind):
    """Its own months, changed since by a fact or by a definition, are computed again before they are frozen."""
    for n in range(9):
        listed(home, n, THEN)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from evaluation_stalefigures")
        assert cursor.fetchone()[0]
    frozen(as_team, kind=kind, audience="internal")
    assert stored(home)[:5] == [9] * 5
    assert not noted()
    IndicatorValue.objects.filter(territory=home, code="E5").update(version=1, value=4)
    frozen(as_team, kind=kind, audience="internal")
    assert 4 not in stored(home)[:5]
