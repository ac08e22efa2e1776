"""News after an exit."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.eligibility import months_after
from ppde.models import (
    FOLLOWED,
    MONTHS,
    EventKind,
    FollowUp,
    Outcome,
    Person,
)
from ppde.operations.journey import figures_moved, lock, refresh, refuse_future, write
from territories import journal
from tzcld.ui import french

# News may be taken a little before its day, when the person happens to be there.
EARLY = timedelta(days=30)


def news_dates(since: date, **exit_) -> list[FollowUp]:
    return [FollowUp(months=m, due_on=months_after(since, m), **exit_) for m in MONTHS]


def planned(outcome: Outcome) -> list[FollowUp]:
    """The rows that an exit to work or to training gives, not yet written."""
    return news_dates(
        outcome.on,
        territory_id=outcome.territory_id,
        person_id=outcome.person_id,
        outcome=outcome,
    )


def plan_follow_ups(outcome: Outcome) -> None:
    """The three dates at which news will be taken, when the person left for work or training. Run twice, it adds nothing."""
    if outcome.kind in FOLLOWED:
        FollowUp.objects.bulk_create(planned(outcome), ignore_conflicts=True)


def move_follow_ups(outcome: Outcome) -> None:
    """After another day or kind: news already taken stay, those to take follow the exit as it is told now."""
    waiting = outcome.follow_ups.filter(done_on=None)
    if outcome.kind not in FOLLOWED:
        waiting.delete()
        return
    for row in waiting:
        row.due_on = months_after(outcome.on, row.months)
        row.save(update_fields=["due_on"])
    plan_follow_ups(outcome)


def plan_missing(territory_id: int) -> int:
    """Dates of the exits of the last year that have none: those recorded before this page, or by an import."""
    since = months_after(timezone.localdate(), -max(MONTHS))
    found = list(
        Outcome.objects.filter(
            territory=territory_id, kind__in=FOLLOWED, on__gte=since, follow_ups=None
        )
    )
    for outcome in found:
        plan_follow_ups(outcome)
    return len(found)


def end_follow_ups(outcome: Outcome, on: date, *, by) -> None:
    """Back on the list, the person is without work again: that is the news, for the dates not yet reached too.

    Dropped instead, those who came back would be missing from what becomes of people at six months.
    """
    waiting = outcome.follow_ups.filter(done_on=None)
    waiting.update(result=FollowUp.Result.NONE, done_on=on, recorded_by=by)


def tell_death(person: Person, on: date, *, by) -> None:
    """Nobody takes news of whoever died: those still to take are closed on that day. The caller holds the person."""
    waiting = person.follow_ups.filter(done_on=None)
    waiting.update(
        result=FollowUp.Result.DIED, done_on=min(on, timezone.localdate()), recorded_by=by
    )


def take_death_back(person: Person, on: date) -> None:
    """The death told on that day was a mistake: what it had closed is to be taken again."""
    closed = person.follow_ups.filter(result=FollowUp.Result.DIED, done_on=on)
    closed.update(result="", done_on=None, recorded_by=None)


@transaction.atomic
def record_follow_up(follow_up: FollowUp, result: str, on: date, *, by) -> FollowUp:
    """What was learnt of the person. Written again, the new answer takes the place of the old one, which the journal keeps."""
    person = follow_up.person
    lock(person)
    follow_up.refresh_from_db(from_queryset=FollowUp.objects.select_for_update(of=("self",)))
    if result not in FollowUp.Result.values:
        raise ValidationError({"result": "Dites ce que la personne est devenue."})
    refuse_future(on, "Écrivez le jour où les nouvelles ont été prises")
    if on < follow_up.due_on - EARLY:
        raise ValidationError(
            {
                "on": f"Ce suivi se fait vers le {french.date(follow_up.due_on)}. "
                "Écrivez une date au plus tôt un mois avant."
            }
        )
    before = {"nouvelles": follow_up.get_result_display(), "date": follow_up.done_on}
    if follow_up.result == FollowUp.Result.DIED:
        take_death_back(person, follow_up.done_on)
    follow_up.result, follow_up.done_on, follow_up.recorded_by = result, on, by
    follow_up.save(update_fields=["result", "done_on", "recorded_by"])
    if result == FollowUp.Result.DIED:
        tell_death(person, on, by=by)
    words = f"Suivi à {follow_up.months} mois\u00a0: {follow_up.get_result_display()}."
    reached = result not in (FollowUp.Result.UNREACHABLE, FollowUp.Result.DIED)
    write(person, EventKind.CONTACT if reached else EventKind.NOTE, on, words, by=by)
    journal.record(
        "follow_up",
        person,
        by=by,
        before=before if before["date"] else {},
        after={"nouvelles": follow_up.get_result_display(), "date": on},
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return follow_up
