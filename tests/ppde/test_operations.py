"""One journey, from the first meeting to the outcome, with each refusal on its way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cle.models import Decision, Meeting
from ppde import operations, tasks
from ppde.mobilisation import place, ranks
from ppde.models import EligibilityRule, EventKind, JourneyEvent, OutcomeKind, Person, Reading
from territories.models import Entry
from territories.periods import period
from territories.scoping import Reach, apply

TODAY = timezone.localdate
FUTURE = timedelta(days=1)


@pytest.fixture
def registered(as_team, by):
    return operations.register_person(
        as_team.home,
        by=by,
        last_name="Haddouche",
        first_name="Leïla",
        birth_year=1986,
        origin="rsa_referent",
        identified_on=date(2026, 1, 12),
    )


def last_entry(person):
    return Entry.objects.filter(model="ppde.person", object_id=person.pk).first()


def test_registering_numbers_the_person_and_says_who_did_it(as_team, by, registered):
    assert registered.number == 3
    assert registered.reference == "M-0003"
    assert registered.state == Person.State.IDENTIFIED
    assert registered.identified_on == date(2026, 1, 12)
    event = registered.events.get()
    assert (event.kind, event.author) == (EventKind.IDENTIFIED, by)
    assert event.text == "Orientée par\u00a0: référent·e RSA."
    entry = last_entry(registered)
    assert (entry.verb, entry.user, entry.is_named) == ("create", by, True)


def test_a_file_is_not_opened_in_the_future_nor_with_a_district_next_door(as_team, by):
    names = {"last_name": "A", "first_name": "B", "origin": "ccas"}
    with pytest.raises(ValidationError, match="pas encore passé"):
        operations.register_person(as_team.home, by=by, identified_on=TODAY() + FUTURE, **names)
    with pytest.raises(ValidationError, match="autre territoire"):
        district = as_team.rows["next"]["perimeterunit"]
        operations.register_person(as_team.home, by=by, district=district, **names)
    with pytest.raises(ValidationError, match="sécurité sociale"):
        operations.register_person(as_team.home, by=by, comment="2 86 05 99 123 456 78", **names)
    assert Person.objects.filter(territory=as_team.home).count() == 2


def test_an_update_keeps_what_was_written_before(by, registered):
    operations.update_person(registered, by=by, phone="06 00 00 00 63", birth_year=1986)
    entry = last_entry(registered)
    assert (entry.verb, entry.before, entry.after) == (
        "update",
        {"phone": ""},
        {"phone": "06 00 00 00 63"},
    )
    operations.update_person(registered, by=by, phone="06 00 00 00 63")
    assert last_entry(registered) == entry, "rien n’a changé, rien n’est écrit"
    with pytest.raises(TypeError):
        operations.update_person(registered, by=by, volunteer_on=date(2020, 1, 1), draw=1)


def test_facts_move_the_person_along(by, registered):
    operations.add_event(registered, EventKind.CONTACT, date(2026, 1, 20), "Message.", by=by)
    assert registered.state == Person.State.IDENTIFIED
    assert registered.last_contact_on == date(2026, 1, 20)
    operations.add_event(registered, EventKind.INTERVIEW, date(2026, 2, 3), by=by)
    assert registered.state == Person.State.MET
    assert registered.met_on == registered.interviewed_on == date(2026, 2, 3)
    with pytest.raises(ValidationError, match="pas encore passé"):
        operations.add_event(registered, EventKind.VISIT, TODAY() + FUTURE, by=by)
    with pytest.raises(ValidationError, match="sa propre page"):
        operations.add_event(registered, EventKind.VOLUNTEER, date(2026, 2, 3), by=by)
    with pytest.raises(ValidationError, match="300 signes"):
        operations.add_event(registered, EventKind.NOTE, date(2026, 2, 3), "a" * 301, by=by)


def test_a_correction_is_a_new_fact_and_the_old_one_stays(by, registered):
    wrong = operations.add_event(registered, EventKind.INTERVIEW, date(2026, 2, 3), by=by)
    with pytest.raises(ValidationError, match="pourquoi"):
        operations.correct_event(wrong, EventKind.CONTACT, date(2026, 2, 3), by=by, reason=" ")
    new = operations.add_event(
        registered,
        EventKind.CONTACT,
        date(2026, 2, 4),
        "Appel.",
        by=by,
        corrects=wrong,
        reason="C’était un appel.",
    )
    registered.refresh_from_db()
    assert (registered.state, registered.met_on) == (Person.State.IDENTIFIED, None)
    assert registered.last_contact_on == date(2026, 2, 4)
    assert JourneyEvent.objects.get(pk=wrong.pk).kind == EventKind.INTERVIEW
    assert last_entry(registered).reason == "C’était un appel."
    with pytest.raises(ValidationError, match="déjà été corrigé"):
        operations.correct_event(
            wrong, EventKind.NOTE, date(2026, 2, 3), by=by, reason="Encore une fois."
        )
    operations.correct_event(new, EventKind.NOTE, date(2026, 2, 4), by=by, reason="Erreur.")
    registered.refresh_from_db()
    assert registered.last_contact_on is None
    first = registered.events.get(kind=EventKind.IDENTIFIED)
    with pytest.raises(ValidationError, match="acte ou d’une décision"):
        operations.correct_event(
            first, EventKind.VOLUNTEER, date(2026, 1, 1), by=by, reason="Raccourci."
        )


def volunteer(person, by, on=date(2026, 2, 10)):
    return operations.record_volunteer(person, on, by=by, notice_given=True)


def test_the_volunteer_act_is_dated_once(by, registered):
    with pytest.raises(ValidationError, match="au plus tard aujourd’hui"):
        volunteer(registered, by, TODAY() + FUTURE)
    with pytest.raises(ValidationError, match="antérieur à la démarche"):
        volunteer(registered, by, date(2006, 2, 10))
    registered.birth_year = 2010
    registered.save(update_fields=["birth_year"])
    with pytest.raises(ValidationError, match="trop jeune"):
        volunteer(registered, by, date(2024, 2, 10))
    operations.update_person(registered, by=by, birth_year=1986)
    volunteer(registered, by)
    assert registered.state == Person.State.VOLUNTEER
    assert registered.volunteer_on == registered.notice_given_on == date(2026, 2, 10)
    assert registered.met_on == date(2026, 2, 10), "signer, c’est être rencontrée"
    assert last_entry(registered).verb == "volunteer"
    with pytest.raises(ValidationError, match="déjà volontaire depuis"):
        volunteer(registered, by, date(2026, 1, 1))


def test_nobody_signs_nor_is_met_before_being_known(by, registered):
    known = registered.identified_on
    with pytest.raises(ValidationError, match="ne connaît la personne que depuis le 12/01/2026"):
        volunteer(registered, by, known - timedelta(days=1))
    add = operations.add_event
    for kind in (EventKind.INTERVIEW, EventKind.CONTACT, EventKind.NOTE):
        with pytest.raises(ValidationError, match="corrigez-la d’abord dans le parcours"):
            add(registered, kind, date(2020, 1, 1), by=by)
    registered.refresh_from_db()
    assert registered.identified_on == known
    # The day of a meeting is that of its sheet: the person was known since then.
    add(registered, EventKind.PERMANENCE, date(2026, 1, 10), by=by, is_dated_elsewhere=True)
    assert registered.identified_on == date(2026, 1, 10)
    # The day of the first contact is a fact: it is corrected as one, and the rest follows.
    first = registered.events.get(kind=EventKind.IDENTIFIED)
    move = operations.correct_event
    move(first, EventKind.IDENTIFIED, date(2025, 12, 1), by=by, reason="Mal recopiée.")
    met = add(registered, EventKind.INTERVIEW, date(2025, 12, 1), by=by)
    with pytest.raises(ValidationError, match="ne connaît la personne que depuis le 01/12/2025"):
        move(met, EventKind.INTERVIEW, date(2025, 11, 30), by=by, reason="Mal recopiée.")
    volunteer(registered, by, date(2025, 12, 1))
    with pytest.raises(ValidationError, match="ne connaît la personne que depuis"):
        operations.correct_volunteer_date(registered, date(2019, 1, 1), by=by, reason="Erreur.")


def test_a_wrong_volunteer_date_is_corrected_with_a_reason(by, registered):
    correct = operations.correct_volunteer_date
    with pytest.raises(ValidationError, match="Aucun volontariat"):
        correct(registered, date(2026, 2, 1), by=by, reason="Faute de frappe.")
    volunteer(registered, by)
    recorded = registered.volunteer_recorded_at
    with pytest.raises(ValidationError, match="pourquoi"):
        correct(registered, date(2026, 2, 1), by=by, reason="")
    with pytest.raises(ValidationError, match="déjà la date"):
        correct(registered, date(2026, 2, 10), by=by, reason="Faute de frappe.")
    with pytest.raises(ValidationError, match="pas encore passé"):
        correct(registered, TODAY() + FUTURE, by=by, reason="Faute de frappe.")
    correct(registered, date(2026, 2, 1), by=by, reason="Le bulletin porte le 1er.")
    registered.refresh_from_db()
    assert registered.volunteer_on == registered.met_on == date(2026, 2, 1)
    assert registered.volunteer_recorded_at == recorded
    old, new = registered.events.filter(kind=EventKind.VOLUNTEER).order_by("pk")
    assert (old.on, new.on, new.corrects) == (date(2026, 2, 10), date(2026, 2, 1), old)
    entry = last_entry(registered)
    assert (entry.verb, entry.reason) == ("correct", "Le bulletin porte le 1er.")
    with pytest.raises(Exception, match="immutable"):
        Person.objects.filter(pk=registered.pk).update(volunteer_on=date(2020, 1, 1))


def prepare(person, by, **values):
    given = {
        "without_job_since": date(2023, 1, 1),
        "resident_since": date(2011, 5, 1),
        "positive_acts": True,
        "evidence": ["statement"],
        "evidence_seen_on": date(2026, 2, 10),
    } | values
    return operations.prepare_review(person, **given, by=by)


def meet(world, by, on, **values):
    meeting = Meeting.objects.create(
        territory=world.home,
        committee=world.rows["home"]["committee"],
        starts_at=timezone.make_aware(timezone.datetime.combine(on, timezone.datetime.min.time())),
        state="held",
    )
    given = {"kind": "eligibility", "outcome": "adopted", "number": f"{on:%y-%m-%d}"} | values
    return Decision.objects.create(
        territory=world.home, meeting=meeting, wording="Éligibilité", recorded_by=by, **given
    )


def test_the_committee_decides_under_the_rule_of_the_day(as_team, by, registered):
    with pytest.raises(ValidationError, match="enregistrez-le d’abord"):
        prepare(registered, by)
    volunteer(registered, by)
    with pytest.raises(ValidationError, match="premier jour sans emploi"):
        prepare(registered, by, without_job_since=TODAY() + FUTURE)
    review = prepare(registered, by)
    assert review.rule == as_team.rule
    again = prepare(registered, by, resident_since=date(2012, 5, 1))
    assert again.pk == review.pk, "un examen en attente se réécrit"
    assert last_entry(registered).before == {"resident_since": "2011-05-01"}

    decide = operations.decide_review
    next_door = as_team.rows["next"]["decision"]
    for decision, words in [
        (next_door, "autre territoire"),
        (meet(as_team, by, date(2026, 2, 19), kind="other"), "ne porte pas sur l’éligibilité"),
        (meet(as_team, by, date(2026, 2, 20), outcome="rejected"), "pas été adoptée"),
        (meet(as_team, by, date(2026, 2, 9)), "avant le volontariat"),
        (meet(as_team, by, TODAY() + 2 * FUTURE), "séance tenue"),
    ]:
        with pytest.raises(ValidationError, match=words):
            decide(again, decision, "eligible", by=by)
    decision = meet(as_team, by, date(2026, 3, 5))
    with pytest.raises(ValidationError, match="ce que le comité a décidé"):
        decide(again, decision, "pending", by=by)
    decide(again, decision, "eligible", by=by)
    registered.refresh_from_db()
    assert (registered.state, registered.eligible_on) == (Person.State.LISTED, date(2026, 3, 5))
    event = registered.events.get(kind=EventKind.ELIGIBILITY)
    assert event.text == "Éligible. Décision n° 26-03-05, règle version 1."
    with pytest.raises(ValidationError, match="déjà prononcé"):
        decide(again, decision, "not_eligible", by=by)
    with pytest.raises(ValidationError, match="déjà reconnu"):
        prepare(registered, by)


def test_a_new_law_leaves_earlier_reviews_untouched(as_team, by, registered):
    volunteer(registered, by)
    review = prepare(registered, by)
    operations.decide_review(review, meet(as_team, by, date(2026, 3, 5)), "not_eligible", by=by)
    registered.refresh_from_db()
    assert registered.state == Person.State.NOT_ELIGIBLE
    apply(Reach(reach={as_team.hub.pk, as_team.home.pk}, named={as_team.home.pk}, user=by.pk))
    new = EligibilityRule.objects.create(
        territory=as_team.hub,
        version=2,
        valid_from=TODAY() - timedelta(days=10),
        source="loi nouvelle",
        months_without_job=24,
    )
    EligibilityRule.objects.create(
        territory=as_team.hub, version=3, valid_from=TODAY() + FUTURE, source="loi à venir"
    )
    second = prepare(registered, by)
    assert second.rule == new
    review.refresh_from_db()
    assert (review.rule, review.outcome) == (as_team.rule, "not_eligible")
    operations.decide_review(second, meet(as_team, by, date(2026, 4, 2)), "incomplete", by=by)
    registered.refresh_from_db()
    assert registered.state == Person.State.VOLUNTEER
    third = prepare(registered, by)
    assert third.pk != second.pk


@pytest.fixture
def listed(as_team, by, registered):
    volunteer(registered, by)
    review = prepare(registered, by)
    operations.decide_review(review, meet(as_team, by, date(2026, 3, 5)), "eligible", by=by)
    registered.refresh_from_db()
    return registered


def test_a_pause_keeps_the_rank(as_team, by, listed):
    home_person = as_team.rows["home"]["person"]
    assert ranks(as_team.home) == {home_person.pk: 1, listed.pk: 2}
    assert place(listed) == (2, 2)
    start = operations.start_pause
    today = TODAY()
    with pytest.raises(ValidationError, match="finit avant"):
        start(listed, today, today - FUTURE, "care", by=by)
    with pytest.raises(ValidationError, match="limite une pause à 12"):
        start(listed, today, today + timedelta(days=400), "care", by=by)
    pause = start(listed, today - timedelta(days=3), today + timedelta(days=20), "care", by=by)
    assert listed.state == Person.State.PAUSED
    assert place(listed) == (2, 2)
    with pytest.raises(ValidationError, match="autre pause"):
        start(listed, today + timedelta(days=20), today + timedelta(days=30), "away", by=by)
    with pytest.raises(ValidationError, match="plus tardif"):
        operations.extend_pause(pause, today + timedelta(days=20), by=by)
    operations.extend_pause(pause, today + timedelta(days=40), by=by)
    assert pause.until == today + timedelta(days=40)
    with pytest.raises(ValidationError, match="au plus tard aujourd’hui"):
        operations.end_pause(pause, today + FUTURE, by=by)
    with pytest.raises(ValidationError, match="a commencé"):
        operations.end_pause(pause, today - timedelta(days=5), by=by)
    operations.end_pause(pause, today, by=by)
    listed.refresh_from_db()
    assert (listed.state, place(listed)) == (Person.State.LISTED, (2, 2))
    assert pause.until == today - FUTURE
    with pytest.raises(ValidationError, match="déjà finie"):
        operations.end_pause(pause, today, by=by)
    with pytest.raises(ValidationError, match="est finie"):
        operations.extend_pause(pause, today + FUTURE, by=by)
    gone = Person.objects.get(number=2)
    with pytest.raises(ValidationError, match="sur la liste"):
        start(gone, today, today, "care", by=by)


def test_a_pause_that_never_began_leaves_no_trace_to_come(by, listed):
    today = TODAY()
    later = today + timedelta(days=5)
    pause = operations.start_pause(listed, later, later + FUTURE, "away", by=by)
    assert listed.state == Person.State.LISTED
    assert operations.end_pause(pause, today, by=by) is None
    assert not listed.pauses.exists()
    assert listed.events.get(kind=EventKind.RESUME).corrects.kind == EventKind.PAUSE


def test_the_calendar_alone_moves_states(as_team, by, listed, monkeypatch):
    today = TODAY()
    operations.start_pause(listed, today, today + FUTURE, "away", by=by)
    assert operations.refresh_day(as_team.home.pk) == 0
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a: today + 2 * FUTURE)
    assert operations.refresh_day(as_team.home.pk) == 1
    listed.refresh_from_db()
    assert listed.state == Person.State.LISTED
    assert operations.refresh_day(as_team.home.pk) == 0


def test_the_hourly_task_finds_them_in_every_territory(as_team, by, listed):
    yesterday = TODAY() - FUTURE
    listed.pauses.create(territory=as_team.home, period=period(yesterday, yesterday), reason="away")
    Person.objects.filter(pk=listed.pk).update(state="paused")
    tasks.refresh_day()
    listed.refresh_from_db()
    assert listed.state == Person.State.LISTED


def test_proposal_then_hire_by_the_director_of_the_enterprise(as_team, by, listed):
    """The director reaches, in the database, the persons proposed to the enterprise and nobody else."""
    operations.add_event(listed, EventKind.PROPOSAL, TODAY(), "Tri, 24 h, Pari.", by=by)
    assert (listed.state, listed.first_proposal_on) == (Person.State.PROPOSED, TODAY())
    director = as_team.users["director"]
    apply(Reach(user=director.pk, reach={as_team.home.pk}, persons={listed.pk}))
    assert list(Person.objects.values_list("pk", flat=True)) == [listed.pk]
    operations.add_event(listed, EventKind.REPLY, TODAY(), "Acceptée.", by=director)
    assert listed.state == Person.State.LISTED
    with pytest.raises(ValidationError, match="trop loin"):
        operations.record_outcome(listed, OutcomeKind.EBE, date(2099, 1, 1), by=director)
    operations.record_outcome(listed, OutcomeKind.EBE, TODAY(), "Pari", Decimal("24"), by=director)
    assert (listed.state, listed.outcome_on) == (Person.State.EBE, TODAY())
    assert listed.events.first().text == "Emploi dans l’EBE, Pari, 24\u00a0h par semaine."
    with pytest.raises(ValidationError, match="déjà enregistrée"):
        operations.record_outcome(listed, OutcomeKind.MOVED, TODAY(), by=director)


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("died", {"employer": "Leclerc"}, "employer"),
        ("retired", {"weekly_hours": 35}, "weekly_hours"),
        ("permanent", {"employer": "Leclerc", "left_on": date(2026, 11, 1)}, "left_on"),
    ],
)
def test_an_exit_that_says_two_things_is_asked_which_one_is_meant(by, listed, kind, typed, field):
    with pytest.raises(ValidationError) as refusal:
        operations.record_outcome(listed, kind, TODAY(), by=by, **typed)
    assert list(refusal.value.error_dict) == [field]
    kept = {name: value for name, value in typed.items() if name != field}
    assert operations.record_outcome(listed, kind, TODAY(), by=by, **kept).kind == kind


def test_outcomes_and_their_correction(as_team, by, listed, registered):
    record = operations.record_outcome
    with pytest.raises(ValidationError, match="vient après"):
        record(listed, OutcomeKind.MOVED, date(2026, 2, 9), by=by)
    with pytest.raises(ValidationError, match="motif de la liste"):
        record(listed, "holiday", TODAY(), by=by)
    outcome = record(listed, OutcomeKind.PERMANENT, TODAY() + timedelta(days=9), "Atelier", by=by)
    assert listed.state == Person.State.LISTED, "elle reste sur la liste jusqu’au premier jour"
    with pytest.raises(ValidationError, match="pourquoi"):
        operations.cancel_outcome(outcome, by=by, reason="")
    operations.cancel_outcome(outcome, by=by, reason="Le contrat n’a pas été signé.")
    listed.refresh_from_db()
    assert place(listed) == (2, 2)
    fact = listed.events.exclude(corrects=None).get()
    assert fact.text.startswith("Sortie annulée\u00a0: CDI hors EBE")
    record(listed, OutcomeKind.FIXED_LONG, TODAY(), by=by)
    assert listed.state == Person.State.ELSEWHERE
    unready = operations.register_person(
        as_team.home, by=by, last_name="X", first_name="Y", origin="ccas"
    )
    with pytest.raises(ValidationError, match="liste de mobilisation"):
        record(unready, OutcomeKind.EBE, TODAY(), by=by)
    record(unready, OutcomeKind.UNREACHABLE, TODAY(), by=by)
    assert unready.state == Person.State.LEFT
    with pytest.raises(ValidationError, match="annulez-la"):
        volunteer(unready, by)


def test_opening_a_file_is_written_once_an_hour(by, registered):
    assert operations.record_reading(registered, by=by).number == registered.number
    assert operations.record_reading(registered, by=by) is None
    assert Reading.objects.filter(kind="read", person=registered).count() == 1


def test_the_figures_are_asked_once_the_change_is_kept(
    as_team, by, registered, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(
        "tzcld.later.current_app.send_task",
        lambda name, args, **kwargs: asked.append((name, args)),
    )
    with django_capture_on_commit_callbacks(execute=True):
        operations.add_event(registered, EventKind.INTERVIEW, TODAY(), by=by)
    assert asked == [("evaluation.tasks.refresh_indicators", [as_team.home.pk])]


def test_a_broker_that_is_down_does_not_fail_the_page(
    by, registered, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def down(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("tzcld.later.current_app.send_task", down)
    with django_capture_on_commit_callbacks(execute=True):
        operations.add_event(registered, EventKind.INTERVIEW, TODAY(), by=by)
    assert "the broker is down" in caplog.text


def test_an_import_opens_no_file_where_figures_are_typed_without_a_name(as_team):
    from ppde.operations.imports import register_many
    from territories.models import TypedPeriod
    from territories.periods import period

    TypedPeriod.objects.filter(territory=as_team.home).delete()
    TypedPeriod.objects.create(territory=as_team.home, period=period(date(2026, 1, 1)))
    person = Person(territory=as_team.home, identified_on=date(2026, 3, 2))
    with pytest.raises(ValidationError, match="sans aucun nom"):
        register_many(as_team.home, [person], 1, by=as_team.users["lead"], moment=timezone.now())


def test_the_year_of_birth_follows_from_the_ages_of_the_day(by, registered):
    least, most = TODAY().year - 100, TODAY().year - 15
    update = operations.update_person
    for year in (least - 1, most + 1):
        with pytest.raises(ValidationError, match=f"écrivez une année de {least} à {most}"):
            update(registered, by=by, birth_year=year)
    for year in (least, most, None):
        update(registered, by=by, birth_year=year)
    # A year kept from before stays while another field changes.
    Person.objects.filter(pk=registered.pk).update(birth_year=2015)
    update(registered, by=by, birth_year=2015, comment="Autre chose")


def test_a_training_is_not_completed_before_its_last_day(by, registered):
    add = operations.add_event
    day = {"until": TODAY() + timedelta(days=1), "result": "completed"}
    with pytest.raises(ValidationError, match="n’est pas encore passé"):
        add(registered, EventKind.TRAINING, TODAY(), by=by, **day)
    add(registered, EventKind.TRAINING, TODAY(), by=by, until=TODAY(), result="completed")
