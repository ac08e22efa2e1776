"""What the team answered to a partner, and taking it back: the wrong person, a closing by mistake; and who orients."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde import operations, tasks
from ppde.models import AccessFile, Orientation, Origin, Person, RightsRequest
from ppde.operations.access import held_without
from ppde.operations.orientations import (
    accept_orientation,
    close_orientation,
    empty_closed,
    origin_of,
    reopen_orientation,
    unlink_orientation,
)
from ppde.queue.orientations import orientations as waiting
from territories.models import Entry, Organisation
from territories.scoping import scoped

TODAY = timezone.localdate
WHY = "C’est un homonyme."


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def url(name, world, *args) -> str:
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


@pytest.fixture
def orientation(as_team) -> Orientation:
    row = as_team.rows["home"]["orientation"]
    RightsRequest.objects.filter(orientation=row).delete()
    return row


@pytest.fixture
def by(as_team):
    return as_team.users["officer"]


def test_its_page_is_an_opening_of_the_orientation_then_of_the_file(
    as_team, by, orientation, sign_in
):
    """It tells how to join somebody."""
    person = as_team.rows["home"]["person"]
    address = url("orientation_answer", as_team, orientation.pk)
    read = {"model": "ppde.orientation", "object_id": orientation.pk, "verb": "read"}
    assert orientation.last_name in text(sign_in("officer").get(address))
    with scoped(as_team.home.pk):
        # Without a file: the copy that the person may ask for says who opened it.
        assert Entry.objects.get(**read).user == by
        told = next(rows for h, rows in held_without(orientation) if h.model is Entry)
        assert "read" in [entry.verb for entry in told]
        accept_orientation(orientation, person=person, by=by)
    assert orientation.last_name in text(sign_in("officer").get(address))
    with scoped(as_team.home.pk):
        assert person.readings.filter(user=by, kind="read").exists()
        assert Entry.objects.filter(**read).count() == 1


# The wrong person ────────────────────────────────────────────────────────────────────────────────


def test_unlinked_it_waits_again_with_what_was_asked_of_it(as_team, by, orientation):
    namesake = as_team.rows["home"]["person"]
    asked = operations.record_request(
        orientation, "access", received_on=TODAY(), channel="desk", identity="known", by=by
    )
    operations.answer_request(
        operations.record_request(
            orientation, "erasure", received_on=TODAY(), channel="desk", identity="known", by=by
        ),
        "refused", "Elle garde son orientation.", by=by,
    )  # fmt: skip
    RightsRequest.objects.filter(person=namesake).update(state="withdrawn", answered_on=TODAY())
    accept_orientation(orientation, by=by, person=namesake)
    assert (orientation.state, waiting(as_team.home, TODAY()).count()) == ("met", 0)
    asked.refresh_from_db()
    assert (asked.person, asked.orientation) == (namesake, None)
    file = operations.ask_access_file(asked, by=by)
    operations.build_access_file(file.pk, file.territory_id)

    unlink_orientation(orientation, by=by, reason=WHY)
    orientation.refresh_from_db()
    assert (orientation.state, orientation.person) == ("received", None)
    assert list(waiting(as_team.home, TODAY())) == [orientation]
    asked.refresh_from_db()
    assert (asked.person, asked.orientation, asked.number) == (None, orientation, orientation.pk)
    # The copy told of the namesake; the request answered on that file stays where it was answered.
    file = AccessFile.objects.get(pk=file.pk)
    assert (file.state, file.pdf) == ("gone", None)
    assert namesake.rights_requests.get(state="refused").kind == "erasure"
    entry = Entry.objects.get(verb="unlink_orientation")
    assert (entry.object_id, entry.reason, entry.is_named) == (namesake.pk, WHY, True)
    # The right person, then.
    person = accept_orientation(orientation, by=by)
    assert person.pk != namesake.pk
    asked.refresh_from_db()
    assert asked.person == person


@pytest.mark.parametrize("first", ["orientation", "file"])
def test_asked_twice_the_older_clock_goes_on_and_unlinking_parts_them(
    as_team, by, orientation, first
):
    """Both had a copy prepared; the team answers once, by the day of the request received first."""
    person = as_team.rows["home"]["person"]
    RightsRequest.objects.filter(person=person).update(state="withdrawn", answered_on=TODAY())
    days = {"orientation": 20, "file": 20, first: 25}
    asked = {}
    for name, subject in (("orientation", orientation), ("file", person)):
        asked[name] = row = operations.record_request(
            subject, "access", received_on=TODAY() - timedelta(days=days[name]), channel="desk",
            identity="known", by=by,
        )  # fmt: skip
        operations.ask_access_file(row, by=by)
    accept_orientation(orientation, by=by, person=person)
    (waits,) = person.rights_requests.filter(state="open")
    (joined,) = person.rights_requests.filter(state="joined")
    assert (waits, waits.received_on, joined.joined_to) == (
        asked[first], TODAY() - timedelta(days=25), waits,
    )  # fmt: skip
    assert [file.state for file in joined.files.all()] == ["gone"]
    entry = Entry.objects.get(verb="reply_right", object_id=person.pk, model="ppde.person")
    assert entry.after["réponse"] == "réunie à une demande plus ancienne"
    with pytest.raises(ValidationError, match="réunie à une autre"):
        operations.reopen_rights_request(joined, "Erreur", by=by)
    unlink_orientation(orientation, by=by, reason=WHY)
    for name, row in asked.items():
        row.refresh_from_db()
        subject = {"orientation": orientation, "file": person}[name]
        assert (row.state, row.subject, row.joined_to, row.answered_on) == (
            "open", subject, None, None,
        )  # fmt: skip


def test_what_unlinking_refuses(as_team, by, orientation):
    person = as_team.rows["home"]["person"]
    with pytest.raises(ValidationError, match="reliée à aucun dossier"):
        unlink_orientation(orientation, by=by, reason=WHY)
    accept_orientation(orientation, by=by, person=person)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        unlink_orientation(orientation, by=by, reason=" ")
    Person.objects.filter(pk=person.pk).update(limited_on=TODAY())
    with pytest.raises(ValidationError, match="gelé"):
        unlink_orientation(orientation, by=by, reason=WHY)


def test_it_is_unlinked_from_its_page_and_the_partner_reads_received(
    as_team, by, orientation, sign_in
):
    with scoped(as_team.home.pk):
        accept_orientation(orientation, by=by, person=as_team.rows["home"]["person"])
    client = sign_in("officer")
    shown = text(client.get(url("orientation_answer", as_team, orientation.pk)))
    to = url("orientation_unlink", as_team, orientation.pk)
    assert to in shown
    assert "Reliée au dossier" in shown
    assert "Ce n’est pas la personne orientée" in text(client.get(to))
    assert client.post(to, {"reason": WHY}).status_code == 302
    assert "Que faire de cette orientation" in text(
        client.get(url("orientation_answer", as_team, orientation.pk))
    )
    assert client.get(to).status_code == 404
    sent = text(sign_in("partner").get(url("orientation_sent", as_team)))
    # Under the filters, which name every state.
    rows = sent[sent.index("<table") :]
    assert "Reçue" in rows
    assert "Rencontrée" not in rows


# A closing by mistake ────────────────────────────────────────────────────────────────────────────


def test_how_to_join_the_person_is_erased_some_days_after_the_closing(as_team, by, orientation):
    phone = orientation.phone
    close_orientation(orientation, by=by, reason="Hors du territoire")
    for days, kept in ((0, phone), (6, phone), (7, "")):
        Orientation.objects.filter(pk=orientation.pk).update(
            closed_on=TODAY() - timedelta(days=days)
        )
        tasks.empty_orientations()
        with scoped(as_team.home.pk):
            orientation.refresh_from_db()
            assert orientation.phone == kept
    with scoped(as_team.home.pk):
        assert empty_closed(as_team.home.pk) == 0
        assert orientation.emptied_on is None
        with pytest.raises(ValidationError, match="sont effacées"):
            reopen_orientation(orientation, by=by, reason=WHY)


def test_one_closed_by_mistake_is_reopened(as_team, by, orientation):
    with pytest.raises(ValidationError, match="n’a pas clos"):
        reopen_orientation(orientation, by=by, reason=WHY)
    close_orientation(orientation, by=by, reason="Erreur")
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        reopen_orientation(orientation, by=by, reason="")
    reopen_orientation(orientation, by=by, reason="Mauvais bouton")
    orientation.refresh_from_db()
    assert (orientation.state, orientation.closed_reason, orientation.closed_on) == (
        "received", "", None,
    )  # fmt: skip
    assert list(waiting(as_team.home, TODAY())) == [orientation]
    # Open again, it is not emptied.
    assert empty_closed(as_team.home.pk) == 0
    accept_orientation(orientation, by=by)


def test_it_is_reopened_from_its_page(as_team, orientation, sign_in):
    client, page = sign_in("officer"), url("orientation_answer", as_team, orientation.pk)
    to = url("orientation_reopen", as_team, orientation.pk)
    answer = client.post(page, {"answer": "close", "reason": "Déménagée"}, follow=True)
    day = TODAY() + timedelta(days=7)
    assert f"seront effacées le {day.day}" in text(answer)
    assert to in text(client.get(page))
    assert client.post(to, {"reason": "Mauvais bouton"}).url == page
    assert "Que faire de cette orientation" in text(client.get(page))
    assert client.get(to).url == page


# Who orients ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "name", "origin"),
    [
        ("employment_network", "Mission Locale du Grand Lyon", Origin.LOCAL_MISSION),
        ("employment_network", "CAP-EMPLOI 69", Origin.CAP_EMPLOI),
        ("employment_network", "France Travail Villeurbanne", Origin.FRANCE_TRAVAIL),
        ("employment_network", "Relais de l’Est", None),
        ("department", "Maison de la Métropole", Origin.RSA_REFERENT),
        ("siae", "Le Chantier", Origin.OTHER),
    ],
)
def test_the_origin_follows_the_organisation(kind, name, origin):
    assert origin_of(Organisation(kind=kind, name=name)) == origin
    assert origin_of(None) == Origin.OTHER


def test_the_origin_is_asked_where_the_organisation_does_not_tell(as_team, orientation, sign_in):
    home = as_team.rows["home"]["organisation"]
    Organisation.objects.filter(pk=home.pk).update(kind="employment_network", name="Relais")
    client, page = sign_in("officer"), url("orientation_answer", as_team, orientation.pk)
    refused = client.post(page, {"answer": "new"})
    assert "par qui cette personne est orientée" in text(refused)
    client.post(page, {"answer": "new", "origin": "local_mission"})
    with scoped(as_team.home.pk):
        assert Person.objects.get(orientations=orientation).origin == Origin.LOCAL_MISSION
