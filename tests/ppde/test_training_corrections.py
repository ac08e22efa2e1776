"""Training: what an exit frees, an end noted on the wrong line, and a presence that is a contact."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import (
    Enrolment,
    Outcome,
    Person,
    SessionShare,
    Training,
    TrainingPresence,
    TrainingSession,
)
from ppde.operations.followed import reopen_end
from ppde.operations.outcomes import leave_today
from ppde.operations.training import free_places
from territories.scoping import scoped
from tests.ppde.test_person_lists import fill
from tzcld.ui import french

TODAY = timezone.localdate


@pytest.fixture
def opened(as_team):
    """`opened(days, places)`: a session of the hub that begins in so many days, all its places at home."""
    training = Training.objects.create(
        territory=as_team.hub, title="Commun", provider="OF", objectives="Apprendre", hours=14
    )

    def make(days: int, places: int = 1) -> TrainingSession:
        session = TrainingSession(
            territory=as_team.hub, training=training, place="Salle", places=places,
            starts_on=TODAY() + timedelta(days=days), ends_on=TODAY() + timedelta(days=days + 20),
        )  # fmt: skip
        with scoped(as_team.hub.pk, as_team.home.pk):
            operations.save_session(session, shares={as_team.home: places}, by=None)
        return session

    return make


def states(session) -> dict[str, str]:
    rows = Enrolment.objects.filter(session=session).select_related("person")
    return {row.person.last_name: row.state for row in rows}


def training_facts(person) -> list[tuple]:
    rows = person.events.filter(corrections=None, text__contains="ormation").order_by("pk")
    return [(e.kind, e.on, e.text.partition("\u00a0")[0]) for e in rows]


# An exit ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_exit_gives_back_the_places_of_sessions_to_come(as_team, by, opened):
    one, two, three = fill(as_team)[:3]
    coming, running = opened(15), opened(-3)
    for session in (coming, running):
        operations.enrol(one, session, by=by)
        operations.enrol(two, session, by=by)
    operations.record_outcome(one, "permanent", TODAY(), by=by)
    assert states(coming) == {one.last_name: "withdrawn", two.last_name: "enrolled"}
    # Begun before that day, it is ended as any other.
    assert states(running) == {one.last_name: "enrolled", two.last_name: "waiting"}
    assert SessionShare.objects.get(session=coming, territory=as_team.home).taken == 1
    assert "Désinscription de la formation" in {words for *_, words in training_facts(one)}
    # A departure to come keeps what begins before it.
    operations.enrol(three, coming, by=by)
    operations.record_outcome(two, "permanent", TODAY() + timedelta(days=30), by=by)
    assert states(coming)[two.last_name] == "enrolled"


def test_an_exit_brought_forward_by_an_erasure_frees_them_too(as_team, by, opened):
    person, coming = fill(as_team)[0], opened(15)
    operations.enrol(person, coming, by=by)
    outcome = operations.record_outcome(person, "permanent", TODAY() + timedelta(days=30), by=by)
    assert states(coming) == {person.last_name: "enrolled"}
    leave_today(outcome, by=by)
    assert states(coming) == {person.last_name: "withdrawn"}


@pytest.mark.parametrize("kind", ["ebe", "training"])
def test_whoever_goes_on_with_it_keeps_the_place(as_team, by, opened, kind):
    person, coming = fill(as_team)[0], opened(15)
    operations.enrol(person, coming, by=by)
    free_places(person)(Outcome(person=person, kind=kind, on=TODAY()), by)
    assert states(coming) == {person.last_name: "enrolled"}


def test_a_cancelled_exit_gives_the_places_back(as_team, by, opened):
    """Where there is room, else at the rank of before; a place left by the person is not asked for again."""
    one, two = fill(as_team)[:2]
    free, full, left = opened(15), opened(16), opened(17)
    for session in (free, full, left):
        operations.enrol(one, session, by=by)
    operations.withdraw(Enrolment.objects.get(session=left, person=one), by=by)
    operations.enrol(two, full, by=by)
    outcome = operations.record_outcome(one, "permanent", TODAY(), by=by)
    assert states(full) == {one.last_name: "withdrawn", two.last_name: "enrolled"}
    told = operations.cancel_outcome(outcome, by=by, reason="Erreur de dossier")
    assert states(free) == {one.last_name: "enrolled"}
    assert states(full) == {one.last_name: "waiting", two.last_name: "enrolled"}
    assert states(left) == {one.last_name: "withdrawn"}
    assert "lui est rendue" in told
    assert "n’a plus de place libre" in told
    assert [s.taken for s in SessionShare.objects.filter(session__in=(free, full))] == [1, 1]
    # Who had asked first has the place that comes.
    operations.withdraw(Enrolment.objects.get(session=full, person=two), by=by)
    assert states(full)[one.last_name] == "enrolled"


def test_a_session_begun_since_the_exit_is_said(as_team, by, opened, sign_in):
    with scoped(as_team.home.pk, as_team.hub.pk):
        one, session = fill(as_team)[0], opened(1)
        operations.enrol(one, session, by=by)
        outcome = operations.record_outcome(one, "permanent", TODAY(), by=by)
        TrainingSession.objects.filter(pk=session.pk).update(starts_on=TODAY())
    page = reverse("ppde:outcome_cancel", args=[as_team.home.slug, outcome.pk])
    shown = sign_in("lead").post(page, {"reason": "Erreur de dossier"}, follow=True)
    assert "La formation «\u00a0Commun\u00a0» a commencé" in shown.content.decode()
    with scoped(as_team.home.pk, as_team.hub.pk):
        assert states(session) == {one.last_name: "withdrawn"}


# The wrong line ──────────────────────────────────────────────────────────────────────────────────


def test_an_end_noted_on_the_wrong_line_is_taken_back(as_team, by, opened):
    person, session = fill(as_team)[0], opened(-3)
    row = operations.enrol(person, session, by=by)
    with pytest.raises(ValidationError, match="n’est pas notée"):
        reopen_end(row, by=by, reason="Erreur")
    operations.finish(row, completed=True, answers={"useful": 4}, by=by)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        reopen_end(row, by=by, reason=" ")
    row = reopen_end(row, by=by, reason="Mauvaise ligne")
    assert (row.state, row.useful) == ("enrolled", None)
    assert not person.events.filter(kind="training", corrections=None).exists()
    corrected = person.events.get(corrects__kind="training")
    assert corrected.reason == "Mauvaise ligne"
    assert corrected.text.startswith("Fin notée par erreur, la formation continue")
    assert SessionShare.objects.get(session=session, territory=as_team.home).taken == 1
    operations.finish(row, completed=False, answers={}, stop="hours", last_on=TODAY(), by=by)
    assert training_facts(person)[-1][2] == "Formation interrompue"


def test_a_programme_renamed_since_is_corrected_all_the_same(as_team, by, opened):
    person, session = fill(as_team)[0], opened(-3)
    with scoped(as_team.home.pk, as_team.hub.pk):
        row = operations.enrol(person, session, by=by)
        operations.record_presence(session, TODAY() - timedelta(days=2), {row: True}, by=by)
        operations.finish(row, completed=True, answers={}, by=by)
        Training.objects.filter(pk=session.training_id).update(title="Préparer l’emploi")
        TrainingSession.objects.filter(pk=session.pk).update(starts_on=TODAY() - timedelta(days=4))
        session, row = TrainingSession.objects.get(pk=session.pk), Enrolment.objects.get(pk=row.pk)
        reopen_end(row, by=by, reason="Mauvaise ligne")
        assert not person.events.filter(kind="training", corrections=None).exists()
        row = Enrolment.objects.get(pk=row.pk)
        operations.record_presence(session, TODAY() - timedelta(days=3), {row: True}, by=by)
        contacts = person.events.filter(kind="contact", corrections=None)
        assert contacts.get().on == TODAY() - timedelta(days=3)
        for days in (2, 3):
            day = TODAY() - timedelta(days=days)
            operations.record_presence(
                session, day, {Enrolment.objects.get(pk=row.pk): False}, by=by
            )
        assert not contacts.exists()


def test_it_is_taken_back_from_the_page_of_the_session(as_team, by, opened, sign_in):
    with scoped(as_team.home.pk, as_team.hub.pk):
        person, session = fill(as_team)[0], opened(-3)
        row = operations.enrol(person, session, by=by)
        operations.finish(row, completed=True, answers={}, by=by)
    client, home = sign_in("lead"), as_team.home.slug
    to = reverse("ppde:enrolment_reopen", args=[home, row.pk])
    page = reverse("ppde:session_detail", args=[home, session.pk])
    assert to in client.get(page).content.decode()
    assert client.post(to, {"reason": "Mauvaise ligne"}).url == page
    assert to not in client.get(page).content.decode()


# Presence ────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_day_there_is_a_contact_of_the_journey(as_team, by, opened):
    person, session = fill(as_team)[0], opened(-5)
    row = operations.enrol(person, session, by=by)
    day = session.starts_on

    def note(on, there):
        with scoped(as_team.home.pk, as_team.hub.pk):
            operations.record_presence(session, on, {row: there}, by=by)
        person.refresh_from_db()
        return [fact[:2] for fact in training_facts(person) if fact[0] == "contact"]

    before = person.last_contact_on
    assert note(day + timedelta(days=2), True) == [("contact", day + timedelta(days=2))]
    assert person.last_contact_on == day + timedelta(days=2)
    # One contact for a training; an earlier day takes its place.
    assert note(day + timedelta(days=3), True) == [("contact", day + timedelta(days=2))]
    assert note(day, True) == [("contact", day)]
    note(day, False)
    note(day + timedelta(days=2), False)
    assert note(day + timedelta(days=3), False) == []
    assert person.last_contact_on == before


def test_a_frozen_file_is_left_out_of_the_day(as_team, by, opened):
    one, two = fill(as_team)[:2]
    session = opened(-5, places=2)
    rows = [operations.enrol(person, session, by=by) for person in (one, two)]
    Person.objects.filter(pk=two.pk).update(limited_on=TODAY())
    rows = list(Enrolment.objects.filter(pk__in=[r.pk for r in rows]).select_related("person"))
    operations.record_presence(session, TODAY(), dict.fromkeys(rows, True), by=by)
    assert [row.presences.count() for row in sorted(rows, key=lambda r: r.person_id)] == [1, 0]


def test_two_colleagues_note_one_day(as_team, by, opened, sign_in):
    """What the first noted is read before it is written over; another day than the one shown too; who came since is left."""
    both = as_team.home.pk, as_team.hub.pk
    with scoped(*both):
        people, session = fill(as_team)[:3], opened(-5, places=3)
        rows = [operations.enrol(person, session, by=by) for person in people[:2]]
    client, page = sign_in("officer"), reverse("ppde:session_presence", args=[as_team.home.slug, session.pk])  # fmt: skip
    one, two = (f"present_{row.pk}" for row in rows)

    def noted(on) -> dict:
        with scoped(*both):
            found = TrainingPresence.objects.filter(enrolment__session=session, on=on)
            return dict(found.values_list("enrolment", "present"))

    def said(response) -> str:
        return response.content.decode().replace("\u00a0", " ")

    seen = re.search(r'name="seen" value="([^"]*)"', client.get(page).content.decode())[1]
    before = TODAY() - timedelta(days=1)
    with scoped(*both):
        late = operations.enrol(people[2], session, by=by)
        operations.record_presence(session, TODAY(), {rows[0]: False}, by=by)
        operations.record_presence(session, before, {rows[1]: False}, by=by)
    mine = {"on": f"{TODAY():%d/%m/%Y}", one: "on", two: "on", "seen": seen}
    shown = client.post(page, mine)
    assert "Quelqu’un d’autre a écrit ici « absente » entre-temps" in said(shown)
    assert noted(TODAY()) == {rows[0].pk: False}
    again = re.search(r'name="seen" value="([^"]*)"', shown.content.decode())[1]
    assert client.post(page, mine | {"seen": again}).status_code == 302
    assert noted(TODAY()) == {rows[0].pk: True, rows[1].pk: True}
    assert late.pk not in noted(TODAY()), "elle n’était pas sur la page"
    # A day that the page did not show.
    other = mine | {"on": f"{before:%d/%m/%Y}"}
    shown = client.post(page, other)
    # One answer of the two: in the summary, and beside its field.
    assert said(shown).count("Quelqu’un d’autre a écrit ici « absente »") == 2
    again = re.search(r'name="seen" value="([^"]*)"', shown.content.decode())[1]
    del other[two]
    assert client.post(page, other | {"seen": again}).status_code == 302
    assert noted(before) == {rows[0].pk: True, rows[1].pk: False}


# Stopped in the middle ───────────────────────────────────────────────────────────────────────────


def stopped(row, last_on, by, stop="job", **values) -> Enrolment:
    """The row as it is asked for on a page: another colleague's end is read from the database."""
    row = Enrolment.objects.get(pk=row.pk)
    return operations.finish(
        row, completed=False, answers={}, last_on=last_on, stop=stop, by=by, **values
    )


