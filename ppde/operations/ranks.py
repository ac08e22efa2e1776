"""What moves a rank beside the volunteer act: a correction, a refusal, a return. Each leaves its act."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from cle.models import Decision
from ppde.eligibility import months_after
from ppde.models import (
    ELSEWHERE,
    EventKind,
    ListRule,
    Outcome,
    OutcomeKind,
    Pause,
    Person,
    RankAct,
    RefusalReview,
    Return,
)
from ppde.operations.after import end_follow_ups
from ppde.operations.journey import figures_moved, lock, refresh, refuse_future, refuse_nir, write
from ppde.operations.list_rules import named
from territories import journal
from territories.periods import period
from tzcld.ui import french

# Exits of the same nature for the rule, and the field that says what a return gives.
AFTER = {
    **dict.fromkeys(
        (
            OutcomeKind.EBE,
            *ELSEWHERE,
            OutcomeKind.FIXED_SHORT,
            OutcomeKind.ESAT,
            OutcomeKind.TRAINING,
        ),
        "after_job",
    ),
    OutcomeKind.NO_LONGER: "after_choice",
    OutcomeKind.UNREACHABLE: "after_choice",
    OutcomeKind.REFUSAL: "after_choice",
    OutcomeKind.INELIGIBLE: "after_choice",
    OutcomeKind.MOVED: "after_move",
    OutcomeKind.RETIRED: "after_other",
    OutcomeKind.HEALTH: "after_other",
}
# What the committee decides of one person's place; « autre » is what it was noted under before it had a name.
OF_A_PLACE = (Decision.Kind.LIST_PLACE, Decision.Kind.OTHER)
# Called with the person before a return: rooms above refuse what they alone know, by raising ValidationError.
CHECKS: list = []


def move_rank(
    person: Person,
    on: date,
    at: datetime,
    *,
    kind: str,
    reason: str,
    rule: ListRule | None = None,
    decision: Decision | None = None,
    undoes: RankAct | None = None,
    proposal: int | None = None,
    by,
) -> RankAct:
    """Write the act, then the date it gives. The database accepts the second only because of the first."""
    act = RankAct.objects.create(
        territory_id=person.territory_id,
        person=person,
        kind=kind,
        before_on=person.volunteer_on,
        before_at=person.volunteer_recorded_at,
        after_on=on,
        after_at=at,
        reason=reason[:300],
        rule=rule,
        decision=decision,
        undoes=undoes,
        proposal=proposal,
        author=by,
    )
    person.volunteer_on, person.volunteer_recorded_at = on, at
    with connection.cursor() as cursor:
        # The database lets this date change only while the transaction says that an act does it.
        cursor.execute("select set_config('app.correction', 'on', true)")
        person.save(update_fields=["volunteer_on", "volunteer_recorded_at"])
        cursor.execute("select set_config('app.correction', '', true)")
    return act


@transaction.atomic
def apply_refusal(
    person: Person,
    on: date,
    count: int,
    rule: ListRule,
    *,
    post: str = "",
    motive: str = "",
    proposal: int | None = None,
    by,
) -> str:
    """What the rule makes of the refusal of `on`, the `count`-th since the person is on the list.

    Returns the sentence that says it, for the file and the page; "" when nothing changes. `rule`: the one in force on
    that day, not on the day when the refusal is noted. `post`, `motive`: what was refused and why, for the committee where it decides.
    `proposal`: its number, kept by what the rule changes, so that undoing this refusal undoes that and nothing else.
    """
    lock(person)
    if not person.is_on_list or rule.refusal == ListRule.Refusal.KEEP:
        return ""
    if rule.refusal == ListRule.Refusal.ASK:
        words = f"{named(rule)} demande que le comité se prononce sur ce refus."
        RefusalReview.objects.create(
            territory_id=person.territory_id,
            person=person,
            refused_on=on,
            count=count,
            post=post[:300],
            motive=motive[:80],
            rule=rule.row,
            proposal=proposal,
        )
        write(person, EventKind.NOTE, on, words, by=by)
        return words
    if rule.refusal == ListRule.Refusal.BACK:
        words = f"{named(rule)} fait reprendre rang au {french.date(on)}, date du refus."
        moved = back_to(person, on, words, rule=rule, proposal=proposal, by=by)
        return words if moved else ""
    return "" if count % rule.refusals else _pause_after(person, on, count, rule, proposal, by)


def back_to(
    person: Person,
    on: date,
    words: str,
    *,
    rule: ListRule,
    decision: Decision | None = None,
    proposal: int | None = None,
    by,
) -> bool:
    """After a refusal, the rank of somebody who would volunteer that day; False when theirs is already as late."""
    if on <= person.volunteer_on:
        return False
    before = person.volunteer_on
    kind = RankAct.Kind.REFUSAL
    at = timezone.now()
    move_rank(
        person,
        on,
        at,
        kind=kind,
        reason=words,
        rule=rule.row,
        decision=decision,
        proposal=proposal,
        by=by,
    )
    write(person, EventKind.NOTE, on, f"{words} Le rang était au {french.date(before)}.", by=by)
    journal.record(
        "rank",
        person,
        by=by,
        before={"volontaire depuis": before},
        after={
            "volontaire depuis": on,
            "règle": str(rule),
            "décision": str(decision or ""),
        },
        named=True,
    )
    refresh(person)
    return True


def _pause_after(
    person: Person, on: date, count: int, rule: ListRule, proposal: int | None, by
) -> str:
    until = months_after(on, rule.refusal_pause_months) - timedelta(days=1)
    span = period(on, until)
    if person.pauses.filter(period__overlap=span).exists():
        return ""
    Pause.objects.create(
        territory_id=person.territory_id,
        person=person,
        period=span,
        reason=Pause.Reason.REFUSALS,
        rule=rule.row,
        proposal=proposal,
    )
    words = (
        f"{named(rule)} prévoit une pause au bout de {french.count(count, 'refus', 'refus')}, "
        f"jusqu’au {french.date(until)}. Le rang est gardé."
    )
    write(person, EventKind.PAUSE, on, words, by=by)
    journal.record(
        "pause", person, by=by, after={"du": on, "au": until, "motif": "refus répétés"}, named=True
    )
    refresh(person)
    return words


# Returns ────────────────────────────────────────────────────────────────────────────────────────


def given_by(rule: ListRule, outcome: Outcome, on: date) -> str:
    """What a return on this day gives after this exit, one of ListRule.Back: its kind first, then the delay."""
    if on > months_after(outcome.on, rule.return_months):
        return late_given(rule, outcome)
    return early_given(rule, outcome)


def early_given(rule: ListRule, outcome: Outcome) -> str:
    """What a return gives within the delay. Found not eligible, a person signs anew: there is no rank to give back."""
    if outcome.kind == OutcomeKind.INELIGIBLE:
        return ListRule.Back.NEW
    return getattr(rule, AFTER[OutcomeKind(outcome.kind)])


def late_given(rule: ListRule, outcome: Outcome) -> str:
    """The same once the delay has passed."""
    return ListRule.Back.NEW if outcome.kind == OutcomeKind.INELIGIBLE else rule.after_long


@transaction.atomic
def record_return(
    outcome: Outcome,
    on: date,
    *,
    by,
    decision: Decision | None = None,
    effect: str = "",
    reason: str = "",
) -> Return:
    """The person comes back on `on`; the rank is what the rule of that day gives after this exit (domain.md §3.2, step 12).

    Where the rule says that the committee decides, `decision` (adopted, of this territory, since the exit) and the
    `effect` it gave are needed. A new volunteer date asks for a new review of eligibility: the criteria are
    appreciated on that date (art. 9 VI, loi 2020-1577). A pause of before the exit ends. Raises ValidationError by field.
    """
    person = outcome.person
    lock(person)
    refuse_nir(reason)
    _check_return(person, outcome, on)
    rule = ListRule.objects.for_list(person.territory, on)
    effect = _effect(rule, outcome, on, person, effect, decision)
    row = Return.objects.create(
        territory_id=person.territory_id,
        person=person,
        outcome=outcome,
        on=on,
        effect=effect,
        rule=rule.row,
        decision=decision,
        reason=reason.strip(),
        recorded_by=by,
    )
    end_follow_ups(outcome, on, by=by)
    before = person.volunteer_on
    words = _return_words(person, row, rule)
    if effect == Return.Effect.NEW:
        kind = RankAct.Kind.RETURN
        move_rank(person, on, timezone.now(), kind=kind, reason=words, rule=rule.row, by=by)
        write(person, EventKind.VOLUNTEER, on, "Nouvel acte signé au retour.", by=by)
    write(person, EventKind.RETURN, on, words, by=by)
    _end_pauses(person, row, by=by)
    journal.record(
        "return",
        person,
        by=by,
        before={"motif de sortie": outcome.get_kind_display(), "volontaire depuis": before},
        after={
            "retour": on,
            "effet": row.get_effect_display(),
            "volontaire depuis": person.volunteer_on,
            "règle": str(rule),
            "décision": str(decision or ""),
        },
        reason=row.reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return row


def _end_pauses(person: Person, back: Return, *, by) -> None:
    """Whoever comes back is available: a pause of before the exit ends the day before, one to come does not take place.

    A pause that the rule gave after refusals goes on with the rank that is given back.
    """
    pauses = person.pauses.filter(period__overlap=period(back.on))
    if back.effect == Return.Effect.KEEP:
        pauses = pauses.exclude(reason=Pause.Reason.REFUSALS)
    for pause in pauses:
        before = pause.until
        back.pauses.append(_kept(pause))
        if back.on <= pause.since:
            told = person.events.filter(kind=EventKind.PAUSE, on=pause.since, corrections=None)
            words = "Pause retirée\u00a0: la personne est revenue sur la liste avant elle."
            why, fact = "Retour sur la liste.", told.first()
            write(person, EventKind.NOTE, back.on, words, by=by, corrects=fact, reason=why)
            pause.delete()
        else:
            pause.period = period(pause.since, back.on - timedelta(days=1))
            pause.save(update_fields=["period"])
            words = "De nouveau disponible, avec le retour sur la liste."
            write(person, EventKind.RESUME, back.on, words, by=by)
        after = {"reprise": back.on}
        journal.record("resume", person, by=by, before={"au": before}, after=after, named=True)
    if back.pauses:
        back.save(update_fields=["pauses"])


def _kept(pause: Pause) -> dict:
    """A pause as a return keeps it, to give it back when the return was a mistake (`corrections.cancel_return`)."""
    return {
        "pk": pause.pk,
        "since": pause.since.isoformat(),
        "until": pause.until and pause.until.isoformat(),
        "reason": pause.reason,
        "rule": pause.rule_id,
        "proposal": pause.proposal,
    }


def _check_return(person: Person, outcome: Outcome, on: date) -> None:
    if Return.objects.filter(outcome=outcome).exists():
        raise ValidationError("Le retour après cette sortie est déjà enregistré.", code="back")
    if outcome.kind not in AFTER:
        raise ValidationError(
            f"Après cette sortie ({outcome.get_kind_display()}), il n’y a pas de retour. "
            "Si elle a été écrite par erreur, annulez-la.",
            code="kind",
        )
    try:
        refuse_future(on, "Écrivez le jour du retour")
    except ValidationError as error:
        raise ValidationError({"on": error.messages}) from None
    if on < outcome.on:
        raise ValidationError(
            {"on": f"La sortie est datée du {french.date(outcome.on)}. Écrivez ce jour ou après."}
        )
    for check in CHECKS:
        check(person, on)


def _effect(
    rule: ListRule,
    outcome: Outcome,
    on: date,
    person: Person,
    effect: str,
    decision: Decision | None,
) -> str:
    if not person.volunteer_on:
        # Somebody who left before volunteering has no rank to find again.
        return Return.Effect.KEEP
    given = given_by(rule, outcome, on)
    if given != ListRule.Back.ASK:
        if effect and effect != given:
            told = Return.Effect(given).label
            raise ValidationError(
                {"effect": f"{named(rule)} donne\u00a0: {told}. Laissez cette réponse vide."}
            )
        return given
    if decision is None:
        raise ValidationError(
            {
                "decision": f"{named(rule)} dit que le comité décide de ce retour. Choisissez sa décision."
            }
        )
    if effect not in Return.Effect.values:
        raise ValidationError(
            {"effect": "Dites ce que le comité a décidé\u00a0: rang d’avant, ou nouvelle date."}
        )
    decision_day(decision, outcome.territory_id, outcome.on, "la sortie")
    return effect


def decision_day(decision: Decision, territory_id: int, since: date, what: str) -> date:
    """The day of the meeting of an adopted decision of this territory, held since `what` (« la sortie ») and not to come.

    Its nature is one that settles somebody's place: what was decided of an activity or of a rule moves nobody.
    """
    if decision.territory_id != territory_id:
        raise ValidationError({"decision": "Cette décision est d’un autre territoire."})
    if decision.kind not in OF_A_PLACE:
        natures = french.listing([f"«\u00a0{kind.label}\u00a0»" for kind in OF_A_PLACE], "ou")
        raise ValidationError(
            {
                "decision": f"La décision {decision} est de nature «\u00a0{decision.get_kind_display()}\u00a0»\u00a0: "
                f"elle ne dit rien de la place d’une personne. Choisissez une décision de nature {natures}."
            }
        )
    if not decision.stands:
        raise ValidationError(
            {
                "decision": "Cette décision n’a pas été adoptée par le comité, ou elle a été rectifiée."
            }
        )
    day = timezone.localdate(decision.meeting.starts_at)
    if not since <= day <= timezone.localdate():
        raise ValidationError(
            {
                "decision": f"La séance du {french.date(day)} n’a pas eu lieu entre {what} "
                f"({french.date(since)}) et aujourd’hui."
            }
        )
    return day


def _return_words(person: Person, row: Return, rule: ListRule) -> str:
    why = f"décision {row.decision}" if row.decision else str(rule)
    if not person.volunteer_on:
        return "De retour. Le volontariat n’avait pas été enregistré."
    if row.effect == Return.Effect.KEEP:
        return f"Le rang du {french.date(person.volunteer_on)} est rendu ({why})."
    return f"Nouvelle date de volontariat, le {french.date(row.on)} ({why}). L’éligibilité est à apprécier de nouveau."
