"""Meetings: dates that repeat, the sheet and the facts it writes, quick entry, what leaves on paper."""

import subprocess
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde.models import EventKind, Person, Presence, Session
from ppde.operations import correct_event
from ppde.operations import sessions as operations
from ppde.sessions.forms import came_words, number_of
from ppde.sessions.lines import read_lines
from ppde.sessions.tables import session_mark
from territories.models import Entry
from territories.scoping import scoped
from tests.papers import accessible
from tests.ppde.test_person_lists import downloaded, fill

PARIS = timezone.get_default_timezone()


def plan(world, when=None, **fields) -> Session:
    values = {
        "kind": "workshop",
        "title": "Atelier cuisine",
        "place": "Centre social",
        "starts_at": when or timezone.now() - timedelta(days=2),
        "animator": world.users["officer"],
        "organisation": None,
        "seats": None,
    }
    return operations.plan_session(world.home, by=world.users["lead"], **values | fields)


def facts(person) -> list[tuple]:
    return list(person.events.filter(corrections=None).order_by("pk").values_list("kind", "on"))


def url(name, world, *args) -> str:
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


def test_a_session_has_places_and_is_not_in_seventy_years(as_team):
    with pytest.raises(ValidationError, match="Écrivez 1 place ou plus"):
        plan(as_team, seats=0)
    with pytest.raises(ValidationError, match="plus de deux ans"):
        plan(as_team, timezone.now() + timedelta(days=733))
    assert plan(as_team, timezone.now() + timedelta(days=729), seats=1).pk


# Dates ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_weekly_permanence_keeps_its_hour_through_the_change_of_clocks():
    start = datetime(2026, 10, 20, 14, 30, tzinfo=PARIS)
    found = [timezone.localtime(d) for d in operations.next_dates(start, "weekly", 2)]
    assert [(d.day, d.hour, d.minute) for d in found] == [(27, 14, 30), (3, 14, 30)]


@pytest.mark.parametrize(
    ("start", "days"),
    [
        (date(2026, 11, 10), [date(2026, 12, 8), date(2027, 1, 12)]),  # second Tuesday
        (date(2026, 12, 31), [date(2027, 1, 28), date(2027, 2, 25)]),  # fifth Thursday
    ],
)
def test_by_month_the_same_weekday(start, days):
    found = operations.next_dates(
        datetime(start.year, start.month, start.day, 9, tzinfo=PARIS), "monthly", 2
    )
    assert [timezone.localdate(d) for d in found] == days


def test_dates_already_made_are_not_doubled(as_team):
    session = plan(as_team, kind="permanence")
    by = as_team.users["lead"]
    assert len(operations.repeat_session(session, "weekly", 4, by=by)) == 4
    assert len(operations.repeat_session(session, "weekly", 6, by=by)) == 2
    with pytest.raises(ValidationError, match="entre 1 et 26"):
        operations.repeat_session(session, "weekly", 300, by=by)


# The sheet ──────────────────────────────────────────────────────────────────────────────────────


def test_a_presence_writes_a_fact_and_its_correction_corrects_it(as_team):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    by = as_team.users["officer"]
    session = plan(as_team)
    presence = operations.enrol(session, [person, person], by=by)[0]
    assert facts(person)[-1] == (EventKind.WORKSHOP, session.day)
    session.refresh_from_db()
    assert (session.state, presence.status) == ("held", "present")

    operations.record_sheet(session, {presence.pk: "absent"}, 0, by=by)
    assert EventKind.WORKSHOP not in {kind for kind, _ in facts(person)}
    operations.record_sheet(session, {presence.pk: "present"}, 0, by=by)
    assert facts(person)[-1] == (EventKind.WORKSHOP, session.day)
    # Saved again without a change, the sheet writes nothing.
    before = person.events.count()
    operations.record_sheet(session, {presence.pk: "present"}, 2, by=by)
    assert person.events.count() == before


def test_the_presence_of_somebody_identified_makes_them_met(as_team):
    session = plan(as_team, kind="permanence")
    presence = operations.enrol_unknown(session, "Rose", "Anselme", by=as_team.users["lead"])
    person = Person.objects.get(pk=presence.person_id)
    assert (person.state, person.met_on, person.last_contact_on) == (
        "met",
        session.day,
        session.day,
    )
    presence = session.presences.get()
    operations.record_sheet(session, {}, 0, by=as_team.users["lead"], taken_off=[presence.pk])
    person.refresh_from_db()
    assert (person.state, person.met_on) == ("identified", None)
    assert not session.presences.exists()


def test_a_fact_corrected_in_the_file_still_follows_the_sheet(as_team):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    by = as_team.users["officer"]
    session = plan(as_team)
    presence = operations.enrol(session, [person], by=by)[0]
    correct_event(presence.event, "visit", session.day, "Visite", by=by, reason="Erreur")
    operations.record_sheet(session, {presence.pk: "absent"}, 0, by=by)
    assert facts(person)[-1][0] == EventKind.NOTE