@pytest.fixture
def running(as_team, by, opened):
    """(person, row) of a session of three weeks begun ten days ago; there on the first two days, absent on the third."""
    person, session = fill(as_team)[0], opened(-10)
    row = operations.enrol(person, session, by=by)
    for n, there in enumerate((True, True, False)):
        day = session.starts_on + timedelta(days=n)
        operations.record_presence(session, day, {row: there}, by=by)
    return person, row


def test_the_journey_tells_the_last_day_followed_and_why(running, by):
    person, row = running
    second = row.session.starts_on + timedelta(days=1)
    row = stopped(row, second, by)
    assert (row.state, row.last_on, row.stop) == ("dropped", second, "job")
    fact = person.events.get(kind="training", corrections=None)
    assert fact.on == second, "et non le dernier jour de la session"
    assert f"Dernier jour suivi le {french.date(second)}, a trouvé un emploi" in fact.text
    person.refresh_from_db()
    assert person.last_contact_on == second
    # Another day is a correction: the fact moves, the former stays in the history.
    third = second + timedelta(days=1)
    stopped(row, third, by, stop="care")
    moved = person.events.get(kind="training", corrections=None)
    assert (moved.on, moved.corrects) == (third, fact)
    assert "garde d’enfant ou de proche" in moved.text
    # Taken back, nothing of it is left on the row.
    row = reopen_end(Enrolment.objects.get(pk=row.pk), by=by, reason="Mauvaise ligne")
    assert (row.state, row.last_on, row.stop) == ("enrolled", None, "")
    operations.finish(row, completed=True, answers={}, by=by)
    assert person.events.get(kind="training", corrections=None).on == TODAY()


