"""Somebody accompanied who sits in a committee: the mandate is kept apart from the file (settings.KEPT_APART)."""

from datetime import date

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from cle.models import Attendance, Seat
from cle.operations import NAMED_COLLEGES
from cle.seats import seat_close, seat_delete
from ppde.models import Elimination, Orientation, Person
from ppde.privacy.apart import Apart
from ppde.retention.operations import (
    eliminate,
    eliminate_row_again,
    eliminate_row_on_request,
    tell_erased,
)
from territories.models import Territory
from tzcld.ui import french

MANDATES = Elimination.What.MANDATES
REASON = "demande d’effacement"


def seats_of(subject: Person | Orientation) -> list[Seat]:
    """The mandates of the territory at the same address, or under the same name in a college of persons.

    In the other colleges a name alone may be that of somebody else, an elected official say.
    """
    rows = Seat.objects.filter(territory=subject.territory_id).select_related("committee", "user")
    names = _key(subject.first_name, subject.last_name), _key(subject.last_name, subject.first_name)
    email = subject.email.casefold()
    return [
        seat
        for seat in rows.order_by("period", "pk")
        if not seat.is_nameless
        and (
            (email and email in (seat.email.casefold(), seat.user.email if seat.user else ""))
            or (seat.college in NAMED_COLLEGES and any(names) and _key(seat.holder) in names)
        )
    ]


def _key(*texts: str) -> str:
    return "".join(word for text in texts for word in french.plain_words(text))


def _told(subject: Person | Orientation) -> list[str]:
    return [
        f"Siège dans «\u00a0{seat.committee}\u00a0», {seat.get_college_display()}, {french.lower_first(french.period(seat.since, seat.until))}"
        for seat in seats_of(subject)
    ]


def in_the_copy(subject: Person | Orientation) -> list[list[tuple[str, str]]]:
    """What a copy of the data tells of each mandate, as (label, words)."""
    seats = seats_of(subject)
    rows = Attendance.objects.filter(seat__in=[seat.pk for seat in seats]).order_by()
    attended = dict(rows.values_list("seat").annotate(Count("pk")))
    told = []
    for seat in seats:
        words = [
            ("Instance", str(seat.committee)),
            ("Collège", seat.get_college_display()),
            ("Titulaire", seat.holder),
            ("Fonction", seat.function),
            ("Adresse pour la convocation", seat.address),
            ("Mandat", french.period(seat.since, seat.until)),
            ("Présences relevées", french.count(attended.get(seat.pk, 0), "séance")),
        ]
        told.append([(label, said) for label, said in words if said])
    return told


@transaction.atomic
def _erase(subject: Person | Orientation, *, by) -> int:
    """The mandate ends today, then its name, its function, its address and its account go; one still to begin goes whole."""
    seats = seats_of(subject)
    for seat in seats:
        if _end(seat, by):
            eliminate_row_on_request(MANDATES, seat, REASON, by=by)
    return len(seats)


def _end(seat: Seat, by) -> bool:
    """Whether something of it is left to empty; one still to begin has gone, and the register tells it."""
    today = timezone.localdate()
    if seat.since > today:
        number = seat.pk
        seat_delete(seat, by=by)
        tell_erased(seat.territory_id, MANDATES, [number], REASON, by=by)
        return False
    if seat.until is None or seat.until > today:
        seat_close(seat, by=by, ends_on=today, reason=REASON)
    return True


@transaction.atomic
def _again(territory: Territory, number: int, day: date, by) -> int:
    seat = Seat.objects.filter(territory=territory, pk=number).first()
    if seat is None or seat.is_nameless:
        return 0
    if not _end(seat, by):
        return 1
    return eliminate(eliminate_row_again(MANDATES, seat, day.isoformat(), by=by))


SEATS = Apart(
    what=MANDATES, purposes=frozenset(), told=_told, erase=_erase, again=_again, by_address=True
)
