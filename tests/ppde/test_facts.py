"""What a fact tells beside its day: attempts, immersions, trainings; the journey on paper."""

import subprocess
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde.models import EventKind, Person
from ppde.operations import add_event, correct_event
from ppde.words import details, timeline
from territories.models import Entry
from territories.scoping import scoped
from tests.papers import accessible

DAY = date(2026, 11, 10)


@pytest.fixture
def person(world) -> Person:
    return world.rows["home"]["person"]


def url(name, world, *args) -> str:
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


def test_an_attempt_without_an_answer_dates_no_contact(as_team, person):
    by = as_team.users["officer"]
    add_event(person, EventKind.CONTACT, DAY, by=by, channel="phone", result="no_answer")
    assert person.last_contact_on != DAY
    tried = add_event(person, EventKind.CONTACT, DAY, by=by, channel="phone", result="reached")
    assert person.last_contact_on == DAY
    correct_event(
        tried, EventKind.CONTACT, DAY, by=by, reason="Erreur.", channel="phone", result="no_answer"
    )
    assert person.last_contact_on != DAY


def test_each_kind_keeps_its_own_details(as_team, person):
    by, organisation = as_team.users["officer"], as_team.rows["home"]["organisation"]
    event = add_event(
        person, EventKind.WORKSHOP, DAY, by=by, channel="phone", organisation=organisation
    )
    assert (event.channel, event.organisation) == ("", organisation)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (EventKind.IMMERSION, {"until": DAY}, "prescriber"),
        (EventKind.TRAINING, {"until": DAY - timedelta(days=1)}, "until"),
        (EventKind.TRAINING, {"result": "no_answer"}, "result"),
        (EventKind.INTERVIEW, {"follow_up_on": DAY}, "follow_up_on"),
    ],
)
def test_what_does_not_hold_is_refused_by_field(as_team, person, kind, given, field):
    with pytest.raises(ValidationError) as refused:
        add_event(person, kind, DAY, by=as_team.users["officer"], **given)
    assert list(refused.value.error_dict) == [field]


def test_an_organisation_of_the_neighbour_is_refused(as_team, person):
    with pytest.raises(ValidationError, match="autre territoire"):
        add_event(
            person,
            EventKind.VISIT,
            DAY,
            by=as_team.users["officer"],
            organisation=as_team.rows["next"]["organisation"],
        )


def test_an_immersion_reads_with_its_dates_and_its_prescriber(as_team, person):
    organisation = as_team.rows["home"]["organisation"]
    event = add_event(
        person,
        EventKind.IMMERSION,
        DAY,
        "Poste d’accueil",
        by=as_team.users["officer"],
        until=DAY + timedelta(days=9),
        organisation=organisation,
        prescriber=organisation,
        result="completed",
    )
    assert details(event) == (
        "Structure d’accueil\u00a0: Association. Prescripteur\u00a0: Association. Menée à terme."
    )
    item = timeline([event], slug="venissieux", may_correct=False)[0]
    assert item["date"].startswith("Du 10 au 19")
    entry = Entry.objects.filter(verb="fact").order_by("-pk").first()
    assert entry.after["prescripteur"] == "Association"


def test_the_form_follows_the_kind_and_keeps_what_was_typed(world, sign_in, person):
    client = sign_in("officer")
    page = client.get(url("event_add", world, person.pk) + "?fait=immersion")
    assert "Structure d’accueil" in page.content.decode()
    assert "Moyen" not in page.content.decode()
    sent = {"kind": "immersion", "on": "10/11/2026", "until": "19/11/2026", "text": "Accueil"}
    page = client.post(url("event_add", world, person.pk), sent)
    assert list(page.context["form"].errors) == ["prescriber"]
    assert 'value="19/11/2026"' in page.content.decode()
    sent |= {"prescriber": "Association", "organisation": "Association"}
    assert client.post(url("event_add", world, person.pk), sent).status_code == 302
    with scoped(world.home.pk):
        assert person.events.get(kind="immersion").until == date(2026, 11, 19)


def test_a_fact_is_chosen_before_it_is_written(world, sign_in, person):
    """A form sent as it opened wrote an interview of today."""
    client, add = sign_in("officer"), url("event_add", world, person.pk)
    with scoped(world.home.pk):
        known = person.events.count()
    page = client.get(add)
    assert "Quel fait ajouter" in page.content.decode()
    assert "?fait=visit" in page.content.decode()
    assert "form" not in page.context
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert client.post(add, {"on": today}).status_code == 200
    told = client.post(add, {"kind": "note", "on": today, "text": ""})
    assert told.status_code == 200
    assert "text" in told.context["form"].errors
    with scoped(world.home.pk):
        assert person.events.count() == known


def test_an_unknown_kind_in_the_address_is_an_interview(world, sign_in, person):
    page = sign_in("officer").get(url("event_add", world, person.pk) + "?fait=volunteer")
    assert page.context["form"]["kind"].value() == "interview"


def test_correcting_a_contact_keeps_its_result(world, sign_in, person):
    with scoped(world.home.pk):
        event = add_event(
            person,
            EventKind.CONTACT,
            DAY,
            by=world.users["lead"],
            channel="phone",
            result="reached",
        )
    client = sign_in("officer")
    page = client.get(url("event_correct", world, event.pk))
    assert page.context["form"]["result"].value() == "reached"
    sent = {"kind": "contact", "on": "09/11/2026", "result": "declined", "reason": "Mauvais jour"}
    assert client.post(url("event_correct", world, event.pk), sent).status_code == 302
    with scoped(world.home.pk):
        assert person.events.get(corrects=event).result == "declined"


def test_the_journey_is_printed_with_or_without_the_name(
    world, sign_in, person, tmp_path, laid_out
):
    client = sign_in("officer")

    def text(query: str) -> str:
        answer = client.get(url("person_timeline_pdf", world, person.pk) + query)
        (tmp_path / "parcours.pdf").write_bytes(answer.content)
        accessible(answer.content)
        asked = ["pdftotext", str(tmp_path / "parcours.pdf"), "-"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout

    assert "Quetzal" in text("")
    without = text("?affichage=numero")
    assert "Quetzal" not in without
    assert "M-0001" in without
    with scoped(world.home.pk):
        assert person.readings.filter(kind="print").count() == 2


def test_the_journey_reads_from_its_first_day(world, sign_in, person):
    with scoped(world.home.pk):
        add_event(person, EventKind.NOTE, timezone.localdate(), by=world.users["lead"])
    page = sign_in("officer").get(url("person_timeline", world, person.pk))
    assert [item["title"] for item in page.context["timeline"]] == ["Volontaire", "Autre fait"]
    with scoped(world.home.pk):
        mine = person.readings.filter(kind="read", user=world.users["officer"])
        assert mine.count() == 1
    sign_in("officer").get(url("person_timeline", world, person.pk) + "?affichage=numero")
    with scoped(world.home.pk):
        assert person.readings.filter(kind="number", user=world.users["officer"]).count() == 1