def test_the_facts_follow_the_date_of_the_session(as_team):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    by = as_team.users["officer"]
    session = plan(as_team)
    operations.enrol(session, [person], by=by)
    earlier = session.starts_at - timedelta(days=3)
    operations.update_session(session, by=by, starts_at=earlier)
    assert facts(person)[-1] == (EventKind.WORKSHOP, timezone.localdate(earlier))
    with pytest.raises(ValidationError, match="ne peut pas être à venir"):
        operations.update_session(session, by=by, starts_at=timezone.now() + timedelta(days=9))


def test_before_the_day_persons_are_expected_and_no_sheet_is_filled(as_team):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    by = as_team.users["officer"]
    session = plan(as_team, timezone.now() + timedelta(days=5))
    before = facts(person)
    presence = operations.enrol(session, [person], by=by)[0]
    assert (presence.status, facts(person)) == ("expected", before)
    with pytest.raises(ValidationError, match="se remplit ce jour-là"):
        operations.record_sheet(session, {presence.pk: "present"}, 0, by=by)


def test_of_the_day_persons_are_expected_until_the_hour_comes(as_team):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    by, soon = as_team.users["officer"], timezone.now() + timedelta(hours=3)
    session = plan(as_team, soon)
    before = facts(person)
    presence = operations.enrol(session, [person], by=by)[0]
    assert (presence.status, facts(person)) == ("expected", before)
    operations.cancel_session(session, by=by, reason="Salle fermée")


def test_a_late_name_leaves_the_sheet_to_those_who_were_expected(as_team):
    first, late, other = fill(
        as_team,
        [
            ("Vial", "Élise", "2026-06-04"),
            ("Roy", "Paul", "2026-06-05"),
            ("Bon", "Lou", "2026-06-06"),
        ],
    )
    by = as_team.users["officer"]
    session = plan(as_team, timezone.now() + timedelta(days=2))
    expected = operations.enrol(session, [first], by=by)[0]
    Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(days=1))
    operations.enrol(session, [late], by=by)
    waiting = Session.objects.filter(pk=session.pk).without_sheet()
    assert waiting.exists()
    operations.record_sheet(session, {expected.pk: "absent"}, 2, by=by)
    assert not waiting.exists()
    operations.enrol(session, [other], by=by)
    assert not waiting.all().exists()


def test_a_held_session_is_not_cancelled_and_a_cancelled_one_takes_nobody(as_team):
    person = fill(as_team, [("Vial", "Élise", "2026-06-04")])[0]
    by = as_team.users["officer"]
    held, other = plan(as_team), plan(as_team, title="Autre")
    operations.record_sheet(held, {}, 4, by=by)
    with pytest.raises(ValidationError, match="a eu lieu"):
        operations.cancel_session(held, by=by, reason="Erreur")
    operations.cancel_session(other, by=by, reason="Salle fermée")
    with pytest.raises(ValidationError, match="annulée"):
        operations.enrol(other, [person], by=by)


@pytest.mark.parametrize(
    ("named", "anonymous", "words"),
    [
        (0, 0, "Personne n’est noté comme venu."),
        (1, 0, "1\u00a0personne venue."),
        (4, 19, "23\u00a0personnes venues, dont 4\u00a0nommées."),
        (0, 1, "1\u00a0personne venue, non nommée."),
        (0, 8, "8\u00a0personnes venues, aucune nommée."),
    ],
)
def test_how_many_came_in_words(named, anonymous, words):
    assert came_words(named, anonymous) == words


# Quick entry ────────────────────────────────────────────────────────────────────────────────────


def test_lines_are_understood_in_any_order_and_accent(as_team):
    people = fill(as_team, [("Benaïssa", "Leïla", "2026-06-04"), ("Vial", "Élise", "2026-06-04")])
    text = "BENAISSA Leila\n- elise vial;\nM-0031\nVial\nRose Anselme\n"
    lines = read_lines(as_team.home, text, number_of)
    assert [line.is_certain for line in lines] == [True, True, True, False, False]
    assert [line.persons[0].pk for line in lines[:3]] == [people[0].pk, people[1].pk, people[1].pk]
    assert [p.pk for p in lines[3].persons] == [people[1].pk]
    assert (lines[4].persons, lines[4].names) == ([], ("Rose", "Anselme"))


