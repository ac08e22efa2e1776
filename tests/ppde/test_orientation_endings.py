"""Somebody whom a partner oriented and whom no file tells: kept for a time, then forgotten; heard about the data meanwhile."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import (
    AccessFile,
    DurationRule,
    Elimination,
    Orientation,
    Reading,
    RightsRequest,
)
from ppde.operations.orientations import (
    accept_orientation,
    close_orientation,
    correct_orientation,
    send_orientation,
    unlink_orientation,
)
from ppde.queue.orientations import orientations as waiting
from ppde.queue.privacy import SOURCES
from ppde.retention import operations as retention
from ppde.retention import times
from territories.models import Entry
from territories.scoping import scoped
from tests.ppde.retention_kit import traces
from tests.world import NAME
from tzcld.cipher import unseal

CANARY = "Ornithorynque"
TODAY = timezone.localdate
WHAT = Elimination.What.ORIENTATIONS


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture(autouse=True)
def delivered(as_team):
    DurationRule.objects.all().delete()


@pytest.fixture
def sent(as_team):
    """`sent(days)`: an orientation received so many days ago, unanswered."""

    def send(days: int = 0, **fields) -> Orientation:
        told = {
            "first_name": "Rose", "last_name": CANARY, "phone": "06 55 44 33 22",
            "email": f"{CANARY.lower()}@exemple.fr", "contact_preference": f"chez {CANARY}",
        }  # fmt: skip
        row = send_orientation(
            as_team.home, by=as_team.users["partner"], has_agreed=True, **told | fields
        )
        Orientation.objects.filter(pk=row.pk).update(sent_at=timezone.now() - timedelta(days=days))
        return Orientation.objects.get(pk=row.pk)

    return send


def due(place) -> set[int]:
    _, _, rows = times.ended(place, times.endings()[WHAT])
    return {pk for pk, _ in rows}


def eliminate(as_team, by) -> Elimination:
    made = retention.prepare(as_team.home, WHAT, by=by)
    retention.approve(made, "cheffe de projet, 12/12/2026", by=by)
    retention.eliminate(made)
    made.refresh_from_db()
    return made


# The end ─────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_proposed_two_years_after_it_was_sent_by_a_rule(as_team, by, sent):
    old, closed, followed = sent(800), sent(800), sent(800)
    sent(700)
    close_orientation(closed, by=by, reason="Injoignable.")
    accept_orientation(followed, by=by)
    assert due(as_team.home) == {old.pk, closed.pk}
    times.write_duration(as_team.home, WHAT, TODAY(), 36, "Note", by=by)
    assert due(as_team.home) == set()


def test_no_trace_of_the_person_is_left_anywhere(as_team, by, sent, sign_in):
    old, closed = sent(800), sent(900)
    close_orientation(closed, by=by, reason=f"{CANARY} a déménagé.")
    assert set(traces(CANARY)) >= {"ppde_orientation", "territories_entry"}
    made = eliminate(as_team, by)
    with scoped(as_team.home.pk, as_team.next.pk, as_team.hub.pk):
        assert traces(CANARY) == []
        assert (made.state, made.lines.filter(row_id=None).count()) == ("done", 2)
        told = Entry.objects.filter(model="ppde.orientation", object_id=closed.pk)
        # Who did what, and when, stays.
        assert set(told.values_list("verb", "user")) == {
            ("orient", as_team.users["partner"].pk), ("close", by.pk),
        }  # fmt: skip
        # Nobody is asked to answer somebody who is no longer told.
        assert not waiting(as_team.home, TODAY()).filter(pk=old.pk).exists()
        assert due(as_team.home) == set()
    shown = text(sign_in("partner").get(reverse("ppde:orientation_sent", args=[as_team.home.slug])))
    assert shown.count("Identité effacée") == 2


def test_one_followed_since_the_list_stays(as_team, by, sent):
    old = sent(800)
    made = retention.prepare(as_team.home, WHAT, by=by)
    accept_orientation(old, by=by)
    retention.approve(made, "accord", by=by)
    assert retention.eliminate(made) == 0
    with scoped(as_team.home.pk):
        assert Orientation.objects.get(pk=old.pk).last_name == CANARY
        assert made.lines.get().kept_because.startswith("Modifié après")


def test_the_pages_from_the_count_to_the_list(as_team, sent, sign_in):
    sent(800)
    lead, home = sign_in("lead"), as_team.home.slug
    shown = text(lead.get(reverse("ppde:retention_view", args=[home])))
    assert "Orientations restées sans dossier" in shown
    assert "1 nom a passé cette durée." in shown
    page = lead.post(reverse("ppde:elimination_prepare", args=[home]), {"what": WHAT}).url
    assert f"Rose {CANARY}, orientée par" in text(lead.get(page))


def test_the_list_takes_as_many_queries_for_one_as_for_many(as_team, by, sent, sign_in):
    lead, counts = sign_in("lead"), []
    for n in (1, 30):
        Elimination.objects.filter(territory=as_team.home, what=WHAT).update(state="given_up")
        for _ in range(n):
            sent(800)
        made = retention.prepare(as_team.home, WHAT, by=by)
        at = reverse("ppde:elimination_detail", args=[as_team.home.slug, made.pk])
        lead.get(at)
        with CaptureQueriesContext(connection) as queries:
            lead.get(at)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# The rights of the person ────────────────────────────────────────────────────────────────────────


def ask(orientation, by, kind="access", **changed) -> RightsRequest:
    told = {"received_on": TODAY(), "channel": "desk", "identity": "known"}
    return operations.record_request(orientation, kind, by=by, **(told | changed))


def test_a_copy_tells_what_is_held_and_who_did_what(as_team, by, sent, sign_in):
    orientation = sent()
    asked = ask(orientation, by, details="Lire ce qui est gardé.")
    assert asked.reference == f"O-{orientation.pk:04d}"
    file = operations.ask_access_file(asked, by=by)
    assert operations.build_access_file(file.pk, file.territory_id)
    file = AccessFile.objects.get(pk=file.pk)
    assert (file.state, file.error) == ("done", "")
    assert unseal(bytes(file.pdf)).startswith(b"%PDF")
    told = json.loads(unseal(bytes(file.json)))
    assert told["personne"] == asked.reference
    sections = {part["rubrique"]: str(part["lignes"]) for part in told["données"]}
    assert f"chez {CANARY}" in sections["Les orientations par un partenaire"]
    assert "Lire ce qui est gardé." in sections["Les demandes sur les données"]
    assert "Orientation reçue" in sections["Ce qui a été écrit, et par qui"]
    assert NAME not in str(told)
    at = reverse("ppde:access_download", args=[as_team.home.slug, file.pk, "json"])
    assert sign_in("lead").get(at).status_code == 200
    with scoped(as_team.home.pk):
        assert Reading.objects.filter(kind="export", verb="ppde.orientation", rows=1).count() == 1


def test_an_erasure_granted_empties_it(as_team, by, sent):
    orientation = sent()
    asked = ask(orientation, by, "erasure", details=f"Effacer {CANARY}.")
    assert due(as_team.home) == set()
    operations.answer_request(asked, "granted", f"{CANARY}, c’est fait.", by=by)
    made = Elimination.objects.get(territory=as_team.home, what=WHAT, origin="request")
    assert retention.eliminate(made) == 1
    with scoped(as_team.home.pk, as_team.next.pk, as_team.hub.pk):
        assert traces(CANARY) == []
        asked.refresh_from_db()
        assert (asked.state, asked.answer) == ("granted", "")


def test_a_restored_backup_erases_it_again(as_team, by, sent, tmp_path):
    """The backup holds the name, and the request as it waited; one sent since under the same number stays."""
    other, orientation = sent(800), sent(3)
    asked = ask(orientation, by, "erasure", details=f"Effacer {CANARY}.")
    operations.answer_request(asked, "granted", "C’est fait.", by=by)
    retention.eliminate(Elimination.objects.get(territory=as_team.home, what=WHAT))
    register = tmp_path / "registre.csv"
    call_command("eliminations", write=register, stdout=StringIO())
    day = f"{TODAY():%Y-%m-%d}"
    lines = register.read_text().splitlines()
    assert f"{as_team.home.slug},{orientation.pk},{day},orientes,{as_team.home.pk}" in lines
    assert CANARY not in register.read_text()
    with scoped(as_team.home.pk):
        back = Orientation.objects.filter(pk=orientation.pk)
        back.update(first_name="Rose", last_name=CANARY, phone="06 55 44 33 22")
        RightsRequest.objects.filter(pk=asked.pk).update(
            state="open", answered_on=None, details=f"Effacer {CANARY}."
        )
        Orientation.objects.filter(pk=other.pk).update(
            last_name="Autre", email="", contact_preference=""
        )
    with register.open("a") as text_:
        text_.write(f"{as_team.home.slug},{other.pk},2020-01-01,orientes\n")
    call_command("eliminations", apply=register, by=by.email, stdout=StringIO())
    with scoped(as_team.home.pk):
        assert back.get().first_name == ""
        assert RightsRequest.objects.get(pk=asked.pk).details == ""
        assert Orientation.objects.get(pk=other.pk).last_name == "Autre"


def test_what_waits_for_an_answer_is_not_erased_meanwhile(as_team, by, sent):
    orientation = sent(800)
    ask(orientation, by)
    assert due(as_team.home) == set()


def test_it_puts_no_file_aside_from_the_end_of_the_others(as_team, by, sent):
    """A request that names no file must not hide every file from retention."""
    operations.register_person(
        as_team.home, by=by, identified_on=TODAY() - timedelta(days=900), first_name="Lou",
        last_name="Ancien", origin="ccas",
    )  # fmt: skip
    before = times.without_contact(as_team.home, 24).count()
    ask(sent(), by)
    assert times.without_contact(as_team.home, 24).count() == before > 0


@pytest.mark.parametrize("kind", ["limitation", "objection"])
def test_without_a_file_there_is_nothing_to_freeze(by, sent, kind):
    with pytest.raises(ValidationError, match="d’accès, de rectification ou d’effacement"):
        ask(sent(), by, kind)


def test_once_a_file_is_open_it_answers_there(as_team, by, sent):
    orientation = sent()
    asked = ask(orientation, by)
    person = accept_orientation(orientation, by=by)
    asked.refresh_from_db()
    assert (asked.person, asked.orientation, asked.reference) == (person, None, person.reference)
    with pytest.raises(ValidationError, match="s’y enregistre"):
        ask(orientation, by, "erasure")


def test_one_open_request_of_a_kind_at_a_time(by, sent):
    orientation = sent()
    ask(orientation, by)
    with pytest.raises(ValidationError, match="déjà à instruire"):
        ask(orientation, by)


def test_the_request_by_its_pages(as_team, sent, sign_in):
    orientation, lead, home = sent(), sign_in("lead"), as_team.home.slug
    page = reverse("ppde:orientation_answer", args=[home, orientation.pk])
    record = reverse("ppde:orientation_rights", args=[home, orientation.pk])
    assert record in text(lead.get(page))
    assert "Limitation" not in text(lead.get(record))
    data = {
        "kind": "erasure", "received_on": f"{TODAY():%d/%m/%Y}", "channel": "letter",
        "identity": "pending", "details": "",
    }  # fmt: skip
    assert lead.post(record, data).url == page
    with scoped(as_team.home.pk):
        row = RightsRequest.objects.get(orientation=orientation)
    assert "Effacement, reçue le" in text(lead.get(page))
    detail = reverse("ppde:rights_detail", args=[home, row.pk])
    assert f"Rose {CANARY}, O-" in text(lead.get(detail))
    answer = reverse("ppde:rights_answer", args=[home, row.pk])
    sent_ = {"state": "granted", "answer": "C’est effacé.", "sure": "on"}
    assert "Vérifiez d’abord l’identité" in text(lead.post(answer, sent_))
    at = reverse("ppde:rights_identity", args=[home, row.pk])
    assert lead.post(at, {"identity": "callback"}).url == detail
    assert lead.post(answer, sent_).url == detail
    assert "Accordée" in text(lead.get(detail))
    with scoped(as_team.home.pk):
        assert Elimination.objects.filter(what=WHAT, origin="request").exists()


def test_it_waits_in_the_queue_and_on_the_screen_of_who_watches_without_a_name(
    as_team, by, sent, sign_in
):
    orientation = sent()
    asked = ask(orientation, by)
    source = next(s for s in SOURCES if s.key == "rights")
    line = source.line(source.rows(as_team.home, TODAY()).get(pk=asked.pk), as_team.home.slug)
    assert line["url"] == asked.get_absolute_url()
    shown = text(sign_in("dpo").get(reverse("ppde:privacy_requests", args=[as_team.home.slug])))
    assert asked.reference in shown
    assert CANARY not in shown


# Rectification ───────────────────────────────────────────────────────────────────────────────────


def corrected(orientation, by, **fields) -> Orientation:
    return correct_orientation(orientation, by=by, reason="Nom mal écrit.", **fields)


def test_what_the_partner_wrote_wrong_is_corrected(as_team, by, sent):
    orientation = sent()
    asked = ask(orientation, by, "rectification")
    row = corrected(orientation, by, first_name="Rosalinde", phone="")
    row.refresh_from_db()
    assert (str(row), row.initials, row.phone) == (f"Rosalinde {CANARY}", "R. O.", "")
    entry = Entry.objects.get(verb="correct", model="ppde.orientation", object_id=row.pk)
    assert entry.is_named
    assert entry.before == {"prénom": "Rose", "téléphone": "06 55 44 33 22"}
    assert entry.after == {"prénom": "Rosalinde", "téléphone": ""}
    operations.answer_request(asked, "granted", "C’est corrigé.", by=by)
    # What was corrected goes with the rest, in its time.
    Orientation.objects.filter(pk=row.pk).update(sent_at=timezone.now() - timedelta(days=800))
    eliminate(as_team, by)
    with scoped(as_team.home.pk, as_team.next.pk, as_team.hub.pk):
        assert traces("Rosalinde") == []
        assert traces(CANARY) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Rien n’est changé"),
        ({"phone": "", "email": " "}, "Écrivez un téléphone"),
        ({"last_name": ""}, "vide"),
        ({"contact_preference": "2 86 05 99 123 456 78"}, "sécurité sociale"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(by, sent, fields, sentence):
    orientation = sent()
    with pytest.raises(ValidationError, match=sentence):
        corrected(orientation, by, **fields)
    orientation.refresh_from_db()
    assert orientation.last_name == CANARY


def test_somebody_with_a_file_is_corrected_there(by, sent):
    orientation = sent()
    accept_orientation(orientation, by=by)
    with pytest.raises(ValidationError, match="a un dossier"):
        corrected(orientation, by, first_name="Rosa")


def test_the_correction_by_its_pages(as_team, by, sent, sign_in):
    orientation, officer, home = sent(), sign_in("officer"), as_team.home.slug
    asked = ask(orientation, by, "rectification")
    page = reverse("ppde:orientation_correct", args=[home, orientation.pk])
    assert page in text(officer.get(reverse("ppde:rights_detail", args=[home, asked.pk])))
    answer = reverse("ppde:orientation_answer", args=[home, orientation.pk])
    assert page in text(officer.get(answer))
    told = {"first_name": "Rosa", "last_name": CANARY, "phone": "06 55 44 33 22", "email": ""}
    refused = text(officer.post(page, told | {"contact_preference": "le soir"}))
    assert 'value="Rosa"' in refused
    done = officer.post(page, told | {"contact_preference": "le soir", "reason": "Mal écrit."})
    assert done.url == answer
    sent_list = reverse("ppde:orientation_sent", args=[home])
    assert "R. O." in text(sign_in("partner").get(sent_list))


# What the partner reads ──────────────────────────────────────────────────────────────────────────


def test_a_sharing_taken_back_hides_from_the_partner_what_became_of_it(as_team, by, sent, sign_in):
    orientation, partner = sent(), as_team.rows["home"]["organisation"]
    Orientation.objects.filter(pk=orientation.pk).update(organisation=partner)
    orientation.refresh_from_db()
    person = accept_orientation(orientation, by=by)
    operations.add_event(person, "interview", TODAY(), by=by)
    at = reverse("ppde:orientation_sent", args=[as_team.home.slug])
    told = {"organisation": partner, "on": TODAY(), "channel": "spoken", "by": by}

    def told_of_it() -> str:
        return str(sign_in("partner").get(at).context["listing"].tbody)

    given = operations.record_consent(person, "sharing", proof="Note du jour", **told)
    assert "Rencontrée" in told_of_it()
    with scoped(as_team.home.pk):
        operations.withdraw_consent(given, on=TODAY(), channel="phone", by=by)
    assert "Rencontrée" not in told_of_it()
    with scoped(as_team.home.pk):
        orientation.refresh_from_db()
        assert orientation.state == "met"
        operations.record_consent(person, "sharing", proof="Note du jour", **told)
    assert "Rencontrée" in told_of_it()


def test_unlinked_it_is_told_again(as_team, by, sent):
    orientation, partner = sent(), as_team.rows["home"]["organisation"]
    Orientation.objects.filter(pk=orientation.pk).update(organisation=partner)
    orientation.refresh_from_db()
    person = accept_orientation(orientation, by=by)
    given = operations.record_consent(
        person, "sharing", organisation=partner, on=TODAY(), channel="spoken", proof="Note", by=by
    )
    operations.withdraw_consent(given, on=TODAY(), channel="phone", by=by)
    orientation.refresh_from_db()
    assert not orientation.is_told
    unlink_orientation(orientation, by=by, reason="Une homonyme.")
    orientation.refresh_from_db()
    assert orientation.is_told
