"""Dashboards: words at 0, 1 and many, what each kind of person reads, few queries."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cle.models import Committee, Seat
from evaluation import operations
from evaluation.aggregates import Figure, Figures
from evaluation.dashboards import drawings, words
from evaluation.dashboards.comparison import Comparison
from evaluation.masking import Mask
from evaluation.operations.figures import months_back, this_month
from ppde.models import EligibilityReview, Pause, Person
from territories.models import (
    Estimate,
    LegalFigure,
    Membership,
    PerimeterUnit,
    Target,
    Territory,
)
from territories.operations.legal import write_legal_figure
from territories.periods import period
from tests.evaluation.small_world import clear, listed, person, unwritten, volunteer
from tzcld.ui import charts, french
from tzcld.ui.charts import pictures

# A count between 1 and 4 followed by what it counts, as dashboards write it.
SMALL = re.compile(r"(?<![\d,\u00a0])[1-4]\u00a0(personnes?|solutions?|volontaires?|emplois?)\b")


def text_of(response) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def figures_in(response) -> list[str]:
    """The words of key figures, tally, facts and tables."""
    html = response.content.decode()
    cells = re.findall(r"<d[dt][^>]*>(.*?)</d[dt]>|<td[^>]*>(.*?)</td>", html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", a or b).strip() for a, b in cells]


@pytest.fixture
def home(as_team):
    clear(as_team.home)
    return as_team.home


def fill(home, *, solved=12, elsewhere=8, waiting=9, paused=2, early=date(2026, 1, 10), n=0):
    persons = []
    for kind, how_many in (("ebe", solved), ("permanent", elsewhere)):
        for _ in range(how_many):
            n += 1
            gone = {"outcome_on": date(2026, 6, 1), "outcome_kind": kind}
            sex = "F" if n % 5 else "M"
            persons.append(unwritten(home, n, **volunteer(early), sex=sex, **gone))
    for _ in range(waiting + paused):
        n += 1
        state = "paused" if n > solved + elsewhere + waiting else "listed"
        persons.append(unwritten(home, n, **volunteer(early), sex="F", state=state))
    Person.objects.bulk_create(persons)
    months = period(date(2026, 11, 1))
    Pause.objects.bulk_create(
        Pause(territory=home, person=one, period=months, reason="care")
        for one in persons
        if one.state == "paused"
    )


def compute(world, months=3):
    operations.close_months(world.hub.pk, *months_back(this_month(), months))


def get(sign_in, kind, name, *args, **query):
    return sign_in(kind).get(reverse(f"evaluation:{name}", args=args), query)


def test_the_team_reads_exact_counts_that_add_up(home, as_team, sign_in):
    fill(home)
    compute(as_team, 13)
    response = get(sign_in, "lead", "dashboard", "venissieux")
    page = text_of(response)
    assert (
        "Près de deux personnes volontaires sur trois sont sorties de la privation d’emploi" in page
    )
    assert "20 sur 31" in page
    assert "9\u00a0personnes" in page
    tally = re.search(r'<dl class="tally">(.*?)</dl>', response.content.decode(), re.DOTALL)[1]
    parts = [int(n) for n in re.findall(r"<dd>(\d+)</dd>", tally)]
    assert parts == [12, 8, 9, 2, 0, 0]
    assert sum(parts) == 31
    assert "Effectifs exacts" in page


def test_a_tally_of_one_is_in_the_singular(home, as_team, sign_in):
    fill(home, solved=1, elsewhere=2, waiting=0, paused=0)
    compute(as_team)
    page = text_of(get(sign_in, "lead", "dashboard", "venissieux"))
    assert "embauchée par l’EBE 1" in page
    assert "sortie de la liste pour une autre raison 0" in page


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        (Mask.SMALL, "<strong>Moins de 5 personnes</strong> se sont portées volontaires."),
        (Mask.HIDDEN, "Le nombre de personnes volontaires n’est pas publié."),
    ],
)
def test_a_dashboard_opens_with_a_sentence_whatever_is_withheld(home, mask, said):
    figures = Figures(home, None, None, exact=False)
    for code in ("E5", "E9"):
        figures.rows[code, "", ""] = Figure(code, mask=mask)
    assert words.lead(figures) == said


@pytest.mark.parametrize("mask", [Mask.SMALL, Mask.HIDDEN])
def test_a_funnel_whose_beginning_is_withheld_does_not_say_that_nobody_was_met(home, mask):
    figures = Figures(home, None, None, exact=False)
    assert "Les premières rencontres" in drawings.funnel_caption(figures)
    figures.rows["REN", "", ""] = Figure("REN", mask=mask)
    assert "n’est pas publié" in drawings.funnel_caption(figures)


def test_a_dashboard_already_drawn_tells_a_new_national_mark(home, as_team, sign_in):
    fill(home)
    compute(as_team)
    assert "Repère national\u00a0: 36\u00a0%" in text_of(
        get(sign_in, "lead", "dashboard", "venissieux")
    )
    write_legal_figure(
        as_team.hub,
        by=as_team.users["hub_admin"],
        what=LegalFigure.What.ELSEWHERE,
        valid_from=timezone.localdate() - timedelta(days=90),
        value=Decimal(41),
        source="Bilan de la deuxième étape",
    )
    for kind, place in (("lead", "venissieux"), ("hub_admin", as_team.hub.slug)):
        page = text_of(get(sign_in, kind, "dashboard", place))
        assert "Repère national\u00a0: 41\u00a0%" in page


def test_others_read_no_count_below_five(home, as_team, sign_in):
    fill(home)
    compute(as_team)
    for kind in ("member", "chair", "director", "hub_admin", "hub_officer", "funder"):
        client = sign_in(kind)
        pages = [reverse("evaluation:dashboard", args=["venissieux"])]
        if kind != "director":
            listing = reverse("evaluation:indicator_list", args=["venissieux"])
            pages += [
                listing,
                *re.findall(
                    r'href="([^"]+/indicateurs/[^"/?]+/)"', client.get(listing).content.decode()
                ),
            ]
            assert len(pages) > 20, kind
        for url in pages:
            response = client.get(url)
            assert response.status_code == 200, (kind, url)
            found = figures_in(response)
            assert not {"1", "2", "3", "4"} & set(found), (kind, url, found)
            said = SMALL.search(text_of(response))
            assert not said, (kind, url, said)


def test_a_masked_part_takes_another_with_it(home, as_team, sign_in):
    """Two in pause would be 31 - 12 - 8 - 9: another part is withheld with them."""
    fill(home)
    compute(as_team)
    html = get(sign_in, "member", "dashboard", "venissieux").content.decode()
    tally = re.search(r'<dl class="tally worded">(.*?)</dl>', html, re.DOTALL)[1]
    said = list(re.findall(r"<dd>(.*?)</dd>", tally))
    assert said.count("non publié") == 2
    assert said[:3] == ["12", "8", "9"]
    assert "Votre semaine" not in html


def test_a_territory_without_anybody_says_the_next_step(home, as_team, sign_in):
    compute(as_team)
    lead = text_of(get(sign_in, "lead", "dashboard", "venissieux"))
    assert "Personne n’est encore enregistré dans ce territoire" in lead
    assert "Inscrire une personne" in lead
    member = text_of(get(sign_in, "member", "dashboard", "venissieux"))
    assert "Les premiers chiffres ne sont pas encore là" in member
    assert "Inscrire une personne" not in member


@pytest.fixture
def bare(as_team):
    """A territory just opened: its lead, nothing else."""
    bare = Territory.objects.create(kind="local", hub=as_team.hub, name="Oullins", slug="oullins")
    dates = period(timezone.localdate())
    Membership.objects.create(
        territory=bare, user=as_team.users["lead"], role="project_lead", period=dates
    )
    as_team.see_all()
    return bare


def first_steps(sign_in, kind="lead") -> list[tuple[str, str]]:
    """(label, address or "" of what is done or waits for another) of the panel; [] without it."""
    html = get(sign_in, kind, "dashboard", "oullins").content.decode()
    if "Premiers pas" not in html:
        return []
    rows = html.split("Premiers pas")[1].split("</ul>")[0].split("<li>")[1:]
    links = [re.search(r'<a href="([^"]+)"', row) for row in rows]
    words = [re.sub(r"<small>.*?</small>|<[^>]+>", " ", row, flags=re.DOTALL) for row in rows]
    return [
        (" ".join(said.split()), link[1] if link else "")
        for said, link in zip(words, links, strict=True)
    ]


def test_a_territory_just_opened_says_its_first_steps(bare, as_team, sign_in):
    here = "/t/oullins"
    assert first_steps(sign_in) == [
        ("1 Indiquer le périmètre", f"{here}/fiche/perimetre/ajouter/"),
        (
            "2 Noter l’estimation des personnes privées d’emploi",
            f"{here}/fiche/estimation/ajouter/",
        ),
        ("3 Fixer un objectif d’emplois", f"{here}/fiche/objectif/ajouter/"),
        ("4 Inviter l’équipe", f"{here}/equipe/inviter/"),
        ("5 Créer l’instance : comité local pour l’emploi", f"{here}/comite/instances/nouvelle/"),
        ("6 Nommer qui y siège", ""),
    ]
    client = sign_in("lead")
    for label, address in first_steps(sign_in):
        assert not address or client.get(address).status_code == 200, label


def test_a_first_step_done_is_told_and_all_done_go(bare, as_team, sign_in):
    dates = period(timezone.localdate())
    PerimeterUnit.objects.create(territory=bare, kind="commune", name="Oullins")
    committee = Committee.objects.create(territory=bare, kind="cle", name="Comité")
    found = first_steps(sign_in)
    assert found[0] == ("Indiquer le périmètre fait", "")
    assert found[5] == ("6 Nommer qui y siège", f"{committee.get_absolute_url()}sieges/nouveau/")
    Estimate.objects.create(territory=bare, persons=300, on=date(2026, 1, 1), source="Insee")
    Target.objects.create(territory=bare, year=2027, destination="ebe", jobs=20)
    Seat.objects.create(
        territory=bare, committee=committee, college="state", holder="Ana", period=dates
    )
    left = [label for label, address in first_steps(sign_in) if address]
    assert left == ["4 Inviter l’équipe"]
    Membership.objects.create(
        territory=bare, user=as_team.users["officer"], role="journey_officer", period=dates
    )
    assert first_steps(sign_in) == []


def test_who_may_do_none_of_the_first_steps_reads_none(bare, as_team, sign_in):
    dates = period(timezone.localdate())
    Membership.objects.create(
        territory=bare, user=as_team.users["officer"], role="journey_officer", period=dates
    )
    assert first_steps(sign_in, "officer") == []


def test_a_territory_never_computed_answers_too(home, as_team, sign_in):
    from evaluation.models import IndicatorValue

    IndicatorValue.objects.all().delete()
    for kind in ("lead", "member", "hub_admin"):
        page = text_of(get(sign_in, kind, "dashboard", "venissieux"))
        assert "n’ont pas encore été calculés" in page
    assert "n’ont pas encore" in text_of(get(sign_in, "hub_admin", "dashboard", "metropole"))
    assert get(sign_in, "hub_admin", "comparison", "metropole").status_code == 200
    assert get(sign_in, "lead", "indicator_detail", "venissieux", "E9").status_code == 200


def test_one_person(home, as_team, sign_in):
    listed(home, 1, timezone.localdate() - timedelta(days=10))
    compute(as_team)
    page = text_of(get(sign_in, "lead", "dashboard", "venissieux"))
    assert "1\u00a0personne s’est portée volontaire" in page
    assert "1\u00a0personne attend encore, depuis 10\u00a0jours ." in page
    assert "La personne volontaire aujourd’hui" in page


def test_the_only_volunteer_found_a_job(home, as_team, sign_in):
    listed(home, 1, date(2026, 1, 10), outcome_on=date(2026, 6, 1), outcome_kind="ebe")
    compute(as_team)
    page = text_of(get(sign_in, "lead", "dashboard", "venissieux"))
    assert "La seule personne volontaire est sortie de la privation d’emploi" in page
    assert "Personne n’attend de solution en ce moment" in page


def test_met_but_no_volunteer(home, as_team, sign_in):
    person(home, 1, met_on=date(2026, 1, 10))
    compute(as_team)
    page = text_of(get(sign_in, "lead", "dashboard", "venissieux"))
    assert "Personne ne s’est encore porté volontaire" in page
    assert "aucune ne s’est encore portée volontaire" in page


def test_the_queue_of_the_team(home, as_team, sign_in):
    today = timezone.localdate()
    one = listed(
        home,
        1,
        date(2026, 1, 10),
        state="listed",
        last_contact_on=today - timedelta(days=70),
        first_name="Prénomsecret",
    )
    paused = listed(home, 2, date(2026, 1, 10), state="paused", last_contact_on=today)
    Pause.objects.create(
        territory=home,
        person=paused,
        period=period(today - timedelta(days=40), today - timedelta(days=1)),
        reason="care",
    )
    EligibilityReview.objects.filter(territory=home).update(
        outcome="pending", decision=None, decided_on=None, person=one
    )
    compute(as_team)
    page = text_of(get(sign_in, "lead", "dashboard", "venissieux"))
    assert "1\u00a0personne sans contact depuis 60\u00a0jours" in page
    assert "Cela fait\u00a0: 70\u00a0jours" in page
    assert "1 proposition d’emploi sans réponse" in page
    assert "1 éligibilité à présenter au comité" in page
    assert "1 pause à réexaminer" in page
    assert "en retard" in page
    assert one.first_name not in page


def test_the_hub_adds_up_and_lists_without_ranking(home, as_team, sign_in):
    fill(home)
    compute(as_team)
    page = text_of(get(sign_in, "hub_admin", "dashboard", "metropole"))
    assert "2 territoires" in page
    assert "cette page ne classe pas" in page
    comparison = get(sign_in, "hub_admin", "comparison", "metropole")
    names = re.findall(r"<h3><a[^>]*>([^<]+)</a></h3>", comparison.content.decode())
    assert names == sorted(names, key=french.plain)
    assert len(names) == 2
    assert "aria-sort" not in comparison.content.decode()


def objective(sign_in) -> tuple[str, str]:
    """The key figure and the drawing of a hub's objective."""
    response = get(sign_in, "hub_admin", "dashboard", "metropole")
    found = next(k for k in response.context["board"].keyfigs if "objectif" in k["label"])
    told = f"{found['value']} {found['label']} {found['note']}".replace("\u00a0", " ")
    drawing = response.context["board"].progress
    return told, str(drawing.caption).replace("\u00a0", " ") if drawing else ""


