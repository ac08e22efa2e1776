"""Taking back a return or what an answer changed: a new fact with its author and reason, and the place the rules give."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from ppde.models import (
    EligibilityReview,
    EventKind,
    FollowUp,
    JourneyEvent,
    ListRule,
    Pause,
    Person,
    RankAct,
    RefusalReview,
    Return,
)
from ppde.operations.journey import figures_moved, lock, refresh, refuse_nir, write
from ppde.operations.list_rules import named
from ppde.operations.ranks import back_to, move_rank
from territories import journal
from territories.periods import period
from tzcld.ui import french

# Called with the return before it is taken back: rooms above refuse what they alone know, by raising ValidationError.
CHECKS: list = []
# The same, called with the person before the act of volunteering is taken back.
VOLUNTEER_CHECKS: list = []


def refuse_no_reason(reason: str, sentence: str) -> None:
    refuse_nir(reason)
    journal.refuse_no_reason(reason, sentence)


def take_back(
    person: Person, kind: str, on: date, words: str, *, by, reason: str, text: str = ""
) -> JourneyEvent:
    """A note takes the place of the latest fact of this kind and day (and `text`), which stays in the history."""
    facts = person.events.filter(kind=kind, on=on, corrections=None)
    if text:
        facts = facts.filter(text=text)
    fact = facts.order_by("-recorded_at", "-pk").first()
    return write(
        person, EventKind.NOTE, timezone.localdate(), words, by=by, corrects=fact, reason=reason
    )


def _former_instant(act: RankAct) -> datetime:
    """When the act that gave the former date was recorded: acts older than `before_at` are read in the history."""
    if act.before_at:
        return act.before_at
    given = RankAct.objects.filter(person=act.person_id, after_on=act.before_on, pk__lt=act.pk)
    if earlier := given.order_by("-pk").first():
        return earlier.after_at
    signed = act.person.events.filter(kind=EventKind.VOLUNTEER, on=act.before_on).order_by("pk")
    fact = signed.first()
    return fact.recorded_at if fact else act.person.volunteer_recorded_at


def undo_rank(person: Person, act: RankAct, *, by, reason: str) -> RankAct:
    """The date and the order of registration that the act had replaced. Only the latest that stands can be undone."""
    if person.rank_acts.standing().order_by("-pk").first() != act or (
        person.volunteer_on,
        person.volunteer_recorded_at,
    ) != (
        act.after_on,
        act.after_at,
    ):
        raise ValidationError(
            "Le rang a changé une autre fois depuis. Corrigez d’abord la date de volontariat.",
            code="rank",
        )
    if _is_of_two_acts(person, since=act.recorded_at):
        raise ValidationError(
            "Un autre dossier, volontaire lui aussi, a été réuni à celui-ci depuis\u00a0: la date d’avant ne tient pas compte de la "
            "sienne. Corrigez d’abord la date de volontariat du dossier, avec cette raison, puis recommencez.",
            code="rank",
        )
    at = _former_instant(act)
    kind = RankAct.Kind.CORRECTION
    return move_rank(person, act.before_on, at, kind=kind, reason=reason, undoes=act, by=by)


def take_rank_back(
    person: Person, act: RankAct, but: RefusalReview | None, *, by, reason: str
) -> str:
    """The rank that a refusal gave goes, in words: that of before is given back, or stays the one that somebody has written since.

    `but`: the question to the committee about this refusal, if any. Raises ValidationError when the rank has changed otherwise
    since.
    """
    last = person.rank_acts.standing().order_by("-pk").first()
    now = (person.volunteer_on, person.volunteer_recorded_at)
    is_written = last.kind == RankAct.Kind.CORRECTION and now == (last.after_on, last.after_at)
    if not is_written:
        undo_rank(person, act, by=by, reason=reason)
        fall_back(person, act.after_on, but=but, by=by)
        return f"Le rang est de nouveau au {french.date(person.volunteer_on)}."
    move_rank(person, *now, kind=RankAct.Kind.CORRECTION, reason=reason, undoes=act, by=by)
    return f"Le rang reste au {french.date(person.volunteer_on)}, date corrigée depuis."


def _is_of_two_acts(person: Person, *, since: datetime) -> bool:
    """Another file with an act of volunteering was joined to this one: which date stays was told of both (ppde.duplicates)."""
    signed = person.events.filter(kind=EventKind.VOLUNTEER, corrections=None)
    return person.merges.filter(undone_at=None, merged_at__gt=since).exists() and signed.count() > 1


# The volunteer act ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def withdraw_volunteer(person: Person, *, by, reason: str) -> Person:
    """An act of volunteering recorded on the wrong file: this person has not signed, and counts nowhere as a volunteer.

    Refused once something was built on it: a decision of the committee, an exit, a rank moved, a post proposed. A review
    that waits is void. A later act, after a decision « non éligible », gives the former date back. The act stays in the history, taken back by a fact that says why. Raises ValidationError.
    """
    refuse_no_reason(reason, "Dites pourquoi le volontariat est retiré.")
    lock(person)
    last = person.rank_acts.standing().order_by("-pk").first()
    if last and last.kind == RankAct.Kind.RENEWAL:
        return _withdraw_renewal(person, last, by=by, reason=reason)
    _refuse_what_was_built(person)
    for check in VOLUNTEER_CHECKS:
        check(person)
    person.reviews.filter(outcome=EligibilityReview.Outcome.PENDING).delete()
    signed = person.volunteer_on
    words = (
        f"Volontariat retiré\u00a0: l’acte du {french.date(signed)} n’est pas de cette personne."
    )
    take_back(person, EventKind.VOLUNTEER, signed, words, by=by, reason=reason)
    person.volunteer_on = person.volunteer_recorded_at = None
    with connection.cursor() as cursor:
        # The database empties this date only when the fact of the act was taken back.
        cursor.execute("select set_config('app.correction', 'on', true)")
        person.save(update_fields=["volunteer_on", "volunteer_recorded_at"])
        cursor.execute("select set_config('app.correction', '', true)")
    journal.record(
        "correct",
        person,
        by=by,
        before={"volontaire depuis": signed},
        after={"volontaire depuis": ""},
        reason=reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return person


def _withdraw_renewal(person: Person, act: RankAct, *, by, reason: str) -> Person:
    since = person.reviews.filter(prepared_at__gte=act.recorded_at)
    if since.exclude(outcome=EligibilityReview.Outcome.PENDING).exists():
        raise ValidationError("Le comité s’est prononcé depuis sur son éligibilité.", code="review")
    left = person.outcomes.filter(recorded_at__gt=act.recorded_at).first()
    if left:
        raise ValidationError(
            f"Une sortie a suivi ({left}, {french.date(left.on)}).", code="outcome"
        )
    since.delete()
    undo_rank(person, act, by=by, reason=reason)
    words = (
        f"Volontariat retiré\u00a0: l’acte du {french.date(act.after_on)} n’est pas de cette personne. Celui du "
        f"{french.date(act.before_on)} vaut de nouveau."
    )
    take_back(person, EventKind.VOLUNTEER, act.after_on, words, by=by, reason=reason)
    journal.record(
        "correct",
        person,
        by=by,
        before={"volontaire depuis": act.after_on},
        after={"volontaire depuis": act.before_on},
        reason=reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return person


def _refuse_what_was_built(person: Person) -> None:
    if not person.volunteer_on:
        raise ValidationError("Aucun volontariat n’est enregistré.", code="none")
    decided = person.reviews.exclude(outcome=EligibilityReview.Outcome.PENDING).first()
    if decided:
        raise ValidationError(
            f"Le comité s’est prononcé le {french.date(decided.decided_on)} sur son éligibilité. Si cette issue est d’une "
            "autre personne, corrigez-la d’abord.",
            code="review",
        )
    left = person.outcomes.filter(on__gte=person.volunteer_on).first()
    if left:
        raise ValidationError(
            f"Une sortie a suivi ({left}, {french.date(left.on)}).", code="outcome"
        )
    moved = person.rank_acts.standing().exclude(kind=RankAct.Kind.CORRECTION).first()
    if moved:
        raise ValidationError(f"Le rang a changé depuis ({moved}).", code="rank")


# A return ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def cancel_return(back: Return, *, by, reason: str) -> None:
    """A return written by mistake goes: the exit stands again, with the rank, the news and the pauses that it had.

    Refused once something was built on it: another exit, a decision on eligibility, a rank moved, a post proposed.
    """
    person, outcome = back.person, back.outcome
    refuse_no_reason(reason, "Dites pourquoi le retour est annulé.")
    lock(person)
    back.refresh_from_db(from_queryset=Return.objects.select_for_update(of=("self",)))
    _refuse_what_followed(person, back)
    for check in CHECKS:
        check(back)
    # Prepared since, and not presented: the exit that stands again makes it void.
    person.reviews.filter(
        outcome=EligibilityReview.Outcome.PENDING, prepared_at__gte=back.recorded_at
    ).delete()
    before = person.volunteer_on
    if act := _act_of(person, back):
        undo_rank(person, act, by=by, reason=reason)
        words = f"L’acte signé au retour est retiré. Le rang est de nouveau au {french.date(person.volunteer_on)}."
        take_back(person, EventKind.VOLUNTEER, back.on, words, by=by, reason=reason)
    words = (
        f"Retour annulé\u00a0: la sortie du {french.date(outcome.on)} ({outcome}) vaut de nouveau."
    )
    take_back(person, EventKind.RETURN, back.on, words, by=by, reason=reason)
    ended = outcome.follow_ups.filter(
        result=FollowUp.Result.NONE, done_on=back.on, recorded_by=back.recorded_by
    )
    ended.update(result="", done_on=None, recorded_by=None)
    given = [
        words for kept in back.pauses if (words := _give_pause_back(person, back, kept, by, reason))
    ]
    journal.record(
        "correct",
        person,
        by=by,
        before={
            "retour": back.on,
            "effet": back.get_effect_display(),
            "volontaire depuis": before,
        },
        after={"sortie": outcome.on, "volontaire depuis": person.volunteer_on}
        | ({"pauses rendues": french.listing(given)} if given else {}),
        reason=reason,
        named=True,
    )
    back.delete()
    refresh(person)
    figures_moved(person.territory_id)


def _give_pause_back(person: Person, back: Return, kept: dict, by, reason: str) -> str:
    """A pause that the return shortened, or took away, has its days again; the days that it has, "" when nothing is given.

    One corrected or taken away since stays as somebody wrote it; one noted since keeps its own days, and the former ends
    the day before.
    """
    since, until = date.fromisoformat(kept["since"]), kept["until"]
    until = until and date.fromisoformat(until)
    eve = back.on - timedelta(days=1)
    shortened = since <= eve
    pause = person.pauses.filter(pk=kept["pk"]).first()
    if shortened and (pause is None or (pause.since, pause.until) != (since, eve)):
        return ""
    others = person.pauses.exclude(pk=kept["pk"]).filter(period__overlap=period(since, until))
    if later := others.order_by("period").first():
        until = later.since - timedelta(days=1)
    if until and until < max(since, back.on if shortened else since):
        return ""
    if shortened:
        words = "Fait repris, avec l’annulation du retour."
        take_back(person, EventKind.RESUME, back.on, words, by=by, reason=reason)
    pause = pause or Pause(
        territory_id=person.territory_id,
        person=person,
        reason=kept["reason"],
        rule_id=kept["rule"],
        proposal=kept["proposal"],
    )
    pause.period = period(since, until)
    pause.save()
    days = french.lower_first(french.period(since, until))
    words = f"Pause rendue avec l’annulation du retour\u00a0: {days}, {pause.get_reason_display()}. Le rang est gardé."
    write(person, EventKind.PAUSE, since if not shortened else timezone.localdate(), words, by=by)
    return days


def forget_kept_pause(person: Person, proposal: int | None, on: date) -> None:
    """The refusal was a mistake: no return gives back the pause that it had brought."""
    for back in person.returns.exclude(pauses=[]):
        left = [
            kept
            for kept in back.pauses
            if kept["reason"] != Pause.Reason.REFUSALS
            or (
                kept["proposal"] != proposal
                if kept["proposal"]
                else kept["since"] != on.isoformat()
            )
        ]
        if left != back.pauses:
            back.pauses = left
            back.save(update_fields=["pauses"])


def _act_of(person: Person, back: Return) -> RankAct | None:
    """The rank act that this return wrote, when it gave a new date."""
    if back.effect != Return.Effect.NEW:
        return None
    acts = person.rank_acts.filter(kind=RankAct.Kind.RETURN, undone=None, after_on=back.on)
    return acts.order_by("-pk").first()


def _refuse_what_followed(person: Person, back: Return) -> None:
    if person.returns.order_by("-recorded_at", "-pk").first() != back:
        raise ValidationError("Un autre retour a suivi. Annulez d’abord le dernier.", code="later")
    exit_ = person.outcomes.standing().first()
    if exit_:
        raise ValidationError(
            f"Une sortie a suivi ce retour ({exit_}, {french.date(exit_.on)}). Annulez-la d’abord.",
            code="outcome",
        )
    prepared = person.reviews.filter(prepared_at__gte=back.recorded_at)
    if prepared.exclude(outcome=EligibilityReview.Outcome.PENDING).exists():
        raise ValidationError(
            "Le comité s’est prononcé sur l’éligibilité depuis ce retour, qui reste donc à l’histoire.",
            code="review",
        )
    own = _act_of(person, back)
    since = person.rank_acts.standing().filter(recorded_at__gt=back.recorded_at)
    if since.exclude(pk=own.pk if own else None).exists():
        raise ValidationError(
            "Le rang a changé depuis ce retour, qui reste donc à l’histoire.", code="rank"
        )
    if person.refusal_reviews.told().filter(asked_at__gt=back.recorded_at).exists():
        raise ValidationError(
            "Un refus a été soumis au comité depuis ce retour, qui reste donc à l’histoire.",
            code="refusal",
        )


# An answer ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def undo_refusal(
    person: Person, on: date, post: str, *, proposal: int | None = None, by, reason: str
) -> str:
    """What the rule made of this refusal goes: the pause, the moved rank, the question to the committee.

    `proposal`: its number; what was written before numbers were kept is known by its day, and its `post`. Another refusal
    keeps its own consequence. Returns the sentence that says what was given back; "" when the refusal had changed nothing.
    """
    lock(person)
    told = []

    def own(**otherwise) -> Q:
        return Q(proposal=None, **otherwise) | (Q(proposal=proposal) if proposal else Q(pk=None))

    acts = person.rank_acts.filter(own(after_on=on), kind=RankAct.Kind.REFUSAL, undone=None)
    if act := acts.order_by("-pk").first():
        asked = person.refusal_reviews.filter(own(refused_on=on, post=post[:300])).first()
        told.append(take_rank_back(person, act, asked, by=by, reason=reason))
    why = "Pause retirée\u00a0: le refus était une erreur."
    if take_back_pause(person, on, why, proposal=proposal, by=by, reason=reason):
        told.append("La pause qui suivait le refus est retirée.")
    reviews = person.refusal_reviews.told().filter(own(refused_on=on, post=post[:300]))
    if reviews.update(effect=RefusalReview.Effect.WITHDRAWN):
        told.append("Le comité n’a plus à se prononcer sur ce refus.")
    words = " ".join(told)
    if words:
        write(person, EventKind.NOTE, timezone.localdate(), words, by=by)
    refresh(person)
    figures_moved(person.territory_id)
    return words


def take_back_pause(
    person: Person, on: date, words: str, *, proposal: int | None, by, reason: str
) -> bool:
    """The pause that the rule gave after the refusal of `on` goes, with the fact that told it; False without any.

    The caller holds the person. `proposal`: its number; a pause of before numbers were kept is known by its day.
    """
    forget_kept_pause(person, proposal, on)
    mine = Q(proposal=None, period__startswith=on)
    if proposal:
        mine |= Q(proposal=proposal)
    pause = person.pauses.filter(mine, reason=Pause.Reason.REFUSALS).first()
    if pause is None:
        return False
    take_back(person, EventKind.PAUSE, on, words, by=by, reason=reason)
    before = {"pause du": pause.since, "au": pause.until}
    journal.record("correct", person, by=by, before=before, reason=reason, named=True)
    pause.delete()
    return True


def fall_back(person: Person, on: date, *, but: RefusalReview | None, by) -> None:
    """The rank that another refusal gives, now that the one of `on` gives none.

    The committee had taken it back to that day too, and nothing moved: the rank was already as late.
    """
    others = person.refusal_reviews.filter(effect=RefusalReview.Effect.BACK, refused_on__lte=on)
    for other in others.exclude(pk=but.pk if but else None).order_by("refused_on", "pk"):
        given = person.rank_acts.filter(decision=other.decision, after_on=other.refused_on)
        if given.filter(proposal=other.proposal).exists():
            continue
        rule = other.rule or ListRule()
        words = (
            f"{named(rule)} et le comité font reprendre rang au {french.date(other.refused_on)}, date d’un refus "
            f"(décision {other.decision})."
        )
        back_to(
            person,
            other.refused_on,
            words,
            rule=rule,
            decision=other.decision,
            proposal=other.proposal,
            by=by,
        )
