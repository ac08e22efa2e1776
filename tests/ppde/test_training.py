"""Training: places by territory, the waiting list, a place given back that goes round, presence and answers."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import (
    Enrolment,
    JourneyEvent,
    Person,
    SessionShare,
    Training,
    TrainingPresence,
    TrainingSession,
)
from ppde.operations.training import common_places
from territories.models import Entry
from territories.scoping import Reach, apply, scoped
from tests.ppde.test_person_lists import fill
from tests.ppde.training_kit import running_session


@pytest.fixture
def session(world):
    """Three places of the hub: one for home, one for next door, one common."""
    return running_session(world, 3, {world.home: 1, world.next: 1})


@pytest.fixture
def people(world):
    return fill(world)


def at_home(world):
    apply(Reach(reach={world.home.pk, world.hub.pk}, named={world.home.pk}))


def state(world, person) -> str:
    with scoped(person.territory_id):
        return Enrolment.objects.get(person=person, session__training__title="Commun").state


def enrol(world, session, *persons):
    at_home(world)
    return [operations.enrol(p, session, by=world.users["lead"]) for p in persons]


def test_own_places_then_common_ones_then_the_waiting_list(world, session, people):
    rows = enrol(world, session, *people[:3])
    assert [row.state for row in rows] == ["enrolled", "enrolled", "waiting"]
    share = SessionShare.objects.get(session=session, territory=world.home)
    assert (share.places, share.taken, share.waiting) == (2, 2, 1)
    assert common_places(session) == 0
    told = JourneyEvent.objects.filter(person=people[2], kind="note").latest("pk").text
    assert told.startswith("En attente d’une place en formation\u00a0: Commun")


def test_the_same_person_is_not_enrolled_twice(world, session, people):
    enrol(world, session, people[0])
    with pytest.raises(ValidationError, match="déjà une inscription"):
        enrol(world, session, people[0])


def test_a_place_given_up_goes_to_the_first_who_waits_here(world, session, people):
    rows = enrol(world, session, *people[:4])
    operations.withdraw(rows[0], by=world.users["lead"])
    assert state(world, people[2]) == "enrolled"
    assert state(world, people[3]) == "waiting"
    share = SessionShare.objects.get(session=session, territory=world.home)
    assert (share.taken, share.waiting) == (2, 1)


def test_a_place_given_back_goes_round_to_the_neighbour_who_waits(world, session, people):
    """Next door waits; home gives back what it will not use: the neighbour has the place, home reads no name."""
    with scoped(world.next.pk, world.hub.pk):
        mine = Person.objects.filter(territory=world.next).order_by("number")[:2]
        first, second = list(mine)
        third = Person.objects.create(
            territory=world.next,
            number=9,
            last_name="C",
            first_name="D",
            origin="ccas",
            identified_on=date(2026, 1, 1),
        )
        for person in (first, second, third):
            operations.enrol(person, session, by=None)
    assert state(world, third) == "waiting"
    at_home(world)
    operations.give_back(session, world.home, 1, by=world.users["lead"])
    assert not Enrolment.objects.filter(
        person=third
    ).exists()  # the neighbour's rows stay the neighbour's
    assert state(world, third) == "enrolled"
    shares = dict(SessionShare.objects.filter(session=session).values_list("territory", "places"))
    assert shares == {world.home.pk: 0, world.next.pk: 3}
    entry = Entry.objects.filter(verb="update", model="ppde.trainingsession").latest("pk")
    assert entry.after == {"places rendues": 1}


@pytest.mark.parametrize("number", [0, 2, 40])
def test_no_more_is_given_back_than_is_free(world, session, number):
    at_home(world)
    with pytest.raises(ValidationError, match="place libre"):
        operations.give_back(session, world.home, number, by=None)


def test_a_territory_keeps_the_places_it_has_filled(world, session, people):
    enrol(world, session, people[0])
    with pytest.raises(ValidationError, match="a déjà inscrit 1"):
        operations.save_session(session, shares={world.home: 0, world.next: 1}, by=None)
    with pytest.raises(ValidationError, match="4 places sur 3"):
        operations.save_session(session, shares={world.home: 2, world.next: 2}, by=None)


def test_more_places_go_at_once_to_those_who_wait(world, session, people):
    enrol(world, session, *people[:3])
    session.places = 4
    operations.save_session(session, shares={world.home: 2, world.next: 1}, by=None)
    assert state(world, people[2]) == "enrolled"


def test_presence_is_of_a_day_of_the_session_and_of_those_who_have_a_place(world, session, people):
    placed, _, waiting = enrol(world, session, *people[:3])
    today = timezone.localdate()
    operations.record_presence(session, today, {placed: False}, by=None)
    operations.record_presence(session, today, {placed: True}, by=None)
    assert TrainingPresence.objects.get(enrolment=placed).present
    with pytest.raises(ValidationError, match="n’a pas de place"):
        operations.record_presence(session, today, {waiting: True}, by=None)
    with pytest.raises(ValidationError, match="pas encore passé"):
        operations.record_presence(session, today + timedelta(days=1), {placed: True}, by=None)
    with pytest.raises(ValidationError, match="Cette session va"):
        operations.record_presence(session, today - timedelta(days=9), {placed: True}, by=None)


def test_the_end_is_a_fact_of_the_journey(world, session, people):
    row = enrol(world, session, people[0])[0]
    operations.finish(row, completed=True, answers={"useful": 4}, by=None)
    event = JourneyEvent.objects.filter(person=people[0], kind="training").get()
    assert event.text.startswith("Formation terminée\u00a0: Commun")
    row.refresh_from_db()
    assert (row.state, row.useful, row.clear) == ("completed", 4, None)


def test_the_hub_reads_counts_and_no_name(sign_in, world, session, people):
    enrol(world, session, people[0])
    url = reverse("ppde:session_detail", args=[world.hub.slug, session.pk])
    shown = sign_in("hub_officer").get(url).content.decode()
    assert "1\u00a0place prise sur 3." in shown
    assert people[0].last_name not in shown
    own = reverse("ppde:session_detail", args=[world.home.slug, session.pk])
    assert people[0].last_name in sign_in("lead").get(own).content.decode()
    assert people[0].last_name not in sign_in("member").get(own).content.decode()


@pytest.mark.parametrize(("kind", "reads"), [("lead", True), ("member", False)])
def test_how_many_have_a_place_is_for_who_enrols(sign_in, world, session, people, kind, reads):
    """Three persons in a room: the committee would guess who."""
    enrol(world, session, *people[:3])
    client = sign_in(kind)

    def said(name: str, *args, query: str = "") -> str:
        return (
            client.get(reverse(f"ppde:{name}", args=[world.home.slug, *args]) + query)
            .getvalue()
            .decode()
        )

    calendar, file = said("session_list"), said("session_list", query="?format=csv&tri=taken")
    pages = said("session_detail", session.pk), said("training_detail", session.training_id)
    for told in (calendar, file):
        assert ("Prises" in told, "En attente" in told, "Places" in told) == (reads, reads, True)
    for told in pages:
        assert (re.search(r"places?\sprises?", told) is not None) == reads
        assert re.search(r"\d\splaces?", told)


def test_a_session_is_opened_filled_and_ended_from_the_pages(sign_in, world, people):
    training = world.rows["home"]["training"]
    lead = sign_in("lead")
    url = reverse("ppde:session_create", args=[world.home.slug, training.pk])
    start = timezone.localdate()
    data = {
        "starts_on": f"{start:%d/%m/%Y}",
        "ends_on": f"{start:%d/%m/%Y}",
        "place": "Salle",
        "places": "1",
        f"share_{world.home.pk}": "1",
    }
    assert lead.post(url, data).status_code == 302
    session = TrainingSession.objects.get(training=training, places=1)
    url = reverse("ppde:session_enrol", args=[world.home.slug, session.pk])
    assert "a une place" in lead.post(url, {"person": "M-0030"}, follow=True).content.decode()
    asked = lead.post(url, {"person": "fatoumata"}).content.decode()
    assert "Fatoumata Sylla, M-0031" in asked
    chosen = {"person": "fatoumata", "person_choix": people[1].pk}
    shown = lead.post(url, chosen, follow=True).content.decode()
    assert "attend, dans l’ordre des demandes" in shown
    with scoped(world.home.pk):
        row = Enrolment.objects.get(session=session, state="enrolled")
    url = reverse("ppde:session_presence", args=[world.home.slug, session.pk])
    lead.post(url, {"on": f"{start:%d/%m/%Y}", f"present_{row.pk}": "on"})
    url = reverse("ppde:enrolment_finish", args=[world.home.slug, row.pk])
    answers = {"completed": "yes", "useful": "4", "clear": "3"}
    shown = lead.post(url, answers, follow=True).content.decode()
    assert "1\u00a0réponse\u00a0: 1\u00a0tout à fait" in shown
    with scoped(world.home.pk):
        assert TrainingPresence.objects.get(enrolment=row).present


@pytest.mark.parametrize("name", ["training_list", "session_list"])
def test_one_row_or_many_the_same_number_of_queries(sign_in, world, name):
    lead = sign_in("lead")
    url = reverse(f"ppde:{name}", args=[world.home.slug])
    lead.get(url)
    with CaptureQueriesContext(connection) as one:
        lead.get(url)
    for n in range(12):
        training = Training.objects.create(
            territory=world.hub, title=f"F{n}", provider="OF", objectives="O", hours=7
        )
        TrainingSession.objects.create(
            territory=world.hub,
            training=training,
            starts_on=date(2027, 1, 4),
            ends_on=date(2027, 1, 8),
            place="Salle",
            places=8,
        )
    with CaptureQueriesContext(connection) as many:
        lead.get(url)
    assert len(one) == len(many) <= 15


def test_a_cancelled_session_frees_everybody_and_tells_why(world, session, people):
    """In every territory, by the platform: nobody is left with a place that does not exist."""
    at_home(world)
    lead = world.users["lead"]
    for person in people[:3]:
        operations.enrol(person, session, by=lead)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.cancel_session(session, reason=" ", by=lead)
    done = operations.cancel_session(
        session, reason="L’organisme renonce", by=world.users["hub_admin"]
    )
    assert done.is_cancelled
    at_home(world)
    assert {state(world, person) for person in people[:3]} == {"withdrawn"}
    share = SessionShare.objects.get(session=session, territory=world.home)
    assert (share.taken, share.waiting) == (0, 0)
    told = JourneyEvent.objects.filter(person=people[0]).order_by("-pk").first()
    assert told.text.startswith("Session de formation annulée")
    with pytest.raises(ValidationError, match="annulée depuis"):
        operations.enrol(people[0], session, by=lead)
    with pytest.raises(ValidationError, match="annulée depuis"):
        operations.cancel_session(session, reason="Encore", by=lead)
    entry = Entry.objects.get(verb="cancel", model="ppde.trainingsession", object_id=session.pk)
    assert entry.reason == "L’organisme renonce"


def test_a_session_that_somebody_followed_is_not_cancelled(world, session, people):
    at_home(world)
    lead = world.users["lead"]
    row = operations.enrol(people[0], session, by=lead)
    today = timezone.localdate()
    operations.record_presence(session, today, {row: True}, by=lead)
    with pytest.raises(ValidationError, match="elle a eu lieu"):
        operations.cancel_session(session, reason="Trop peu", by=lead)
    # The end noted by mistake is corrected by the next one, which takes its place in the journey.
    at_home(world)
    operations.finish(row, completed=True, answers={}, by=lead)
    operations.finish(row, completed=False, answers={}, last_on=today, stop="job", by=lead)
    facts = people[0].events.filter(kind="training", corrections=None)
    assert [fact.text.partition("\u00a0")[0] for fact in facts] == ["Formation interrompue"]


def test_a_session_is_cancelled_from_its_page(sign_in, world):
    row = world.rows["home"]["trainingsession"]
    client = sign_in("lead")
    url = reverse("ppde:session_cancel", args=[world.home.slug, row.pk])
    with scoped(world.home.pk, world.hub.pk):
        TrainingPresence.objects.filter(enrolment__session=row).delete()
        Enrolment.objects.filter(session=row).update(state="enrolled")
    sent = client.post(url, {"reason": "Salle fermée"}, follow=True)
    page = sent.content.decode()
    assert "Cette session n’a pas lieu" in page
    assert "Salle fermée" in page
    assert "Inscrire une personne" not in page
