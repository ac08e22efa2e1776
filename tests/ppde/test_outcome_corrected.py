"""An exit written wrongly is corrected with its news; a pause does not outlive it; the committee examines nobody who left."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.eligibility import months_after
from ppde.models import EventKind, ListRule, Pause, Person, RefusalReview
from ppde.queue.eligibility import refusals, to_present
from territories.models import Entry
from territories.periods import period
from tests.ppde.test_operations import meet
from tests.ppde.test_ranks import enrol

TODAY = timezone.localdate
DAY = timedelta(days=1)
WHY = "Mal lu sur le contrat."


@pytest.fixture
def one(as_team) -> Person:
    return enrol(as_team, [0])[0]


def at(name, *args):
    return reverse(f"ppde:{name}", args=["venissieux", *args])


# An exit corrected ──────────────────────────────────────────────────────────────────────────────


def test_an_exit_is_corrected_and_keeps_the_news_that_were_taken(as_team, by, one, sign_in):
    day = TODAY() - 100 * DAY
    outcome = operations.record_outcome(one, "fixed_short", day, "Mairie", by=by)
    third = outcome.follow_ups.get(months=3)
    operations.record_follow_up(third, "same", TODAY(), by=by)
    lead = sign_in("lead")
    url = at("outcome_correct", outcome.pk)
    assert url in lead.get(one.get_absolute_url()).content.decode()
    told = lead.get(at("outcome_cancel", outcome.pk)).content.decode().replace("\u00a0", " ")
    assert "1 nouvelle prise depuis s’efface avec elle" in told
    typed = {"kind": "fixed_long", "on": f"{day - 2 * DAY:%d/%m/%Y}", "employer": "Mairie"}
    assert "Écrivez" in lead.post(url, typed).content.decode()
    assert lead.post(url, typed | {"reason": WHY}).status_code == 302
    outcome.refresh_from_db()
    one.refresh_from_db()
    assert (outcome.kind, outcome.on, one.state) == ("fixed_long", day - 2 * DAY, "elsewhere")
    assert outcome.follow_ups.get(done_on=TODAY()) == third
    sixth = outcome.follow_ups.get(months=6)
    assert sixth.due_on == months_after(outcome.on, 6)
    (fact,) = one.events.filter(kind=EventKind.OUTCOME, corrections=None)
    assert (fact.on, fact.reason) == (outcome.on, WHY)
    entry = Entry.objects.get(verb="correct", object_id=one.pk)
    assert entry.after == {"motif": "CDD de 6 mois ou plus", "date": outcome.on.isoformat()}
    operations.cancel_outcome(outcome, by=by, reason=WHY)
    assert "suivi à 3 mois" in Entry.objects.filter(verb="correct").latest("pk").before["nouvelles"]


def test_what_an_exit_may_not_become(as_team, by, one):
    outcome = operations.record_outcome(one, "fixed_short", TODAY() - 10 * DAY, by=by)
    given = {"by": by, "reason": WHY}
    with pytest.raises(ValidationError, match="l’acte qui l’a donnée"):
        operations.correct_outcome(outcome, "ebe", outcome.on, **given)
    with pytest.raises(ValidationError, match="relance"):
        operations.correct_outcome(outcome, "unreachable", outcome.on, **given)
    with pytest.raises(ValidationError, match="Rien n’a changé"):
        operations.correct_outcome(outcome, "fixed_short", outcome.on, **given)
    operations.correct_outcome(outcome, "retired", outcome.on, **given)
    assert not outcome.follow_ups.exists()
    ListRule.objects.filter(territory=as_team.home).update(after_other="keep")
    operations.record_return(outcome, TODAY(), by=by)
    with pytest.raises(ValidationError, match="Un retour a suivi"):
        operations.correct_outcome(outcome, "health", outcome.on, **given)


def test_an_exit_is_not_dated_before_a_proposal_by_a_correction(by, one):
    outcome = operations.record_outcome(one, "permanent", TODAY(), by=by)
    one.events.create(
        territory_id=one.territory_id, kind=EventKind.PROPOSAL, on=TODAY() - 5 * DAY, author=by
    )
    with pytest.raises(ValidationError, match="Un emploi lui a été proposé"):
        operations.correct_outcome(outcome, "permanent", TODAY() - 9 * DAY, by=by, reason=WHY)


# A pause and a return ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("effect", "motive", "ends"),
    [
        ("keep", "care", True),
        ("new", "care", True),
        ("keep", "refusals", False),
        ("new", "refusals", True),
    ],
)
def test_whoever_comes_back_is_available(as_team, by, one, effect, motive, ends):
    today = TODAY()
    span = period(today - 40 * DAY, today + 40 * DAY)
    pause = Pause.objects.create(territory=as_team.home, person=one, period=span, reason=motive)
    ListRule.objects.filter(territory=as_team.home).update(after_choice=effect)
    outcome = operations.record_outcome(one, "no_longer", today - 30 * DAY, by=by)
    operations.record_return(outcome, today - DAY, by=by)
    pause.refresh_from_db()
    assert (pause.until == today - 2 * DAY) is ends
    assert one.events.filter(kind=EventKind.RESUME, on=today - DAY).exists() is ends
    if effect == "keep":
        assert Person.objects.get(pk=one.pk).state == ("listed" if ends else "paused")


def test_a_pause_to_come_does_not_take_place_after_a_return(as_team, by, one):
    today = TODAY()
    operations.start_pause(one, today + 5 * DAY, today + 20 * DAY, "training", by=by)
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep")
    outcome = operations.record_outcome(one, "no_longer", today, by=by)
    operations.record_return(outcome, today, by=by)
    assert not one.pauses.exists()
    assert not one.events.filter(kind=EventKind.PAUSE, corrections=None).exists()


# Nothing to decide any more ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def examined(as_team, by, one):
    """A volunteer whose review waits for the committee."""
    one.reviews.update(outcome="pending", decision=None, decided_on=None)
    operations.refresh(one)
    return one.reviews.get()


def test_the_committee_examines_nobody_who_has_left(as_team, by, one, examined, sign_in):
    assert examined in to_present(as_team.home, TODAY())
    outcome = operations.record_outcome(one, "no_longer", TODAY() - 3 * DAY, by=by)
    assert examined not in to_present(as_team.home, TODAY())
    lead = sign_in("lead")
    assert one.reference not in lead.get(at("reviews_decide")).content.decode()
    page = lead.get(at("review_list")).content.decode()
    assert "Sans objet, sortie depuis" in page
    decision = meet(as_team, by, TODAY() - DAY)
    with pytest.raises(ValidationError, match="n’y avait plus rien à décider"):
        operations.decide_review(examined, decision, "eligible", by=by)
    operations.cancel_outcome(outcome, by=by, reason=WHY)
    assert examined in to_present(as_team.home, TODAY())


def test_a_decision_of_before_the_exit_is_noted_late(as_team, by, one, examined):
    decision = meet(as_team, by, TODAY() - 9 * DAY)
    operations.record_outcome(one, "no_longer", TODAY() - 3 * DAY, by=by)
    operations.decide_review(examined, decision, "eligible", by=by)
    examined.refresh_from_db()
    assert examined.outcome == "eligible"


def test_a_frozen_file_is_projected_at_no_meeting(as_team, by, one, examined, sign_in):
    refusal = RefusalReview.objects.create(
        territory=as_team.home, person=one, refused_on=TODAY() - 9 * DAY
    )
    Person.objects.filter(pk=one.pk).update(limited_on=TODAY(), eligible_on=TODAY())
    lead = sign_in("lead")
    for name in ("reviews_decide", "refusals_decide"):
        assert one.reference not in lead.get(at(name)).content.decode()
    assert refusal not in refusals(as_team.home, TODAY())