def test_what_a_spreadsheet_or_a_habit_puts_around_a_name_is_left_out(as_team):
    people = fill(as_team, [("Benaïssa", "Leïla", "2026-06-04"), ("Vial", "Élise", "2026-06-04")])
    asked = [
        "Benaïssa\tLeïla\t06 12 34 56 78\tleila@exemple.fr",
        "1. Mme Vial Élise 1978",
        "Élise Vial; Les Brosses",
        "VIAL, Élise (vient avec son fils",
    ]
    for text, person in zip(asked, (people[0], *[people[1]] * 3), strict=True):
        (line,) = read_lines(as_team.home, text, number_of)
        assert (line.is_certain, line.persons) == (True, [person]), text
    unknown = "M. Paul Anselme; 06 11 22 33 44"
    (line,) = read_lines(as_team.home, unknown, number_of)
    assert (line.text, line.names, line.persons) == (unknown, ("Paul", "Anselme"), [])
    for civility in ("Mr. Paul Anselme", "Mademoiselle\tPaul\tAnselme", "Mme.; Paul; Anselme"):
        (line,) = read_lines(as_team.home, civility, number_of)
        assert line.names == ("Paul", "Anselme"), civility
    (line,) = read_lines(as_team.home, "06 11 22 33 44", number_of)
    assert (line.names, line.persons) == (None, [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nom\tPrénom\tTéléphone\nDe la Cruz\tMaria Luz\t06 11", ("Maria Luz", "De la Cruz")),
        ("N°;Prénom;Nom de famille\n1;Maria Luz;De la Cruz", ("Maria Luz", "De la Cruz")),
        ("Maria Luz\tDe la Cruz", ("Maria Luz", "De la Cruz")),
        ("De la Cruz, Maria Luz", ("Maria Luz", "De la Cruz")),
        ("Maria De la Cruz", ("Maria", "De la Cruz")),
    ],
)
def test_the_titles_of_a_spreadsheet_and_a_comma_say_which_is_the_last_name(as_team, text, names):
    (line,) = read_lines(as_team.home, text, number_of)
    assert line.names == names
    # Sent back with the answers, without its titles, the line says the same.
    (again,) = read_lines(as_team.home, line.text, number_of)
    assert again.names == names


def test_a_name_that_nobody_bears_is_asked_once_and_two_persons_of_one_name_twice(as_team):
    fill(as_team, [("Ba", "Awa", "2026-06-04"), ("Ba", "Awa", "2026-06-05")])
    text = "Rose Anselme\nrose  anselme\nAwa Ba\nAwa Ba\n06 11\n06 12"
    lines = read_lines(as_team.home, text, number_of)
    assert [line.text for line in lines] == ["Rose Anselme", "Awa Ba", "Awa Ba", "06 11", "06 12"]


def test_a_social_security_number_in_a_pasted_list_says_its_line(world, sign_in):
    with scoped(world.home.pk):
        session = plan(world)
    send = sign_in("officer").post
    pasted = "Rose Anselme\r\nPaul Anselme 1 84 12 69 123 456\r\nZoé Anselme"
    page = send(url("gathering_add", world, session.pk), {"liste-people": pasted})
    assert "À la ligne 2, retirez le numéro à 13 chiffres" in page.text.replace("\u00a0", " ")
    assert "Zoé Anselme" in page.text
    alone = send(url("gathering_add", world, session.pk), {"liste-people": "1 84 12 69 123 456"})
    assert "Retirez le numéro à 13 chiffres" in alone.text.replace("\u00a0", " ")


def test_the_names_that_nobody_bears_have_one_answer(world, sign_in):
    """Thirty persons came to a meeting, twenty of them for the first time."""
    with scoped(world.home.pk):
        session, _ = plan(world), fill(world)
    client = sign_in("officer")
    pasted = "Rose Anselme\nPaul Anselme\nZoé Anselme\nSylla"
    page = client.post(url("gathering_add", world, session.pk), {"liste-people": pasted})
    form = page.context["form"]
    assert "Les 3 noms que personne ne porte" in page.content.decode().replace("\u00a0", " ")
    sent = {"people": form.initial["people"], "others": "new", "line_1": "skip"}
    again = client.post(url("gathering_doubts", world, session.pk), sent)
    assert list(again.context["form"].errors) == ["line_3"], "« Sylla » peut être quelqu’un"
    sylla = form.lines[3].persons[0].pk
    client.post(url("gathering_doubts", world, session.pk), {**sent, "line_3": str(sylla)})
    with scoped(world.home.pk):
        names = {str(p.person) for p in session.presences.select_related("person")}
    assert names == {"Rose Anselme", "Zoé Anselme", "Fatoumata Sylla"}


def test_a_neighbours_person_is_not_found(as_team):
    lines = read_lines(as_team.home, "Camille Zibeline Zibeline", number_of)
    assert not lines[0].persons