def test_the_objective_of_a_hub_has_one_remainder(home, as_team, sign_in):
    """Twelve solutions of a territory without objective are in neither of the two sums of the page."""
    as_team.see_all()
    Target.objects.all().delete()
    clear(as_team.next)
    fill(home)
    fill(as_team.next, solved=6, elsewhere=6)
    year = timezone.localdate().year
    Target.objects.create(territory=home, year=year + 2, destination="ebe", jobs=30)
    compute(as_team)
    told, drawn = objective(sign_in)
    assert told.startswith(f"67 des objectifs de fin {year + 2} (30 emplois) Reste 10 en ")
    assert told.endswith("; 1 territoire sans objectif")
    assert "20 emplois sur 30" in drawn
    assert "il en reste 10." in drawn
    # Another year in another territory: no year is named for all, and no time left counted.
    as_team.see_all()
    Target.objects.create(territory=as_team.next, year=year, destination="ebe", jobs=20)
    compute(as_team)
    told, drawn = objective(sign_in)
    assert told == f"64 des objectifs de fin {year} à fin {year + 2} (50 emplois) Reste 18"
    assert (
        f"32 emplois sur 50</strong> pour les objectifs de fin {year} à fin {year + 2} : il en reste 18."
        in drawn
    )


def test_an_objective_never_tells_the_few_solutions_of_another_territory(home, as_team, sign_in):
    as_team.see_all()
    Target.objects.all().delete()
    clear(as_team.next)
    fill(home)
    fill(as_team.next, solved=3, elsewhere=0)
    Target.objects.create(territory=home, year=2031, destination="ebe", jobs=30)
    compute(as_team)
    told, drawn = objective(sign_in)
    assert told.startswith("non publié")
    assert not drawn


