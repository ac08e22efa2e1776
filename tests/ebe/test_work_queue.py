"""« À faire » of a direction: the figures of the month of its own enterprise, and nothing of the team's."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ebe.models import Enterprise, MonthlyReturn, ReturnRule
from ebe.queue import SOURCES
from ebe.returns import due
from territories.scoping import Reach, apply, scoped

TODAY = date(2026, 11, 20)
[RETURNS] = [s for s in SOURCES if s.key == "returns"]


@pytest.fixture
def told(as_team):
    """The hub asks the figures of a month by the 15th; the enterprise of the world has told nothing of October."""
    ReturnRule.objects.all().delete()
    MonthlyReturn.objects.filter(territory=as_team.home).update(month=date(2024, 2, 1))
    enterprise = as_team.rows["home"]["enterprise"]
    Enterprise.objects.filter(pk=enterprise.pk).update(opened_on=date(2024, 1, 1))
    ReturnRule.objects.create(
        territory=as_team.hub, valid_from=date(2025, 1, 1), due_day=15, source="Convention"
    )
    enterprise.refresh_from_db()
    return enterprise


def other(as_team) -> Enterprise:
    return Enterprise.objects.create(
        territory=as_team.home, name="Voisine de palier", opened_on=date(2024, 1, 1)
    )


def missing(as_team, today=TODAY) -> dict:
    return dict(due.missing_in(as_team.home, today).values_list("pk", "due"))


def test_the_list_says_what_the_page_of_the_enterprise_says(as_team, told):
    late = other(as_team)
    Enterprise.objects.create(territory=as_team.home, name="À venir", opened_on=date(2026, 11, 3))
    Enterprise.objects.create(territory=as_team.home, name="Sans date")
    for day in (TODAY, date(2026, 11, 15), date(2026, 3, 1), date(2024, 12, 31)):
        found = missing(as_team, day)
        for row in Enterprise.objects.filter(territory=as_team.home):
            one = due.missing(row, as_team.home, day)
            assert found.get(row.pk) == (one.on if one else None)
    assert missing(as_team) == {told.pk: date(2026, 11, 15), late.pk: date(2026, 11, 15)}
    ReturnRule.objects.create(
        territory=as_team.hub, valid_from=date(2026, 11, 1), due_day=25, source="Avenant"
    )
    MonthlyReturn.objects.create(
        territory=as_team.home, enterprise=late, month=date(2026, 10, 1), heads_privation=3
    )
    assert missing(as_team) == {told.pk: date(2026, 11, 25)}
    ReturnRule.objects.all().delete()
    assert missing(as_team) == {}, "sans règle, rien n’est demandé"


def test_each_direction_is_asked_for_its_own_enterprise_only(as_team, told):
    other(as_team)

    def asked(*enterprises) -> list[int]:
        apply(Reach(user=1, reach={as_team.home.pk}, enterprises=set(enterprises)))
        return [row.pk for row in RETURNS.rows(as_team.home, TODAY)]

    assert asked(told.pk) == [told.pk]
    assert asked() == []


def test_the_direction_reads_it_and_the_team_does_not(as_team, told, sign_in):
    today = timezone.localdate()
    url = reverse("ppde:work_queue", args=[as_team.home.slug])
    add = reverse("ebe:return_create", args=[as_team.home.slug, told.pk])
    director = sign_in("director")
    page = director.get(url).content.decode()
    assert add in page
    assert "vous attend" in page
    assert "Mes personnes" not in page
    board = director.get(reverse("evaluation:dashboard", args=[as_team.home.slug]))
    assert "mois de chiffres à donner" in board.content.decode()
    assert add not in sign_in("lead").get(url).content.decode()
    with scoped(as_team.home.pk):
        month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        MonthlyReturn.objects.create(
            territory=as_team.home, enterprise=told, month=month, heads_privation=3
        )
    assert add not in director.get(url).content.decode()


def test_the_list_behind_the_figure_holds_those_that_miss_their_month(as_team, told, sign_in):
    address = RETURNS.url(as_team.home.slug)
    assert sign_in("director").get(address).context["listing"].found == 1
    as_team.see_all()
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    MonthlyReturn.objects.create(
        territory=as_team.home, enterprise=told, month=month, heads_privation=3
    )
    client = sign_in("director")
    assert client.get(address).context["listing"].found == 0
    assert client.get(address.partition("?")[0]).context["listing"].found == 1


def test_the_direction_asks_no_more_than_a_list(as_team, told, sign_in):
    client = sign_in("director")
    for name in ("ppde:work_queue", "evaluation:dashboard"):
        url = reverse(name, args=[as_team.home.slug])
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 15
