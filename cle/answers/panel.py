"""« Présences annoncées » on the page of a meeting: how many for all its readers, who for the team."""

from cle.answers.models import MeetingAnswer
from cle.answers.operations import answers_of, is_asked
from cle.models import Attendance, Meeting, QuorumRule, Seat
from cle.quorum import outlook
from tzcld.ui import french

Said = MeetingAnswer.Said
WORDS = [
    (Said.PRESENT, "Présence annoncée,Présences annoncées"),
    (Said.REPRESENTED, "Pouvoir annoncé,Pouvoirs annoncés"),
    (Said.EXCUSED, "Absence excusée,Absences excusées"),
]


def panel(request, meeting: Meeting, seats: list[Seat], rule: QuorumRule) -> dict | None:
    """One query; `rule`: that of its day. None when the meeting asks for no answer."""
    if not is_asked(meeting):
        return None
    answers = answers_of(meeting)
    named = request.scope.can("meeting_edit")
    lines = []
    for said, words in WORDS:
        found = [seat for seat in seats if seat.pk in answers and answers[seat.pk].said == said]
        if found or said != Said.REPRESENTED:
            lines.append((french.accord(len(found), words), found))
    silent = [seat for seat in seats if seat.pk not in answers]
    mine = [seat for seat in seats if seat.user_id == request.user.pk]
    own = next((answers[seat.pk] for seat in mine if seat.pk in answers), None)
    said = {pk: found.said for pk, found in answers.items()}
    return {
        "tally": [
            {"label": words, "n": len(found)} for words, found in [*lines, ("Sans réponse", silent)]
        ],
        "outlook": outlook(seats, said, rule.percent),
        "named": [(word, found) for word, found in lines if found] if named else [],
        "silent": silent if named else [],
        "is_mine": bool(mine),
        "own": french.upper_first(own.get_said_display()) if own else "",
    }


def as_attendance(meeting: Meeting) -> list[Attendance]:
    """What the form of attendance starts from on the day, before anything is recorded: rows that are not saved."""
    return [
        Attendance(seat_id=seat, status=answer.said) for seat, answer in answers_of(meeting).items()
    ]
