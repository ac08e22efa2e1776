"""Queries composed once: the same rows as the queryset, for any values, without a query more."""

from datetime import date
from itertools import chain

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, connection, transaction
from django.db.models.functions import Length
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ppde.models import EligibilityReview, Person
from ppde.views.common import get_person, persons, persons_count
from territories.models import Membership, Territory, memberships_held
from territories.scoping import scope_of, scoped
from tzcld.queries import Composed, Together
from tzcld.users.models import User


def test_it_gives_the_rows_of_the_queryset(world):
    for kind in ("lead", "hub_admin", "neighbour"):
        user, today = world.users[kind].pk, date(2026, 6, 1)
        asked = Membership.objects.active(today).filter(user=user).with_second_factor()
        expected = [(m.pk, m.role, m.period, m.second_factor) for m in asked]
        found = memberships_held(user, today)
        assert expected
        assert sorted((m.pk, m.role, m.period, m.second_factor) for m in found) == sorted(expected)
        with CaptureQueriesContext(connection) as queries:
            assert all(m.territory.is_hub or m.territory.hub.is_hub for m in found)
        assert not queries.captured_queries


def test_each_call_reads_its_own_values(world):
    by_slug = Composed(lambda slug: Territory.objects.filter(slug=slug).only("slug"), str)
    assert by_slug(world.home.slug) == [world.home]
    assert by_slug(world.next.slug) == [world.next]
    assert by_slug("aucun") == []


def test_a_day_out_of_the_membership_gives_nothing(world):
    assert memberships_held(world.users["lead"].pk, date(1990, 1, 1)) == []


def test_a_value_that_the_sql_does_not_hold_is_refused(db):
    lost = Composed(lambda slug: Territory.objects.all(), str)
    with pytest.raises(ImproperlyConfigured):
        lost("x")


def test_constants_are_written_in_with_their_percents(world):
    kept = Composed(
        lambda slug: (
            Territory.objects.filter(slug=slug)
            .exclude(name__contains="100 %")
            .exclude(name="%s l’")
        ),
        str,
    )
    assert kept(world.home.slug) == [world.home]
    assert kept("100 %s") == []


def test_a_statement_outlives_a_rollback_and_a_lost_connection(world):
    by_slug = Composed(lambda slug: Territory.objects.filter(slug=slug).only("slug"), str)
    with pytest.raises(DataError), transaction.atomic():
        assert by_slug(world.home.slug) == [world.home]
        connection.cursor().execute("select 1/0")
    assert by_slug(world.home.slug) == [world.home]
    with CaptureQueriesContext(connection) as queries:
        by_slug(world.home.slug)
    assert len(queries) == 1
    assert "territories_territory" in queries[0]["sql"]


def test_a_file_is_that_of_visible_to(world, rf):
    """`get_person` has its own composed query: it opens what `persons` opens, and nothing more."""
    request = rf.get("/")
    for kind, user in world.users.items():
        for territory in (world.home, world.next):
            request.user = User.objects.get(pk=user.pk)
            request.territory = territory
            request.scope = scope_of(request.user)
            with scoped(territory.pk):
                assert persons_count(request) == persons(request).count()
                for person in Person.objects.all():
                    expected = persons(request).filter(pk=person.pk).exists()
                    try:
                        opened = get_person(request, person.pk) == person
                    except Http404:
                        opened = False
                    assert opened == expected, (kind, territory, person)
    with scoped(world.home.pk), pytest.raises(Http404):
        get_person(request, 10**30)


def test_several_querysets_are_asked_together(world):
    """Rows of different models, with what they join and compute, each list in its own order."""
    day = date(2026, 6, 1)

    def build(user, slug):
        yield Membership.objects.filter(user=user).select_related("territory").order_by("-pk")
        yield Territory.objects.filter(slug=slug).annotate(letters=Length("name"))
        yield EligibilityReview.objects.filter(pk=0)
        yield EligibilityReview.objects.select_related("person").order_by("pk")
        yield Membership.objects.active(day).order_by("pk")[:2]

    together = Together(build, int, str)
    with scoped(world.home.pk):
        for kind in ("lead", "hub_admin"):
            values = (world.users[kind].pk, world.home.slug)
            expected = [list(queryset) for queryset in build(*values)]
            with CaptureQueriesContext(connection) as queries:
                found = together(*values)
            assert len(queries) == 1
            assert found == expected
            for mine, theirs in zip(chain(*found), chain(*expected), strict=True):
                assert {k: v for k, v in vars(mine).items() if k != "_state"} == {
                    k: v for k, v in vars(theirs).items() if k != "_state"
                }
            with CaptureQueriesContext(connection) as queries:
                assert all(m.territory.slug for m in found[0])
            assert not queries.captured_queries
    assert expected[3], "a row with a JSON field is among them"


def test_the_work_queue_asks_no_more_than_a_list(world, sign_in):
    """Design of the house, §7: a list asks fifteen queries at most, however many sources it has."""
    client, url = sign_in("lead"), reverse("ppde:work_queue", args=[world.home.slug])
    client.get(url)
    for query in ("?qui=moi", "?qui=equipe"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url + query).status_code == 200
        assert len(queries) <= 15