def test_one_name_then_enter(world, sign_in):
    with scoped(world.home.pk):
        session, (person,) = plan(world), fill(world, [("Vial", "Élise", "2026-06-04")])
    client = sign_in("officer")
    answer = client.post(url("gathering_add", world, session.pk), {"people": "vial élise"})
    assert "saisie=1" in answer.url
    with scoped(world.home.pk):
        assert Presence.objects.get(session=session).person_id == person.pk


def test_a_pasted_list_adds_the_known_and_asks_about_the_others(world, sign_in):
    with scoped(world.home.pk):
        session, _ = plan(world), fill(world)
    client = sign_in("officer")
    pasted = "Élise Vial\nRose Anselme\nPaul\nSylla"
    page = client.post(url("gathering_add", world, session.pk), {"liste-people": pasted})
    form = page.context["form"]
    assert [line.text for line in form.lines] == ["Rose Anselme", "Paul", "Sylla"]
    sylla = form.lines[2].persons[0].pk
    sent = {"people": form.initial["people"], "line_0": "new", "line_1": "counted"}
    again = client.post(url("gathering_doubts", world, session.pk), sent)
    assert "Choisissez ce qu’il faut en faire" in again.content.decode()
    client.post(url("gathering_doubts", world, session.pk), {**sent, "line_2": str(sylla)})
    with scoped(world.home.pk):
        names = {str(p.person) for p in session.presences.select_related("person")}
        session.refresh_from_db()
    assert names == {"Élise Vial", "Rose Anselme", "Fatoumata Sylla"}
    assert session.anonymous == 1


def test_the_sheet_is_saved_from_the_page(world, sign_in):
    with scoped(world.home.pk):
        session, people = plan(world), fill(world)[:2]
        first, second = operations.enrol(session, people, by=world.users["lead"])
    client = sign_in("officer")
    sent = {f"p_{first.pk}": "present", f"p_{second.pk}": "off", "anonymous": "deux"}
    page = client.post(url("gathering_detail", world, session.pk), sent)
    assert page.context["form"].errors["anonymous"]
    client.post(url("gathering_detail", world, session.pk), {**sent, "anonymous": "19"})
    page = client.get(url("gathering_detail", world, session.pk)).content.decode()
    assert "20\u00a0personnes venues, dont 1\u00a0nommée." in page


def test_a_series_is_planned_in_one_go(world, sign_in):
    client = sign_in("officer")
    sent = {
        "kind": "permanence",
        "title": "Permanence",
        "day": "01/12/2026",
        "hour": "9 h 30",
        "place": "Mairie",
        "rhythm": "weekly",
    }
    page = client.post(url("gathering_create", world), sent)
    assert "times" in page.context["form"].errors
    assert client.post(url("gathering_create", world), {**sent, "times": "9"}).status_code == 302
    with scoped(world.home.pk):
        assert Session.objects.filter(territory=world.home, title="Permanence").count() == 10
    page = client.post(url("gathering_create", world), {**sent, "rhythm": ""})
    assert "déjà prévue" in page.content.decode()


def test_without_a_sheet_the_list_says_so(as_team):
    late, soon = plan(as_team), plan(as_team, timezone.now() + timedelta(days=3))
    assert session_mark(late)[2] == "Feuille à remplir"
    assert session_mark(soon)[2] == "Prévue"
    assert list(Session.objects.within(as_team.home).without_sheet()) == [late]


def test_the_list_takes_the_same_number_of_queries(world, sign_in):
    client = sign_in("officer")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url("gathering_list", world)).status_code == 200
        return len(caught)

    queries()
    one = queries()
    with scoped(world.home.pk):
        session = plan(world)
        operations.repeat_session(session, "weekly", 20, by=world.users["lead"])
        operations.enrol(session, fill(world), by=world.users["lead"])
    assert queries() == one <= 15


def test_the_list_leaves_in_a_file(world, sign_in):
    answer = sign_in("officer").get(url("gathering_list", world) + "?format=csv&etat=held")
    assert "Atelier" in downloaded(answer).decode("utf-8-sig")


def test_the_printed_sheet_names_those_expected_and_is_journaled(
    world, sign_in, tmp_path, laid_out
):
    session = world.rows["home"]["session"]
    answer = sign_in("officer").get(url("gathering_paper", world, session.pk))
    assert answer["Content-Type"] == "application/pdf"
    paper = tmp_path / "presence.pdf"
    paper.write_bytes(answer.content)
    accessible(answer.content)
    text = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True).stdout
    assert "Camille Quetzal" in text
    assert "Signature" in text
    entry = Entry.objects.filter(verb="print", object_id=session.pk)
    with scoped(world.home.pk):
        assert entry.get().is_named
        named = {p.person for p in session.presences.select_related("person")}
        for person in named:
            assert person.readings.filter(kind="print", user=world.users["officer"]).count() == 1
    assert "Camille Quetzal" in map(str, named)
