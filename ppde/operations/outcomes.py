"""Outcomes: how a journey ended, and the correction of one written by mistake."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import EventKind, Outcome, OutcomeKind, Person
from ppde.operations.journey import figures_moved, lock, refresh, refuse_nir, write
from territories import journal
from tzcld.ui import french

# A contract may be signed some time before its first day, not years before.
AHEAD = timedelta(days=366)


@transaction.atomic
def record_outcome(
    person: Person,
    kind: str,
    on: date,
    employer: str = "",
    weekly_hours: Decimal | None = None,
    *,
    by,
) -> Outcome:
    """The last day on the list and why. A job may begin later: the person leaves the list on that day."""
    lock(person)
    _check(person, kind, on)
    refuse_nir(employer)
    outcome = Outcome(
        territory_id=person.territory_id,
        person=person,
        kind=kind,
        on=on,
        employer=employer.strip(),
        weekly_hours=weekly_hours,
        recorded_by=by,
    )
    outcome.full_clean(exclude=["territory", "person", "recorded_by"])
    outcome.save()
    write(person, EventKind.OUTCOME, on, _words(outcome), by=by)
    journal.record(
        "outcome",
        person,
        by=by,
        after={"motif": outcome.get_kind_display(), "date": on, "employeur": outcome.employer},
        named=True,
    )
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
    existing = person.outcomes.first()
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


@transaction.atomic
def cancel_outcome(outcome: Outcome, *, by, reason: str) -> None:
    """An outcome written by mistake goes; the history says so. The person takes back the rank of the volunteer date."""
    person = outcome.person
    if not reason.strip():
        raise ValidationError("Dites pourquoi la sortie est annulée.", code="reason")
    lock(person)
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
