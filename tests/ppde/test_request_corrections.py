"""A request about the data typed wrong: corrected while it waits, or cancelled with its reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.eligibility import months_after
from ppde.models import AccessFile, Elimination, RightsRequest
from ppde.retention.operations import eliminate
from territories.models import Entry
from territories.scoping import scoped
from tzcld.working_days import end_of_period

TODAY = timezone.localdate


def page(name, world, *args):
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def late(person, by):
    """Received yesterday, typed a month and more too early."""
    return operations.record_request(
        person, "limitation", received_on=TODAY() - timedelta(days=45), channel="desk", identity="known",
        details="Geler.", by=by,
    )  # fmt: skip


def corrected(request, by, **changed):
    told = {name: getattr(request, name) for name in ("kind", "received_on", "channel", "details")}
    return operations.correct_rights_request(
        request, by=by, reason="Mois mal saisi.", **(told | changed)
    )


def test_the_clock_is_counted_again_from_the_day_of_arrival(late, by, person):
    assert late.is_late
    day = TODAY() - timedelta(days=1)
    row = corrected(late, by, received_on=day)
    assert (row.is_late, row.due_on) == (False, end_of_period(months_after(day, 1)))
    entry = Entry.objects.get(verb="correct", object_id=person.pk)
    assert entry.is_named
    assert entry.reason == "Mois mal saisi."
    assert set(entry.before) == {"reçue le", "échéance"}
    longer = operations.extend_request(row, "Plusieurs services.", by=by)
    row = corrected(longer, by, received_on=TODAY())
    assert row.due_on == end_of_period(months_after(TODAY(), 3))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Rien n’est changé"),
        ({"received_on": TODAY() + timedelta(days=1)}, "pas encore passé"),
        ({"details": "2 86 05 99 123 456 78"}, "sécurité sociale"),
        ({"reason": " "}, "Dites pourquoi"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(late, by, changed, sentence):
    told = {"kind": late.kind, "received_on": late.received_on, "channel": late.channel}
    told |= {"details": late.details, "reason": "Erreur.", "by": by}
    with pytest.raises(ValidationError, match=sentence):
        operations.correct_rights_request(late, **(told | changed))


def test_a_right_already_asked_for_is_not_asked_twice(late, by, person):
    operations.record_request(person, "erasure", received_on=TODAY(), channel="desk", by=by)
    with pytest.raises(ValidationError, match="déjà à instruire"):
        corrected(late, by, kind="erasure")


def test_a_copy_made_for_the_wrong_right_or_person_goes(as_team, by):
    asked, file = (as_team.rows["home"][name] for name in ("rightsrequest", "accessfile"))
    corrected(asked, by, kind="rectification")
    file.refresh_from_db()
    assert (file.state, file.pdf, file.json) == ("gone", None, None)


def test_a_request_of_a_namesake_keeps_nothing(late, by, person):
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.cancel_rights_request(late, " ", by=by)
    row = operations.cancel_rights_request(late, "Venue d’une homonyme.", by=by)
    row.refresh_from_db()
    assert (row.state, row.details, row.answer, row.answered_on) == ("mistake", "", "", TODAY())
    person.refresh_from_db()
    assert person.limited_on is None
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        corrected(row, by, received_on=TODAY())
    # The same right may be asked for in earnest.
    operations.record_request(person, "limitation", received_on=TODAY(), channel="desk", by=by)
    assert Entry.objects.get(verb="cancel", object_id=person.pk).is_named


def test_by_its_pages(sign_in, world):
    asked = world.rows["home"]["rightsrequest"]
    officer = sign_in("officer")
    detail = text(officer.get(page("rights_detail", world, asked.pk)))
    assert "Corriger la demande" in detail
    assert "Annuler, enregistrée par erreur" not in detail
    url = page("rights_correct", world, asked.pk)
    day = TODAY() - timedelta(days=2)
    sent = {
        "kind": "access",
        "received_on": f"{day:%d/%m/%Y}",
        "channel": "mail",
        "details": "Tout.",
    }
    refused = text(officer.post(url, sent))
    assert 'value="mail"' in refused
    assert f'value="{day:%d/%m/%Y}"' in refused
    done = officer.post(url, sent | {"reason": "Arrivée par courriel."})
    assert done.url == page("rights_detail", world, asked.pk)
    with scoped(world.home.pk):
        row = RightsRequest.objects.get(pk=asked.pk)
        assert (row.received_on, row.channel, row.due_on) == (
            day,
            "mail",
            end_of_period(months_after(day, 1)),
        )
    url = page("rights_cancel", world, asked.pk)
    assert officer.get(url).status_code == 403
    lead = sign_in("lead")
    assert lead.post(url, {"reason": "Homonyme."}).url == done.url
    shown = text(lead.get(done.url))
    assert "Enregistrée par erreur" in shown
    assert "Annulée le" in shown
    with scoped(world.home.pk):
        assert not AccessFile.objects.filter(request=asked).exclude(state="gone").exists()
    listed = text(lead.get(page("privacy_requests", world) + "?state=mistake"))
    assert "Enregistrée par erreur" in listed


# Answered on the wrong line ──────────────────────────────────────────────────────────────────────


def test_a_request_answered_by_mistake_waits_again_until_the_same_day(late, by, person):
    due = late.due_on
    operations.answer_request(late, "refused", "Rien à geler.", by=by)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.reopen_rights_request(late, " ", by=by)
    row = operations.reopen_rights_request(late, "Réponse d’une autre.", by=by)
    row.refresh_from_db()
    assert (row.state, row.answer, row.answered_on, row.due_on) == ("open", "", None, due)
    entry = Entry.objects.get(verb="reopen_right", object_id=person.pk)
    assert entry.is_named
    assert (entry.before["réponse"], entry.reason) == ("refusée", "Réponse d’une autre.")
    operations.answer_request(row, "granted", "Dossier gelé.", by=by)
    person.refresh_from_db()
    assert person.limited_on == TODAY()


def test_an_erasure_granted_and_a_right_asked_again_are_not_reopened(late, by, person):
    operations.answer_request(late, "withdrawn", "Elle y renonce.", by=by)
    operations.record_request(person, "limitation", received_on=TODAY(), channel="desk", by=by)
    with pytest.raises(ValidationError, match="déjà à instruire"):
        operations.reopen_rights_request(late, "Erreur.", by=by)
    erasure = operations.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", identity="known", by=by
    )
    with pytest.raises(ValidationError, match="attend encore"):
        operations.reopen_rights_request(erasure, "Erreur.", by=by)
    operations.answer_request(erasure, "granted", "C’est fait.", by=by)
    with pytest.raises(ValidationError, match="définitif"):
        operations.reopen_rights_request(erasure, "Erreur.", by=by)
    with scoped(person.territory_id):
        eliminate(Elimination.objects.get(territory=person.territory_id, origin="request"))
        other = RightsRequest.objects.filter(person=person, state="withdrawn").first()
        with pytest.raises(ValidationError, match="est effacé"):
            operations.reopen_rights_request(other, "Erreur.", by=by)


def test_the_reopening_by_its_pages(as_team, by, sign_in):
    asked = as_team.rows["home"]["rightsrequest"]
    operations.answer_request(
        RightsRequest.objects.get(pk=asked.pk), "withdrawn", "Elle y renonce.", by=by
    )
    url, detail = page("rights_reopen", as_team, asked.pk), page("rights_detail", as_team, asked.pk)
    assert url not in text(sign_in("officer").get(detail))
    lead = sign_in("lead")
    assert url in text(lead.get(detail))
    assert lead.post(url, {"reason": ""}).status_code == 200
    assert lead.post(url, {"reason": "Mauvaise ligne."}).url == detail
    assert "Répondre à la demande" in text(lead.get(detail))
