"""A committee with its seats and its meetings."""

from datetime import date, timedelta
from itertools import cycle

from cle.convocations.operations import compose
from cle.models import (
    AgendaItem,
    Attendance,
    Committee,
    Convocation,
    ConvocationMail,
    Meeting,
    MeetingAnswer,
    NoticeRule,
    QuorumRule,
    Seat,
)
from evaluation.demo import facts
from evaluation.demo.ground import Ground, at, staff
from territories.models import Membership, Territory
from territories.periods import period
from territories.roles import Role


def hold_meetings(ground: Ground) -> list[Meeting]:
    """The CLE with its seats, and a meeting every two months since the start; returns those held, oldest first."""
    territory, rng = ground.territory, ground.rng
    committee = Committee.objects.create(
        territory=territory,
        kind="cle",
        name="Comité local pour l’emploi",
        remit="Programme d’actions, règles de la liste, supplémentarité, évaluation.",
    )
    for valid_from, percent in ((None, 33), (ground.today - timedelta(days=400), 50)):
        QuorumRule.objects.create(
            territory=territory,
            committee=committee,
            valid_from=valid_from,
            percent=percent,
            source="Règlement intérieur, article 6",
        )
    Committee.objects.create(
        territory=territory,
        kind="commission",
        name="Commission parcours et exhaustivité",
    )
    seats = []
    for college, rank, function in facts.SEATS:
        if college.startswith("ebe") and not ground.place.ebes:
            continue
        first, last = staff(rng)
        seats.append(
            Seat.objects.create(
                territory=territory,
                committee=committee,
                college=college,
                rank=rank,
                holder=f"{first} {last} ({len(seats) + 1})"
                if any(s.holder == f"{first} {last}" for s in seats)
                else f"{first} {last}",
                function=function,
                # Two in nine have given none: what the page of a convocation says of them.
                email="" if len(seats) % 9 in (4, 7) else f"siege-{len(seats) + 1}@demo.example",
                votes=rank != "guest",
                period=period(ground.place.started),
            )
        )
    _sit(territory, seats)
    held = []
    day = ground.place.started + timedelta(days=50)
    while day < ground.today:
        held.append(_held(ground, committee, seats, day))
        day += timedelta(days=56)
    upcoming = Meeting.objects.create(
        territory=territory,
        committee=committee,
        title="Séance plénière",
        starts_at=at(ground.today + timedelta(days=4), 14),
        ends_at=at(ground.today + timedelta(days=4), 16, 30),
        place="Maison des projets",
        state="convened",
    )
    for position, title in enumerate(
        [
            "Point sur la liste de mobilisation",
            "Éligibilités à apprécier",
            "Activités : avis et décisions",
        ],
        start=1,
    ):
        AgendaItem.objects.create(
            territory=territory,
            meeting=upcoming,
            position=position,
            title=title,
            minutes_planned=40,
        )
    _convene(ground, committee, upcoming, seats)
    return held


def _sit(territory: Territory, seats: list[Seat]) -> None:
    """The president and the member who have an account sit by it: they answer from the page of the meeting."""
    for role, function in (
        (Role.CLE_CHAIR, seats[0].function),
        (Role.CLE_MEMBER, "Club d’entreprises"),
    ):
        held = Membership.objects.active().filter(territory=territory, role=role).first()
        seat = next(seat for seat in seats if seat.function == function)
        if held:
            seat.user, seat.holder = held.user, str(held.user)
            seat.save(update_fields=["user", "holder"])


def _convene(ground: Ground, committee: Committee, meeting: Meeting, seats: list[Seat]) -> None:
    """The rule of notice, and the convocation that left in time; two members have come since."""
    NoticeRule.objects.create(
        territory=ground.territory,
        committee=committee,
        valid_from=ground.place.started,
        days=10,
        source="Règlement intérieur, article 4",
    )
    by, asked_at = ground.team[0], at(ground.today - timedelta(days=8), 10)
    subject, text, body = compose(meeting, kind=Convocation.Kind.CONVENE, by=by)
    convocation = Convocation.objects.create(
        territory=ground.territory,
        meeting=meeting,
        state="sent",
        asked_by=by,
        asked_at=asked_at,
        heartbeat=asked_at,
        finished_at=asked_at,
        subject=subject,
        text=text.replace("part 4\u00a0jours", "part 12\u00a0jours"),
        calendar=body,
        notice_days=10,
    )
    ConvocationMail.objects.bulk_create(
        ConvocationMail(
            territory=ground.territory,
            convocation=convocation,
            seat=seat,
            email=seat.email,
            state="sent",
            sent_at=asked_at,
        )
        for seat in seats[:-2]
        if seat.email
    )
    _answer(meeting, [seat for seat in seats[:-2] if seat.email])


def _answer(meeting: Meeting, seats: list[Seat]) -> None:
    """Six in ten have answered, most that they come; the last ones are silent still."""
    said = ["present", "present", "excused", "present", "represented", "present"]
    MeetingAnswer.objects.bulk_create(
        MeetingAnswer(
            territory_id=meeting.territory_id,
            meeting=meeting,
            seat=seat,
            starts_at=meeting.starts_at,
            said=answer if seat.votes or answer != "represented" else "excused",
            answered_at=meeting.starts_at - timedelta(days=10, hours=n),
        )
        for n, (seat, answer) in enumerate(zip(seats[: len(seats) * 6 // 10], cycle(said)))
    )


def _held(ground: Ground, committee: Committee, seats: list[Seat], day: date) -> Meeting:
    meeting = Meeting.objects.create(
        territory=ground.territory,
        committee=committee,
        title="Séance plénière",
        starts_at=at(day, 14),
        ends_at=at(day, 16),
        place="Maison des projets",
        state="held",
        minutes="Le comité a examiné les éligibilités et le point sur la liste.",
        minutes_state="approved",
    )
    AgendaItem.objects.create(
        territory=ground.territory, meeting=meeting, position=1, title="Éligibilités à apprécier"
    )
    Attendance.objects.bulk_create(
        Attendance(
            territory=ground.territory,
            meeting=meeting,
            seat=seat,
            status=ground.rng.choices(["present", "excused", "absent"], [80, 14, 6])[0],
        )
        for seat in seats
    )
    return meeting