def test_a_day_that_the_session_or_the_presences_contradict_is_refused(running, by):
    _, row = running
    first = row.session.starts_on

    def told(last_on, stop="job", completed=False) -> dict:
        with pytest.raises(ValidationError) as refusal:
            operations.finish(
                row, completed=completed, answers={}, last_on=last_on, stop=stop, by=by
            )
        return {field: words[0] for field, words in refusal.value.message_dict.items()}

    for day in (first - timedelta(days=1), TODAY() + timedelta(days=1)):
        assert "Écrivez un jour du" in told(day)["last_on"]
    assert "notée présente" in told(first)["last_on"]
    assert "notée présente" in told(None)["last_on"]
    assert "pourquoi" in told(first + timedelta(days=1), stop="")["stop"]
    assert set(told(first, completed=True)) == {"last_on", "stop"}
    row.refresh_from_db()
    assert row.state == "enrolled"


def test_whoever_never_came_has_no_last_day_and_no_contact(as_team, by, opened):
    person, session = fill(as_team)[1], opened(-3)
    before = Person.objects.get(pk=person.pk).last_contact_on
    row = operations.enrol(person, session, by=by)
    row = stopped(row, None, by, stop="unsaid")
    assert row.stop_words == "jamais venue, ne souhaite pas le dire"
    assert not person.events.filter(kind="training").exists()
    assert person.events.filter(text__contains="Jamais venue").get().kind == "note"
    person.refresh_from_db()
    assert person.last_contact_on == before
    # They had come: the note is corrected into the fact.
    stopped(row, session.starts_on, by, stop="unsaid")
    assert person.events.get(kind="training", corrections=None).corrects.kind == "note"


