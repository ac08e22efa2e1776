"""The forecast: same inputs, same dates; each assumption moves it the way one expects; kept and compared."""

import time
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from ebe.models import HiringPlan
from ebe.plans.operations import plan_hires
from evaluation.forecasts import basis, method, operations, words
from evaluation.models import Forecast
from evaluation.operations.figures import this_month
from evaluation.reports import blocks
from evaluation.views.forecasts import shown_course
from tests.evaluation.small_world import clear, listed
from tests.evaluation.test_dashboards import compute, text_of

NOVEMBER = date(2026, 11, 1)


def inputs(**values) -> method.Inputs:
    values = {
        "month": NOVEMBER,
        "listed": 40,
        "unproposed": 30,
        "entries": (4.0, 5.0, 6.0),
        "exits": (0.0, 1.0, 2.0),
        "hires": (2.0, 3.0),
        **values,
    }
    return method.Inputs(**values)


def test_the_same_inputs_give_the_same_forecast_in_a_tenth_of_a_second():
    began = time.perf_counter()
    first = method.simulate(inputs())
    assert time.perf_counter() - began < 1  # a loaded machine; 0.05 s alone
    assert first == method.simulate(inputs())
    assert first.low <= first.central <= first.high


def test_each_assumption_moves_the_date_its_own_way():
    usual = method.simulate(inputs()).central
    plan = tuple((method.after(NOVEMBER, n), 8.0) for n in range(1, 7))
    assert method.simulate(inputs(plan=plan)).central < usual
    assert method.simulate(inputs(acceptance=0.35)).central < usual
    assert method.simulate(inputs(exits=(0.0,))).central > usual
    # Those who come later never pass those who wait.
    crowd = method.simulate(inputs(entries=(50.0,)))
    assert abs((crowd.central - usual).days) <= 62


def test_by_hand():
    """30 to propose to, 3 hires a month, 6 proposals for each 3: five months."""
    found = method.simulate(inputs(entries=(0.0,), exits=(0.0,), hires=(3.0,), acceptance=0.5))
    assert (found.low, found.central, found.high) == (date(2027, 4, 1),) * 3
    assert found.course[0] == [37, 37, 37]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"listed": 0, "unproposed": 0}, NOVEMBER),
        ({"hires": (), "exits": ()}, None),
        ({"listed": 1, "unproposed": 1, "hires": (1.0,)}, date(2026, 12, 1)),
        ({"listed": 2000, "unproposed": 2000, "hires": (1.0,), "exits": (0.0,)}, None),
    ],
)
def test_nobody_one_person_and_two_thousand(values, expected):
    assert method.simulate(inputs(**values)).central == expected


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((NOVEMBER, NOVEMBER, NOVEMBER, True), "Personne n’attend de première proposition aujourd’hui."),
        ((date(2027, 1, 1), date(2027, 3, 1), date(2027, 9, 1), False), "en mars 2027, entre janvier 2027 et septembre 2027."),
        ((date(2027, 3, 1), date(2027, 3, 1), date(2027, 3, 1), False), "en mars 2027."),
        ((date(2027, 3, 1), date(2028, 3, 1), None, False), "au plus tôt en mars 2027, sans date au plus tard."),
        ((None, None, None, False), "au-delà de cinq ans : il manque des embauches."),
    ],
)  # fmt: skip
def test_the_date_in_words(args, said):
    *dates, nobody = args
    text = blocks.words_of(words.lead(*dates, nobody=nobody)).replace("\u00a0", " ")
    assert text.endswith(said)


def test_compared_with_what_came_true():
    course = [[10, 12, 14], [8, 10, 12]]
    said = blocks.words_of(words.compared(NOVEMBER, course, {date(2027, 1, 1): 15}))
    assert "15\u00a0personnes attendent" in said
    assert "au-dessus de la fourchette prévue" in said
    assert "se comparera" in blocks.words_of(words.compared(NOVEMBER, course, {}))


@pytest.fixture
def home(as_team):
    clear(as_team.home)
    for n in range(8):
        listed(as_team.home, n, date(2026, 3, 1), wished_hours=Decimal(20))
    compute(as_team, 14)
    as_team.see_all()
    return as_team.home


def test_the_plan_is_shared_out_by_the_wished_hours(home, as_team):
    enterprise = as_team.rows["home"]["enterprise"]
    HiringPlan.objects.all().delete()
    month = method.after(this_month(), 1)
    plan_hires(enterprise, {month: (2, Decimal(30))}, by=as_team.users["director"])
    seen = basis.observe(home)
    assert (seen.listed, seen.unproposed, seen.planned) == (8, 8, 2)
    assert seen.inputs().plan == ((month, 3.0),)
    assert seen.inputs(wished_hours=30).plan == ((month, 2.0),)
    plan_hires(enterprise, {month: (0, None)}, by=as_team.users["director"])
    assert not HiringPlan.objects.exists()


