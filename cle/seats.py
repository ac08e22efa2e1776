"""A seat is opened, ends; written wrongly it is corrected, and removed when it never served; the account of its holder."""

from datetime import date
from itertools import combinations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from cle.answers.models import MeetingAnswer
from cle.convocations.models import ConvocationMail
from cle.models import Attendance, Committee, Meeting, Seat
from cle.operations import NAMED_COLLEGES
from territories import journal
from territories.models import Invitation, Membership, Territory
from territories.periods import last_day, period, share_a_day
from tzcld.ui import french
from tzcld.users.models import User

FIELDS = ["holder", "function", "organisation", "email", "college", "rank", "votes", "starts_on"]


@transaction.atomic
def seat_open(
    committee: Committee, *, by, starts_on: date, ends_on: date | None = None, user=None, **values
) -> Seat:
    """A mandate from `starts_on` to `ends_on`, both included. Refused when it overlaps the same person's mandate."""
    if ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": "La fin du mandat vient après son début."})
    seat = Seat(
        territory_id=committee.territory_id,
        committee=committee,
        period=period(starts_on, ends_on),
        user=user,
        **values,
    )
    refuse_voice(seat)
    refuse_second_chair(seat)
    seat.full_clean()
    seat.save()
    journal.record(
        "create",
        seat,
        by=by,
        # An account by its number: it may lose its name.
        after={**values, "starts_on": starts_on, "ends_on": ends_on, "account": seat.user_id},
        named=seat.college in NAMED_COLLEGES,
    )
    return seat


def refuse_voice(seat: Seat) -> None:
    """A guest or a deputy has no voice of its own."""
    if seat.rank in (Seat.Rank.GUEST, Seat.Rank.DEPUTY) and seat.votes:
        raise ValidationError(
            {
                "votes": "Une invitation ou une suppléance n’a pas de voix propre. "
                "La suppléance porte la voix du siège qu’elle représente."
            }
        )


def refuse_second_chair(seat: Seat, field: str = "rank") -> None:
    """A committee has one presidency on a day (migration cle/0012); `field`: where it is said."""
    if seat.rank != Seat.Rank.CHAIR:
        return
    # Two colleagues at once: the second waits for the first.
    Committee.objects.select_for_update(of=("self",)).get(pk=seat.committee_id)
    others = Seat.objects.filter(committee=seat.committee_id, rank=Seat.Rank.CHAIR)
    other = others.exclude(pk=seat.pk).filter(period__overlap=seat.period).first()
    if other:
        raise ValidationError(
            {
                field: f"La présidence est déjà tenue à ces dates par {other.holder}, {_days(other)}. Finissez d’abord ce mandat, ou choisissez "
                "«\u00a0coprésidence\u00a0»."
            }
        )


def _days(seat: Seat) -> str:
    return french.lower_first(french.period(seat.since, seat.until))


def chairs_at_once(seats: list[Seat]) -> list[tuple[Seat, Seat]]:
    """Presidencies of one committee that share a day, written before that was refused and not ended yet."""
    today = timezone.localdate()
    chairs = [s for s in seats if s.rank == Seat.Rank.CHAIR and (not s.until or s.until >= today)]
    return [
        (a, b)
        for a, b in combinations(sorted(chairs, key=lambda s: (s.since, s.pk)), 2)
        if share_a_day((a.since, a.until), (b.since, b.until))
    ]


@transaction.atomic
def seat_close(seat: Seat, *, by, ends_on: date, reason: str = "") -> Seat:
    """The mandate's last day. A past meeting keeps the seats of its own day."""
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if ends_on < seat.since:
        raise ValidationError(
            {
                "ends_on": f"Le mandat a commencé le {french.date(seat.since)} : il finit ce jour-là ou après."
            }
        )
    latest = _last_attended(seat)
    if latest and ends_on < latest:
        raise ValidationError(
            {
                "ends_on": f"Une présence est relevée à ce siège le {french.date(latest)} : le mandat finit ce jour-là ou après."
            }
        )
    before = last_day(seat.period)
    seat.period = period(seat.since, ends_on)
    if before and ends_on > before:
        refuse_second_chair(seat, "ends_on")
    seat.full_clean()
    seat.save(update_fields=["period"])
    journal.record(
        "end",
        seat,
        by=by,
        before={"ends_on": before},
        after={"ends_on": ends_on},
        reason=reason,
        named=seat.college in NAMED_COLLEGES,
    )
    return seat


def _last_attended(seat: Seat) -> date | None:
    latest = Attendance.objects.filter(seat=seat).aggregate(at=Max("meeting__starts_at"))["at"]
    return timezone.localdate(latest) if latest else None


# Put right ──────────────────────────────────────────────────────────────────────────────────────


def attended(seat: Seat) -> QuerySet[Attendance]:
    """The presences recorded at this seat, and those whose voice it carried."""
    return Attendance.objects.filter(Q(seat=seat) | Q(proxy=seat))


