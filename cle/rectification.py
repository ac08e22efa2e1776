"""A decision noted wrongly: another one rectifies it, and what it carried with it is given back.

Each room says what a decision of the committee carries, through `settings.DECISION_EFFECTS`; what can no longer be given
back stays, with the sentence that says why. The decision as it was written stays too.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from cle.models import Decision, Meeting
from cle.operations import add_to_minutes, record_decision
from territories import journal
from tzcld.ui import french


@dataclass(frozen=True)
class Effect:
    """One thing that a decision carries. `label` tells it by number, never by name; `after`: what a rectification makes of it.

    `undo(by=…, reason=…)` gives it back, or raises ValidationError with the sentence that says why it no longer can.
    `follow(decision, by=…, reason=…)`, when given: what it does once the decision that takes the place is written, if that one stands.
    """

    key: str
    label: str
    after: str
    undo: Callable
    follow: Callable | None = None


def effects(decision: Decision) -> list[Effect]:
    return [
        effect for path in settings.DECISION_EFFECTS for effect in import_string(path)(decision)
    ]


def examine(decision: Decision, *, by) -> tuple[list[Effect], list[tuple[Effect, str]]]:
    """What a rectification would give back, and what would stay with why: done for good, then forgotten."""
    with transaction.atomic():
        found = _give_back(decision, by, "Examen avant rectification.")
        transaction.set_rollback(True)
    return found


def _give_back(decision: Decision, by, reason: str):
    given, kept = [], []
    for effect in effects(decision):
        try:
            with transaction.atomic():
                effect.undo(by=by, reason=reason)
        except ValidationError as refusal:
            kept.append((effect, " ".join(refusal.messages)))
        else:
            given.append(effect)
    return given, kept


def next_meetings(decision: Decision):
    """Where a decision whose minutes are approved may be rectified: later meetings of the same committee, held or going on."""
    meeting = decision.meeting
    return (
        Meeting.objects.filter(
            territory=meeting.territory_id,
            committee=meeting.committee_id,
            starts_at__gt=meeting.starts_at,
            starts_at__lte=timezone.now(),
            state__in=(Meeting.State.CONVENED, Meeting.State.HELD),
        )
        .exclude(minutes_state=Meeting.Minutes.APPROVED)
        .select_related("committee", "territory")
        .order_by("-starts_at")
    )


def is_approved(decision: Decision) -> bool:
    return decision.meeting.minutes_state == Meeting.Minutes.APPROVED


@transaction.atomic
def rectify(
    decision: Decision, *, by, reason: str, seen: str, meeting: Meeting | None = None, **values
) -> Decision:
    """A new decision takes the place of this one, and what it carried is given back, in one transaction.

    `values`: what was decided in truth, of the same kind (`outcome` void when nothing was). `seen`: what the page said would
    be given back (`signature`); another colleague may have acted since. Noted at the same meeting; once its minutes are
    approved they are history: a later `meeting` of the committee takes note of the rectification, and they get an addendum.
    Raises ValidationError by field. The row returned has `given`, the number of effects given back.
    """
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("meeting__committee", "territory")
        .get(pk=decision.pk)
    )
    if decision.is_rectified:
        raise ValidationError(
            f"Cette décision est déjà rectifiée par la décision {decision.rectification.number}."
        )
    journal.refuse_no_reason(reason, "Dites pourquoi la décision est rectifiée.")
    at = _meeting(decision, meeting)
    told = f"Décision {decision} rectifiée. {reason.strip()}"
    given, kept = _give_back(decision, by, told[:300])
    if signature(given) != seen:
        raise ValidationError(
            "Quelque chose a changé depuis l’ouverture de cette page. Relisez ce qui sera rendu, puis confirmez."
        )
    row = record_decision(
        at,
        by=by,
        rectifies=decision,
        reason=reason.strip(),
        remains="\n".join(effect.label for effect, _ in kept),
        **values | {"kind": decision.kind},
    )
    if row.stands:
        for effect in (*given, *(effect for effect, _ in kept)):
            if effect.follow:
                effect.follow(row, by=by, reason=told[:300])
    if is_approved(decision):
        add_to_minutes(decision.meeting, by=by, text=_addendum(decision, row))
    journal.record(
        "correct",
        decision,
        by=by,
        before={"issue": decision.get_outcome_display()},
        after={
            "rectifiée par": row.number,
            "rendu": [effect.label for effect in given],
            "demeure": [effect.label for effect, _ in kept],
        },
        reason=reason.strip(),
    )
    row.given = len(given)
    return row


def _addendum(decision: Decision, row: Decision) -> str:
    when = french.date(row.meeting.starts_at)
    return f"La décision {decision.number} est rectifiée par la décision {row.number}, séance du {when}. {row.reason}"


def signature(given: list[Effect]) -> str:
    return " ".join(sorted(effect.key for effect in given))


def _meeting(decision: Decision, meeting: Meeting | None) -> Meeting:
    if not is_approved(decision):
        return decision.meeting
    if meeting is None or not next_meetings(decision).filter(pk=meeting.pk).exists():
        raise ValidationError(
            {
                "meeting": f"Le compte rendu du {french.date(decision.meeting.starts_at)} est approuvé\u00a0: une séance suivante de "
                "cette instance prend acte de la rectification. Choisissez-la, ou convoquez-la d’abord."
            }
        )
    return meeting
