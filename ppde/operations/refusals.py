"""What the committee decides of a refusal, where the list's rule asks it to."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cle.models import Decision
from ppde.models import (
    EventKind,
    JourneyEvent,
    ListRule,
    OutcomeKind,
    Person,
    RefusalReview,
)
from ppde.operations.corrections import refuse_no_reason, take_rank_back
from ppde.operations.journey import figures_moved, lock, refresh, write
from ppde.operations.outcomes import cancel_outcome, record_outcome
from ppde.operations.ranks import back_to, decision_day
from territories import journal
from tzcld.ui import french

Effect = RefusalReview.Effect
# What the committee may say of a refusal.
EFFECTS = (Effect.KEEP, Effect.BACK, Effect.LEAVES)


@transaction.atomic
def decide_refusal(review: RefusalReview, decision: Decision, effect: str, *, by) -> RefusalReview:
    """Record what the committee decided, and do it: the rank stays, is taken at the refusal's day, or the person leaves.

    The rank is that of the day of the refusal, not of the meeting: the committee's calendar costs nobody a place. The
    exit is dated of the meeting. The review keeps the rule that was in force at the refusal. Raises ValidationError.
    """
    person = review.person
    lock(person)
    review.refresh_from_db(from_queryset=RefusalReview.objects.select_for_update(of=("self",)))
    if review.effect != Effect.PENDING:
        raise ValidationError("Le comité s’est déjà prononcé sur ce refus.", code="decided")
    if effect not in EFFECTS:
        raise ValidationError("Dites ce que le comité a décidé.", code="effect")
    if not person.is_on_list:
        raise ValidationError(
            "La personne n’est plus sur la liste\u00a0: il n’y a plus rien à décider.", code="left"
        )
    on = decision_day(decision, review.territory_id, review.refused_on, "le refus")
    review.effect, review.decision, review.decided_on = effect, decision, on
    review.recorded_by = by
    review.save(update_fields=["effect", "decision", "decided_on", "recorded_by"])
    _apply(person, review, on, by)
    journal.record(
        "decide",
        person,
        by=by,
        after={
            "refus du": review.refused_on,
            "effet": review.get_effect_display(),
            "décision": str(decision),
            "règle": str(review.rule or ListRule()),
        },
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return review


def _apply(person: Person, review: RefusalReview, on: date, by) -> None:
    decision, refused_on = review.decision, french.date(review.refused_on)
    if review.effect == Effect.LEAVES:
        record_outcome(person, OutcomeKind.REFUSAL, on, decision=decision, by=by)
        return
    if review.effect == Effect.BACK:
        words = (
            f"Le comité fait reprendre rang au {refused_on}, date du refus (décision {decision})."
        )
        rule = review.rule or ListRule()
        if back_to(
            person,
            review.refused_on,
            words,
            rule=rule,
            decision=decision,
            proposal=review.proposal,
            by=by,
        ):
            return
        words = f"Le comité fait reprendre rang au {refused_on}\u00a0: le rang est déjà plus récent (décision {decision})."
    else:
        words = f"Le comité garde le rang après le refus du {refused_on} (décision {decision})."
    write(person, EventKind.NOTE, on, words, by=by)


@transaction.atomic
def reopen_refusal(review: RefusalReview, *, by, reason: str) -> RefusalReview:
    """What the committee decided was noted wrongly: the refusal waits for it again, and what the effect changed is undone.

    Refused when the rank has changed since, when a return followed the exit, or when the person left otherwise.
    """
    person = review.person
    refuse_no_reason(reason, "Dites pourquoi l’effet est corrigé.")
    lock(person)
    review.refresh_from_db(from_queryset=RefusalReview.objects.select_for_update(of=("self",)))
    if review.effect not in EFFECTS:
        raise ValidationError("Ce refus n’a pas d’effet à reprendre.", code="pending")
    before = {"effet": review.get_effect_display(), "décision": str(review.decision)}
    _undo(person, review, by=by, reason=reason)
    lock(person)
    if not person.is_on_list:
        raise ValidationError("La personne a quitté la liste depuis.", code="left")
    words = (
        f"L’effet noté après le refus du {french.date(review.refused_on)} ({review.get_effect_display()}, décision "
        f"{review.decision}) était une erreur. Le refus attend de nouveau le comité."
    )
    today, said = timezone.localdate(), _told(person, review)
    write(person, EventKind.NOTE, today, words, by=by, corrects=said, reason=reason)
    review.effect, review.decision, review.decided_on = Effect.PENDING, None, None
    review.recorded_by = None
    review.save(update_fields=["effect", "decision", "decided_on", "recorded_by"])
    journal.record(
        "correct",
        person,
        by=by,
        before=before,
        after={"effet": review.get_effect_display()},
        reason=reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return review


def _undo(person: Person, review: RefusalReview, *, by, reason: str) -> None:
    if review.effect == Effect.LEAVES:
        outcome = person.outcomes.filter(
            kind=OutcomeKind.REFUSAL, on=review.decided_on, recorded_by=review.recorded_by
        ).first()
        if outcome:
            cancel_outcome(outcome, by=by, reason=reason)
    elif review.effect == Effect.BACK:
        act = person.rank_acts.filter(
            decision=review.decision,
            proposal=review.proposal,
            after_on=review.refused_on,
            undone=None,
        ).first()
        if act:
            take_rank_back(person, act, review, by=by, reason=reason)


def _told(person: Person, review: RefusalReview) -> JourneyEvent | None:
    """The note that said this effect: an exit is told by its own fact."""
    notes = person.events.filter(
        kind=EventKind.NOTE, corrections=None, text__contains=f"(décision {review.decision})"
    )
    return notes.order_by("-recorded_at", "-pk").first()


@transaction.atomic
def decide_refusals(
    effects: dict[RefusalReview, str], decision: Decision, *, by
) -> list[RefusalReview]:
    """What the committee decided of several refusals at one meeting: all are recorded, or none."""
    if not effects:
        raise ValidationError("Choisissez un effet pour au moins un refus.", code="none")
    done = []
    # In one order whoever decides: two colleagues never wait for each other.
    for review in sorted(effects, key=lambda r: (r.person_id, r.pk)):
        try:
            done.append(decide_refusal(review, decision, effects[review], by=by))
        except ValidationError as refusal:
            told = " ".join(refusal.messages)
            raise ValidationError(
                f"{review.person.reference}\u00a0: {told}", code=getattr(refusal, "code", None)
            ) from refusal
    return done
