"""Somebody leaves the enterprise: the team sees it coming, the journey says it on its day, and so do list, file and letter."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ebe import operations, tasks
from ebe.departures import to_see
from ebe.models import Contract
from ebe.queue import SOURCES
from ppde import operations as ppde
from ppde.departures import left_on, with_departures
from ppde.letters.situations import may_be_written_to, situation_of
from ppde.letters.words import compose
from ppde.models import Desk, JourneyEvent, Person
from ppde.operations.after import plan_missing
from territories.scoping import scoped

[DEPARTURES] = [s for s in SOURCES if s.key == "departures"]


@pytest.fixture
def hired(listed, employ, today):
    """`hired(3)` → the contract of somebody of the list, employed for three months."""

    def make(number: int):
        since = today - timedelta(days=90)
        person = listed(number, outcome_on=since, outcome_kind="ebe", state="ebe")
        person.outcomes.create(territory=person.territory, kind="ebe", on=since)
        contract = employ(28, since)
        Contract.objects.filter(pk=contract.pk).update(person=person)
        return Contract.objects.get(pk=contract.pk)

    return make


def waiting(as_team, today) -> list:
    return list(to_see(as_team.home, today))


def told(person) -> list:
    return list(person.events.filter(kind="note").values_list("on", "text"))


def test_a_death_leaves_no_news_to_take(as_team, lead, hired, today):
    contract = hired(3)
    news = contract.person.follow_ups
    plan_missing(as_team.home.pk)
    assert news.filter(done_on=None).count() == 3
    operations.end_contract(contract, on=today, leaving="died", by=lead)
    assert set(news.values_list("result", "done_on")) == {("died", today)}
    operations.correct_departure(contract, on=today, leaving="dismissed", reason="Erreur", by=lead)
    assert set(news.values_list("result", "done_on")) == {("", None)}
    operations.correct_departure(contract, on=today, leaving="died", reason="Erreur", by=lead)
    operations.take_back_departure(contract, reason="Erreur", by=lead)
    assert set(news.values_list("result", "done_on")) == {("", None)}


@pytest.mark.parametrize(("days", "found"), [(31, 0), (30, 1), (0, 1), (-20, 1)])
def test_the_team_sees_it_a_month_ahead_until_somebody_was_in_touch(
    as_team, lead, hired, today, days, found
):
    contract, last = hired(3), today + timedelta(days=days)
    assert waiting(as_team, today) == []
    operations.end_contract(contract, on=last, leaving="dismissed", by=lead)
    assert waiting(as_team, today) == [contract][:found]
    ppde.add_event(contract.person, "contact", today, by=lead, channel="phone", result="reached")
    # Seen before the last day, it is to be seen again after: what comes next is known then.
    assert waiting(as_team, today) == ([contract] if found and last > today else [])


def test_another_contract_or_a_return_ends_it(as_team, lead, hired, employ, today):
    one, two = hired(3), hired(4)
    for contract in (one, two):
        operations.end_contract(contract, on=today - timedelta(days=2), leaving="agreed", by=lead)
    again = employ(20, today, name="Encore")
    Contract.objects.filter(pk=again.pk).update(person=one.person)
    assert waiting(as_team, today) == [two]
    outcome = two.person.outcomes.get()
    ppde.record_return(outcome, today, by=lead)
    assert waiting(as_team, today) == []


def test_the_journey_says_it_on_its_day_and_once(as_team, lead, hired, today):
    now, later = hired(3), hired(4)
    operations.end_contract(now, on=today, leaving="resigned", by=lead)
    operations.end_contract(later, on=today + timedelta(days=9), leaving="resigned", by=lead)
    tasks.tell_departures()
    with scoped(as_team.home.pk):
        assert [on for on, _ in told(now.person)] == [today]
        assert told(later.person) == []
        # Nine days go by.
        past = today - timedelta(days=1)
        Contract.objects.filter(pk=later.pk).update(ends_on=past)
        assert operations.tell_departures(as_team.home.pk) == 1
        assert told(later.person) == [(past, f"Fin du contrat dans {later.enterprise}")]
        assert operations.tell_departures(as_team.home.pk) == 0
        # Corrected in the file, it is not written again.
        fact = JourneyEvent.objects.get(person=later.person, kind="note")
        ppde.correct_event(fact, "note", past, "Autre", by=lead, reason="Précision")
        assert operations.tell_departures(as_team.home.pk) == 0


def test_list_file_and_letter_say_that_the_contract_is_over(as_team, lead, hired, today, sign_in):
    contract, client, home = hired(3), sign_in("lead"), as_team.home.slug
    pages = [
        reverse("ppde:person_detail", args=[home, contract.person_id]),
        reverse("ppde:person_list", args=[home]),
    ]

    def shown() -> list[bool]:
        found = [client.get(page).content.decode() for page in pages]
        # The filter of the list offers that state whoever is in it.
        return [
            re.search("Contrat dans l’EBE terminé(?!</option>)", page) is not None for page in found
        ]

    assert shown() == [False, False]
    with scoped(as_team.home.pk):
        operations.end_contract(contract, on=today, leaving="agreed", by=lead)
    # The last day is still one of work.
    assert shown() == [False, False]
    with scoped(as_team.home.pk):
        Contract.objects.filter(pk=contract.pk).update(ends_on=today - timedelta(days=1))
        assert (ppde.refresh_day(as_team.home.pk), ppde.refresh_day(as_team.home.pk)) == (1, 0)
    assert shown() == [True, True]
    file = client.get(pages[0])
    assert [action["icon"] for action in file.context["actions_next"]] == ["door-open"]
    assert "Contrat terminé" in file.content.decode()
    with scoped(as_team.home.pk):
        person = Person.objects.get(pk=contract.person_id)
        for is_private in (True, False):
            letter = compose(person, situation_of(person), Desk(), is_private=is_private)
            assert letter.title == "Votre contrat dans l’EBE est terminé"
            assert "heureux" not in str(letter.sections)
        assert left_on(with_departures(Person.objects.all()).get(pk=person.pk)) is not None
    queue = client.get(reverse("ppde:work_queue", args=[home])).content.decode()
    assert "départ de l’EBE à voir avec la personne" in queue


def test_the_state_follows_the_contract_and_filters_the_list(
    as_team, lead, hired, employ, today, sign_in
):
    """From the day after the last one; of a frozen file too, and whatever other enterprise employs since."""
    contract, client = hired(3), sign_in("lead")
    home, past = as_team.home, today - timedelta(days=2)
    page = reverse("ppde:person_list", args=[home.slug])

    def state() -> str:
        kept = Person.objects.get(pk=contract.person_id).state
        for asked in ("ebe", "ended"):
            rows = client.get(page, {"etat": asked}).context["listing"].rows
            assert (contract.person_id in [row.pk for row in rows]) == (kept == asked)
        return kept

    with scoped(home.pk):
        Person.objects.filter(pk=contract.person_id).update(limited_on=past)
        operations.end_contract(contract, on=past, leaving="agreed", by=lead)
        assert state() == "ended"
        operations.correct_departure(contract, on=today, leaving="agreed", reason="Le 27.", by=lead)
        assert state() == "ebe"
        operations.correct_departure(contract, on=past, leaving="agreed", reason="Le 25.", by=lead)
        assert state() == "ended"
        operations.take_back_departure(contract, reason="Erreur de personne.", by=lead)
        assert state() == "ebe"
        operations.end_contract(contract, on=past, leaving="agreed", by=lead)
        again = employ(20, today, name="Encore")
        Contract.objects.filter(pk=again.pk).update(person=contract.person)
        assert ppde.refresh_day(home.pk) == 1
        assert state() == "ebe"


def test_a_death_is_told_as_such_and_the_direction_reads_nothing_of_it(
    as_team, lead, hired, today, sign_in
):
    contract = hired(3)
    with scoped(as_team.home.pk):
        operations.end_contract(contract, on=today, leaving="died", by=lead)
        (row,) = to_see(as_team.home, today)
        assert DEPARTURES.line(row, as_team.home.slug)["note"].startswith("Décès noté")
        past = today - timedelta(days=31)
        Contract.objects.filter(pk=contract.pk).update(ends_on=past)
        # Nobody will be in touch: it does not wait for that.
        assert waiting(as_team, today) == []
        assert not may_be_written_to(Person.objects.get(pk=contract.person_id))
    home = as_team.home.slug
    file = sign_in("lead").get(reverse("ppde:person_detail", args=[home, contract.person_id]))
    (action,) = file.context["actions_next"]
    assert (action["label"], action["url"]) == ("Ne plus contacter la personne", "")
    letter = sign_in("lead").get(reverse("ppde:person_letter", args=[home, contract.person_id]))
    assert "On n’écrit plus à cette personne" in letter.content.decode()
    page = reverse("ppde:work_queue", args=[as_team.home.slug])
    assert "départ de l’EBE" not in sign_in("director").get(page).content.decode()


def test_the_list_asks_the_same_for_one_departure_or_many(as_team, lead, hired, today, sign_in):
    client, page = sign_in("lead"), reverse("ppde:person_list", args=[as_team.home.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(page)
        return len(caught)

    def leave(number):
        with scoped(as_team.home.pk):
            day = today - timedelta(days=2)
            operations.end_contract(hired(number), on=day, leaving="agreed", by=lead)

    leave(3)
    queries()
    one = queries()
    for number in range(4, 8):
        leave(number)
    assert queries() == one <= 15
