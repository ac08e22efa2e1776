"""Levers asked for a person, and who had what a partner gave."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import DeliveryPerson, JourneyEvent, SchemeRequest
from territories.models import CommitmentDelivery, Entry, Scheme
from territories.resources.models import Commitment
from territories.scoping import scoped
from tests.ppde.test_person_lists import fill

TODAY = timezone.localdate


@pytest.fixture
def request_row(as_team):
    return as_team.rows["home"]["schemerequest"]


def test_one_request_at_a_time_for_the_same_lever(as_team, request_row):
    person, scheme = request_row.person, request_row.scheme
    with pytest.raises(ValidationError, match="déjà en cours"):
        operations.ask_scheme(person, scheme, on=TODAY(), by=None)
    operations.close_request(request_row, state="refused", on=TODAY(), by=None)
    operations.ask_scheme(person, scheme, on=TODAY(), by=as_team.users["lead"])
    texts = [e.text for e in JourneyEvent.objects.filter(person=person, kind="note").order_by("pk")]
    assert texts == ["Prêt de vélo\u00a0: refusé", "Levier demandé\u00a0: Prêt de vélo"]


def test_a_closed_lever_or_a_neighbours_is_refused(as_team, request_row):
    person = request_row.person
    closed = Scheme.objects.create(
        territory=as_team.hub, name="Fermé", theme="care", organisation="X", is_open=False
    )
    with pytest.raises(ValidationError, match="n’est plus ouvert"):
        operations.ask_scheme(person, closed, on=TODAY(), by=None)
    with pytest.raises(ValidationError, match="autre territoire"):
        operations.ask_scheme(person, as_team.rows["next"]["scheme"], on=TODAY(), by=None)


def test_an_answer_comes_once_and_after_the_request(as_team, request_row):
    early = request_row.asked_on - timedelta(days=1)
    with pytest.raises(ValidationError, match="avant la demande"):
        operations.close_request(request_row, state="obtained", on=early, by=None)
    operations.close_request(request_row, state="obtained", on=TODAY(), result="Prêté", by=None)
    with pytest.raises(ValidationError, match="déjà notée"):
        operations.close_request(request_row, state="refused", on=TODAY(), by=None)


def test_no_social_security_number_in_a_result(as_team, request_row):
    with pytest.raises(ValidationError, match="sécurité sociale"):
        operations.close_request(
            request_row, state="obtained", on=TODAY(), result="1 84 12 76 451 089 46", by=None
        )


def test_a_lever_is_asked_from_its_page(sign_in, world):
    fill(world)
    scheme = world.rows["home"]["scheme"]
    url = reverse("ppde:scheme_request_create", args=[world.home.slug, scheme.pk])
    response = sign_in("officer").post(url, {"person": "M-0031", "on": f"{TODAY():%d/%m/%Y}"})
    assert response.status_code == 302
    with scoped(world.home.pk):
        assert SchemeRequest.objects.get(person__number=31).scheme == scheme


def test_who_had_the_places_is_for_the_team_and_within_their_number(sign_in, world):
    fill(world)
    delivery = world.rows["home"]["commitmentdelivery"]
    url = reverse("ppde:delivery_persons", args=[world.home.slug, delivery.pk])
    lead = sign_in("lead")
    shown = lead.post(url, {"numbers": "M-0030, 31"}).content.decode()
    assert "plus de personnes que de places données" in shown
    assert "M-0030, 31" in shown
    shown = lead.post(url, {"numbers": "M-9999"}).content.decode()
    assert "Personne ici n’a le numéro" in shown
    assert lead.post(url, {"numbers": "M-0030"}).status_code == 302
    with scoped(world.home.pk):
        rows = DeliveryPerson.objects.filter(delivery=delivery)
        assert [row.person.number for row in rows] == [30]


def test_the_requests_ask_as_much_for_one_as_for_many(sign_in, world):
    lead = sign_in("lead")
    url = reverse("ppde:scheme_request_list", args=[world.home.slug])
    lead.get(url)
    with CaptureQueriesContext(connection) as one:
        lead.get(url)
    people = fill(world)
    with scoped(world.home.pk, world.hub.pk):
        for person in people:
            SchemeRequest.objects.create(
                territory=world.home, person=person, scheme=world.rows["home"]["scheme"]
            )
    with CaptureQueriesContext(connection) as many:
        lead.get(url)
    assert len(one) == len(many) <= 15


def test_what_a_partner_gave_is_corrected_or_withdrawn(sign_in, world):
    """A new row takes the place of the first, with who and why; the persons named follow it, or are named no more."""
    fill(world)
    delivery = world.rows["home"]["commitmentdelivery"]
    lead = sign_in("lead")
    named = reverse("ppde:delivery_persons", args=[world.home.slug, delivery.pk])
    lead.post(named, {"numbers": "M-0030"})
    url = reverse("ppde:delivery_correct", args=[world.home.slug, delivery.pk])
    data = {
        "on": f"{TODAY():%d/%m/%Y}",
        "number": "3",
        "note": "",
        "reason": "Trois places, pas une",
    }
    page = lead.post(url, data, follow=True).content.decode()
    assert "Trois places, pas une, Lead Essai" in page
    with scoped(world.home.pk, world.hub.pk):
        row = CommitmentDelivery.objects.standing().get(commitment=delivery.commitment)
        assert (row.number, row.corrects_id, row.author) == (3, delivery.pk, world.users["lead"])
        assert Commitment.objects.with_given().get(pk=row.commitment_id).given == 3
        assert DeliveryPerson.objects.get(delivery=row).person.number == 30
    assert lead.get(url).status_code == 404
    url = reverse("ppde:delivery_correct", args=[world.home.slug, row.pk])
    lead.post(url, data | {"withdraw": "on", "reason": "Jamais donnée"})
    with scoped(world.home.pk, world.hub.pk):
        assert not CommitmentDelivery.objects.standing().filter(commitment=row.commitment_id)
        assert Commitment.objects.with_given().get(pk=row.commitment_id).given == 0
        assert not DeliveryPerson.objects.filter(person__number=30).exists()
        entry = Entry.objects.filter(verb="correct", model="ppde.person").latest("pk")
        assert entry.reason == "Jamais donnée"