def test_nobody_is_expected_after_their_last_day(as_team, running, by, sign_in):
    _, row = running
    second, session = row.session.starts_on + timedelta(days=1), row.session
    row = stopped(row, second, by)
    later = second + timedelta(days=3)
    operations.record_presence(session, later, {row: False}, by=by)
    assert not row.presences.filter(on=later).exists(), "plus attendue, elle n’est pas absente"
    with pytest.raises(ValidationError, match="a arrêté la formation"):
        operations.record_presence(session, later, {row: True}, by=by)
    client, home = sign_in("lead"), as_team.home.slug
    page = client.get(reverse("ppde:session_detail", args=[home, session.pk])).content.decode()
    # Absent on the third day, after the last that was followed: the days that count are two.
    assert "présente 2\u00a0jours sur 2 notés" in page
    assert f"dernier jour suivi le {french.date(second)}, a trouvé un emploi" in page
    sheet = client.get(reverse("ppde:session_presence", args=[home, session.pk])).content.decode()
    assert "A arrêté\u00a0: dernier jour suivi" in sheet
    assert not re.search(rf'name="present_{row.pk}"[^>]*checked', sheet)


def test_the_page_asks_the_last_day_and_loses_nothing(as_team, running, sign_in):
    _, row = running
    client, to = sign_in("lead"), reverse("ppde:enrolment_finish", args=[as_team.home.slug, row.pk])
    second = row.session.starts_on + timedelta(days=1)
    typed = {"completed": "no", "last_on": f"{second:%d/%m/%Y}", "stop": "", "useful": "2"}
    again = client.post(to, typed).content.decode()
    assert "Dites pourquoi la personne a arrêté" in again
    assert f"{second:%d/%m/%Y}" in again
    assert client.post(to, typed | {"stop": "place"}).status_code == 302
    with scoped(as_team.home.pk, as_team.hub.pk):
        row = Enrolment.objects.get(pk=row.pk)
    assert (row.last_on, row.stop, row.useful) == (second, "place", 2)
    shown = client.get(to).content.decode()
    assert re.search(r'value="no"[^>]*checked', shown)
    assert f"{second:%d/%m/%Y}" in shown or second.isoformat() in shown


