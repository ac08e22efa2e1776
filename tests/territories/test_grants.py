"""Names opened to a member of the hub: for a reason, for a time, for reading."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation.aggregates import reads_exact
from ppde.models import Person, Reading
from ppde.operations.readings import with_grants
from territories.grants.operations import close_grant, end_grants
from territories.models import Entry, Grant, Membership, Territory
from territories.roles import GRANTED, Role
from territories.scoping import Scope, scope_of, scoped
from tests.territories.grant_kit import REASON, day, granted, opened, page, reads
from tests.world import NAME

# When ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "last", "open_"),
    [(0, 0, True), (-10, 0, True), (0, 89, True), (1, 20, False), (-20, -1, False)],
)
def test_names_are_read_from_the_first_day_to_the_last(sign_in, world, first, last, open_):
    client = sign_in("hub_officer")
    assert not reads(client, world)
    granted(world, first=first, last=last)
    assert reads(client, world) is open_


def test_an_open_session_loses_the_names_the_day_after_without_any_task(
    sign_in, world, monkeypatch
):
    last, after = day(5), day(6)
    opened(world, last=5)
    client = sign_in("hub_officer")
    assert reads(client, world)
    monkeypatch.setattr(timezone, "localdate", lambda *args: last)
    assert reads(client, world)
    monkeypatch.setattr(timezone, "localdate", lambda *args: after)
    assert not reads(client, world)


def test_closing_it_bites_at_the_next_page(sign_in, world):
    grant = opened(world)
    theirs = Client()
    theirs.force_login(world.users["hub_officer"])
    assert reads(theirs, world)
    assert sign_in("lead").post(page("territories:grant_close", world, grant.pk)).status_code == 302
    again = sign_in("lead").get(page("territories:grant_close", world, grant.pk), follow=True)
    assert again.redirect_chain
    assert "Cet accès est déjà fermé" in again.content.decode()
    assert not reads(theirs, world)
    # Closed, its dates are free again.
    opened(world)
    assert reads(theirs, world)


def test_it_ends_with_the_role_in_the_hub(sign_in, world):
    opened(world)
    client = sign_in("hub_officer")
    Membership.objects.filter(user=world.users["hub_officer"]).update(
        territory=world.next, role=Role.CLE_MEMBER
    )
    assert client.get(page("ppde:person_list", world)).status_code == 404


# What ─────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_for_reading_here_and_nowhere_else(sign_in, world):
    person = world.rows["home"]["person"]
    client = sign_in("hub_officer")
    before = scope_of(world.users["hub_officer"]).verbs_in(world.home)
    opened(world)
    scope = Scope(world.users["hub_officer"])
    assert scope.verbs_in(world.home) == before | GRANTED
    assert scope.verbs_in(world.next) == before
    assert not reads_exact(scope, world.home)
    assert NAME in client.get(page("ppde:person_detail", world, person.pk)).content.decode()
    assert client.get(page("ppde:mobilisation_list", world)).status_code == 200
    for name in ("person_edit", "event_add", "outcome_record", "person_letter", "person_privacy"):
        assert client.get(page(f"ppde:{name}", world, person.pk)).status_code == 403, name
    assert client.get(reverse("ppde:person_list", args=[world.next.slug])).status_code == 403


def test_names_do_not_leave_in_a_file(sign_in, world):
    opened(world)
    client = sign_in("hub_officer")
    listing = page("ppde:person_list", world)
    response = client.get(f"{listing}?format=csv")
    assert "csv" not in response.headers["Content-Type"]
    assert "format=csv" not in client.get(listing).content.decode()
    # What holds no name still does.
    organisations = client.get(page("territories:organisation_list", world) + "?format=csv")
    assert organisations.getvalue()
    assert "csv" in organisations.headers["Content-Type"]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("ppde:person_letter_pdf", "person"),
        ("ppde:person_timeline_pdf", "person"),
        ("ppde:referent_handover_pdf", None),
    ],
)
def test_nor_on_paper(sign_in, world, name, row):
    opened(world)
    pk = world.rows["home"][row].pk if row else world.users["lead"].pk
    assert sign_in("hub_officer").get(page(name, world, pk)).status_code == 403


def test_no_act_opens_with_it(sign_in, world):
    """The list is stopped by the team alone, though it is read with the grant."""
    opened(world)
    client = sign_in("hub_officer")
    assert client.post(page("ebe:list_sheet_freeze", world)).status_code == 403


def test_the_database_itself_opens_and_closes(sign_in, world):
    """The second wall follows: the setting of the request holds the territory, and no other."""
    from territories.scoping import apply, reach_of

    opened(world)
    with transaction.atomic():
        apply(reach_of(Scope(world.users["hub_officer"])))
        assert set(Person.objects.values_list("territory", flat=True)) == {world.home.pk}


def test_opening_use_and_end_are_written(sign_in, world):
    grant = opened(world)
    person = world.rows["home"]["person"]
    sign_in("hub_officer").get(page("ppde:person_detail", world, person.pk))
    with scoped(world.home.pk):
        assert Reading.objects.filter(user=world.users["hub_officer"], person=person).exists()
        close_grant(grant, by=world.users["lead"])
        entries = Entry.objects.filter(model="territories.grant", object_id=grant.pk)
        found = {e.verb: (e.user_id, e.reason, e.is_named) for e in entries}
    lead = world.users["lead"].pk
    assert found == {"grant": (lead, REASON, False), "end": (lead, "", False)}


def test_an_opening_by_it_says_why_and_offers_no_act(sign_in, world):
    """The log reads the reason where it is written; what was opened before or by the team has none."""
    grant = opened(world)
    person = world.rows["home"]["person"]
    at = grant.opened_at - timedelta(minutes=1)
    with scoped(world.home.pk):
        # Of another kind: the next opening is another one.
        earlier = Reading.objects.create(
            territory=world.home,
            person=person,
            user=grant.holder,
            number=person.number,
            kind=Reading.Kind.NUMBER,
            at=at,
        )
    shown = sign_in("hub_officer").get(page("ppde:person_detail", world, person.pk))
    assert "Prochaines actions" not in shown.content.decode()
    lead = sign_in("lead")
    assert (
        "Prochaines actions"
        in lead.get(page("ppde:person_detail", world, person.pk)).content.decode()
    )
    log = lead.get(page("ppde:person_readings", world, person.pk)).content.decode()
    assert log.count(f"accès nominatif\u00a0: {REASON}") == 1
    with scoped(world.home.pk):
        assert set(Reading.objects.values_list("reason", flat=True)) == {""}
        close_grant(grant, by=world.users["lead"])
        told = with_grants(Reading.objects.filter(user=grant.holder)).order_by("at")
        assert [(row.pk == earlier.pk, row.granted) for row in told] == [
            (True, None),
            (False, REASON),
        ]
    watched = sign_in("dpo").get(page("ppde:privacy_readings", world)).content.decode()
    assert f"accès nominatif\u00a0: {REASON}" in watched


def test_the_term_is_written_once_by_the_platform(world):
    running, past = opened(world), granted(world, first=-40, last=-1)
    assert end_grants(timezone.localdate()) == 1
    assert end_grants(timezone.localdate()) == 0
    past.refresh_from_db()
    running.refresh_from_db()
    assert (past.closed_at is not None, past.closed_by, running.closed_at) == (True, None, None)
    with scoped(world.home.pk):
        entry = Entry.objects.get(model="territories.grant", object_id=past.pk)
    assert (entry.verb, entry.user, entry.after) == ("end", None, {"until": str(past.until)})


# Shown ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_team_and_the_holder_see_it(sign_in, world):
    data = {
        "holder": world.users["hub_officer"].pk,
        "since": f"{day(0):%d/%m/%Y}",
        "until": f"{day(20):%d/%m/%Y}",
        "reason": REASON,
    }
    client = sign_in("lead")
    assert (
        page("territories:grant_list", world)
        in client.get(page("territories:team_list", world)).content.decode()
    )
    assert client.post(page("territories:grant_create", world), data).status_code == 302
    text = sign_in("officer").get(page("territories:grant_list", world)).content.decode()
    assert REASON in text
    assert "1\u00a0membre de la métropole lit" in text
    text = sign_in("hub_officer").get(reverse("account_home")).content.decode()
    assert f"Noms ouverts à {world.home.name}" in text
    assert "Noms ouverts" not in sign_in("hub_admin").get(reverse("account_home")).content.decode()


def test_many_accesses_cost_no_query_more(sign_in, world):
    client = sign_in("lead")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("territories:grant_list", world)).status_code == 200
        return len(queries)

    count()
    before = count()
    for n in range(20):
        granted(world, first=100 + 10 * n, last=105 + 10 * n)
    assert count() == before <= 15


def test_an_account_without_a_role_in_the_hub_is_asked_nothing_more(world):
    scope = scope_of(world.users["lead"])
    assert scope.memberships
    with CaptureQueriesContext(connection) as queries:
        assert scope.named_ids == {world.home.pk}
        assert scope.grants == []
        assert scope.needs_second_factor
        assert not scope.has_second_factor
    assert not queries.captured_queries


def test_the_accesses_are_filtered_by_state_and_the_hub_by_territory(as_team, sign_in):
    now = granted(as_team, first=-5, last=5)
    coming, over = granted(as_team, first=40, last=50), granted(as_team, first=-60, last=-6)
    shut = granted(as_team, first=60, last=70)
    Grant.objects.filter(pk=shut.pk).update(
        closed_at=timezone.now(), closed_by=as_team.users["lead"]
    )
    url = page("territories:grant_list", as_team)

    def shown(kind="lead", where=url, **asked) -> set[int]:
        rows = sign_in(kind).get(where, asked).context["listing"].rows
        return {row.pk for row in rows} & {now.pk, coming.pk, over.pk, shut.pk}

    assert [shown(etat=word) for word in ("running", "coming", "over", "closed")] == [
        {now.pk},
        {coming.pk},
        {over.pk},
        {shut.pk},
    ]
    hub = reverse("territories:grant_list", args=[as_team.hub.slug])
    assert shown("hub_admin", hub, territoire=as_team.home.pk, etat="running") == {now.pk}
    other = Territory.objects.create(kind="local", hub=as_team.hub, name="Bron", slug="bron")
    assert shown("hub_admin", hub, territoire=other.pk) == set()
    assert "territoire" not in sign_in("lead").get(url).context["listing"].filterset.filters
