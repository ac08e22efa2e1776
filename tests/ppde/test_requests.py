"""Levers asked for a person, and who had what a partner gave."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import DeliveryPerson, JourneyEvent, Person, SchemeRequest
from territories.models import CommitmentDelivery, Entry, Organisation, Scheme, Territory
from territories.queue import sources
from territories.resources.models import Commitment
from territories.scoping import scoped
from tests.ppde.test_person_lists import fill

TODAY = timezone.localdate


@pytest.fixture
def request_row(as_team):
    return as_team.rows["home"]["schemerequest"]


@pytest.fixture
def agreed(as_team, request_row):
    """The organisation of the lever is known here, and the person agrees that it be told."""
    place = Organisation.objects.create(
        territory=as_team.home, name=request_row.scheme.organisation, kind="association"
    )
    return operations.record_consent(
        request_row.person, "sharing", organisation=place, on=TODAY(), channel="spoken",
        proof="Note du jour", by=as_team.users["lead"],
    )  # fmt: skip


def test_one_request_at_a_time_for_the_same_lever(as_team, request_row, agreed):
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


def test_a_lever_is_asked_from_its_page(sign_in, world, agreed):
    fill(world)
    scheme = world.rows["home"]["scheme"]
    with scoped(world.home.pk):
        operations.record_consent(
            Person.objects.get(territory=world.home, number=31), "sharing", organisation=agreed.organisation,
            on=TODAY(), channel="spoken", proof="Note du jour", by=world.users["lead"],
        )  # fmt: skip
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


def refused_to_the_second(client, url, data, row):
    """Who had the page open while a colleague corrected or withdrew the line."""
    said = "Quelqu’un d’autre vient de corriger ou de retirer cette ligne."
    late = client.post(url, data | {"reason": "Autre raison"})
    assert (late.status_code, late.context["form"]["reason"].value()) == (200, "Autre raison")
    assert said in late.content.decode()
    shown = client.get(url, follow=True)
    assert shown.redirect_chain[0][0] == row.commitment.get_absolute_url()
    assert said in shown.content.decode()


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
    refused_to_the_second(lead, url, data, row)
    url = reverse("ppde:delivery_correct", args=[world.home.slug, row.pk])
    lead.post(url, data | {"withdraw": "on", "reason": "Jamais donnée"})
    refused_to_the_second(lead, url, data, row)
    with scoped(world.home.pk, world.hub.pk):
        assert not CommitmentDelivery.objects.standing().filter(commitment=row.commitment_id)
        assert Commitment.objects.with_given().get(pk=row.commitment_id).given == 0
        assert not DeliveryPerson.objects.filter(person__number=30).exists()
        entry = Entry.objects.filter(verb="correct", model="ppde.person").latest("pk")
        assert entry.reason == "Jamais donnée"


# A partner that the territory knows is told of somebody who agrees to it ─────────────────────────


def test_a_lever_of_a_partner_asks_for_the_agreement_first(as_team, request_row, sign_in):
    person, place = request_row.person, as_team.rows["home"]["organisation"]
    scheme = Scheme.objects.create(
        territory=as_team.hub, name="Garage", theme="mobility", organisation=place.name.upper()
    )
    with pytest.raises(ValidationError, match="n’a pas donné son accord"):
        operations.ask_scheme(person, scheme, on=TODAY(), by=None)
    page = reverse("ppde:scheme_request_create", args=[as_team.home.slug, scheme.pk])
    sent = {"person": person.reference, "on": f"{TODAY():%d/%m/%Y}"}
    shown = sign_in("lead").post(page, sent).content.decode()
    record = reverse("ppde:consent_record", args=[as_team.home.slug, person.pk])
    assert f"{record}?pour=sharing&amp;partenaire={place.pk}" in shown
    with scoped(as_team.home.pk):
        operations.record_consent(
            person, "sharing", organisation=place, on=TODAY(), channel="spoken", proof="Note du jour",
            by=as_team.users["lead"],
        )  # fmt: skip
    assert sign_in("lead").post(page, sent).status_code == 302


def test_a_lever_of_nobody_that_the_territory_knows_waits_for_it(as_team, request_row, sign_in):
    """An agreement names to whom the file goes: the organisation is added first."""
    scheme = Scheme.objects.create(
        territory=as_team.hub, name="Vélo-école", theme="mobility", organisation="Loin d’ici"
    )
    with pytest.raises(ValidationError, match="n’est pas dans les organisations"):
        operations.ask_scheme(request_row.person, scheme, on=TODAY(), by=None)
    page = reverse("ppde:scheme_request_create", args=[as_team.home.slug, scheme.pk])
    sent = {"person": request_row.person.reference, "on": f"{TODAY():%d/%m/%Y}"}
    lead = sign_in("lead")
    shown = lead.post(page, sent).content.decode()
    add = reverse("territories:organisation_create", args=[as_team.home.slug]) + "?nom="
    assert f"{add}Loin%20d%E2%80%99ici" in shown
    assert 'value="Loin d’ici"' in lead.get(f"{add}Loin%20d%E2%80%99ici").content.decode()


def test_a_sharing_taken_back_stops_the_request_that_waits(as_team, request_row, agreed, sign_in):
    lead, person = as_team.users["lead"], request_row.person
    page = reverse("ppde:consent_withdraw", args=[as_team.home.slug, agreed.pk])
    assert "la demande de «\u00a0Prêt de vélo\u00a0», sans réponse, est abandonnée" in sign_in(
        "lead"
    ).get(page).content.decode().replace("&nbsp;", "\u00a0")
    operations.withdraw_consent(agreed, on=TODAY(), channel="phone", by=lead)
    request_row.refresh_from_db()
    assert (request_row.state, request_row.closed_on) == ("dropped", TODAY())
    assert request_row.result == "Accord retiré."
    assert person.events.filter(text="Prêt de vélo\u00a0: abandonné. Accord retiré.").exists()
    wait = {"state": "asked", "on": None, "reason": "Mauvaise ligne", "by": lead}
    with pytest.raises(ValidationError, match="ou l’a retiré"):
        operations.correct_request(request_row, **wait)


def test_another_agreement_taken_back_leaves_the_request(as_team, request_row, agreed):
    lead = as_team.users["lead"]
    other = operations.record_consent(
        request_row.person, "testimony", on=TODAY(), channel="spoken", proof="Note du jour", by=lead
    )
    operations.withdraw_consent(other, on=TODAY(), channel="phone", by=lead)
    request_row.refresh_from_db()
    assert request_row.state == "asked"


def test_a_frozen_file_does_not_keep_the_agreement(as_team, request_row, agreed):
    Person.objects.filter(pk=request_row.person_id).update(limited_on=TODAY())
    operations.withdraw_consent(agreed, on=TODAY(), channel="phone", by=as_team.users["lead"])
    request_row.refresh_from_db()
    assert request_row.state == "dropped"


# An answer noted wrongly ─────────────────────────────────────────────────────────────────────────


def test_an_answer_is_corrected_with_a_reason(as_team, request_row):
    """The first answer stays in the journey, replaced by a fact that says who corrected it and why."""
    lead, person = as_team.users["lead"], request_row.person
    day = TODAY() - timedelta(days=2)
    operations.close_request(request_row, state="obtained", on=day, result="Prêté", by=lead)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.correct_request(request_row, state="refused", on=day, reason=" ", by=lead)
    with pytest.raises(ValidationError, match="Rien n’a changé"):
        operations.correct_request(
            request_row, state="obtained", on=day, result="Prêté", reason="Erreur", by=lead
        )
    with pytest.raises(ValidationError, match="date de la réponse"):
        operations.correct_request(request_row, state="refused", on=None, reason="Erreur", by=lead)
    made = operations.correct_request(
        request_row, state="refused", on=TODAY(), reason="Confondu avec une autre", by=lead
    )
    assert (made.state, made.closed_on, made.result) == ("refused", TODAY(), "")
    told = person.events.exclude(corrects=None).get()
    assert told.corrects.text == "Prêt de vélo\u00a0: obtenu. Prêté"
    assert (told.reason, told.author) == ("Confondu avec une autre", lead)
    assert told.text.startswith("Prêt de vélo\u00a0: refusé (réponse du ")
    entry = Entry.objects.get(verb="correct", object_id=person.pk)
    assert (entry.before["réponse"], entry.after["réponse"]) == ("obtenu", "refusé")


def test_a_request_waits_again_when_its_answer_was_a_mistake(as_team, request_row, agreed):
    lead, person = as_team.users["lead"], request_row.person
    wait = {"state": "asked", "on": None, "reason": "Mauvaise ligne", "by": lead}
    with pytest.raises(ValidationError, match="pas encore de réponse"):
        operations.correct_request(request_row, **wait)
    operations.close_request(request_row, state="refused", on=TODAY(), by=lead)
    made = operations.correct_request(request_row, **wait)
    assert (made.state, made.closed_on) == ("asked", None)
    operations.close_request(request_row, state="refused", on=TODAY(), by=lead)
    operations.ask_scheme(person, request_row.scheme, on=TODAY(), by=lead)
    with pytest.raises(ValidationError, match="Une autre demande est en cours"):
        operations.correct_request(request_row, **wait)


def test_the_page_corrects_what_was_noted(world, sign_in, agreed):
    row, client = world.rows["home"]["schemerequest"], sign_in("officer")
    with scoped(world.home.pk):
        operations.close_request(row, state="obtained", on=TODAY(), by=None)
    url = reverse("ppde:scheme_request_correct", args=[world.home.slug, row.pk])
    shown = client.get(reverse("ppde:scheme_request_list", args=[world.home.slug]))
    assert url in shown.content.decode()
    assert "reason" in client.post(url, {"state": "asked"}).context["form"].errors
    assert client.post(url, {"state": "asked", "reason": "Erreur"}).status_code == 302
    with scoped(world.home.pk):
        assert SchemeRequest.objects.get(pk=row.pk).state == "asked"


def test_a_request_without_an_answer_waits_in_the_queue(world, sign_in):
    """Past the days that the territory sets, and until the answer is noted."""
    row, home = world.rows["home"]["schemerequest"], world.home
    source = next(s for s in sources() if s.key == "requests")

    def waiting(days: int, **settings) -> list:
        Territory.objects.filter(pk=home.pk).update(**settings)
        home.refresh_from_db()
        with scoped(home.pk):
            asked = TODAY() - timedelta(days=days)
            SchemeRequest.objects.filter(pk=row.pk).update(asked_on=asked)
            return [(r.pk, r.due) for r in source.rows(home, TODAY())]

    assert waiting(29) == []
    assert waiting(30) == [(row.pk, TODAY())]
    assert waiting(30, request_days=60) == []
    assert waiting(61) == [(row.pk, TODAY() - timedelta(days=1))]
    page = sign_in("lead").get(reverse("ppde:work_queue", args=[home.slug]) + "?qui=equipe")
    assert "demande de levier sans réponse" in page.content.decode()
    with scoped(home.pk):
        operations.close_request(row, state="dropped", on=TODAY(), by=None)
    assert waiting(61) == []