def test_a_candidate_without_figures_keeps_its_place(as_team, sign_in):
    Territory.objects.create(kind="local", hub=as_team.hub, name="Candidate", slug="candidate")
    compute(as_team)
    html = get(sign_in, "hub_admin", "comparison", "metropole").content.decode()
    assert '<li class="candidate">' in html
    assert "Pas encore de solution comptée" in html


@pytest.mark.parametrize("code", ["E7", "E8", "E2", "E4", "E15", "E10S", "inconnu"])
def test_each_indicator_may_be_compared(home, as_team, sign_in, code):
    fill(home)
    compute(as_team)
    response = get(sign_in, "lead", "comparison", "venissieux", indicateur=code)
    assert response.status_code == 200


def test_an_unknown_indicator_is_not_found(as_team, sign_in):
    assert get(sign_in, "lead", "indicator_detail", "venissieux", "E99").status_code == 404


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "ods"])
def test_figures_leave_as_files_and_the_journal_says_so(home, as_team, sign_in, fmt):
    from territories.models import Entry

    fill(home)
    compute(as_team)
    for name, args in [
        ("indicator_list", ["venissieux"]),
        ("indicator_detail", ["venissieux", "E5"]),
        ("comparison", ["venissieux"]),
    ]:
        before = Entry.objects.filter(verb="export").count()
        response = get(sign_in, "lead", name, *args, format=fmt)
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert b"".join(response.streaming_content)
        as_team.see_all()
        assert Entry.objects.filter(verb="export").count() == before + 1
    # A member of the committee takes no file away.
    response = get(sign_in, "member", "indicator_list", "venissieux", format=fmt)
    assert "Content-Disposition" not in response.headers


