"""Outcomes: how a journey ended, and the correction of one written by mistake."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cle.models import Decision
from ppde.eligibility import months_after
from ppde.models import EventKind, JourneyEvent, ListRule, Outcome, OutcomeKind, Person
from ppde.operations.after import plan_follow_ups
from ppde.operations.journey import figures_moved, lock, refresh, refuse_nir, write
from ppde.operations.list_rules import named
from territories import journal
from tzcld.ui import french

# Rooms above end what an exit ends. Called with the person before the exit is written: each holds its own rows first,
# and returns what to do with the outcome once it is written, or None.
CLOSINGS: list = []
# Called with the outcome before it is cancelled, with `by` and `reason`: each gives back what it had ended.
RESUMPTIONS: list = []
# A contract may be signed some time before its first day, not years before.
AHEAD = timedelta(days=366)


@transaction.atomic
def record_outcome(
    person: Person,
    kind: str,
    on: date,
    employer: str = "",
    weekly_hours: Decimal | None = None,
    left_on: date | None = None,
    *,
    decision: Decision | None = None,
    by,
) -> Outcome:
    """The last day on the list and why. A job may begin later: the person leaves the list on that day.

    `left_on`: for a move, the day the person left the perimeter, `on` by default. The list's rule says when such a move
    counts, and how many reminders make somebody unreachable. `decision`: the committee's, for an exit that it decided
    after a refusal.
    """
    endings = [found for closing in CLOSINGS if (found := closing(person))]
    lock(person)
    _check(person, kind, on)
    if kind == OutcomeKind.REFUSAL and decision is None:
        raise ValidationError(
            "Cette sortie se note avec la décision du comité, depuis les refus qui lui sont soumis.",
            code="decision",
        )
    rule = ListRule.objects.for_list(person.territory)
    left_on = (left_on or on) if kind == OutcomeKind.MOVED else None
    _check_rule(person, kind, on, left_on, rule)
    refuse_nir(employer)
    outcome = Outcome(
        territory_id=person.territory_id,
        person=person,
        kind=kind,
        on=on,
        employer=employer.strip(),
        weekly_hours=weekly_hours,
        left_on=left_on,
        rule=rule.row,
        recorded_by=by,
    )
    outcome.full_clean(exclude=["territory", "person", "rule", "recorded_by"])
    outcome.save()
    plan_follow_ups(outcome)
    told = f"{_words(outcome)} Décision {decision}." if decision else _words(outcome)
    write(person, EventKind.OUTCOME, on, told, by=by)
    journal.record(
        "outcome",
        person,
        by=by,
        after={"motif": outcome.get_kind_display(), "date": on, "employeur": outcome.employer},
        named=True,
    )
    for end in endings:
        end(outcome, by)
    refresh(person)
    figures_moved(person.territory_id)
    return outcome


def _words(outcome: Outcome) -> str:
    words = french.upper_first(outcome.get_kind_display())
    if outcome.employer:
        words += f", {outcome.employer}"
    if outcome.weekly_hours:
        words += f", {french.number(outcome.weekly_hours)}\u00a0h par semaine"
    return f"{words}."


def _check(person: Person, kind: str, on: date) -> None:
    if kind not in OutcomeKind.values:
        raise ValidationError("Choisissez un motif de la liste.", code="kind")
    existing = person.outcomes.standing().first()
    if existing:
        raise ValidationError(
            f"Une sortie est déjà enregistrée\u00a0: {existing}, {french.date(existing.on)}.",
            code="outcome",
        )
    if kind == OutcomeKind.EBE and not person.is_on_list:
        raise ValidationError(
            "L’EBE embauche des personnes de la liste de mobilisation\u00a0: volontaires, et reconnues éligibles "
            "par le comité.",
            code="not_listed",
        )
    today = timezone.localdate()
    if on > today + AHEAD:
        raise ValidationError(
            f"Le {french.numeric_date(on)} est trop loin. Écrivez une date dans l’année qui vient.",
            code="far",
        )
    start = person.volunteer_on or person.identified_on
    if on < start:
        raise ValidationError(
            f"La sortie vient après le {french.date(start)}. Vérifiez la date.", code="order"
        )


def _check_rule(person: Person, kind: str, on: date, left_on: date | None, rule: ListRule) -> None:
    """What the list's rule asks before somebody of the list leaves it."""
    if not person.is_on_list:
        return
    if kind == OutcomeKind.UNREACHABLE:
        _check_reminders(person, rule)
    if kind != OutcomeKind.MOVED:
        return
    if rule.perimeter == ListRule.Perimeter.STAYS:
        raise ValidationError(
            f"{named(rule)} garde sur la liste une personne qui a quitté le périmètre. "
            "Notez le déménagement comme un fait du parcours.",
            code="stays",
        )
    earliest = months_after(left_on, rule.perimeter_months)
    if on < earliest:
        raise ValidationError(
            {
                "on": f"{named(rule)} laisse {french.count(rule.perimeter_months, 'mois', 'mois')} sur la liste après un "
                f"départ du périmètre, ici le {french.date(left_on)}. La sortie est possible à partir du "
                f"{french.numeric_date(earliest)}."
            },
            code="early",
        )


