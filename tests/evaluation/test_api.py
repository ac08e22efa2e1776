"""The API asks the same table of rights and tells the same figures as the pages."""

from datetime import date

from django.test import Client
from django.urls import reverse

from evaluation.models import IndicatorValue


def figures(client, slug: str) -> dict:
    rows = client.get(reverse("api:indicator-detail", args=[slug])).json()
    return {row["code"]: row for row in rows}


def test_small_counts_are_exact_for_the_team_and_masked_for_others(world, sign_in):
    IndicatorValue.objects.filter(territory=world.home).delete()
    IndicatorValue.objects.create(
        territory=world.home, code="E5", version=1, month=date(2026, 11, 1), value=3
    )
    assert float(figures(sign_in("lead"), world.home.slug)["E5"]["value"]) == 3
    for kind in ("member", "hub_officer", "funder"):
        told = figures(sign_in(kind), world.home.slug)["E5"]
        assert (told["value"], told["masked"]) == (None, True), kind


def test_a_neighbour_does_not_exist(world, sign_in):
    client = sign_in("lead")
    listed = client.get(reverse("api:territory-list")).json()["results"]
    assert {row["slug"] for row in listed} == {world.home.slug}
    assert client.get(reverse("api:indicator-detail", args=[world.next.slug])).status_code == 404


def test_it_answers_in_french_whatever_it_refuses(world, sign_in):
    """And nothing tells a neighbour's row from one that is nowhere."""

    def said(found, status: int) -> str:
        assert found.status_code == status
        return found.json()["detail"]

    lead = sign_in("lead")
    neighbour = said(lead.get(reverse("api:territory-detail", args=[world.next.slug])), 404)
    assert neighbour == said(lead.get(reverse("api:territory-detail", args=["nulle-part"])), 404)
    assert neighbour == said(lead.get(reverse("api:activity-detail", args=[10**8])), 404)
    assert neighbour == said(lead.get(reverse("api:indicator-detail", args=["nulle-part"])), 404)
    assert "votre compte" in neighbour
    territories = reverse("api:territory-list")
    assert "Connectez-vous" in said(Client().get(territories), 401)
    assert "rien ne s’y écrit" in said(lead.post(territories, {}), 405)
    lead.handler.enforce_csrf_checks = True
    assert "ne vient pas d’une page" in said(lead.post(territories, {}), 403)
    figures_here = reverse("api:indicator-detail", args=[world.home.slug])
    assert "n’ouvre pas" in said(sign_in("partner").get(figures_here), 403)
    assert said(sign_in("lead").get(territories + "?page=9"), 404) == "Page non valide."


def test_the_root_leads_to_the_figures_that_the_account_reads(world, sign_in):
    def read(kind: str) -> set[str]:
        browser = sign_in(kind)
        root = browser.get(reverse("api:api-root")).json()
        assert set(root) == {"territoires", "activites", "indicateurs", "rapports", "lettres"}
        places = browser.get(root["indicateurs"]).json()
        assert all(browser.get(place["url"]).status_code == 200 for place in places)
        return {place["slug"] for place in places}

    assert read("lead") == {world.home.slug}
    assert read("partner") == set()
    assert {world.hub.slug, world.home.slug, world.next.slug} <= read("evaluator")


def test_nothing_is_written_through_the_api(world, sign_in):
    client = sign_in("hub_admin")
    for name in ("territory-list", "activity-list"):
        assert client.post(reverse(f"api:{name}"), {}).status_code == 405


def test_the_schema_describes_what_is_sent(world, client):
    schema = client.get(reverse("api:schema"), headers={"accept": "application/json"}).json()
    message = schema["webhooks"]["notification"]["post"]
    body = message["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert "report.published" in body["type"]["enum"]
    assert set(body["data"]["properties"]) == {"territory", "url"}
    assert {p["name"] for p in message["parameters"]} >= {"webhook-id", "webhook-signature"}
