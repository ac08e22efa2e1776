"""Meetings: taking back what was done by mistake, two hands on one sheet, a misspelt name, a frozen file among the others."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ppde.models import EventKind, Person, Session
from ppde.operations import sessions as operations
from ppde.sessions.forms import number_of
from ppde.sessions.lines import read_lines
from territories.models import Entry
from territories.scoping import scoped
from tests.ppde.test_person_lists import fill
from tests.ppde.test_sessions import facts, plan, url

TODAY = timezone.localdate


@pytest.fixture
def by(as_team):
    return as_team.users["officer"]


def freeze(*people) -> None:
    Person.objects.filter(pk__in=[p.pk for p in people]).update(limited_on=TODAY())


# Cancelled by mistake ────────────────────────────────────────────────────────────────────────────


def test_a_meeting_cancelled_by_mistake_is_restored(as_team, by):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    session = plan(as_team, timezone.now() + timedelta(days=5))
    operations.enrol(session, [person], by=by)
    with pytest.raises(ValidationError, match="n’est pas annulée"):
        operations.restore_session(session, by=by, reason="Erreur")
    operations.cancel_session(session, by=by, reason="Salle fermée")
    with pytest.raises(ValidationError, match="déjà annulée"):
        operations.cancel_session(session, by=by, reason="Encore")
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.restore_session(session, by=by, reason=" ")
    operations.restore_session(session, by=by, reason="Mauvaise rencontre")
    session.refresh_from_db()
    assert (session.state, session.presences.get().status) == ("planned", "expected")
    assert Entry.objects.get(verb="restore").reason == "Mauvaise rencontre"


def test_it_may_be_planned_again_meanwhile_and_is_not_doubled_then(as_team, by):
    session = plan(as_team, timezone.now() + timedelta(days=5))
    fields = {"starts_at": session.starts_at, "kind": session.kind}
    with pytest.raises(ValidationError, match="déjà prévue"):
        plan(as_team, session.starts_at)
    operations.cancel_session(session, by=by, reason="Erreur")
    again = plan(as_team, session.starts_at)
    with pytest.raises(ValidationError, match="déjà prévue"):
        operations.restore_session(session, by=by, reason="Finalement")
    # A date that was cancelled is a date to plan.
    before = Session.objects.get(pk=again.pk)
    (next_one,) = operations.repeat_session(before, "weekly", 1, by=by)
    operations.cancel_session(next_one, by=by, reason="Férié")
    assert len(operations.repeat_session(before, "weekly", 1, by=by)) == 1
    assert fields["starts_at"] == again.starts_at


def test_a_sheet_saved_empty_on_the_wrong_meeting_does_not_make_it_held_for_good(as_team, by):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    session = plan(as_team)
    presence = operations.enrol(session, [person], by=by)[0]
    with pytest.raises(ValidationError, match="a eu lieu"):
        operations.cancel_session(session, by=by, reason="Erreur")
    operations.record_sheet(session, {presence.pk: "absent"}, 0, by=by)
    assert operations.cancel_session(session, by=by, reason="Erreur").state == "cancelled"


def test_it_is_restored_from_its_page(world, sign_in):
    with scoped(world.home.pk):
        session = plan(world)
    client, page = sign_in("officer"), url("gathering_detail", world, session.pk)
    cancel, restore = (url(f"gathering_{n}", world, session.pk) for n in ("cancel", "restore"))
    shown = client.get(page).content.decode()
    assert cancel in shown
    assert restore not in shown
    client.post(cancel, {"reason": "Erreur"})
    shown = client.get(page).content.decode()
    assert restore in shown
    assert cancel not in shown
    assert client.post(restore, {"reason": "Mauvaise rencontre"}).url == page


# Counted without a name ──────────────────────────────────────────────────────────────────────────


def waits(session) -> bool:
    return Session.objects.filter(pk=session.pk).without_sheet().exists()


@pytest.mark.parametrize("unnamed", [1, 12])
def test_a_sheet_with_a_number_alone_is_held_and_taken_back(as_team, by, unnamed):
    session = plan(as_team)
    operations.count_unnamed(session, unnamed, by=by)
    assert (session.state, session.anonymous, waits(session)) == ("held", unnamed, False)
    with pytest.raises(ValidationError, match="reprenez-la d’abord"):
        operations.cancel_session(session, by=by, reason="Erreur")
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.reopen_sheet(session, by=by, reason=" ")
    operations.reopen_sheet(session, by=by, reason="Celles de la veille")
    session.refresh_from_db()
    assert (session.state, session.anonymous, waits(session)) == ("planned", 0, True)
    entry = Entry.objects.filter(model="ppde.session", object_id=session.pk).latest("pk")
    assert (entry.verb, entry.reason) == ("correct", "Celles de la veille")
    assert entry.before["sans nom"] == unnamed
    with pytest.raises(ValidationError, match="n’est pas remplie"):
        operations.reopen_sheet(session, by=by, reason="Encore")
    # It may now take place another day, which a filled sheet forbids.
    fields = {"title": session.title, "kind": session.kind, "place": session.place}
    later = timezone.now() + timedelta(days=3)
    moved = operations.update_session(session, by=by, starts_at=later, **fields)
    assert moved.starts_at == later


def test_those_expected_are_still_to_be_told_of_when_others_are_counted(as_team, by):
    """A number at the door makes the meeting held; a frozen line is nobody's to fill."""
    one, two = fill(as_team, [("Vial", "Élise", "2026-06-04"), ("Roy", "Ali", "2026-06-05")])[:2]
    session = plan(as_team)
    rows = [
        session.presences.create(territory=as_team.home, person=person) for person in (one, two)
    ]
    operations.count_unnamed(session, 3, by=by)
    assert session.state == "held"
    assert waits(session)
    operations.record_sheet(session, {rows[0].pk: "absent"}, 3, by=by)
    assert waits(session)
    freeze(two)
    assert not waits(session)
    # Nobody named came: the number was a mistake, the lines stay as they are.
    operations.reopen_sheet(session, by=by, reason="Mauvaise rencontre")
    assert sorted(session.presences.values_list("status", flat=True)) == ["absent", "expected"]


