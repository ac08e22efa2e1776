"""Arriving in a territory, going to another, never to one that is not one's own."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from evaluation.models import REPORT_READERS
from evaluation.questionnaires.models import READERS
from territories.access import LAST_TERRITORY
from territories.context import first_page
from territories.roles import (
    DOWN,
    GRANTABLE_ROLES,
    HUB_ROLES,
    LOCAL_ROLES,
    MFA_ROLES,
    NAMED_ROLES,
    OWN,
    Role,
)
from territories.scoping import scope_of


def enter(territory) -> str:
    return reverse("territories:territory_enter", args=[territory.slug])


@pytest.fixture
def first(monkeypatch):
    """Where each would arrive, whatever the other rooms have built."""
    asked = []
    monkeypatch.setattr(
        "territories.views.home.first_page",
        lambda scope, territory: asked.append(territory.slug) or f"/t/{territory.slug}/",
    )
    return asked


def test_the_first_arrival_is_in_the_territory_of_the_first_role(sign_in, world, first):
    assert sign_in("lead").get(reverse("territories:home")).url == "/t/venissieux/"
    assert sign_in("hub_admin").get(reverse("territories:home")).url == "/t/metropole/"


def test_the_last_territory_is_where_one_comes_back(sign_in, world, first):
    client = sign_in("hub_admin")
    client.get(enter(world.home))
    assert client.get(reverse("territories:home")).url == "/t/venissieux/"
    client.get(reverse("territories:team_list", args=[world.next.slug]))
    assert client.get(reverse("territories:home")).url == f"/t/{world.next.slug}/"
    session = client.session
    session[LAST_TERRITORY] = "disparu"
    session.save()
    assert client.get(reverse("territories:home")).url == "/t/metropole/"


def test_the_same_page_opens_in_the_other_territory(sign_in, world, first):
    client = sign_in("hub_admin")
    team = reverse("territories:team_list", args=[world.home.slug])
    there = client.get(enter(world.next), headers={"Referer": f"http://testserver{team}?q=x"})
    assert there.url == reverse("territories:team_list", args=[world.next.slug])


@pytest.mark.parametrize(
    "referer",
    [
        "http://testserver/t/metropole/journal/",  # a right held in the hub only
        "http://testserver/t/metropole/equipe/1/",  # a row of the other territory
        "http://ailleurs.example/t/metropole/equipe/",
        "http://testserver/nulle-part/",
        "n’importe quoi",
        "",
    ],
)
def test_otherwise_the_first_page_opens(sign_in, world, first, referer):
    response = sign_in("hub_admin").get(
        enter(world.home), headers={"Referer": referer.encode().decode("latin-1")}
    )
    assert response.url == "/t/venissieux/"


def test_the_neighbour_is_not_entered(sign_in, world, first):
    assert sign_in("lead").get(enter(world.next)).status_code == 404
    assert not first


def test_the_banner_offers_the_territories_of_the_account(sign_in, world):
    text = sign_in("hub_admin").get(reverse("account_home")).content.decode()
    for territory in (world.hub, world.home, world.next):
        assert f'href="{enter(territory)}"' in text
    text = sign_in("lead").get(reverse("account_home")).content.decode()
    assert "Changer de territoire" not in text
    assert world.next.name not in text


def test_each_role_has_a_first_page(world):
    """Whoever watches over the data arrives on the alerts, a partner on the persons it sent, the communication on the letter."""
    scope = scope_of(world.users["dpo"])
    assert first_page(scope, world.home) == reverse("ppde:privacy_alerts", args=["venissieux"])
    scope = scope_of(world.users["partner"])
    assert first_page(scope, world.home) == reverse("ppde:orientation_sent", args=["venissieux"])
    hub_letter = reverse("evaluation:newsletter_list", args=[world.hub.slug])
    scope = scope_of(world.users["communication"])
    assert first_page(scope, world.hub) == hub_letter
    # Who writes the letter among other work arrives where that work is.
    for kind in ("lead", "hub_officer"):
        scope = scope_of(world.users[kind])
        place = scope.memberships[0].territory
        assert first_page(scope, place) == reverse("evaluation:dashboard", args=[place.slug])


def test_an_account_without_role_is_told_so(sign_in, world):
    from territories.models import Membership

    Membership.objects.filter(user=world.users["member"]).delete()
    response = sign_in("member").get(reverse("territories:home"))
    assert response.status_code == 200
    assert "rattaché à aucun territoire" in response.content.decode()


def test_a_public_page_needs_no_scope(world):
    from territories.context import scope

    request = RequestFactory().get("/")
    assert scope(request)["nav"] == []


def test_the_evaluation_reads_what_the_funders_do_and_the_extracts_opened_to_it():
    """The same readers of reports and of answers; an extract tells of each person, so that a second factor is asked."""
    for table in (OWN, DOWN):
        assert table[Role.EVALUATOR] - table[Role.FUNDER] == {"extract_view", "extract_ask"}
        assert table[Role.FUNDER] < table[Role.EVALUATOR]
    for readers in (REPORT_READERS, READERS, HUB_ROLES, LOCAL_ROLES):
        assert (Role.EVALUATOR in readers) == (Role.FUNDER in readers)
    for apart in (NAMED_ROLES, GRANTABLE_ROLES):
        assert not {Role.EVALUATOR, Role.FUNDER} & apart
    assert Role.EVALUATOR in MFA_ROLES
    assert Role.FUNDER not in MFA_ROLES
