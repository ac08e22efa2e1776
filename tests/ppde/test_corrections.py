"""What was written by mistake is taken back by a new fact, and the person finds the place that the rules give."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from evaluation import operations as figures
from evaluation.models import IndicatorValue
from ppde import operations
from ppde.models import EventKind, Outcome, OutcomeKind, Person, RankAct, Return
from ppde.operations.corrections import _former_instant
from territories.models import Entry
from tests.list_kit import change_rule, order, refused
from tests.ppde.test_operations import meet, prepare
from tests.ppde.test_ranks import enrol

TODAY = timezone.localdate
WHY = "Saisi sur le mauvais dossier."
DAY = timedelta(days=1)


@pytest.fixture
def people(as_team):
    return enrol(as_team, [0, 1, 2])


@pytest.fixture
def rule(as_team):
    return partial(change_rule, as_team)


def gone_and_back(person, by) -> Return:
    outcome = operations.record_outcome(
        person, OutcomeKind.PERMANENT, TODAY() - timedelta(days=100), by=by
    )
    return operations.record_return(outcome, TODAY(), by=by)


def test_of_one_day_what_was_recorded_before_the_return_counts_before_it(as_team, by, people, rule):
    """Found eligible, proposed a post, gone, then back with a new act: all of it today. State, list and figures agree."""
    rule(after_job="new")
    one, today = people[0], TODAY()
    one.reviews.all().delete()
    decision = meet(as_team, by, today)

    def decide(outcome: str):
        review = prepare(one, by)
        return operations.decide_review(review, decision, outcome, by=by)

    def known() -> tuple:
        one.refresh_from_db()
        month = today.replace(day=1)
        figures.recompute(as_team.home.pk, month)
        found = IndicatorValue.objects.filter(territory=as_team.home, month=month, breakdown="")
        waiting = found.get(code="E9").value - others
        return one.state, one.eligible_on, one.first_proposal_on, waiting

    others = len(people) - 1 + Person.objects.filter(pk=as_team.rows["home"]["person"].pk).on_list().count()  # fmt: skip
    operations.refresh(one)
    decide("eligible")
    operations.add_event(one, "proposal", today, by=by)
    operations.add_event(one, "reply", today, by=by)
    assert known() == (Person.State.LISTED, today, today, 1)
    outcome = operations.record_outcome(one, OutcomeKind.PERMANENT, today, by=by)
    operations.record_return(outcome, today, by=by)
    assert known() == (Person.State.VOLUNTEER, None, None, 0)
    again = decide("eligible")
    operations.add_event(one, "proposal", today, by=by)
    operations.add_event(one, "reply", today, by=by)
    assert known() == (Person.State.LISTED, today, today, 1)
    # Decided since the return, it is corrected; what came before is history.
    earlier = one.reviews.exclude(pk=again.pk).get()
    assert "revenue depuis" in refused(operations.reopen_review, earlier, by=by, reason=WHY)
    operations.reopen_review(again, by=by, reason=WHY)


@pytest.mark.parametrize("effect", ["keep", "new"])
def test_a_mistaken_return_gives_the_exit_and_the_rank_back(as_team, by, people, rule, effect):
    rule(after_job=effect)
    one = people[0]
    one.refresh_from_db()
    signed, registered = one.volunteer_on, one.volunteer_recorded_at
    back = gone_and_back(one, by)
    assert one.outcomes.get().follow_ups.filter(result="none").count() == 3
    operations.cancel_return(back, by=by, reason=WHY)
    one.refresh_from_db()
    assert (one.volunteer_on, one.volunteer_recorded_at) == (signed, registered)
    assert (one.outcome_kind, one.state) == ("permanent", "elsewhere")
    assert not Return.objects.filter(person=one).exists()
    assert one.outcomes.get().follow_ups.filter(done_on=None).count() == 3
    taken = one.events.get(kind=EventKind.RETURN)
    correction = taken.corrections.get()
    assert (correction.author, correction.reason) == (by, WHY)
    entry = Entry.objects.filter(verb="correct", object_id=one.pk).latest("pk")
    assert (entry.user, entry.reason) == (by, WHY)
    if effect == "new":
        undo = RankAct.objects.get(person=one, undoes__isnull=False)
        assert (undo.undoes.kind, undo.kind) == ("return", "correction")
    # The exit itself may then be cancelled: the person is where they were on the first day.
    operations.cancel_outcome(one.outcomes.get(), by=by, reason=WHY)
    assert order(as_team, people) == [p.pk for p in people]


def paused(person, first: int, last: int, by):
    """A pause from so many days after today, or before, to so many days after."""
    today = TODAY()
    return operations.start_pause(person, today + first * DAY, today + last * DAY, "care", by=by)


def days_of(person) -> list[tuple[int, int]]:
    rows = person.pauses.order_by("period")
    return [((p.since - TODAY()).days, (p.until - TODAY()).days) for p in rows]


def test_a_mistaken_return_gives_back_the_pauses_that_it_ended(by, people, rule):
    """One under way, shortened, and one to come, taken away; the timeline says both."""
    rule(after_job="keep")
    one = people[0]
    one.refresh_from_db()
    paused(one, -20, 10, by)
    paused(one, 30, 40, by)
    outcome = operations.record_outcome(one, OutcomeKind.PERMANENT, TODAY() - 5 * DAY, by=by)
    back = operations.record_return(outcome, TODAY(), by=by)
    assert days_of(one) == [(-20, -1)]
    operations.cancel_return(back, by=by, reason=WHY)
    assert days_of(one) == [(-20, 10), (30, 40)]
    told = one.events.filter(
        kind=EventKind.PAUSE, corrections=None, text__startswith="Pause rendue"
    )
    assert told.count() == 2
    assert not one.events.filter(kind=EventKind.RESUME, corrections=None).exists()
    entry = Entry.objects.filter(verb="correct", object_id=one.pk).latest("pk")
    assert "pauses rendues" in entry.after
    operations.cancel_outcome(one.outcomes.get(), by=by, reason=WHY)
    one.refresh_from_db()
    assert one.state == "paused"
    # Given back, it is corrected and taken away like any other.
    operations.cancel_pause(one.pauses.order_by("period").last(), by=by, reason=WHY)
    operations.end_pause(one.pauses.get(), TODAY(), by=by)
    assert days_of(one) == [(-20, -1)]


def test_what_was_written_on_a_pause_since_the_return_stays(by, people, rule):
    rule(after_job="keep")
    one, two, three = people
    for person in people:
        person.refresh_from_db()
        paused(person, -20, 10, by)
        outcome = operations.record_outcome(person, OutcomeKind.PERMANENT, TODAY() - 9 * DAY, by=by)
        operations.record_return(outcome, TODAY() - 5 * DAY, by=by)
        assert days_of(person) == [(-20, -6)]
    # Corrected: it keeps the days that somebody wrote. Another noted since: the former ends before it. Withdrawn: nothing.
    pause = one.pauses.get()
    operations.correct_pause(pause, pause.since, TODAY() - 8 * DAY, "care", by=by, reason=WHY)
    paused(two, 0, 2, by)
    operations.cancel_pause(three.pauses.get(), by=by, reason=WHY)
    for person in people:
        operations.cancel_return(person.returns.get(), by=by, reason=WHY)
    assert days_of(one) == [(-20, -8)]
    assert days_of(two) == [(-20, -1), (0, 2)]
    assert days_of(three) == []


def test_what_was_built_on_a_return_keeps_it(as_team, by, people, rule):
    rule(after_job="new")
    one, two, three = people
    cancel = operations.cancel_return
    back = gone_and_back(one, by)
    assert "Dites pourquoi" in refused(cancel, back, by=by, reason=" ")
    review = operations.prepare_review(
        one, date(2024, 1, 1), date(2011, 1, 1), True, [], TODAY(), by=by
    )
    with transaction.atomic():
        point = transaction.savepoint()
        cancel(back, by=by, reason=WHY)
        assert not one.reviews.filter(pk=review.pk).exists(), "un examen en attente est sans objet"
        transaction.savepoint_rollback(point)
    back, review = Return.objects.get(person=one), one.reviews.get(pk=review.pk)
    operations.decide_review(review, meet(as_team, by, TODAY()), "eligible", by=by)
    assert "s’est prononcé sur l’éligibilité" in refused(cancel, back, by=by, reason=WHY)
    back = gone_and_back(two, by)
    operations.record_outcome(two, OutcomeKind.MOVED, TODAY(), by=by)
    assert "Une sortie a suivi" in refused(cancel, back, by=by, reason=WHY)
    rule(after_job="keep")
    back = gone_and_back(three, by)
    operations.correct_volunteer_date(three, date(2025, 6, 12), by=by, reason="Acte relu.")
    assert "Le rang a changé depuis" in refused(cancel, back, by=by, reason=WHY)


def test_a_refusal_taken_back_gives_the_rank_back(as_team, by, people, rule):
    version = rule(refusal="back")
    one = people[0]
    operations.apply_refusal(one, TODAY(), 1, version, post="Tri", by=by)
    assert order(as_team, people) == [people[1].pk, people[2].pk, one.pk]
    said = operations.undo_refusal(one, TODAY(), "Tri", by=by, reason=WHY)
    assert "Le rang est de nouveau au 1er juin 2025" in said.replace("\u00a0", " ")
    assert order(as_team, people) == [p.pk for p in people]
    # Undone, it cannot be undone again; nothing else is left to give back.
    assert operations.undo_refusal(one, TODAY(), "Tri", by=by, reason=WHY) == ""


def test_an_older_act_finds_the_instant_in_the_history(as_team, by, people, rule):
    """Acts written before the instant was kept: the fact of the volunteer act still has it."""
    one = people[0]
    version = rule(refusal="back")
    operations.apply_refusal(one, TODAY(), 1, version, by=by)
    act = RankAct.objects.get(person=one)
    act.before_at = None
    assert _former_instant(act) == one.volunteer_recorded_at
    signed = one.events.create(
        territory=as_team.home, kind=EventKind.VOLUNTEER, on=act.before_on, author=by
    )
    assert _former_instant(act) == signed.recorded_at


def test_the_pause_and_the_question_of_a_refusal_go_with_it(by, people, rule):
    version = rule(refusal="pause", refusals=1)
    operations.apply_refusal(people[0], TODAY(), 1, version, by=by)
    said = operations.undo_refusal(people[0], TODAY(), "", by=by, reason=WHY)
    assert "La pause qui suivait le refus est retirée" in said
    people[0].refresh_from_db()
    assert (people[0].state, people[0].pauses.count()) == ("listed", 0)
    version = rule(refusal="ask")
    operations.apply_refusal(people[1], TODAY(), 1, version, post="Tri", by=by)
    operations.undo_refusal(people[1], TODAY(), "Tri", by=by, reason=WHY)
    assert people[1].refusal_reviews.get().effect == "withdrawn"


def test_a_return_is_taken_back_from_the_file(sign_in, as_team, by, people, rule):
    rule(after_job="keep")
    back = gone_and_back(people[0], by)
    client = sign_in("officer")
    page = client.get(people[0].get_absolute_url()).content.decode()
    url = reverse("ppde:return_cancel", args=["venissieux", back.pk])
    assert url in page
    shown = client.get(url).content.decode().replace("\u00a0", " ")
    assert "vaudra de nouveau" in shown
    assert client.post(url, {"reason": WHY}).status_code == 302
    assert client.get(url).status_code == 404
    page = client.get(people[0].get_absolute_url()).content.decode()
    assert "Annuler le retour" not in page
    assert "Enregistrer un retour" in page
    assert Outcome.objects.filter(person=people[0]).exists()
