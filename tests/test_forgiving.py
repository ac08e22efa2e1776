"""Without the store of the cache, what can be made again is made again; what must refuse refuses."""

import pytest
from django.core.cache import caches
from django.urls import reverse
from redis.exceptions import ConnectionError as Unreachable

from evaluation.models import Report
from territories.scoping import scoped
from tzcld import throttle
from tzcld.forgiving import ForgivingCache, cache


@pytest.fixture
def lost(settings, monkeypatch):
    """Nothing listens where the store was."""
    gone = {"LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = settings.CACHES | {
        name: settings.CACHES[name] | gone for name in ("default", "forgiving")
    }
    # Each test its own: the next one must ask the store again.
    monkeypatch.setattr(ForgivingCache, "_silent_until", float("-inf"))


def test_it_is_the_same_store_as_that_of_everybody(monkeypatch):
    monkeypatch.setattr(ForgivingCache, "_silent_until", float("-inf"))
    assert cache.add("a-word", "x", 5)
    assert not cache.add("a-word", "y", 5)
    assert caches["default"].get("a-word") == cache.get("a-word") == "x"
    assert cache.delete("a-word")


def test_nothing_is_found_and_nothing_is_kept(lost):
    assert cache.add("a", 1)
    cache.set("a", 1)
    cache.set_many({"a": 1})
    assert cache.get("a", "none") == "none"
    assert cache.get_many(["a"]) == {}
    assert not cache.delete("a")


def test_a_silent_store_is_asked_once_in_a_while(lost, monkeypatch, caplog):
    cache.get("a")
    cache.get("b")
    assert caplog.text.count("does not answer") == 1
    monkeypatch.setattr(ForgivingCache, "_silent_until", float("-inf"))
    cache.get("c")
    assert caplog.text.count("does not answer") == 2


def test_a_limit_of_tries_lets_nobody_through(lost):
    with pytest.raises(Unreachable):
        throttle.allows("anything", 1, 60)


@pytest.mark.parametrize(
    "name", ["evaluation:dashboard", "evaluation:comparison", "evaluation:report_list"]
)
def test_pages_of_figures_open(lost, world, sign_in, name):
    place = "venissieux" if name == "evaluation:report_list" else world.hub.slug
    kind = "lead" if place == "venissieux" else "hub_admin"
    assert sign_in(kind).get(reverse(name, args=[place])).status_code == 200


def test_a_form_is_written(lost, world, sign_in):
    def reports():
        with scoped(world.home.pk):
            return Report.objects.filter(territory=world.home).count()

    before = reports()
    url = reverse("evaluation:report_request", args=["venissieux"])
    response = sign_in("lead").post(url, {"month": "10/2026", "audience": "public"})
    assert response.status_code == 302
    assert reports() == before + 1
