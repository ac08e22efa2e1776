"""The last project lead of a territory leaves knowingly, and the hub sees where nobody leads."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from territories.models import Entry, Membership, Phase
from territories.operations import dormant, leads, team
from territories.periods import period
from territories.roles import Role
from territories.scoping import scoped
from tzcld.users.models import User


def day(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


@pytest.fixture
def lead(world) -> Membership:
    return Membership.objects.get(user=world.users["lead"], territory=world.home)


def page(name: str, world, *args) -> str:
    return reverse(f"territories:{name}", args=[world.home.slug, *args])


def another(world, last: date | None = None, *, active: bool = True) -> Membership:
    user = User.objects.create_user("seconde@exemple.fr", first_name="S", last_name="Seconde")
    User.objects.filter(pk=user.pk).update(is_active=active)
    return Membership.objects.create(
        territory=world.home, user=user, role=Role.PROJECT_LEAD, period=period(day(-9), last)
    )


def overview(client, world) -> str:
    return client.get(reverse("evaluation:dashboard", args=[world.hub.slug])).content.decode()


PANEL = "Territoires que personne ne dirige"


# Ending the last one ─────────────────────────────────────────────────────────────────────────────


def test_ending_the_last_lead_says_what_is_left_and_asks(sign_in, world, lead):
    client = sign_in("hub_admin")
    url = page("membership_end", world, lead.pk)
    text = client.get(url).content.decode()
    assert "plus personne ne dirige ce territoire" in text
    assert "décider de l’éligibilité en séance" in text
    assert "1\u00a0référent·e parcours continue" in text
    data = {"when": "now", "reason": "départ"}
    text = client.post(url, data).content.decode()
    assert "n’aurait plus de chef·fe de projet" in text
    lead.refresh_from_db()
    assert lead.until is None
    assert client.post(url, data | {"sure": "on"}).status_code == 302
    lead.refresh_from_db()
    assert lead.until == day(-1)
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="end", model="territories.membership").latest("at")
    assert entry.after == {"until": "tout de suite", "chef·fe de projet": "plus personne"}
    assert world.home.name in overview(client, world).split(PANEL)[1].split("</section>")[0]


def test_a_day_of_departure_is_asked_the_same(sign_in, world, lead):
    client = sign_in("hub_admin")
    url = page("membership_end", world, lead.pk)
    data = {"when": "later", "last": f"{day(10):%d/%m/%Y}", "reason": "départ"}
    assert client.post(url, data).status_code == 200
    assert client.post(url, data | {"sure": "on"}).status_code == 302
    lead.refresh_from_db()
    assert lead.until == day(10)
    assert "Sans chef·fe de projet après le" in overview(client, world)


def test_another_role_for_the_last_lead_asks_too(sign_in, world, lead):
    client = sign_in("hub_admin")
    url = page("membership_edit", world, lead.pk)
    assert "plus personne ne dirige" in client.get(url).content.decode()
    data = {"role": Role.JOURNEY_OFFICER, "function": "Référente"}
    assert client.post(url, data).status_code == 200
    lead.refresh_from_db()
    assert lead.role == Role.PROJECT_LEAD
    # A correction of the function asks nothing.
    assert client.post(url, data | {"role": Role.PROJECT_LEAD}).status_code == 302
    assert client.post(url, data | {"sure": "on"}).status_code == 302
    assert not leads.is_last_lead(Membership.objects.get(pk=lead.pk, role=Role.PROJECT_LEAD))


def test_with_a_second_lead_nothing_is_asked(sign_in, world, lead):
    another(world)
    client = sign_in("hub_admin")
    url = page("membership_end", world, lead.pk)
    assert "plus personne ne dirige" not in client.get(url).content.decode()
    assert client.post(url, {"when": "now", "reason": "départ"}).status_code == 302
    assert PANEL not in overview(client, world)


@pytest.mark.parametrize("how", ["leaving", "closed"])
def test_a_second_lead_who_leaves_or_whose_account_is_closed_does_not_count(world, lead, how):
    another(world, day(40) if how == "leaving" else None, active=how != "closed")
    assert leads.is_last_lead(lead)
    with scoped(world.home.pk), pytest.raises(ValidationError, match="Cochez cette case"):
        team.end(lead, by=world.users["hub_admin"], last=None, reason="départ")


def test_another_role_asks_nothing(sign_in, world):
    officer = Membership.objects.get(user=world.users["officer"], territory=world.home)
    text = sign_in("lead").get(page("membership_end", world, officer.pk)).content.decode()
    assert "plus personne" not in text


def test_what_is_left_follows_who_stays(world, lead):
    Membership.objects.filter(territory=world.home, role=Role.JOURNEY_OFFICER).delete()
    left = leads.left_without(lead)
    assert (left.team, left.invited) == (0, False)
    assert set(left.acts) == set(leads.ACTS.values())


# Where there is none ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "seen", "link"),
    [
        ("hub_admin", True, "team_list"),
        ("hub_officer", True, "territory_detail"),
        ("dpo", None, ""),
        ("funder", False, ""),
    ],
)
def test_the_hub_alone_sees_where_nobody_leads(sign_in, world, lead, kind, seen, link):
    Membership.objects.filter(pk=lead.pk).update(period=period(day(-30), day(-1)))
    url = reverse("evaluation:dashboard", args=[world.hub.slug])
    response = sign_in(kind).get(url)
    if seen is None:
        assert response.status_code == 403
        return
    text = response.content.decode()
    assert (PANEL in text) is seen
    if seen:
        assert page(link, world) in text.split(PANEL)[1].split("</section>")[0]


def test_a_territory_that_left_the_experiment_needs_none(world, lead):
    Membership.objects.filter(pk=lead.pk).update(period=period(day(-30), day(-1)))
    assert world.home in leads.without_lead(world.hub)
    Phase.objects.filter(territory=world.home).delete()
    Phase.objects.create(territory=world.home, kind=Phase.Kind.LEFT, period=period(day(-5)))
    assert world.home not in leads.without_lead(world.hub)


def test_a_successor_in_time_is_enough(world, lead):
    Membership.objects.filter(pk=lead.pk).update(period=period(day(-30), day(5)))
    assert [t.leaves_on for t in leads.without_lead(world.hub) if t == world.home] == [day(5)]
    row = another(world)
    row.period = period(day(6))
    row.save()
    assert world.home not in leads.without_lead(world.hub)


def test_one_query_whatever_the_number(sign_in, world, lead):
    Membership.objects.filter(pk=lead.pk).update(period=period(day(-30), day(-1)))
    with CaptureQueriesContext(connection) as queries:
        leads.without_lead(world.hub)
    assert len(queries) == 1
    client = sign_in("hub_admin")
    url = reverse("evaluation:dashboard", args=[world.hub.slug])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= 15


# An account that nobody uses ────────────────────────────────────────────────────────────────────


def test_the_hub_is_told_a_month_before_the_last_leads_account_closes(world, lead, mailoutbox):
    today = date(2026, 11, 25)
    User.objects.update(last_login=datetime(2026, 11, 24, tzinfo=UTC))
    old = datetime(2024, 11, 1, tzinfo=UTC)
    User.objects.filter(pk=lead.user_id).update(last_login=old, created_at=old - timedelta(days=90))
    assert dormant.tell_dormant(today) == 1
    to = {mail.to[0]: mail for mail in mailoutbox}
    assert set(to) == {world.users["lead"].email, world.users["hub_admin"].email}
    mail = to[world.users["hub_admin"].email]
    assert world.home.name in mail.subject
    assert "23\u00a0décembre\u00a02026" in mail.body
    assert page("team_list", world) in mail.body
    assert dormant.close_dormant(today + timedelta(days=28)) == 1
    assert world.home in leads.without_lead(world.hub, today + timedelta(days=28))
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="end", reason__contains="sans connexion")
    assert entry.after == {"chef·fe de projet": "plus personne"}
