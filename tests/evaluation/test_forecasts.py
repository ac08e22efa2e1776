"""The forecast: same inputs, same dates; each assumption moves it the way one expects; kept and compared."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe.models import HiringPlan
from ebe.plans.operations import plan_hires
from evaluation.aggregates import Figure
from evaluation.forecasts import basis, method, operations, words
from evaluation.models import Forecast
from evaluation.operations.figures import months_back, this_month
from evaluation.reports import blocks
from evaluation.views.forecasts import shown_course
from ppde.models import Pause
from territories.periods import period
from tests.evaluation.small_world import clear, listed, person
from tests.evaluation.test_dashboards import compute, text_of
from tests.evaluation.test_exhaustivity_figures import reviewed
from tzcld.ui import french

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
    """30 to propose to, 3 hires a month, each proposal accepted: ten months. With 10 others on the list who had one: as the
    proposals are shared, fourteen, when nobody is left before the last."""
    still = {"entries": (0.0,), "exits": (0.0,), "hires": (3.0,), "acceptance": 1.0}
    assert method.simulate(inputs(listed=30, **still)).central == date(2027, 9, 1)
    found = method.simulate(inputs(listed=40, **still))
    assert (found.low, found.central, found.high) == (date(2028, 1, 1),) * 3
    assert found.course[0] == [37, 37, 37]
    # One refuses of two: six proposals a month, of which some go to those who have refused.
    more = method.simulate(inputs(listed=30, **(still | {"acceptance": 0.5}))).central
    assert date(2027, 4, 1) < more < date(2027, 9, 1)


def test_a_month_planned_without_positions_hires_nobody():
    plan = ((method.after(NOVEMBER, 1), 4.0), (method.after(NOVEMBER, 2), 0.0))
    found = method.simulate(inputs(entries=(0.0,), exits=(0.0,), hires=(2.0,), plan=plan))
    (first, second, third) = (months[1] for months in found.course[:3])
    assert first == second == third + 2


def test_whoever_is_in_pause_is_awaited_until_they_are_back():
    """3 a month: the 6 of the list by January, then the 3 back in March; nobody is left to hire in between."""
    back = ((method.after(NOVEMBER, 4), 3, 3),)
    still = {"entries": (0.0,), "exits": (0.0,), "hires": (3.0,), "acceptance": 1.0}
    found = method.simulate(inputs(listed=6, unproposed=3, resuming=back, **still))
    assert found.central == date(2027, 3, 1)
    assert [c[1] for c in found.course[:4]] == [3, 0, 0, 0]
    alone = method.simulate(inputs(listed=0, unproposed=0, resuming=back, **still))
    assert alone.central == date(2027, 3, 1)
    had = ((method.after(NOVEMBER, 4), 3, 0),)
    found = method.simulate(inputs(listed=6, unproposed=3, resuming=had, **still))
    assert found.central == date(2027, 1, 1)


def test_only_those_found_eligible_come_on_the_list():
    found = method.simulate(inputs(entries=(4.0,), exits=(0.0,), hires=(0.0,), eligible_share=0.5))
    assert [c[1] for c in found.course[:3]] == [42, 44, 46]


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
        ((NOVEMBER, NOVEMBER, NOVEMBER, True), "Sur la liste d’aujourd’hui, personne n’attend de première proposition."),
        ((date(2027, 1, 1), date(2027, 3, 1), date(2027, 9, 1), False), "en mars 2027, entre janvier 2027 et septembre 2027."),
        ((date(2027, 3, 1), date(2027, 3, 1), date(2027, 3, 1), False), "en mars 2027."),
        ((date(2027, 3, 1), date(2028, 3, 1), None, False), "au plus tôt en mars 2027, sans date au plus tard."),
        ((None, None, None, False), "n’auraient reçu une première proposition qu’au-delà de cinq ans : il manque des embauches."),
        ((date(2031, 4, 1), None, None, False), "n’auraient reçu une première proposition qu’au mieux en avril 2031 : il manque des embauches."),
        ((date(2026, 10, 1), date(2026, 10, 1), None, False), "en octobre 2026, au plus tôt en octobre 2026, sans date au plus tard."),
    ],
)  # fmt: skip
def test_the_date_in_words(args, said):
    *dates, nobody = args
    text = blocks.words_of(words.lead(*dates, nobody=nobody)).replace("\u00a0", " ")
    assert text.endswith(said)
    assert not re.search(r"\b(que|de|le|la|ne|se) [aeiouyhéèêàâîôû]", text)


def test_compared_with_what_came_true():
    course = [[10, 12, 14], [8, 10, 12]]
    said = blocks.words_of(words.compared(NOVEMBER, course, {date(2027, 1, 1): 15}))
    assert "15\u00a0personnes attendent" in said
    assert "au-dessus de la fourchette prévue" in said
    assert "se comparera" in blocks.words_of(words.compared(NOVEMBER, course, {}))


def plain(response) -> str:
    return text_of(response).replace("\u00a0", " ")


def longest(**months) -> dict:
    """`longest(m12=300, m1=None)`: the longest wait without a proposal at the end of December, then of January."""
    found = {}
    for name, days in months.items():
        month = int(name[1:])
        at = date(2026 if month > 10 else 2027, month, 1)
        found[at] = Figure("E9P", value=None if days is None else Decimal(days))
    return found


@pytest.mark.parametrize(
    ("known", "sentence", "cell"),
    [
        ({}, "Le réel n’est pas encore connu.", "pas encore connu"),
        # Volunteers of before: at the end of December, somebody waits since January.
        ({"m12": 350}, "Ce n’est pas encore le cas : la plus ancienne attente sans proposition date de janvier 2026.", "pas encore fait"),
        ({"m12": 350, "m1": 20}, "en janvier 2027, 2 mois plus tôt que prévu.", "fait en janvier 2027, 2 mois plus tôt que prévu"),
        ({"m12": 350, "m3": None}, "en mars 2027, comme prévu.", "fait en mars 2027, comme prévu"),
        ({"m4": 500, "m5": 30}, "en mai 2027, 2 mois plus tard que prévu.", "fait en mai 2027, 2 mois plus tard que prévu"),
        ({"m3": 400, "m4": 400}, "Elle est passée, et ce n’est pas encore le cas : la plus ancienne attente sans proposition date de mars 2026.", "date passée, pas encore fait"),
    ],
)  # fmt: skip
def test_the_date_promised_beside_the_day_it_came(known, sentence, cell, monkeypatch):
    monkeypatch.setattr(
        words.timezone, "localdate", lambda at=None: at.date() if at else date(2027, 12, 31)
    )
    row = Forecast(
        month=NOVEMBER, made_at=datetime(2026, 11, 26, 12, tzinfo=UTC), basis={"unproposed": 30},
        low=date(2027, 1, 1), central=date(2027, 3, 1), high=date(2027, 6, 1),
    )  # fmt: skip
    said = blocks.words_of(words.promised(row, longest(**known))).replace("\u00a0", " ")
    assert said.startswith("Date prévue : mars 2027 (janvier 2027 à juin 2027). ")
    assert said.endswith(sentence)
    assert words.state(row, longest(**known)).replace("\u00a0", " ") == cell


def test_nothing_is_promised_when_nobody_waited():
    row = Forecast(month=NOVEMBER, basis={"unproposed": 0})
    assert words.promised(row, {}) == []
    assert words.state(row, {}) == "personne n’attendait"
    row.basis["resuming"] = [["2027-03-01", 2, 1]]
    assert row.awaited == 1


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
    # Twelve posts in four months' time, and none meanwhile: the past's hires do not fill the months between.
    later = method.after(month, 3)
    plan_hires(enterprise, {later: (12, Decimal(20))}, by=as_team.users["director"])
    assert basis.observe(home).inputs().plan == (
        (month, 3.0), (method.after(month, 1), 0.0), (method.after(month, 2), 0.0), (later, 12.0)
    )  # fmt: skip
    assert basis.observe(home).planned == 14
    # Nobody after that, which the past's hires do not fill either.
    last = method.after(later, 2)
    plan_hires(enterprise, {last: (0, None)}, by=as_team.users["director"])
    plan = basis.observe(home).inputs().plan
    assert plan[-3:] == ((later, 12.0), (method.after(later, 1), 0.0), (last, 0.0))
    plan_hires(
        enterprise, dict.fromkeys((month, later, last), (None, None)), by=as_team.users["director"]
    )
    assert not HiringPlan.objects.exists()
    assert basis.observe(home).positions == ()


def test_the_paused_whose_pause_ends_are_awaited_and_the_others_said(home, as_team, sign_in):
    """Of 13 volunteers, one waits for the committee: 11 of the other 12 were found eligible."""
    today = timezone.localdate()
    for n, until in ((20, today + timedelta(days=70)), (21, today), (22, None)):
        away = listed(home, n, date(2026, 3, 1))
        Pause.objects.create(
            territory=home, person=away, period=period(today, until), reason="care"
        )
    person(home, 23, volunteer_on=date(2026, 3, 1))
    no = person(home, 24, volunteer_on=date(2026, 3, 1))
    reviewed(home, as_team, no, "not_eligible", date(2026, 4, 1))
    compute(as_team, 14)
    as_team.see_all()
    seen = basis.observe(home)
    assert (seen.listed, seen.unproposed, seen.paused, seen.left_out) == (8, 8, 3, 1)
    back = (today + timedelta(days=71)).replace(day=1)
    assert seen.resuming == ((method.after(this_month(), 1), 1, 1), (back, 1, 1))
    assert seen.eligible_share == round(11 / 12, 2)
    assert seen.inputs(eligible_share=0.5).eligible_share == 0.5
    page = plain(sign_in("officer").get(reverse("evaluation:forecast", args=["venissieux"])))
    assert "3 : 2 de retour à la fin de leur pause ; 1 sans date de fin, laissée de côté" in page
    assert "10, dont 2 en pause" in page, "8 sur la liste, comme l’exhaustivité les compte"
    assert "92 %" in page


def test_the_longest_wait_is_read_by_the_team_alone(home, as_team, sign_in):
    url = reverse("evaluation:indicator_detail", args=["venissieux", "E9P"])
    days = f"{(timezone.localdate() - date(2026, 3, 1)).days} jours"
    page = plain(sign_in("lead").get(url))
    assert days in page
    assert f"{(date(2026, 9, 30) - date(2026, 3, 1)).days} jours" in page
    as_team.see_all()
    before = f"{(date(2026, 9, 30) - date(2026, 3, 1)).days} jours"
    for kind in ("member", "hub_officer"):
        page = plain(sign_in(kind).get(url))
        assert days not in page, kind
        assert before not in page, "ni celle d’un mois passé"


def test_what_became_of_each_forecast_is_on_the_page(home, as_team, sign_in):
    """Kept three months ago for a list of 8; those of March still wait."""
    Forecast.objects.filter(territory=home).delete()
    row = operations.keep_forecast(home, basis.observe(home).inputs(), {}, by=as_team.users["lead"])
    then = months_back(this_month(), 4)[0]
    Forecast.objects.filter(pk=row.pk).update(
        month=then, central=method.after(then, 1), low=method.after(then, 1), high=None,
        made_at=timezone.now() - timedelta(days=92),
    )  # fmt: skip
    client = sign_in("officer")
    page = plain(client.get(reverse("evaluation:forecast", args=["venissieux"])))
    assert "date passée, pas encore fait" in page
    detail = plain(client.get(reverse("evaluation:forecast_detail", args=["venissieux", row.pk])))
    assert "la plus ancienne attente sans proposition date de mars 2026" in detail
    # In summer time, an hour before midnight then was after it.
    made = french.date(timezone.localdate(timezone.now() - timedelta(days=92))).replace(
        "\u00a0", " "
    )
    assert f"toutes les personnes de la liste du {made}" in detail.lower()
    assert "Les propositions se partagent" in detail
    # The committee reads the same of an earlier one, and nobody's own wait.
    as_team.see_all()
    operations.keep_forecast(home, basis.observe(home).inputs(), {}, by=as_team.users["lead"])
    member = plain(shared(sign_in("member")))
    assert f"Prévision du {made}" in member
    assert "date passée, pas encore fait" in member
    assert "mars 2026" not in member
    as_team.see_all()
    Forecast.objects.filter(pk=row.pk).update(basis={"listed": 8, "unproposed": 8})
    url = reverse("evaluation:forecast_detail", args=["venissieux", row.pk])
    detail = plain(sign_in("officer").get(url))
    assert "chaque proposition était comptée comme une première" in detail


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
    after = f"{method.after(this_month(), 1):%Y%m}"
    client.post(url, {f"p{name}": "3", f"h{name}": "26,5", f"p{after}": "0"})
    as_team.see_all()
    assert HiringPlan.objects.get(month=method.after(this_month(), 1)).positions == 0
    assert f'name="p{after}" value="0"' in client.get(url).content.decode()
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
