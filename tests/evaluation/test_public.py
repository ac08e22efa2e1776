"""Public pages: published facts only, no name, no count from 1 to 4."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.models import IndicatorValue
from ppde.models import EligibilityRule
from territories.scoping import scoped
from tests.world import CANARY, NAME


def sheet(client, world, slug=None) -> str:
    return client.get(
        reverse("evaluation:public_territory", args=[slug or world.home.slug])
    ).content.decode()


def told(world, code: str, value: int) -> None:
    IndicatorValue.objects.update_or_create(
        territory=world.home,
        code=code,
        breakdown="",
        cell="",
        month=date(2026, 11, 1),
        defaults={"value": value, "version": 1},
    )
    # All the figures of a month are computed together.
    computed = IndicatorValue.objects.filter(territory=world.home, month=date(2026, 11, 1))
    computed.update(computed_at=timezone.now())


def test_the_sheet_tells_large_counts_and_keeps_small_ones(world, client):
    told(world, "E6", 143)
    told(world, "E9", 97)
    page = sheet(client, world)
    assert "143 habitants longtemps privés d’emploi ont retrouvé" in page.replace("\xa0", " ")
    told(world, "E6", 3)
    told(world, "E9", 2)
    page = sheet(client, world)
    assert "venez en parler avec l’équipe" in page
    assert NAME not in page


def test_the_durations_are_those_of_the_rule_in_force(world, client):
    assert "Sans emploi depuis un an ou plus" in sheet(client, world)
    with scoped(world.hub.pk):
        EligibilityRule.objects.create(
            territory=world.hub,
            version=2,
            valid_from=timezone.localdate(),
            source="loi nouvelle",
            months_without_job=24,
        )
    assert "Sans emploi depuis deux ans ou plus" in sheet(client, world)


def test_a_territory_that_publishes_nothing_has_no_page(world, client):
    response = client.get(reverse("evaluation:public_territory", args=[world.next.slug]))
    assert response.status_code == 404
    assert CANARY not in client.get(reverse("evaluation:public_home")).content.decode()


def test_the_holders_of_seats_are_not_named(world, client):
    page = sheet(client, world)
    assert "1 membre" in page.replace("\xa0", " ")
    assert "Présidente" not in page


@pytest.mark.parametrize(
    "name", ["accessibilite", "donnees-personnelles", "mentions-legales", "aide"]
)
def test_legal_pages_are_in_the_footer_of_every_page(client, world, name):
    url = reverse("evaluation:legal", args=[name])
    assert url in client.get(reverse("evaluation:public_home")).content.decode()
    assert client.get(url).status_code == 200


def test_the_help_leads_to_the_guides(client, db):
    """Read without an account: whoever is invited reads how to open one."""
    found = client.get(reverse("evaluation:legal", args=["aide"])).content.decode()
    url = reverse("evaluation:guide", args=["prise-en-main"])
    assert f'href="{url}">Prise en main<' in found
    assert "Ouvrir son compte" in client.get(url).content.decode()
    missing = reverse("evaluation:guide", args=["exploitation"])
    assert client.get(missing).status_code == 404


def test_the_legal_page_says_what_the_operator_wrote(client, db, settings):
    url = reverse("evaluation:legal", args=["mentions-legales"])
    assert client.get(url).content.decode().count("Pas encore indiqué") == 3
    settings.LEGAL_HOST = "Hébergeur d’essai, 1 rue de l’Exemple"
    shown = client.get(url).content.decode()
    assert "Hébergeur d’essai, 1 rue de l’Exemple" in shown
    assert shown.count("Pas encore indiqué") == 2
