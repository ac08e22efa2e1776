"""Voices and quorum of a meeting: pure arithmetic over seats and attendance.

Source: rules of procedure of each committee (domain.md §7.1), one dated row each time that they change. A voting seat filled on the day counts one voice when its
holder is present, or represented by somebody who is. The quorum is a share of the filled voting seats, rounded up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cle.models import Attendance, Committee, Meeting, QuorumRule, Seat
from tzcld.ui import french


@dataclass(frozen=True)
class Row:
    """One college: voting seats filled on the day, and the voices heard."""

    college: str
    label: str
    seats: int
    voices: int


@dataclass(frozen=True)
class Quorum:
    seats: int
    voices: int
    required: int
    recorded: bool
    colleges: tuple[Row, ...] = ()

    @property
    def met(self) -> bool:
        return self.voices >= self.required

    @property
    def title(self) -> str:
        if not self.required:
            return "Pas de quorum fixé"
        if not self.recorded:
            return "Présences à relever"
        return "Quorum atteint" if self.met else "Quorum non atteint"

    @property
    def words(self) -> str:
        """« 14 voix sur 27, quorum à 14 »."""
        words = f"{french.number(self.voices)} voix sur {french.number(self.seats)}"
        return f"{words}, quorum à {french.number(self.required)}" if self.required else words


def required(seats: int, percent: int) -> int:
    """Voices needed among `seats` filled voting seats; no seat can never be a quorum unless none is asked."""
    if percent == 0:
        return 0
    return max(1, -(-seats * percent // 100))


def count(seats: Iterable[Seat], attendance: Iterable[Attendance], percent: int) -> Quorum:
    """The quorum from the seats filled on the day and the attendance recorded."""
    voting = [seat for seat in seats if seat.votes]
    found = {row.seat_id: row for row in attendance}
    here = {pk for pk, row in found.items() if row.status == Attendance.Status.PRESENT}
    heard = {
        pk
        for pk, row in found.items()
        if pk in here or (row.status == Attendance.Status.REPRESENTED and row.proxy_id in here)
    }
    rows = []
    for college in Seat.College:
        mine = [seat for seat in voting if seat.college == college]
        if mine:
            voices = sum(seat.pk in heard for seat in mine)
            rows.append(Row(college.value, french.upper_first(college.label), len(mine), voices))
    return Quorum(
        seats=len(voting),
        voices=sum(row.voices for row in rows),
        required=required(len(voting), percent),
        recorded=bool(found),
        colleges=tuple(rows),
    )


def outlook(seats: Iterable[Seat], said: dict[int, str], percent: int) -> str:
    """What the answers let hope before the meeting, in a sentence; empty when no quorum is asked.

    `said`: by seat, what it announces. A proxy is a voice when somebody present carries it, one each.
    """
    voting = {seat.pk for seat in seats if seat.votes}
    needed = required(len(voting), percent)
    if not needed:
        return ""
    present = sum(said.get(pk) == Attendance.Status.PRESENT for pk in voting)
    carried = sum(said.get(pk) == Attendance.Status.REPRESENTED for pk in voting)
    voices, silent = present + min(carried, present), sum(pk not in said for pk in voting)
    start = f"Le quorum de {french.count(needed, 'voix', 'voix')}"
    told = french.count(voices, "voix annoncée", "voix annoncées")
    if voices > needed:
        more = french.number(voices - needed)
        return f"{start} est atteint si les personnes annoncées viennent\u00a0: {french.count(voices, 'voix', 'voix')}, {more} de plus qu’il n’en faut."
    if voices == needed:
        return f"{start} est atteint si les personnes annoncées viennent toutes\u00a0: {french.count(voices, 'voix', 'voix')}."
    missing = needed - voices
    if missing > silent:
        members = french.count(silent, "membre votant", "membres votants")
        return (
            f"{start} ne sera pas atteint avec ces réponses\u00a0: {told}, {members} sans réponse."
        )
    if silent == 1:
        who = "le seul membre votant sans réponse vient"
    elif missing == silent:
        who = f"les {french.number(silent)} membres votants sans réponse viennent"
    else:
        come = "vient" if missing == 1 else "viennent"
        who = f"{french.number(missing)} des {french.number(silent)} membres votants sans réponse {come}"
    return f"{start} est atteint si {who} aussi\u00a0: {told}."


def rule_on(committee: Committee, day: date) -> QuorumRule:
    """The rule in force on this day. Where none is written no quorum is asked, and proxies are admitted."""
    return committee.quorum_rules.on(day).first() or QuorumRule(committee=committee)


def rule_of(meeting: Meeting) -> QuorumRule:
    """A past meeting keeps the rule of its day, whatever was decided since."""
    return rule_on(meeting.committee, timezone.localdate(meeting.starts_at))


def seats_of(meeting: Meeting):
    """The seats filled on the day of the meeting, voting or not.

    Once its minutes are approved, those whose attendance they tell: a mandate written since for a past day counts no more
    in them.
    """
    day = timezone.localdate(meeting.starts_at)
    rows = meeting.committee.seats.filled(day)
    if meeting.minutes_state == Meeting.Minutes.APPROVED and meeting.attendance.exists():
        rows = meeting.committee.seats.filter(pk__in=meeting.attendance.values("seat"))
    return rows.order_by("college", "rank", "holder")


def quorum(meeting: Meeting) -> Quorum:
    return count(seats_of(meeting), meeting.attendance.all(), rule_of(meeting).percent)


def reading(votes_for: int, votes_against: int, outcome: str) -> str:
    """A sentence when the count and the outcome disagree; empty when they agree. The president states the outcome."""
    if outcome == "adopted" and votes_for <= votes_against:
        return (
            f"La décision est dite adoptée avec {votes_for} voix pour et {votes_against} contre. "
            "Vérifiez le compte et ce que dit le règlement intérieur."
        )
    if outcome == "rejected" and votes_for > votes_against:
        return (
            f"La décision est dite rejetée avec {votes_for} voix pour et {votes_against} contre. "
            "Vérifiez le compte et ce que dit le règlement intérieur."
        )
    return ""