@transaction.atomic
def seat_correct(
    seat: Seat, *, by, user: User | None, starts_on: date, reason: str = "", **values
) -> Seat:
    """Put right what was typed; the end of the mandate has its own verb. Raises ValidationError by field.

    Once a presence is recorded at this seat a reason is due, it cannot begin later, and the voice that was counted in a
    decision or in approved minutes stays.
    """
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if seat.is_nameless:
        raise ValidationError(
            "Le nom de ce siège a été effacé, son temps passé\u00a0: il ne change plus."
        )
    seat.starts_on = seat.since
    before = {name: getattr(seat, name) for name in [*FIELDS, "user_id"]}
    _refuse_start(seat, starts_on)
    for name, value in {**values, "starts_on": starts_on, "user": user}.items():
        setattr(seat, name, value)
    seat.period = period(starts_on, last_day(seat.period))
    refuse_voice(seat)
    if before["rank"] != Seat.Rank.CHAIR:
        refuse_second_chair(seat)
    elif starts_on < before["starts_on"]:
        refuse_second_chair(seat, "starts_on")
    if seat.votes != before["votes"] and (why := counted(seat)):
        raise ValidationError({"votes": why})
    seat.full_clean()
    old, new = journal.changes(seat, FIELDS, before)
    if new and not reason.strip() and attended(seat).exists():
        raise ValidationError(
            {
                "reason": "Une présence est relevée à ce siège\u00a0: dites pourquoi vous le corrigez."
            }
        )
    if seat.user_id != before["user_id"]:
        # The name of an account is that of somebody at work; its number is enough.
        old["account"], new["account"] = before["user_id"], seat.user_id
    if new:
        seat.save()
        named = bool({before["college"], seat.college} & NAMED_COLLEGES)
        journal.record(
            "correct", seat, by=by, before=old, after=new, reason=reason.strip(), named=named
        )
    return seat


def _refuse_start(seat: Seat, starts_on: date) -> None:
    first = attended(seat).aggregate(at=Min("meeting__starts_at"))["at"]
    if first and starts_on > timezone.localdate(first):
        raise ValidationError(
            {
                "starts_on": f"Une présence est relevée à ce siège le {french.date(first)}\u00a0: le mandat commence ce jour-là ou avant."
            }
        )
    if seat.until and starts_on > seat.until:
        raise ValidationError(
            {
                "starts_on": f"Ce mandat finit le {french.date(seat.until)}\u00a0: il commence ce jour-là ou avant."
            }
        )


def counted(seat: Seat) -> str:
    """Why the voice of this seat no longer changes; empty when nothing rests on it."""
    sealed = Q(meeting__minutes_state=Meeting.Minutes.APPROVED) | Q(
        meeting__decisions__isnull=False
    )
    found = attended(seat).filter(sealed).select_related("meeting").first()
    if found is None:
        return ""
    return (
        f"La séance du {french.date(found.meeting.starts_at)} a compté ce siège\u00a0: "
        "finissez ce mandat et ouvrez-en un autre."
    )


def served(seat: Seat) -> str:
    """What keeps this seat from being removed; empty when it never served."""
    if attended(seat).exists():
        return "Une présence est relevée à ce siège"
    if MeetingAnswer.objects.filter(seat=seat).exists():
        return "Ce siège a répondu à une convocation"
    if ConvocationMail.objects.filter(seat=seat).exists():
        return "Une convocation est partie à ce siège"
    return ""


@transaction.atomic
def seat_delete(seat: Seat, *, by) -> None:
    """Remove a seat opened by mistake, one that never served; the name of its holder leaves the journal too."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("territory").get(pk=seat.pk)
    if why := served(seat):
        raise ValidationError(f"{why}\u00a0: il ne se supprime plus. Finissez son mandat.")
    territory, key = seat.territory, seat.pk
    journal.record("delete", seat, by=by, named=seat.college in NAMED_COLLEGES)
    seat.delete()
    journal.forget(territory, Seat, [key])


# The account of a holder ────────────────────────────────────────────────────────────────────────


def accounts(territory: Territory) -> QuerySet[User]:
    """Those who have a role here today."""
    held = Membership.objects.active().filter(territory=territory).values("user")
    return User.objects.filter(pk__in=held, is_active=True)


def invitation_accepted(invitation: Invitation, user: User) -> None:
    """The seats that this address is convened at become those of the account (settings.INVITATION_ACCEPTED).

    An address that several holders of a committee share is nobody's own: the team chooses.
    """
    rows = Seat.objects.filter(
        territory=invitation.territory_id, user=None, email__iexact=invitation.email
    ).select_for_update(of=("self",))
    by_committee: dict[int, list[Seat]] = {}
    today = timezone.localdate()
    for seat in rows:
        if seat.until is None or seat.until >= today:
            by_committee.setdefault(seat.committee_id, []).append(seat)
    for seats in by_committee.values():
        if len({seat.holder for seat in seats}) > 1:
            continue
        for seat in seats:
            seat.user = user
            seat.save(update_fields=["user"])
            journal.record(
                "correct",
                seat,
                by=user,
                before={"account": None},
                after={"account": user.pk},
                named=seat.college in NAMED_COLLEGES,
            )
