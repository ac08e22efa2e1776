"""Convene by mail: who receives, what leaves, when. Posting is in cle.convocations.mailing."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from cle import operations
from cle.convocations.models import Convocation, ConvocationMail, NoticeRule
from cle.ics import calendar
from cle.models import Committee, Meeting, Seat
from territories import journal
from tzcld import mail
from tzcld.ui import french

State, Kind = Convocation.State, Convocation.Kind
Sent = ConvocationMail.State
# Where the mail of each seat has its own link; the text that is kept has none.
LINK = "[lien personnel de chaque membre]"
MISSING, DOUBTFUL, ALL = "missing", "doubtful", "all"
# As the journal tells it.
SAID = {
    MISSING: "qui ne l’a pas reçue",
    DOUBTFUL: "dont l’envoi est incertain",
    ALL: "tous les membres",
}


# The rule of notice ─────────────────────────────────────────────────────────────────────────────


def notice_rule(committee: Committee, on: date) -> NoticeRule | None:
    """The rule in force on this day; most committees have none."""
    rules = NoticeRule.objects.filter(committee=committee, valid_from__lte=on)
    return rules.order_by("-valid_from").first()


@transaction.atomic
def write_notice_rule(
    committee: Committee, *, by, days: int, valid_from: date, source: str
) -> NoticeRule:
    rule = NoticeRule(
        territory_id=committee.territory_id,
        committee=committee,
        days=days,
        valid_from=valid_from,
        source=source,
    )
    rule.full_clean()
    rule.save()
    after = {"days": days, "valid_from": valid_from, "source": source}
    journal.record("create", rule, by=by, after=after)
    return rule


# Who ─────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def write_address(seat: Seat, *, by, email: str) -> Seat:
    """Where the holder of this seat is convened; empty takes it away."""
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    before, seat.email = seat.email, email.strip()
    seat.full_clean()
    if before != seat.email:
        seat.save(update_fields=["email"])
        journal.record(
            "update",
            seat,
            by=by,
            before={"email": before},
            after={"email": seat.email},
            named=seat.college in operations.NAMED_COLLEGES,
        )
    return seat


@dataclass
class Line:
    """A seat to convene: its address, what became of the mails already sent to it for this meeting."""

    seat: Seat
    email: str = ""
    shared_with: str = ""
    past: str = ""


def lines(meeting: Meeting) -> list[Line]:
    """Seats filled on the day of the meeting, guests and deputies too. An address held twice receives one mail."""
    day = timezone.localdate(meeting.starts_at)
    seats = Seat.objects.filter(committee=meeting.committee_id).filled(day).select_related("user")
    past = _past(meeting)
    found, known = [], {}
    for seat in sorted(seats, key=lambda s: s.holder):
        line = Line(seat, seat.address, past=past.get(seat.pk, ""))
        key = line.email.lower()
        if key in known:
            line.shared_with = known[key]
        elif key:
            known[key] = seat.holder
        found.append(line)
    return found


# Weakest first: what is known of a seat is the best of its mails.
WEIGHT = [Sent.LEFT, Sent.REFUSED, Sent.DOUBT, Sent.WAITING, Sent.CLAIMED, Sent.SENT]


def _past(meeting: Meeting) -> dict[int, str]:
    rows = ConvocationMail.objects.filter(convocation__meeting=meeting)
    found: dict[int, str] = {}
    for seat, state in rows.order_by().values_list("seat", "state"):
        if seat not in found or WEIGHT.index(state) > WEIGHT.index(found[seat]):
            found[seat] = state
    return found


def chosen(known: list[Line], whom: str) -> list[Line]:
    """Those that this choice writes to: one line per address."""
    left = {"", Sent.LEFT, Sent.REFUSED}
    if whom == DOUBTFUL:
        left = {Sent.DOUBT}
    return [
        line
        for line in known
        if line.email and not line.shared_with and (whom == ALL or line.past in left)
    ]


# Sending ────────────────────────────────────────────────────────────────────────────────────────


def notice_of(meeting: Meeting) -> tuple[NoticeRule | None, int]:
    """The rule of the day and the days left before the meeting."""
    today = timezone.localdate()
    days = (timezone.localdate(meeting.starts_at) - today).days
    return notice_rule(meeting.committee, today), days


def is_late(meeting: Meeting, whom: str) -> bool:
    """Sent now, this convocation leaves less time than the rule asks. Those added later do not make it late."""
    rule, days = notice_of(meeting)
    if rule is None or days >= rule.days:
        return False
    return whom == ALL or not meeting.convocations.exists()


SUBJECTS = {
    Kind.CONVENE: "Convocation",
    Kind.CHANGE: "Convocation modifiée",
    Kind.CANCEL: "Séance annulée",
}


def kind_of(meeting: Meeting, whom: str) -> str:
    """Writing to all again says that the meeting has changed."""
    return Kind.CHANGE if whom == ALL and meeting.convocations.exists() else Kind.CONVENE


def compose(
    meeting: Meeting, *, kind: str, by, reason: str = "", was: Meeting | None = None
) -> tuple[str, str, str]:
    """Subject, text and calendar. They name nobody of the journeys: the agenda holds numbers, presenters stay out.

    `reason`: why it is cancelled or moved. `was`: the meeting as it was before it moved.
    """
    rule, days = notice_of(meeting)
    url = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    context = {
        "meeting": meeting,
        "territory": meeting.territory,
        "agenda": list(meeting.agenda.all()),
        "rule": rule,
        "days": days,
        "changed": kind == Kind.CHANGE,
        "was": was,
        "reason": reason,
        "url": url,
        "link": LINK,
        "by": by,
    }
    when = f"{french.long_date(meeting.starts_at)}, {french.hour(meeting.starts_at)}"
    subject = f"{SUBJECTS[Kind(kind)]}\u00a0: {meeting.committee.name}, {when}"
    letter = "cancellation" if kind == Kind.CANCEL else "convocation"
    text = render_to_string(f"mail/{letter}.txt", context).strip() + "\n"
    host = urlsplit(settings.SITE_URL).hostname
    body = calendar(meeting, url, host, sequence=meeting.convocations.count())
    return " ".join(subject.split(" ")), text, body.decode()


@transaction.atomic
def send(meeting: Meeting, *, by, whom: str = MISSING, reason: str = "") -> Convocation:
    """Freeze the convocation, make one row per address, start the task on commit. A planned meeting is convened by it.

    Raises ValidationError: nobody to write to, a sending under way, less time than the rule asks without a reason.
    """
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("committee", "territory")
    meeting = rows.get(pk=meeting.pk)
    _refuse(meeting)
    if meeting.state == Meeting.State.PLANNED:
        meeting.state = operations.convene(meeting, by=by).state
    known = lines(meeting)
    asked = chosen(known, whom)
    if not asked:
        raise ValidationError(
            "Personne à qui écrire : chaque membre qui a une adresse a déjà reçu la convocation, ou aucun n’en a."
        )
    rule, _ = notice_of(meeting)
    late = is_late(meeting, whom)
    if late and not reason.strip():
        raise ValidationError({"reason": "Écrivez pourquoi la convocation part si tard."})
    kind = kind_of(meeting, whom)
    convocation = freeze(
        meeting,
        [(line.seat, line.email) for line in asked],
        compose(meeting, kind=kind, by=by),
        kind=kind,
        asked_by=by,
        notice_days=rule.days if rule else None,
        reason=reason.strip() if late else "",
    )
    without = sum(not line.email for line in known)
    journal.record(
        "send",
        convocation,
        by=by,
        after={"recipients": len(asked), "without_address": without, "whom": SAID[whom]},
        reason=convocation.reason,
    )
    return convocation


def freeze(
    meeting: Meeting,
    readers: list[tuple[Seat, str]],
    letter: tuple[str, str, str],
    **values,
) -> Convocation:
    """The row of a sending and one row per reader (seat, address), its task started on commit."""
    subject, text, body = letter
    convocation = Convocation.objects.create(
        territory_id=meeting.territory_id,
        meeting=meeting,
        subject=subject,
        text=text,
        calendar=body,
        **values,
    )
    ConvocationMail.objects.bulk_create(
        ConvocationMail(
            territory_id=meeting.territory_id, convocation=convocation, seat=seat, email=email
        )
        for seat, email in readers
    )
    start(convocation.pk)
    return convocation


def _refuse(meeting: Meeting) -> None:
    if meeting.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED):
        raise ValidationError(f"Cette séance est {meeting.get_state_display()}.")
    if meeting.starts_at <= timezone.now():
        raise ValidationError("Cette séance a commencé : une convocation ne part plus.")
    refuse_while_sending(meeting)
    if not meeting.agenda.exists():
        raise ValidationError(
            "L’ordre du jour est vide : ajoutez au moins un point avant de convoquer."
        )


def refuse_while_sending(meeting: Meeting) -> None:
    if meeting.convocations.filter(state=State.SENDING).exists():
        raise ValidationError("Un envoi est en cours : attendez qu’il se termine.")


def start(pk: int) -> None:
    from cle.tasks import send_convocation

    # Without the broker the sweeper starts it.
    transaction.on_commit(lambda: send_convocation.delay(pk), robust=True)


def sweep() -> list[int]:
    """Ids of the sendings that give no sign of life: to be started again."""
    return mail.silent(Convocation)
