"""Queries composed once: the same rows as the queryset, for any values, without a query more."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from territories.models import Membership, Territory, memberships_held
from tzcld.queries import Composed


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
