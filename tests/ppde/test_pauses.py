"""A pause written wrongly is corrected, over or not: other days, another motive, or never; the history keeps what was."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import EventKind, Pause, Person
from territories.models import Entry
from tests.list_kit import change_rule, order, refused
from tests.ppde.test_ranks import enrol

TODAY = timezone.localdate
DAY = timedelta(days=1)
WHY = "Notée sur une homonyme."


@pytest.fixture
def one(as_team):
    return enrol(as_team, [0])[0]


@pytest.fixture
def over(one, by):
    return operations.start_pause(one, TODAY() - 90 * DAY, TODAY() - 5 * DAY, "care", by=by)


def at(name, *args):
    return reverse(f"ppde:{name}", args=["venissieux", *args])


def test_the_days_and_the_motive_of_a_pause_that_is_over(by, one, over):
    correct = operations.correct_pause
    assert "Dites pourquoi" in refused(
        correct, over, over.since, TODAY(), "away", by=by, reason=" "
    )
    assert "Rien n’a changé" in refused(
        correct, over, over.since, over.until, "care", by=by, reason=WHY
    )
    correct(over, TODAY() - 80 * DAY, TODAY() + 5 * DAY, "away", by=by, reason=WHY)
    pause = one.pauses.get()
    assert (pause.since, pause.until) == (TODAY() - 80 * DAY, TODAY() + 5 * DAY)
    assert pause.reason == "away"
    assert Person.objects.get(pk=one.pk).state == "paused"
    facts = one.events.filter(kind=EventKind.PAUSE, corrections=None)
    assert [(f.on, f.author, f.reason) for f in facts] == [(TODAY() - 80 * DAY, by, WHY)]
    assert "était écrit" in facts[0].text
    entry = Entry.objects.filter(verb="correct", object_id=one.pk).latest("pk")
    assert (entry.user, entry.reason, entry.is_named) == (by, WHY, True)
    assert entry.before["motif"] == "garde d’enfant ou de proche"


def test_a_pause_that_was_ended_then_shortened(by, one):
    """A last day mistyped, prolonged, then ended: each of these facts is taken back with it."""
    pause = operations.start_pause(one, TODAY() - 20 * DAY, TODAY() + 20 * DAY, "care", by=by)
    operations.extend_pause(pause, TODAY() + 30 * DAY, by=by)
    operations.end_pause(pause, TODAY() - 2 * DAY, by=by)
    operations.correct_pause(pause, pause.since, TODAY() - 9 * DAY, "care", by=by, reason=WHY)
    left = one.events.filter(kind__in=("pause", "resume"), corrections=None)
    assert [(f.kind, f.on) for f in left] == [("pause", TODAY() - 20 * DAY)]
    assert one.events.get(kind=EventKind.RESUME).corrections.get().reason == WHY
    assert one.pauses.get().until == TODAY() - 9 * DAY


def test_a_pause_of_somebody_else_never_took_place(as_team, by, one, over):
    before = order(as_team, [one])
    assert "Dites pourquoi" in refused(operations.cancel_pause, over, by=by, reason="")
    operations.cancel_pause(over, by=by, reason=WHY)
    assert not one.pauses.exists()
    fact = one.events.get(kind=EventKind.PAUSE)
    assert (fact.corrections.get().author, fact.corrections.get().reason) == (by, WHY)
    assert "n’a pas eu lieu" in fact.corrections.get().text
    assert order(as_team, [one]) == before


def test_what_a_correction_refuses(as_team, by, one, over):
    def said(since, until):
        return refused(operations.correct_pause, over, since, until, "care", by=by, reason=WHY)

    change_rule(as_team, longest_pause_months=3)
    assert "limite une pause à 3 mois" in said(TODAY() - 200 * DAY, TODAY())
    change_rule(as_team, longest_pause_months=36)
    assert "volontaire depuis" in said(one.volunteer_on - DAY, TODAY())
    assert "finit avant de commencer" in said(TODAY(), TODAY() - DAY)
    operations.add_event(one, EventKind.PROPOSAL, TODAY() - 3 * DAY, by=by)
    assert "elle n’était pas en pause ce jour-là" in said(over.since, TODAY())
    other = operations.start_pause(one, TODAY() + DAY, TODAY() + 9 * DAY, "away", by=by)
    assert "Une autre pause couvre déjà" in said(TODAY(), TODAY() + 5 * DAY)
    operations.start_pause(one, TODAY() + 11 * DAY, TODAY() + 19 * DAY, "away", by=by)
    said_so = refused(operations.extend_pause, other, TODAY() + 12 * DAY, by=by)
    assert "Une autre pause couvre déjà" in said_so
    operations.record_outcome(one, "permanent", TODAY() - 4 * DAY, by=by)
    assert "sortie le" in said(TODAY() - 2 * DAY, TODAY() - DAY)


def test_a_pause_given_by_the_rule_is_corrected_with_the_answer(as_team, by, one):
    rule = change_rule(as_team, refusal="pause", refusals=1)
    operations.apply_refusal(one, TODAY() - 9 * DAY, 1, rule, by=by)
    pause = one.pauses.get()
    for call in (
        lambda: operations.cancel_pause(pause, by=by, reason=WHY),
        lambda: operations.correct_pause(pause, TODAY(), TODAY(), "care", by=by, reason=WHY),
    ):
        assert "corrigez-la depuis les propositions" in refused(call)


def test_available_before_the_first_day_says_why(by, one):
    pause = operations.start_pause(one, TODAY() + DAY, TODAY() + 9 * DAY, "care", by=by)
    operations.end_pause(pause, TODAY(), by=by)
    assert "Disponible avant" in one.events.get(kind=EventKind.PAUSE).corrections.get().reason


def test_from_the_file_and_from_the_list(sign_in, as_team, one, over, see_team):
    client = sign_in("officer")
    url = at("pause_correct", over.pk)
    assert url in client.get(one.get_absolute_url()).content.decode()
    assert url in client.get(at("pause_list"), {"quand": "finie"}).content.decode()
    values = {
        "took_place": "yes",
        "since": f"{over.since:%d/%m/%Y}",
        "until": f"{over.until:%d/%m/%Y}",
        "reason": "away",
        "why": "",
    }
    page = client.post(url, values).content.decode()
    assert "Raison de la correction" in page
    assert client.post(url, values | {"why": WHY}).status_code == 302
    see_team()
    assert one.pauses.get().reason == "away"
    client = sign_in("officer")
    assert client.post(url, values | {"why": WHY, "took_place": "no"}).status_code == 302
    see_team()
    assert not Pause.objects.filter(person=one).exists()


@pytest.fixture
def see_team(as_team):
    from territories.scoping import Reach, apply

    home, hub = as_team.home.pk, as_team.hub.pk

    def see():
        apply(Reach(user=as_team.users["lead"].pk, reach={home, hub}, named={home}))

    return see