@pytest.mark.parametrize(
    ("kind", "name", "args"),
    [
        ("lead", "dashboard", ["venissieux"]),
        ("member", "dashboard", ["venissieux"]),
        ("director", "dashboard", ["venissieux"]),
        ("hub_admin", "dashboard", ["venissieux"]),
        ("hub_admin", "dashboard", ["metropole"]),
        ("hub_admin", "comparison", ["metropole"]),
        ("lead", "indicator_list", ["venissieux"]),
        ("member", "indicator_detail", ["venissieux", "E5"]),
    ],
)
def test_few_queries_whatever_the_size(home, as_team, sign_in, kind, name, args):
    fill(home, solved=6, elsewhere=6, waiting=6, paused=6)
    compute(as_team)
    client, url = sign_in(kind), reverse(f"evaluation:{name}", args=args)
    client.get(url)
    with CaptureQueriesContext(connection) as small:
        client.get(url)
    assert len(small) <= 15, [q["sql"][:90] for q in small]
    as_team.see_all()
    fill(home, solved=30, elsewhere=30, waiting=30, n=100)
    for n in range(4):
        Territory.objects.create(kind="local", hub=as_team.hub, name=f"T{n}", slug=f"t{n}")
    compute(as_team)
    client.get(url)
    with CaptureQueriesContext(connection) as large:
        client.get(url)
    assert len(large) <= len(small)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (143, 298, "près d’une personne sur deux"),
        (150, 300, "une personne sur deux"),
        (155, 300, "plus d’une personne sur deux"),
        (200, 300, "deux personnes sur trois"),
        (728, 1240, "près de six personnes sur dix"),
        (1, 100, "1\u00a0personne"),
        (3, 3, "3\u00a0personnes"),
    ],
)
def test_shares_in_words(part, whole, said):
    assert words.so_many(part, whole, "personne", "personnes")[0] == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "0\u00a0jour"),
        (1, "1\u00a0jour"),
        (44, "44\u00a0jours"),
        (61, "2\u00a0mois"),
        (208, "près de 7\u00a0mois"),
        (225, "plus de 7\u00a0mois"),
        (1200, "plus de 3\u00a0ans"),
    ],
)
def test_durations_in_words(days, said):
    assert words.duration(days) == said


