"""Answering a convocation, and what the answers make of the quorum."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cle.answers.models import MeetingAnswer
from cle.models import Meeting, Seat
from cle.quorum import rule_of
from territories import journal

Said = MeetingAnswer.Said


def is_asked(meeting: Meeting) -> bool:
    """Convened, and not begun."""
    return meeting.state == Meeting.State.CONVENED and meeting.starts_at > timezone.now()


def answers_of(meeting: Meeting) -> dict[int, MeetingAnswer]:
    """By seat, for the day that the meeting now has."""
    rows = MeetingAnswer.objects.filter(meeting=meeting, starts_at=meeting.starts_at)
    return {answer.seat_id: answer for answer in rows}


def choices_of(seat: Seat, meeting: Meeting) -> list[str]:
    """What this seat may answer: only a voice is carried by somebody else, where the rules of procedure let it be."""
    carried = seat.votes and rule_of(meeting).allows_proxies
    return [said for said in Said if carried or said != Said.REPRESENTED]


@transaction.atomic
def answer(meeting: Meeting, seat: Seat, *, said: str, by=None) -> MeetingAnswer:
    """What this seat announces; a later answer replaces it. `by`: None for the link of the mail.

    Raises ValidationError: a meeting that asks nothing (more), a seat that is not filled that day, an answer it may not give.
    """
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("committee")
    meeting = rows.get(pk=meeting.pk)
    if not is_asked(meeting):
        raise ValidationError(
            "Cette séance n’attend pas de réponse : elle n’est pas convoquée, ou elle a commencé."
        )
    day = timezone.localdate(meeting.starts_at)
    if seat.committee_id != meeting.committee_id or day not in seat.period:
        raise ValidationError("Ce siège n’est pas pourvu le jour de la séance.")
    if said not in choices_of(seat, meeting):
        raise ValidationError({"said": "Le règlement intérieur ne permet pas cette réponse."})
    known = MeetingAnswer.objects.filter(
        meeting=meeting, seat=seat, starts_at=meeting.starts_at
    ).first()
    found = known or MeetingAnswer(
        territory_id=meeting.territory_id, meeting=meeting, seat=seat, starts_at=meeting.starts_at
    )
    before = found.said
    found.said, found.answered_at = said, timezone.now()
    # The member's own account would name the seat once its mandate has lost its name.
    found.noted_by = by if by and by.pk != seat.user_id else None
    found.save()
    if before != said:
        # Written by whoever holds the link, and kept after the mandate has lost its name: the college only.
        label = f"{seat.get_college_display()}, {found.get_said_display()}"
        journal.record(
            "announce",
            found,
            by=by,
            before={"said": before} if before else {},
            after={"said": said},
            label=label,
        )
    return found
