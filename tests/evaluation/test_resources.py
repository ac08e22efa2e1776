"""Levers and trainings in figures: exact for the team, masked together for the others."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.resources import counts
from evaluation.shared import kept_as
from ppde.models import Enrolment, SchemeRequest
from territories.models import Scheme
from territories.scoping import scoped
from tests.ppde.test_person_lists import fill

MANY = [(f"Nom{n}", "Prénom", "2025-01-10") for n in range(13)]


@pytest.fixture(autouse=True)
def nothing_kept(world):
    cache.delete(kept_as(counts.NAME, world.hub))


@pytest.fixture
def people(world):
    """Home: 13 more requests of the hub's lever and 13 ends of training; 11 obtained, 2 refused; 10 fours, 3 ones."""
    people = fill(world, MANY)
    with scoped(world.home.pk, world.hub.pk):
        scheme = Scheme.objects.create(
            territory=world.hub, name="Commun", theme="care", organisation="M"
        )
        for n, person in enumerate(people):
            SchemeRequest.objects.create(
                territory=world.home,
                person=person,
                scheme=scheme,
                state="obtained" if n < 11 else "refused",
                closed_on="2026-11-20",
            )
            Enrolment.objects.create(
                territory=world.home,
                person=person,
                session=world.rows["home"]["trainingsession"],
                state="completed",
                useful=4 if n < 10 else 1,
            )
    return people


def page(name, world, where="home") -> str:
    return reverse(f"evaluation:{name}", args=[getattr(world, where).slug])


def lines(client, url) -> dict:
    return {line.name: line for line in client.get(url).context["listing"].rows}


def test_the_team_reads_what_became_of_each_request(sign_in, world, people):
    line = lines(sign_in("lead"), page("scheme_figures", world))["Commun"]
    found = [line.figure(kind) for kind in ("asked", "obtained", "refused", "dropped", "all")]
    assert found == [0, 11, 2, 0, 13]


def test_a_refusal_of_two_is_given_back_by_nothing(sign_in, world, people):
    """13 in all, 11 obtained: the two refused must not be their difference."""
    for kind, where in (("member", "home"), ("hub_officer", "home"), ("hub_officer", "hub")):
        line = lines(sign_in(kind), page("scheme_figures", world, where))["Commun"]
        shown = {k: line.figure(k) for k in ("asked", "obtained", "refused", "dropped", "all")}
        assert not isinstance(shown["refused"], int)
        assert not (isinstance(shown["obtained"], int) and isinstance(shown["all"], int))


def test_the_answers_are_counted_and_masked(sign_in, world, people):
    exact = lines(sign_in("lead"), page("training_figures", world))["Premiers gestes"]
    assert [exact.figure(grade) for grade in (1, 2, 3, 4, "all")] == [3, 0, 0, 10, 13]
    masked = lines(sign_in("member"), page("training_figures", world))["Premiers gestes"]
    assert not isinstance(masked.figure(1), int)
    assert not (isinstance(masked.figure(4), int) and isinstance(masked.figure("all"), int))


@pytest.mark.parametrize("kind", ["lead", "member"])
@pytest.mark.parametrize("name", ["scheme_figures", "training_figures"])
def test_one_row_or_many_the_same_number_of_queries(sign_in, world, kind, name):
    client = sign_in(kind)
    client.get(page(name, world))
    with CaptureQueriesContext(connection) as one:
        client.get(page(name, world))
    people = fill(world, MANY)
    with scoped(world.home.pk, world.hub.pk):
        for n, person in enumerate(people):
            scheme = Scheme.objects.create(
                territory=world.hub, name=f"S{n}", theme="care", organisation="M"
            )
            SchemeRequest.objects.create(territory=world.home, person=person, scheme=scheme)
    cache.delete(kept_as(counts.NAME, world.hub))
    client.get(page(name, world))
    with CaptureQueriesContext(connection) as many:
        client.get(page(name, world))
    assert len(one) == len(many) <= 15