@pytest.mark.parametrize(
    ("now", "before", "options", "said"),
    [
        (97, 103, {}, ("6 de moins qu’en octobre", "down")),
        (104, 103, {}, ("1 de plus qu’en octobre", "up")),
        (103, 103, {}, ("stable qu’en octobre", "")),
        (104, 103, {"threshold": 5}, ("à peu près stable qu’en octobre", "")),
        (None, 103, {}, ("", "")),
        (
            8.4,
            9.0,
            {"unit": "mois", "decimals": 1},
            ("0,6\u00a0mois de moins qu’en octobre", "down"),
        ),
    ],
)
def test_changes_in_words(now, before, options, said):
    assert words.change(now, before, "qu’en octobre", **options) == said


def test_nobody_reads_a_person_on_a_dashboard(home, as_team, sign_in):
    fill(home)
    Person.objects.filter(territory=home).update(last_name="Nomsecret")
    compute(as_team)
    for kind in ("lead", "member", "director", "hub_admin"):
        assert "Nomsecret" not in text_of(get(sign_in, kind, "dashboard", "venissieux"))


def test_a_territory_whose_picture_fails_keeps_its_words(as_team, monkeypatch):
    def fails(spec):
        raise ValueError("no such mark")

    monkeypatch.setattr(pictures, "draw", fails)
    page = Comparison(as_team.hub, "E7")
    (place, *_) = page.places
    months = [date(2026, 1, 1), date(2026, 2, 1)]
    # Figures that no other test draws.
    picture = charts.small(charts.Series("taux", [17, 71]), months, title=place.territory.name)
    item = page._item(place, picture)
    assert item["svg"] == ""
    assert item["text"] == picture.alternative
    assert "71\u00a0%" in item["text"]
