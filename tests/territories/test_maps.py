"""The maps of a territory and of a hub: who is on them, in which words, from what, and at which price."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from territories.models import OutlineFile, PerimeterUnit, Phase, Territory
from territories.outlines import maps, operations
from territories.periods import period
from territories.scoping import scoped
from tests.territories.outline_kit import COUNTRY, written

SAID = {"source": "IGN Admin Express", "as_of": "2018", "licence": "Licence Ouverte"}


@pytest.fixture
def drawn(world):
    """Home covers Vénissieux, next a part of Villeurbanne; Saint-Fons and Lyon are of nobody."""
    cover(world.home, ("commune", "Vénissieux", "69259"))
    add(world.next, "commune", "Villeurbanne", "69266")
    load(world)
    return world


def add(territory, kind, name, code=""):
    return PerimeterUnit.objects.create(territory=territory, kind=kind, name=name, insee_code=code)


def cover(territory, *units):
    """These units and no other; the first takes the row where somebody lives."""
    first, *others = PerimeterUnit.objects.filter(territory=territory).order_by("pk")
    for other in others:
        other.delete()
    first.kind, first.name, first.insee_code = units[0]
    first.save()
    for unit in units[1:]:
        add(territory, *unit)


def load(world):
    by = world.users["hub_admin"]
    with scoped(world.hub.pk):
        return operations.load(world.hub, written(COUNTRY), **SAID, by=by)


def plain(response):
    return response.content.decode().replace("\u00a0", " ")


def url(world, name="territory_detail", where="home"):
    return reverse(f"territories:{name}", args=[getattr(world, where).slug])


def test_the_sheet_shows_its_communes_its_neighbours_and_the_credit(drawn, sign_in):
    page = plain(sign_in("member").get(url(drawn)))
    assert "<strong>Le territoire couvre une commune</strong> : Vénissieux." in page
    assert "en plein, Vénissieux ; autour, Lyon, Saint-Fons et Villeurbanne" in page
    assert "Contours : IGN Admin Express, 2018, Licence Ouverte." in page
    assert page.count(">Périmètre</h2>") == 1
    chart = maps.sheet_chart(drawn.home)
    assert [(a.tone, a.label, a.is_part) for a in maps.read_sheet(drawn.home).areas] == [
        ("context", "Lyon", False),
        ("context", "Saint-Fons", False),
        ("context", "Villeurbanne", False),
        ("full", "Vénissieux", False),
    ]
    assert chart.rows == [("Vénissieux", "commune", "69259", "–")]


def test_districts_are_said_in_words_and_their_commune_is_hatched(drawn):
    found = maps.read_sheet(drawn.next)
    said = "".join(words for words, _ in found.fact).replace("\u00a0", " ")
    assert said.startswith("Le territoire occupe une partie d’une commune, Villeurbanne : Quartier")
    assert (found.areas[-1].tone, found.areas[-1].is_part) == ("hatch", True)
    assert "hachuré, parce que le territoire en occupe une partie, Villeurbanne" in found.label


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (
            [("commune", "Vénissieux", "69259"), ("commune", "Saint-Fons", "69199")],
            "Le territoire couvre deux communes : Saint-Fons et Vénissieux.",
        ),
        (
            [("commune", "Vénissieux", "69259"), ("commune", "Corbas", "69273")],
            "Le territoire couvre deux communes : Corbas et Vénissieux. Sans contour dans le fichier : Corbas.",
        ),
        (
            [("commune", "Vénissieux", "69259"), ("iris", "Centre", "691990101")],
            "Le territoire couvre deux communes, dont une en partie : Vénissieux et Saint-Fons. Quartiers nommés : Centre.",
        ),
        (
            [("commune", "Lyon 8e", "69388"), ("district", "Mermoz", "")],
            "Le territoire occupe une partie d’une commune, Lyon 8e : Mermoz. La carte montre toute la ville : Lyon.",
        ),
    ],
)
def test_the_fact_is_said_first(drawn, units, told):
    cover(drawn.home, *units)
    said = "".join(words for words, _ in maps.read_sheet(drawn.home).fact)
    assert said.replace("\u00a0", " ") == told


def test_the_map_of_a_hub_tells_phases_never_figures(drawn, sign_in):
    Phase.objects.filter(territory=drawn.next).delete()
    Phase.objects.create(territory=drawn.next, kind="candidate", period=period(date(2024, 1, 1)))
    found = maps.read_hub(drawn.hub)
    tones = {a.label: (a.tone, a.is_part) for a in found.areas if a.label}
    assert tones == {
        drawn.home.name: ("full", False),
        drawn.next.name: ("hatch", True),
    }
    assert [s.words.replace("\u00a0", " ") for s in found.legend] == [
        "habilité",
        "candidat",
        "bord en tirets : une partie de la commune seulement",
    ]
    assert [row[1:] for row in found.chart.rows] == [
        ("Habilité", "Vénissieux"),
        ("Candidat", "Villeurbanne (en partie)"),
    ]
    page = plain(sign_in("hub_officer").get(url(drawn, "territory_list", "hub")))
    assert "Les deux territoires se trouvent dans deux communes" in page
    assert "1 habilité, 1 candidat." in page


def test_two_territories_in_one_commune_share_it(drawn):
    cover(drawn.home, ("commune", "Villeurbanne", "69266"))
    (area,) = [a for a in maps.read_hub(drawn.hub).areas if a.tone != "context"]
    # One has it whole: the edge is not dashed.
    assert (area.tone, area.is_part) == ("full", False)
    assert area.label.split("\n") == [drawn.home.name, drawn.next.name]
    Phase.objects.filter(territory=drawn.next).delete()
    found = maps.read_hub(drawn.hub)
    (area,) = [a for a in found.areas if a.tone != "context"]
    assert area.tone == "mixed"
    assert "plusieurs territoires, de phases différentes" in [s.words for s in found.legend]


def test_a_territory_without_outline_keeps_its_place_in_words(drawn):
    Territory.objects.create(kind="local", hub=drawn.hub, name="Ailleurs", slug="ailleurs")
    said = "".join(w for w, _ in maps.read_hub(drawn.hub).fact).replace("\u00a0", " ")
    assert "Les trois territoires" in said
    assert said.endswith("Sans contour : Ailleurs.")


@pytest.mark.parametrize(
    ("kind", "name", "where"),
    [
        ("lead", "territories:territory_detail", "home"),
        ("hub_admin", "territories:territory_detail", "hub"),
        ("hub_officer", "territories:territory_list", "hub"),
        ("lead", "evaluation:comparison", "home"),
        (None, "evaluation:public_territory", "home"),
    ],
)
def test_a_page_asks_one_statement_more_for_its_map_and_draws_it_once(
    drawn, client, monkeypatch, kind, name, where
):
    if kind:
        client.force_login(drawn.users[kind])
    Territory.objects.update(is_public=True)
    address = reverse(name, args=[getattr(drawn, where).slug])

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        assert page.status_code == 200
        return len(queries), "Contours\u00a0: IGN" in page.content.decode()

    client.get(address)
    monkeypatch.setattr(maps, "read_sheet", None)
    monkeypatch.setattr(maps, "read_hub", None)
    with_map = asked()
    assert with_map[1]
    OutlineFile.objects.all().delete()
    without = asked()
    assert without == (with_map[0], False)


def test_what_changes_is_drawn_again(drawn, sign_in):
    client = sign_in("lead")
    assert "couvre une commune" in plain(client.get(url(drawn)))
    add(drawn.home, "commune", "Saint-Fons", "69199")
    assert "couvre deux communes" in plain(client.get(url(drawn)))
    OutlineFile.objects.update(as_of="2024")
    assert "IGN Admin Express, 2024" in plain(client.get(url(drawn)))


def test_without_outlines_pages_are_as_before_and_only_the_hubs_staff_reads_the_next_step(
    drawn, client
):
    OutlineFile.objects.all().delete()
    for kind, may in (("hub_admin", True), ("lead", False), ("member", False)):
        client.force_login(drawn.users[kind])
        page = plain(client.get(url(drawn)))
        assert "Vénissieux" in page
        assert "<figure" not in page
        assert ("Charger les contours" in page) is may, kind


def test_maps_are_drawn_ahead_of_the_pages_and_once(drawn, monkeypatch):
    maps.draw_ahead(drawn.hub)
    monkeypatch.setattr(maps, "read_sheet", None)
    monkeypatch.setattr(maps, "read_hub", None)
    assert "<svg" in maps.sheet(drawn.home)
    assert "<svg" in maps.hub(drawn.hub)["figure"]


def test_a_picture_that_failed_is_tried_again(drawn, monkeypatch):
    from tzcld.ui.charts import pictures

    kept = []
    monkeypatch.setattr(pictures, "edition", lambda: "never-drawn")
    monkeypatch.setattr(pictures, "draw", lambda spec: 1 / 0)
    real = cache.set
    monkeypatch.setattr(
        maps.cache, "set", lambda n, v, seconds: kept.append(seconds) or real(n, v, seconds)
    )
    figure = maps.sheet(drawn.home)
    assert "couvre une commune" in figure
    assert "<svg" not in figure
    assert kept == [60]