def test_only_a_training_interrupted_has_them_in_the_database(running):
    _, row = running
    with pytest.raises(IntegrityError, match="stop_when_dropped"), transaction.atomic():
        Enrolment.objects.filter(pk=row.pk).update(last_on=TODAY(), stop="job")


# Other dates ─────────────────────────────────────────────────────────────────────────────────────


def moved(session, by, **dates) -> dict[str, str]:
    """What is said of other dates, by field."""
    session = TrainingSession.objects.get(pk=session.pk)
    for name, day in dates.items():
        setattr(session, name, day)
    with pytest.raises(ValidationError) as refusal:
        operations.save_session(session, shares={}, by=by)
    return {
        field: words[0].replace("\u00a0", " ")
        for field, words in refusal.value.message_dict.items()
    }


def test_a_session_is_not_shortened_over_what_is_noted(as_team, running, by):
    person, row = running
    first, second = (row.session.starts_on + timedelta(days=n) for n in (0, 1))
    said = moved(row.session, by, ends_on=first)
    assert said == {
        "ends_on": f"Hors de ces dates, il est noté : {person}, présence le {french.numeric_date(second)}. Écrivez au plus tôt le "
        f"{french.numeric_date(second)}, ou corrigez d’abord ce qui est noté."
    }
    said = moved(row.session, by, starts_on=second)
    assert f"{person}, présence le {french.numeric_date(first)}" in said["starts_on"]
    assert f"au plus tard le {french.numeric_date(first)}" in said["starts_on"]
    # The third day, absent, was a day of the session: nothing is said of it.
    session = TrainingSession.objects.get(pk=row.session_id)
    session.ends_on = second
    operations.save_session(session, shares={}, by=by)
    session.ends_on = second + timedelta(days=9)
    operations.save_session(session, shares={}, by=by)
    stopped(row, TODAY() - timedelta(days=3), by)
    said = moved(session, by, ends_on=TODAY() - timedelta(days=4))
    assert (
        f"dernier jour suivi le {french.numeric_date(TODAY() - timedelta(days=3))}"
        in said["ends_on"]
    )


