"""The API asks the same table of rights and tells the same figures as the pages."""

from datetime import date

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


def test_nothing_is_written_through_the_api(world, sign_in):
    client = sign_in("hub_admin")
    for name in ("territory-list", "activity-list"):
        assert client.post(reverse(f"api:{name}"), {}).status_code == 405
