"""The exhaustivity page: sentences that hold at 0, 1 and many; what each kind of person reads; the same in the report."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation.exhaustivity import flows, operations, words
from evaluation.exhaustivity.page import Standing
from evaluation.exhaustivity.words import Facts
from evaluation.models import Report, WaitRule
from evaluation.reports import blocks, snapshot
from territories.models import Phase
from territories.periods import period
from tests.evaluation.small_world import clear, listed
from tests.evaluation.test_dashboards import SMALL, compute, figures_in, text_of

NBSP = "\u00a0"


@pytest.fixture
def home(as_team):
    clear(as_team.home)
    return as_team.home


def read(sign_in, kind, place="venissieux", **query):
    return sign_in(kind).get(reverse("evaluation:exhaustivity", args=[place]), query)


def said(runs) -> str:
    return blocks.words_of(runs).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("facts", "stock", "flow"),
    [
        (
            Facts(False, 6, late=0, waiting=3),
            "L’exhaustivité de stock se mesure à partir de l’habilitation : le territoire n’est pas encore habilité.",
            "Personne n’attend une première proposition depuis 6 mois ou plus.",
        ),
        (
            Facts(True, 6, stock=1.0, flow=True, late=0, waiting=0),
            "Tous les volontaires d’avant l’habilitation ont une solution : l’exhaustivité de stock est atteinte.",
            "Personne n’est en attente : l’exhaustivité de flux est atteinte.",
        ),
        (
            Facts(True, 1, stock=0.0, flow=False, late=1, waiting=2),
            "Aucun des volontaires d’avant l’habilitation n’a encore de solution.",
            "1 personne attend une première proposition depuis 1 mois ou plus : "
            "l’exhaustivité de flux n’est pas encore atteinte.",
        ),
        (
            Facts(True, 6, stock=0.71, flow=False, late=2000, waiting=2000),
            "71 % des volontaires d’avant l’habilitation ont une solution.",
            "2 000 personnes attendent une première proposition depuis 6 mois ou plus : "
            "l’exhaustivité de flux n’est pas encore atteinte.",
        ),
        (
            Facts(True, 6, stock=0.5, flow=False, late=0, waiting=4, undecided=0),
            "50 % des volontaires d’avant l’habilitation ont une solution.",
            "Personne n’attend une première proposition depuis 6 mois ou plus ; "
            "l’exhaustivité de flux attend encore une solution pour les volontaires d’avant l’habilitation.",
        ),
        (
            Facts(True, 6, stock=0.8, over=0.25, flow=False, late=0, waiting=4, undecided=0),
            "80 % des volontaires d’avant l’habilitation ont une solution ; 25 % des autres n’attendent plus d’emploi (décès, "
            "retraite, déménagement, autre souhait, éligibilité non reconnue).",
            "Personne n’attend une première proposition depuis 6 mois ou plus ; "
            "l’exhaustivité de flux attend encore une solution pour les volontaires d’avant l’habilitation.",
        ),
        (
            Facts(True, 6, stock=0.8, over=1.0, flow=True, late=0, waiting=0),
            "80 % des volontaires d’avant l’habilitation ont une solution ; les autres n’attendent plus d’emploi (décès, "
            "retraite, déménagement, autre souhait, éligibilité non reconnue).",
            "Personne n’est en attente : l’exhaustivité de flux est atteinte.",
        ),
        (
            Facts(True, 6, stock_masked=True, late_words="moins de 5", flow=False),
            "Exhaustivité de stock : ce chiffre n’est pas publié, il redonnerait un petit effectif.",
            "Moins de 5 personnes attendent une première proposition depuis 6 mois ou plus : "
            "l’exhaustivité de flux n’est pas encore atteinte.",
        ),
        (
            Facts(True, 6, stock=1.0, flow=False, late=0, waiting=4, undecided=30),
            "Tous les volontaires d’avant l’habilitation ont une solution : l’exhaustivité de stock est atteinte.",
            "Personne n’attend une première proposition depuis 6 mois ou plus ; 30 volontaires attendent depuis 6 mois ou plus "
            "la décision du comité sur leur éligibilité : l’exhaustivité de flux n’est pas encore atteinte.",
        ),
        (
            Facts(True, 1, stock=1.0, flow=False, late=2, undecided=1),
            "Tous les volontaires d’avant l’habilitation ont une solution : l’exhaustivité de stock est atteinte.",
            "2 personnes attendent une première proposition depuis 1 mois ou plus ; 1 volontaire attend depuis 1 mois ou plus "
            "la décision du comité sur son éligibilité : l’exhaustivité de flux n’est pas encore atteinte.",
        ),
        (
            Facts(True, 6, stock=1.0, flow=False, late=0, undecided_words="moins de 5"),
            "Tous les volontaires d’avant l’habilitation ont une solution : l’exhaustivité de stock est atteinte.",
            "Personne n’attend une première proposition depuis 6 mois ou plus ; moins de 5 volontaires attendent depuis 6 mois "
            "ou plus la décision du comité sur leur éligibilité : l’exhaustivité de flux n’est pas encore atteinte.",
        ),
        (
            Facts(True, 6, stock=1.0, flow=False, late=0, undecided_words="non publié"),
            "Tous les volontaires d’avant l’habilitation ont une solution : l’exhaustivité de stock est atteinte.",
            "Personne n’attend une première proposition depuis 6 mois ou plus : "
            "l’exhaustivité de flux n’est pas encore atteinte.",
        ),
    ],
)
def test_where_a_territory_stands_in_words(facts, stock, flow):
    assert said(words.stock(facts)) == stock
    assert said(words.flow(facts)) == flow


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "Personne ne s’est porté volontaire depuis douze mois."),
        (0.0, "En douze mois, aucune solution n’est venue répondre aux nouveaux volontaires : la liste s’allonge."),
        (0.1, "En douze mois, pour 10 nouveaux volontaires, 1 solution : la liste s’allonge."),
        (1.0, "En douze mois, pour 10 nouveaux volontaires, 10 solutions : la liste est stable."),
        (1.24, "En douze mois, pour 10 nouveaux volontaires, 12 solutions : la liste se vide."),
        (40.0, "En douze mois, il y a eu bien plus de solutions que de nouveaux volontaires."),
    ],
)  # fmt: skip
def test_the_year_in_words(share, text):
    assert said(words.coverage(Facts(True, 6, coverage=share))) == text


@pytest.mark.parametrize(
    ("year", "text"),
    [
        ((1, 1), "En douze mois, 1 solution pour 1 nouveau volontaire : la liste est stable."),
        ((3, 9), "En douze mois, 3 solutions pour 9 nouveaux volontaires : la liste s’allonge."),
        ((20, 1), "En douze mois, 20 solutions pour 1 nouveau volontaire : la liste se vide."),
        ((10, 10), "En douze mois, pour 10 nouveaux volontaires, 10 solutions : la liste est stable."),
        ((0, 4), "En douze mois, aucune solution n’est venue répondre aux nouveaux volontaires : la liste s’allonge."),
    ],
)  # fmt: skip
def test_a_year_of_few_is_told_as_it_was(year, text):
    facts = Facts(True, 6, coverage=year[0] / year[1], year=year)
    assert said(words.coverage(facts)) == text


def test_flows_are_differences_and_what_is_not_printed_stays_so():
    ends = [date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1), date(2026, 11, 1)]
    series = {
        "E5": {ends[0]: 10, ends[1]: 16, ends[2]: None, ends[3]: 30},
        "E6": dict.fromkeys(ends, 4),
        "SOR": dict.fromkeys(ends, 0),
        "E9": {ends[1]: 12, ends[3]: 20},
    }
    found = flows.between(series, ends)
    assert [f.entries for f in found] == [6, None, None]
    assert [f.stock for f in found] == [12, None, 20]
    assert "trim. 2026" in found[0].label
    assert found[2].label.startswith("oct")
    assert found[1].row[1] == "non publié"


def test_returns_come_in_and_the_exits_stay_movements():
    """Two come back after a short contract in a quarter with one other exit: one exit, two returns, no negative."""
    ends = [date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)]

    def each(*values):
        return dict(zip(ends, values, strict=True))

    series = {
        "E5": each(20, 24, 24), "E6": each(8, 9, 8), "SOR": each(4, 3, 3),
        "RETS": each(0, 1, 2), "RETA": each(0, 2, 2), "E9": each(8, 12, 13), "FINE": each(0, 0, 0),
    }  # fmt: skip
    found = flows.between(series, ends)
    assert [(f.entries, f.returns, f.solved, f.others) for f in found] == [
        (4, 3, 2, 1),
        (0, 1, 0, 0),
    ]
    for before, flow in zip((8, 12), found, strict=True):
        assert before + flow.entries + flow.returns - flow.solved - flow.others == flow.stock
    assert said(flows.caption(found)).startswith("4 entrées, 4 retours et 3 sorties")
    assert flows.note(found, masked=False) == ""
    # Few returns are not published: the exits are less them, and never less than none.
    del series["RETA"]
    found = flows.between(series, ends)
    assert [(f.returns, f.solved, f.others) for f in found] == [(None, 2, None), (None, 0, 0)]
    assert "moins les retours" in flows.note(found, masked=False)
    assert found[0].row[2] == "non publié"
    # Whoever reads masked figures is told what a departure from the enterprise does to them.
    del series["FINE"]
    masked = flows.note(flows.between(series, ends), masked=True)
    assert "une solution de moins et une autre sortie de plus" in masked
    assert masked.startswith("Chaque mouvement est la différence entre la fin de la période")
    # Nothing is told of movements that nobody may read.
    assert flows.note(flows.between({}, ends), masked=True) == ""


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((0, 0, 0, 0), "Aucune entrée ni sortie sur ces deux ans."),
        ((1, 0, 0, 0), "1 entrée et aucune sortie depuis"),
        ((0, 1, 0, 0), "Aucune entrée, 1 retour et aucune sortie depuis"),
        ((0, 0, 1, 1), "2 sorties et aucune entrée depuis"),
        ((0, None, 1, 0), "1 sortie et aucune entrée depuis"),
    ],
)
def test_the_flows_in_words(numbers, text):
    assert said(flows.caption([flows.Flow("3e trim. 2026", *numbers, stock=4)])).startswith(text)


def fill(home, n=9):
    Phase.objects.filter(territory=home).delete()
    Phase.objects.create(territory=home, kind="habilitated", period=period(date(2026, 2, 1)))
    for i in range(n):
        listed(home, i, date(2026, 1, 10), sex="F")
    for i in range(n):
        listed(home, 100 + i, date(2025, 11, 10), outcome_on=date(2026, 6, 1), outcome_kind="ebe")
    listed(home, 200, date(2026, 8, 1))
    listed(home, 201, date(2026, 8, 1), first_proposal_on=date(2026, 9, 1))


def test_the_team_reads_counts(home, as_team, sign_in):
    fill(home)
    compute(as_team, 13)
    page = text_of(read(sign_in, "lead")).replace(NBSP, " ")
    assert "50 % des volontaires d’avant l’habilitation ont une solution." in page
    assert "9 sur 18" in page
    assert "9 personnes attendent une première proposition depuis 6 mois ou plus" in page
    assert "Entrées, sorties et attente par période" in read(sign_in, "lead").content.decode()
    assert flows.DIFFERENCES not in page, "ses chiffres comptent chaque mouvement"


@pytest.mark.parametrize("kind", ["member", "chair", "hub_officer", "funder"])
def test_others_read_no_count_below_five(home, as_team, sign_in, kind):
    fill(home)
    compute(as_team, 13)
    response = read(sign_in, kind)
    assert response.status_code == 200
    assert not {"1", "2", "3", "4"} & set(figures_in(response))
    assert not SMALL.search(text_of(response))
    assert flows.DIFFERENCES in text_of(response)


@pytest.mark.parametrize("kind", ["lead", "member"])
def test_nobody_and_one_person(home, as_team, sign_in, kind):
    compute(as_team, 2)
    assert "Personne n’est encore compté" in text_of(read(sign_in, kind))
    as_team.see_all()
    listed(home, 301, timezone.localdate())
    compute(as_team, 2)
    assert read(sign_in, kind).status_code == 200


def test_a_total_withheld_today_is_not_told_by_its_series(home, as_team, sign_in):
    """The hub's stock less the territories' would be the three who wait next door."""
    as_team.see_all()
    fill(home)
    neighbour = as_team.next
    clear(neighbour)
    for i in range(3):
        listed(neighbour, 400 + i, date(2026, 1, 10))
    compute(as_team, 13)
    page = Standing(as_team.hub, exact=False)
    assert page.figures.is_masked("E9")
    assert {flow.stock for flow in page.flows} == {None}


def test_side_by_side_without_ranking(home, as_team, sign_in):
    fill(home)
    compute(as_team, 2)
    page = read(sign_in, "hub_officer", "metropole")
    text = text_of(page)
    assert "cette page ne les classe pas" in text
    assert "aria-sort" not in page.content.decode()
    table = read(sign_in, "hub_officer", "metropole", format="csv")
    assert b"Exhaustivit" in b"".join(table.streaming_content)


@pytest.mark.parametrize("kind", ["lead", "member", "hub_officer"])
def test_few_queries_whatever_the_size(home, as_team, sign_in, kind):
    place = "metropole" if kind == "hub_officer" else "venissieux"
    listed(home, 300, date(2026, 1, 10))
    compute(as_team, 13)
    client = sign_in(kind)
    url = reverse("evaluation:exhaustivity", args=[place])
    client.get(url)
    with CaptureQueriesContext(connection) as small:
        client.get(url)
    as_team.see_all()
    fill(home, 40)
    compute(as_team, 13)
    client.get(url)
    with CaptureQueriesContext(connection) as large:
        client.get(url)
    assert len(small) == len(large) <= 15, "\n".join(q["sql"][-160:] for q in large)


def test_a_delay_is_a_new_row_later_than_the_last(home, as_team, sign_in):
    client = sign_in("lead")
    url = reverse("evaluation:delay_create", args=["venissieux"])
    typed = {"months": "4", "valid_from": "01/01/2019", "source": "comité du 4 mai"}
    answer = client.post(url, typed)
    assert "mois passés gardent leur délai" in text_of(answer)
    assert "comité du 4 mai" in answer.content.decode()
    assert "trop grand" in text_of(client.post(url, typed | {"months": "99"}))
    assert client.post(url, typed | {"valid_from": "01/05/2026"}).status_code == 302
    rule = WaitRule.objects.filter(territory=home).order_by("-valid_from").first()
    assert (rule.months, rule.valid_from) == (4, date(2026, 5, 1))


def test_the_report_says_the_same(home, as_team, sign_in):
    fill(home)
    operations.fix_delay(
        home, by=as_team.users["lead"], valid_from=date(2026, 5, 1), months=8, source="comité"
    )
    compute(as_team, 26)
    month = timezone.localdate().replace(day=1)
    report = Report.objects.create(
        territory=home,
        kind="territory_sheet",
        title="Fiche",
        month=month,
        requested_by=as_team.users["lead"],
    )
    found = snapshot.freeze(report)
    (part,) = [p for p in found["parts"] if p["id"] == "exhaustivite"]
    html = re.sub(r"</?strong>", "", read(sign_in, "lead").content.decode())
    for sentence in part["sections"][0]["blocks"][0]["paragraphs"]:
        assert sentence in html
    (moves,) = [s for s in part["sections"] if s["title"] == "Entrées, sorties et attente"]
    table = moves["blocks"][-1]
    # The year of the report is the end of the two years of the page.
    shown = figures_in(read(sign_in, "lead"))
    last = [str(v) for v in table["rows"][-1][1:]]
    assert any(shown[i : i + 5] == last for i in range(len(shown)))
    assert table["note"] == ""
    # One that leaves the territory says what its movements are, in the table and on the drawing.
    Report.objects.filter(pk=report.pk).update(audience="public")
    report.refresh_from_db()
    (part,) = [p for p in snapshot.freeze(report)["parts"] if p["id"] == "exhaustivite"]
    (moves,) = [s for s in part["sections"] if s["title"] == "Entrées, sorties et attente"]
    assert moves["blocks"][-1]["note"].startswith(flows.DIFFERENCES)
    assert moves["blocks"][0]["data"]["masked"]
