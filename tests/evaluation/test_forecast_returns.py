"""A return is an entry of the forecast, and hides no exit; what came is read beside what was foreseen."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from evaluation.forecasts import basis, method, operations, words
from evaluation.models import Forecast
from evaluation.operations.figures import months_back, this_month
from ppde import operations as ppde
from ppde.models import OutcomeKind
from ppde.operations.corrections import cancel_return
from territories.models import TypedPeriod
from territories.periods import period
from tests.evaluation.small_world import clear, listed
from tests.evaluation.test_dashboards import compute, text_of
from tests.evaluation.test_forecasts import inputs
from tests.evaluation.test_history_of_returns import back, enrol

MONTHS = months_back(this_month(), 6)


def day(n: int, at: int = 10) -> date:
    """A day of the nth of these months."""
    return MONTHS[n].replace(day=at)


@pytest.fixture
def home(as_team):
    clear(as_team.home)
    return as_team.home


def moves(as_team) -> basis.Moves:
    compute(as_team, 6)
    as_team.see_all()
    found = basis.stored(as_team.home, MONTHS)
    return basis.moves(as_team.home, found, MONTHS)


def test_a_return_is_an_entry_and_the_exit_before_it_stays_one(as_team, home, by):
    one, other = enrol(as_team, by, 1), enrol(as_team, by, 2)
    gone = ppde.record_outcome(one, OutcomeKind.PERMANENT, day(1), by=by)
    ppde.record_outcome(other, OutcomeKind.NO_LONGER, day(3), by=by)
    back(as_team, gone, day(3), "keep", by)
    found = moves(as_team)
    assert found.returns == (0, 0, 1, 0, 0)
    assert found.exits == (1, 0, 1, 0, 0)
    assert found.hires == found.entries == (0,) * 5


def test_left_and_back_in_the_same_month(as_team, home, by):
    gone = ppde.record_outcome(enrol(as_team, by, 1), OutcomeKind.NO_LONGER, day(2, 3), by=by)
    back(as_team, gone, day(2, 20), "keep", by)
    found = moves(as_team)
    assert (found.returns, found.exits) == ((0, 1, 0, 0, 0),) * 2


def test_a_new_act_is_a_new_volunteer_and_a_hire_stays_one(as_team, home, by):
    """Hired in the second month, back with a new act in the fifth; a cancelled return is none."""
    gone = ppde.record_outcome(enrol(as_team, by, 1), OutcomeKind.EBE, day(1), by=by)
    row = back(as_team, gone, day(4), "new", by)
    found = moves(as_team)
    assert found.entries == (0, 0, 0, 1, 0)
    assert found.hires == (1, 0, 0, 0, 0)
    assert found.exits == found.returns == (0,) * 5
    cancel_return(row, by=by, reason="Écrit sur un autre dossier")
    found = moves(as_team)
    assert found.entries == (0,) * 5
    assert found.hires == (1, 0, 0, 0, 0)


def test_nobody_and_months_typed_without_names(as_team, home, by):
    assert moves(as_team).returns == (0,) * 5
    gone = ppde.record_outcome(enrol(as_team, by, 1), OutcomeKind.NO_LONGER, day(1), by=by)
    back(as_team, gone, day(3), "keep", by)
    TypedPeriod.objects.create(
        territory=home, period=period(MONTHS[0], day(3, 28)), reconciliation={"E5": [0, 1]}
    )
    found = moves(as_team)
    assert found.returns == (0, 0), "les mois saisis ne disent pas qui est revenu"


def test_who_comes_back_shares_the_proposals():
    still = {"listed": 30, "entries": (0.0,), "exits": (0.0,), "hires": (3.0,), "acceptance": 1.0}
    alone = method.simulate(inputs(**still))
    crowd = method.simulate(inputs(**still, returns=(2.0,)))
    assert alone.central < crowd.central
    assert crowd.course[0][1] == alone.course[0][1] + 2
    assert method.simulate(inputs(**still, returns=(0.0,))).course == alone.course


def test_what_came_is_read_beside_what_was_foreseen(as_team, home, by, sign_in):
    for n in range(4, 10):
        listed(home, n, MONTHS[0] - timedelta(days=40))
    gone = ppde.record_outcome(enrol(as_team, by, 1), OutcomeKind.NO_LONGER, day(2), by=by)
    back(as_team, gone, day(3), "keep", by)
    compute(as_team, 14)
    as_team.see_all()
    page = text_of(sign_in("officer").get(reverse("evaluation:forecast", args=["venissieux"])))
    assert "Retours, rang d’avant rendu" in page
    as_team.see_all()
    row = operations.keep_forecast(
        home, basis.observe(home).inputs(returns=2), {"returns": 2.0}, by=by
    )
    assert row.basis["returns"] == (2.0,)
    assert words.paces(row, *basis.since(row)) == [], "son premier mois n’est pas fini"
    Forecast.objects.filter(pk=row.pk).update(month=MONTHS[2])
    row.refresh_from_db()
    url = reverse("evaluation:forecast_detail", args=["venissieux", row.pk])
    page = text_of(sign_in("officer").get(url)).replace("\u00a0", " ")
    assert "Mouvements depuis la prévision" in page
    assert "0,5 par mois, prévu 2" in page
    as_team.see_all()
    Forecast.objects.filter(pk=row.pk).update(basis={"listed": 8, "unproposed": 8})
    page = text_of(sign_in("officer").get(url))
    assert "non comptés" in page