def test_the_hub_is_told_how_many_and_where(as_team, running, by):
    person, row = running
    said = moved(row.session, as_team.users["hub_admin"], ends_on=row.session.starts_on)
    assert f"1 personne ({as_team.home.name})" in said["ends_on"]
    assert person.last_name not in said["ends_on"]


def test_many_names_are_counted(as_team, by, opened):
    people, session = fill(as_team)[:6], opened(-10, places=6)
    rows = {operations.enrol(person, session, by=by): True for person in people}
    operations.record_presence(session, session.starts_on + timedelta(days=1), rows, by=by)
    said = moved(session, by, ends_on=session.starts_on)["ends_on"]
    assert sum(str(person) in said for person in people) == 4
    assert "et 2 autres personnes" in said


def test_the_form_tells_it_under_the_date(as_team, running, by, sign_in):
    person, row = running
    TrainingSession.objects.filter(pk=row.session_id).update(territory=as_team.home)
    Training.objects.filter(pk=row.session.training_id).update(territory=as_team.home)
    url = reverse("ppde:session_edit", args=[as_team.home.slug, row.session_id])
    first = row.session.starts_on
    said = (
        sign_in("lead")
        .post(
            url,
            {
                "starts_on": first.isoformat(),
                "ends_on": first.isoformat(),
                "place": "Salle haute",
                "places": "1",
            },
        )
        .content.decode()
    )
    assert "il est noté" in said
    assert str(person) in said
    assert "Salle haute" in said, "rien de ce qui est écrit n’est perdu"


def test_the_end_of_those_who_went_to_it_follows_the_last_day(as_team, running, by):
    person, row = running
    operations.finish(row, completed=True, answers={}, by=by)
    first = person.events.get(kind="training", corrections=None)
    assert first.on == TODAY()
    frozen = Enrolment.objects.get(pk=row.pk)
    session = TrainingSession.objects.get(pk=row.session_id)
    session.ends_on = TODAY() - timedelta(days=3)
    Person.objects.filter(pk=person.pk).update(limited_on=TODAY())
    operations.save_session(session, shares={}, by=by)
    frozen.refresh_from_db()
    assert frozen.end_event == first, "un dossier gelé reste comme il est"
    Person.objects.filter(pk=person.pk).update(limited_on=None)
    operations.save_session(session, shares={}, by=by)
    moved_to = person.events.get(kind="training", corrections=None)
    assert (moved_to.on, moved_to.corrects) == (session.ends_on, first)
    operations.save_session(session, shares={}, by=by)
    assert person.events.filter(kind="training").count() == 2, "une seule fois"
