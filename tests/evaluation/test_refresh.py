"""The tasks that keep the figures fresh: coalesced, never lost, harmless when run twice or together."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from evaluation import tasks
from evaluation.models import IndicatorValue
from evaluation.operations.figures import months_back, this_month
from tests.evaluation.small_world import clear, listed


@pytest.fixture
def asked(monkeypatch, as_team):
    """What the broker is given, instead of a broker."""
    calls = []
    monkeypatch.setattr(
        tasks.compute_indicators, "apply_async", lambda args, **options: calls.append(args)
    )
    cache.delete(tasks._waiting(as_team.home.pk))
    yield calls
    cache.delete(tasks._waiting(as_team.home.pk))


def volunteers(territory):
    found = IndicatorValue.objects.filter(
        territory=territory, code="E5", month=this_month(), breakdown=""
    )
    return [int(v.value) for v in found]


def test_a_burst_of_facts_costs_one_computation(asked, as_team):
    for _ in range(5):
        tasks.refresh_indicators(as_team.home.pk)
    assert asked == [[as_team.home.pk]]


def test_a_fact_that_comes_while_computing_is_not_lost(asked, as_team, monkeypatch):
    tasks.refresh_indicators(as_team.home.pk)
    real = tasks.operations.recompute

    def late(*args):
        real(*args)
        tasks.refresh_indicators(as_team.home.pk)

    monkeypatch.setattr(tasks.operations, "recompute", late)
    tasks.compute_indicators(as_team.home.pk)
    assert asked == [[as_team.home.pk], [as_team.home.pk]]


def test_the_territory_then_its_hub(asked, as_team):
    clear(as_team.home)
    listed(as_team.home, 1, timezone.localdate())
    tasks.compute_indicators(as_team.home.pk)
    assert volunteers(as_team.home) == [1]
    # The neighbour still holds the world's own figure.
    assert volunteers(as_team.hub) == [3]
    tasks.compute_indicators(as_team.home.pk)
    assert volunteers(as_team.home) == [1]


def test_every_hour_two_months_of_every_hub(as_team, monkeypatch):
    hubs = []
    monkeypatch.setattr(tasks.refresh_hub_indicators, "delay", hubs.append)
    tasks.refresh_all_indicators()
    assert as_team.hub.pk in hubs
    tasks.refresh_hub_indicators(as_team.hub.pk)
    months = set(
        IndicatorValue.objects.filter(territory=as_team.home, code="REP").values_list(
            "month", flat=True
        )
    )
    assert months == set(months_back(this_month(), 2))


def test_two_computations_of_a_territory_wait_for_each_other(as_team):
    """The lock is held until the end of the transaction."""
    from evaluation.operations import recompute

    recompute(as_team.home.pk, this_month())
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
            " and objid = %s",
            [as_team.home.pk],
        )
        assert cursor.fetchone()[0] == 1
