"""The tasks that keep the figures fresh: coalesced, never lost, harmless when run twice or together."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from evaluation import tasks
from evaluation.dashboards import ahead
from evaluation.models import IndicatorValue, StaleFigures
from evaluation.operations.figures import backfill, months_back, this_month
from tests.evaluation.small_world import clear, listed
from tzcld.ui.charts import pictures


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


def test_figures_are_stored_even_when_their_pictures_cannot_be(asked, as_team, monkeypatch, caplog):
    def fails(territory):
        raise ValueError(territory)

    monkeypatch.setattr(ahead, "draw_ahead", fails)
    clear(as_team.home)
    listed(as_team.home, 1, timezone.localdate())
    tasks.compute_indicators(as_team.home.pk)
    assert volunteers(as_team.home) == [1]
    assert "not drawn ahead" in caplog.text


def test_every_hour_two_months_of_every_hub(as_team, monkeypatch):
    hubs = []
    monkeypatch.setattr(tasks.refresh_hub_indicators, "delay", hubs.append)
    tasks.refresh_all_indicators()
    assert as_team.hub.pk in hubs
    # No fact of a month gone by waits to be counted.
    StaleFigures.objects.all().delete()
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


def test_a_dashboard_finds_its_pictures_drawn(vega, asked, as_team, sign_in, monkeypatch):
    for number in range(9):
        listed(as_team.home, number, timezone.localdate() - timedelta(days=60 + number))
    backfill(as_team.hub.pk, 4)
    drawn, real = [], pictures.draw
    monkeypatch.setattr(pictures, "draw", lambda spec: drawn.append(spec) or real(spec))
    # As if nothing had ever been drawn.
    edition = str(time.time())
    monkeypatch.setattr(pictures, "edition", lambda: edition)
    tasks.compute_indicators(as_team.home.pk)
    assert drawn
    drawn.clear()
    page = sign_in("lead").get(reverse("evaluation:dashboard", args=[as_team.home.slug]))
    assert b'class="at-wide' in page.content
    assert not drawn