def _check_reminders(person: Person, rule: ListRule) -> None:
    found = reminders(person, rule)
    if found >= rule.reminders:
        return
    written = (
        f"{found} {french.accord(found, 'est inscrite,sont inscrites')}"
        if found
        else "aucune ne l’est"
    )
    spaced = (
        f" espacées d’au moins {french.count(rule.reminder_days, 'jour')}"
        if rule.reminders > 1 and rule.reminder_days
        else ""
    )
    raise ValidationError(
        f"{named(rule)} demande {french.count(rule.reminders, 'relance')} sans réponse{spaced}, depuis le dernier "
        f"contact, avant de noter une personne injoignable ; {written} au parcours. Chacune se note comme un contact "
        "«\u00a0sans réponse\u00a0», le jour où elle est faite.",
        code="reminders",
    )


def reminders(person: Person, rule: ListRule) -> int:
    """Reminders without an answer since the last contact, those that follow the previous one too closely left out.

    An attempt is typed as a contact without an answer; the kind « Relance sans réponse » comes with an import.
    """
    attempts = Q(kind=EventKind.REMINDER) | Q(
        kind=EventKind.CONTACT, result=JourneyEvent.Result.NO_ANSWER
    )
    days = (
        person.events.filter(attempts, corrections=None).order_by("on").values_list("on", flat=True)
    )
    counted, last = 0, None
    for day in days:
        if person.last_contact_on and day <= person.last_contact_on:
            continue
        if last is None or (day - last).days >= rule.reminder_days:
            counted, last = counted + 1, day
    return counted


@transaction.atomic
def cancel_outcome(outcome: Outcome, *, by, reason: str) -> None:
    """An outcome written by mistake goes; the history says so. The person takes back the rank of the volunteer date."""
    person = outcome.person
    if not reason.strip():
        raise ValidationError("Dites pourquoi la sortie est annulée.", code="reason")
    for resume in RESUMPTIONS:
        resume(outcome, by=by, reason=reason)
    lock(person)
    if person.returns.filter(outcome=outcome).exists():
        raise ValidationError(
            "Un retour a suivi cette sortie : elle reste dans l’histoire de la personne.",
            code="back",
        )
    fact = (
        person.events.filter(kind=EventKind.OUTCOME, corrections=None)
        .order_by("-recorded_at", "-pk")
        .first()
    )
    write(
        person,
        EventKind.NOTE,
        timezone.localdate(),
        f"Sortie annulée\u00a0: {outcome}, {french.date(outcome.on)}.",
        by=by,
        corrects=fact,
        reason=reason,
    )
    journal.record(
        "correct",
        person,
        by=by,
        before={"motif": outcome.get_kind_display(), "date": outcome.on},
        reason=reason,
        named=True,
    )
    outcome.delete()
    refresh(person)
    figures_moved(person.territory_id)