def test_assumptions_are_kept_with_who_and_when(home, as_team, sign_in):
    client = sign_in("officer")
    url = reverse("evaluation:forecast", args=["venissieux"])
    assert "première proposition" in text_of(client.get(url))
    sent = {"entries": "2", "exits": "0", "hires_after": "1,5", "realised": "100",
            "acceptance": "50", "wished_hours": "24", "note": "rythme de l’été"}  # fmt: skip
    as_team.see_all()
    Forecast.objects.filter(territory=home).delete()
    assert "en " in text_of(client.post(url, sent))
    as_team.see_all()
    assert not Forecast.objects.filter(territory=home).exists()
    assert "trop grand" in text_of(client.post(url, sent | {"acceptance": "120"}))
    assert client.post(url, sent | {"keep": "1"}).status_code == 302
    as_team.see_all()
    row = Forecast.objects.get(territory=home)
    assert row.assumptions["acceptance"] == 0.5
    assert row.made_by == as_team.users["officer"]
    page = text_of(client.get(reverse("evaluation:forecast_detail", args=["venissieux", row.pk])))
    assert "rythme de l’été" in page
    assert "se comparera au réel" in page
    # The committee reads the dates, never the counts behind them.
    member = text_of(sign_in("member").get(reverse("evaluation:exhaustivity", args=["venissieux"])))
    assert "selon la prévision enregistrée le" in member


def test_a_month_with_positions_needs_its_hours(home, as_team, sign_in):
    client = sign_in("director")
    enterprise = as_team.rows["home"]["enterprise"]
    url = reverse("ebe:plan_edit", args=["venissieux", enterprise.pk])
    name = f"{this_month():%Y%m}"
    answer = client.post(url, {f"p{name}": "3"})
    assert "heures moyennes" in text_of(answer)
    assert client.post(url, {f"p{name}": "3", f"h{name}": "26,5"}).status_code == 302
    as_team.see_all()
    assert HiringPlan.objects.get(month=this_month()).weekly_hours == Decimal("26.5")


def test_a_kept_forecast_does_not_change(home, as_team):
    seen = basis.observe(home).inputs(hires_after=1)
    row = operations.keep_forecast(home, seen, {"hires_after": 1}, by=as_team.users["lead"])
    listed(home, 99, date(2026, 3, 1))
    row.refresh_from_db()
    assert row.central == method.simulate(seen).central


# What the committee reads ───────────────────────────────────────────────────────────────────────


def keep(home, by, **values) -> Forecast:
    return operations.keep_forecast(
        home, inputs(**values), {"acceptance": 0.61, "realised": 0.8}, by=by
    )


def shared(client):
    return client.get(reverse("evaluation:forecast_shared", args=["venissieux"]))


def test_the_committee_reads_dates_and_no_small_count(home, as_team, sign_in):
    Forecast.objects.filter(territory=home).delete()
    member = sign_in("member")
    assert "Aucune prévision" in text_of(shared(member))
    as_team.see_all()
    keep(home, as_team.users["lead"])
    response = shared(member)
    page = text_of(response)
    assert "auraient reçu une première proposition en" in page
    assert response.context["drawing"] is not None
    told = {fact["label"]: fact["value"] for fact in response.context["facts"]}
    assert list(told) == ["Part du plan qui se réalise"], "la part des oui vient de comptes"
    # A list that may fall under the threshold: the drawing stops before.
    as_team.see_all()
    row = keep(home, as_team.users["lead"], entries=(0.0,), hires=(6.0,), exits=(0.0,))
    assert [m[1] for m in row.course[:7]] == [34, 28, 22, 16, 10, 4, 0]
    assert "Le dessin s’arrête" in text_of(shared(member))
    assert len(shown_course(row.course, 5)) == 5


def test_a_masked_list_has_no_drawing(as_team, sign_in):
    clear(as_team.home)
    for n in range(3):
        listed(as_team.home, n, date(2026, 3, 1))
    compute(as_team)
    as_team.see_all()
    keep(as_team.home, as_team.users["lead"], listed=3, unproposed=3, entries=(20.0,))
    response = shared(sign_in("member"))
    assert response.context["drawing"] is None
    assert "Le dessin n’est pas montré" in text_of(response)


def test_it_is_reached_from_the_committee_not_from_the_account(sign_in):
    member = sign_in("member")
    page = member.get(reverse("cle:meeting_list", args=["venissieux"])).content.decode()
    for name in ("ebe:list_sheet", "evaluation:forecast_shared"):
        url = reverse(name, args=["venissieux"])
        assert f'href="{url}"' in page
        shown = member.get(url)
        assert [tab["label"] for tab in shown.context["nav"] if tab["current"]] == ["Comité local"]
    assert "Liste par numéro" not in page