def test_a_sheet_where_somebody_is_present_is_corrected_line_by_line(as_team, by):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    session = plan(as_team)
    presence = operations.enrol(session, [person], by=by)[0]
    with pytest.raises(ValidationError, match="personne est notée présente"):
        operations.reopen_sheet(session, by=by, reason="Erreur")
    operations.record_sheet(session, {presence.pk: "absent"}, 2, by=by)
    assert operations.reopen_sheet(session, by=by, reason="Erreur").state == "planned"


def test_it_is_taken_back_from_its_page(world, sign_in):
    with scoped(world.home.pk):
        session = plan(world)
        operations.count_unnamed(session, 4, by=world.users["officer"])
    client, page = sign_in("officer"), url("gathering_detail", world, session.pk)
    again, cancel = (url(f"gathering_{n}", world, session.pk) for n in ("reopen", "cancel"))
    shown = client.get(page).content.decode()
    assert again in shown
    assert cancel not in shown
    asked = client.get(again).content.decode().replace("\u00a0", " ")
    assert "4 personnes sans nom y sont comptées" in asked
    assert client.post(again, {"reason": "Mauvaise rencontre"}).url == page
    shown = client.get(page).content.decode()
    assert again not in shown
    assert cancel in shown


# A misspelt name ─────────────────────────────────────────────────────────────────────────────────


def test_a_name_as_it_is_heard_is_proposed_before_a_second_file(as_team, world):
    zoe, other, *_ = fill(
        as_team,
        [
            ("Benaïssa", "Zoé", "2026-06-04"),
            ("Benaïssa", "Marc", "2026-06-04"),
            ("Vial", "Élise", "2026-06-04"),
        ],
    )
    (heard,) = read_lines(as_team.home, "Zoe Benaisa", number_of)
    assert (heard.is_certain, [p.pk for p in heard.persons]) == (False, [zoe.pk])
    # In part as it is written comes first, then as it is heard.
    (both,) = read_lines(as_team.home, "Benaissa", number_of)
    assert {p.pk for p in both.persons} == {zoe.pk, other.pk}
    (swapped,) = read_lines(as_team.home, "Benaisa Zoé", number_of)
    assert [p.pk for p in swapped.persons] == [zoe.pk]


def test_the_lines_in_doubt_are_heard_in_one_statement(as_team):
    fill(as_team)
    lines = ["Fatoumatta Silla", "Elyse Viall", "Inconnue Personne", "Zoe Benaisa"]

    def queries(asked: list[str]) -> int:
        with CaptureQueriesContext(connection) as caught:
            read_lines(as_team.home, "\n".join(asked), number_of)
        return len(caught)

    assert queries(lines) == queries(lines[:1])


def test_the_page_proposes_who_it_may_be(world, sign_in):
    with scoped(world.home.pk):
        session = plan(world)
        person = fill(world, [("Benaïssa", "Zoé", "2026-06-04")])[0]
    page = sign_in("officer").post(
        url("gathering_add", world, session.pk), {"people": "Zoe Benaisa"}
    )
    shown = page.content.decode()
    assert "Une personne connue peut convenir." in shown
    assert person.reference in shown


