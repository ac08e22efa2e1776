"""What those who were convened are told next: the meeting moves, the meeting is cancelled. Once each, by the rows of a sending.

Who was convened is read from the mails themselves, not from the seats of the day: the holder of a mandate ended since has
the meeting in a calendar too. A mail « peut-être reçue » or under way counts as received.
"""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cle import operations
from cle.convocations.mailing import CANCELLED, GIVEN_UP
from cle.convocations.models import Convocation, ConvocationMail
from cle.convocations.operations import (
    Kind,
    Sent,
    State,
    compose,
    freeze,
    notice_of,
    refuse_while_sending,
    start,
)
from cle.models import Meeting, Seat
from territories import journal
from tzcld.ui import french

RECEIVED = (Sent.SENT, Sent.DOUBT, Sent.CLAIMED)
# What those who received the convocation put in their calendar.
TOLD_FIELDS = ("starts_at", "ends_at", "place")


def readers(meeting: Meeting) -> list[tuple[Seat, str]]:
    """(seat, address) of those who were convened, by the last mail that each received; one per address."""
    rows = ConvocationMail.objects.filter(convocation__meeting=meeting, state__in=RECEIVED)
    last = {mail.seat_id: mail for mail in rows.select_related("seat").order_by("pk")}
    found: dict[str, tuple[Seat, str]] = {}
    for mail in last.values():
        found.setdefault(mail.email.lower(), (mail.seat, mail.email))
    return list(found.values())


def to_tell(meeting: Meeting) -> int:
    """How many would be told that this meeting moves or is cancelled."""
    return len(readers(meeting)) if meeting.starts_at > timezone.now() else 0


@transaction.atomic
def cancel(meeting: Meeting, *, by, reason: str) -> Meeting:
    """Cancel, and tell those who were convened. A convocation under way writes to nobody more."""
    meeting = operations.cancel(meeting, by=by, reason=reason)
    rows = ConvocationMail.objects.filter(convocation__meeting=meeting, state=Sent.WAITING)
    rows.update(state=Sent.LEFT, error=CANCELLED)
    if meeting.starts_at > timezone.now():
        _tell(meeting, Kind.CANCEL, by=by, reason=reason.strip())
    return meeting


@transaction.atomic
def change(meeting: Meeting, *, by, reason: str = "", **values) -> Meeting:
    """Change the meeting; those who were convened are told a new day, hour or place.

    Raises ValidationError: an envoi under way carries the old day; once convened the committee stays; a day nearer than the
    rules of procedure ask needs its `reason`.
    """
    was = copy(Meeting.objects.get(pk=meeting.pk))
    meeting = operations.change_meeting(meeting, by=by, **values)
    told = readers(meeting)
    if told and meeting.committee_id != was.committee_id:
        raise ValidationError(
            {
                "committee": "La convocation est partie aux membres de l’autre instance : annulez cette séance, préparez-en une autre."
            }
        )
    moved = any(getattr(meeting, name) != getattr(was, name) for name in TOLD_FIELDS)
    if not moved or meeting.starts_at <= timezone.now():
        return meeting
    refuse_while_sending(meeting)
    if told:
        rule = _rule_broken(meeting, was)
        if rule and not reason.strip():
            raise ValidationError(
                {
                    "reason": f"Il faut {french.count(rule.days, 'jour')} au moins avant la séance : écrivez pourquoi elle change si tard."
                }
            )
        _tell(meeting, Kind.CHANGE, by=by, reason=reason.strip(), was=was)
    return meeting


def _rule_broken(meeting: Meeting, was: Meeting):
    """The rule of notice that the new day does not leave time for; another hour of the same day breaks none."""
    day, before = timezone.localdate(meeting.starts_at), timezone.localdate(was.starts_at)
    rule, days = notice_of(meeting)
    return rule if rule and day != before and days < rule.days else None


def _tell(meeting: Meeting, kind: str, *, by, reason: str, was: Meeting | None = None) -> None:
    told = readers(meeting)
    if not told:
        return
    rule, _ = notice_of(meeting)
    convocation = freeze(
        meeting,
        told,
        compose(meeting, kind=kind, by=by, reason=reason, was=was),
        kind=kind,
        asked_by=by,
        notice_days=rule.days if rule and kind == Kind.CHANGE else None,
        reason=reason,
    )
    after = {"recipients": len(told), "kind": kind}
    journal.record("send", convocation, by=by, after=after, reason=reason)


@transaction.atomic
def resume(convocation: Convocation, *, by) -> Convocation:
    """Those whom a mail server that took nothing left out receive the same mail; the others receive nothing again."""
    rows = Meeting.objects.select_for_update(of=("self",))
    meeting = rows.get(pk=convocation.meeting_id)
    convocation.refresh_from_db(from_queryset=Convocation.objects.select_for_update(of=("self",)))
    if not may_resume(convocation, meeting, last=meeting.convocations.first()):
        raise ValidationError("Cet envoi ne se reprend plus.")
    waiting = convocation.mails.filter(state=Sent.LEFT, error=GIVEN_UP)
    n = waiting.update(state=Sent.WAITING, error="")
    convocation.state, convocation.error, convocation.finished_at = State.SENDING, "", None
    convocation.heartbeat = timezone.now()
    convocation.save(update_fields=["state", "error", "finished_at", "heartbeat"])
    journal.record("send", convocation, by=by, after={"recipients": n, "kind": convocation.kind})
    start(convocation.pk)
    return convocation


def may_resume(convocation: Convocation, meeting: Meeting, *, last: Convocation | None) -> bool:
    """Interrupted, still true, nothing announced since. A first convocation is written anew instead (« Envoyer de nouveau »)."""
    cancelled = meeting.state == Meeting.State.CANCELLED
    return (
        convocation.state == State.FAILED
        and convocation.kind in ((Kind.CANCEL,) if cancelled else (Kind.CHANGE,))
        and convocation == last
        and meeting.starts_at > timezone.now()
    )
