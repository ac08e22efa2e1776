"""Committees, their meetings and decisions."""

from datetime import date

from cle.models import (
    Addendum,
    AgendaItem,
    Attendance,
    Committee,
    Convocation,
    ConvocationMail,
    Decision,
    Meeting,
    MeetingAnswer,
    NoticeRule,
    QuorumRule,
    Seat,
)
from territories.periods import period
from tests.world.place import Place, moment


def fill(here: Place) -> None:
    make, mark, by = here.make, here.mark, here.by
    committee = make(Committee, kind="cle", name=f"Comité{mark}")
    make(QuorumRule, committee=committee, percent=50, source=f"Règlement, article 6{mark}")
    seat = make(
        Seat,
        committee=committee,
        college="local_authority",
        rank="chair",
        holder=f"Présidente{mark}",
        period=period(date(2024, 1, 1)),
    )
    meeting = make(
        Meeting,
        committee=committee,
        title=f"Séance{mark}",
        starts_at=moment(2026, 11, 5),
        state="held",
    )
    make(AgendaItem, meeting=meeting, position=1, title=f"Point{mark}")
    make(Addendum, meeting=meeting, text=f"Précision{mark}", written_by=by)
    make(Attendance, meeting=meeting, seat=seat, status="present")
    make(MeetingAnswer, meeting=meeting, seat=seat, starts_at=meeting.starts_at, said="present")
    make(
        NoticeRule,
        committee=committee,
        valid_from=date(2024, 1, 1),
        days=10,
        source=f"Règlement intérieur, article 4{mark}",
    )
    convocation = make(
        Convocation,
        meeting=meeting,
        state="sent",
        asked_by=by,
        asked_at=moment(2026, 10, 20),
        subject=f"Convocation{mark}",
        text=f"Ordre du jour{mark}",
        calendar="BEGIN:VCALENDAR",
    )
    make(
        ConvocationMail,
        convocation=convocation,
        seat=seat,
        email=f"presidente{mark.strip().lower()}@exemple.fr",
        state="sent",
        sent_at=moment(2026, 10, 20),
    )
    make(
        Decision,
        meeting=meeting,
        number="2026-01",
        kind="eligibility",
        wording=f"Éligibilité de M-0001{mark}",
        outcome="adopted",
        recorded_by=by,
    )