# A frozen file among the others ──────────────────────────────────────────────────────────────────


def test_a_frozen_file_does_not_stop_the_others(as_team, by):
    one, two, late = fill(as_team)[:3]
    session = plan(as_team)
    first, second = operations.enrol(session, [one, two], by=by)
    freeze(two, late)
    assert operations.enrol(session, [late], by=by) == []
    was = facts(two)
    earlier = session.starts_at - timedelta(days=3)
    operations.update_session(session, by=by, starts_at=earlier)
    session.refresh_from_db()
    assert facts(one)[-1] == (EventKind.WORKSHOP, timezone.localdate(earlier))
    assert facts(two) == was
    operations.record_sheet(session, {first.pk: "absent", second.pk: "absent"}, 3, by=by)
    assert {p.person_id: p.status for p in session.presences.all()} == {
        one.pk: "absent", two.pk: "present",
    }  # fmt: skip
    assert facts(two) == was
    assert operations.frozen_on(session) == [two]


def test_the_page_says_whose_line_did_not_change(world, sign_in):
    with scoped(world.home.pk):
        one, two = fill(world)[:2]
        session = plan(world)
        freeze(two)
    client = sign_in("officer")
    pasted = {"liste-people": f"{one.reference}\n{two.reference}"}
    answer = client.post(url("gathering_add", world, session.pk), pasted, follow=True)
    shown = answer.content.decode().replace("\u00a0", " ")
    assert f"Le dossier {two.reference} est gelé : sa ligne n’a pas changé." in shown
    assert "1 personne ajoutée à la feuille." in shown
    with scoped(world.home.pk):
        assert [p.person_id for p in session.presences.all()] == [one.pk]


# Two hands on one sheet ──────────────────────────────────────────────────────────────────────────


def test_those_counted_at_the_door_are_not_written_over(as_team, by):
    session = plan(as_team)
    operations.record_sheet(session, {}, 4, by=by, seen=0)
    stale = Session.objects.get(pk=session.pk)
    operations.count_unnamed(session, 6, by=by)
    # The other page shows 4 still.
    operations.count_unnamed(stale, 1, by=by)
    assert Session.objects.get(pk=session.pk).anonymous == 11
    operations.record_sheet(session, {}, 4, by=by, seen=4)
    assert Session.objects.get(pk=session.pk).anonymous == 11
    with pytest.raises(ValidationError, match="Quelqu’un d’autre vient de compter 11"):
        operations.record_sheet(session, {}, 5, by=by, seen=4)


def test_each_writes_the_lines_that_they_changed(world, sign_in):
    """The second reads what the first has written, chooses where both changed a line, and loses nothing of what was typed."""
    with scoped(world.home.pk):
        session = plan(world)
        people = fill(world)[:4]
        operations.enrol(session, people[:3], by=world.users["lead"])
        rows = {p.person_id: p.pk for p in session.presences.all()}
    one, two, gone = (f"p_{rows[p.pk]}" for p in people[:3])
    client, page = sign_in("officer"), url("gathering_detail", world, session.pk)

    def sent(**typed):
        return {one: "present", two: "present", gone: "present", "anonymous": "0", **typed}

    mine = sent(**{one: "absent", "anonymous": "5"}) | {"seen": seen(client.get(page))}
    with scoped(world.home.pk):
        statuses = {rows[people[0].pk]: "excused", rows[people[1].pk]: "excused"}
        off = [rows[people[2].pk]]
        operations.record_sheet(session, statuses, 10, by=world.users["lead"], taken_off=off)
        operations.enrol(session, people[3:], by=world.users["lead"])
    answer = client.post(page, mine)
    shown = answer.content.decode().replace("\u00a0", " ")
    assert "Quelqu’un d’autre a écrit ici « Excusée » entre-temps" in shown
    assert "Quelqu’un d’autre a écrit ici « 10 » entre-temps" in shown
    assert '<option value="absent" selected>' in shown
    shown = client.post(page, mine | {"seen": seen(answer)}, follow=True).content.decode()
    shown = shown.replace("\u00a0", " ")
    assert f"entre-temps : présence de {people[1]}. Sa réponse reste." in shown
    assert "1 personne a été ôtée de la feuille entre-temps." in shown
    with scoped(world.home.pk):
        assert Session.objects.get(pk=session.pk).anonymous == 5
        found = dict(session.presences.values_list("person", "status"))
    kept = ("absent", "excused", "present")
    assert found == dict(zip((p.pk for p in (*people[:2], people[3])), kept, strict=True))


def seen(response) -> str:
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode())[1]
