"""Posting a convocation: one seat after another, never twice to anybody (see territories/mailing.py)."""

from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from cle.answers.links import address as address_of_answer
from cle.convocations.models import Convocation, ConvocationMail
from cle.convocations.operations import LINK
from cle.models import Meeting
from territories import mailing
from tzcld import mail as posting
from tzcld.mail import Refused, Unreachable, ascii_address, server

Sent, Kind = ConvocationMail.State, Convocation.Kind
CANCELLED = "séance annulée"
GIVEN_UP = "envoi interrompu"
# First key of the advisory lock of a sending; the second is the meeting.
LOCK = 4219


def deliver(pk: int) -> bool:
    """Serve every waiting seat. True when the server takes nothing and is worth trying again soon."""
    # One run for all the sendings of a meeting: what cancels it leaves after what convenes to it.
    meeting = posting.going_on(Convocation, pk).values_list("meeting", flat=True).first()
    if meeting is None:
        return False
    with posting.alone(LOCK, meeting) as mine:
        if not mine:
            others = Convocation.objects.filter(meeting=meeting, state=Convocation.State.SENDING)
            return others.exclude(pk=pk).exists()
        convocation = _open(pk)
        if convocation is None:
            return False
        try:
            with server() as backend:
                mailing.serve(
                    convocation,
                    convocation.mails.all(),
                    lambda mail: _one(convocation, backend, mail),
                )
        except Unreachable as trouble:
            return posting.wait_or_give_up(
                convocation,
                f"Le serveur de courriel ne prend pas la convocation\u00a0: {trouble}.",
                giving_up=lambda: mailing.leave_out(convocation, GIVEN_UP),
            )
        posting.finish(convocation)
        return False


def _open(pk: int) -> Convocation | None:
    """The convocation being sent, what a dead run left put aside; None when there is nothing to send."""
    rows = posting.going_on(Convocation, pk)
    found = rows.select_related("territory", "asked_by", "meeting").first()
    if found is None:
        return None
    mailing.put_aside(found)
    if (found.meeting.state == Meeting.State.CANCELLED) != (found.kind == Kind.CANCEL):
        mailing.leave_out(found, CANCELLED)
    return found


def _one(convocation: Convocation, backend, mail: ConvocationMail) -> tuple[str, str]:
    try:
        address = ascii_address(mail.email)
        raw = letter(convocation, mail.pk, address)
        posting.post(backend, posting.envelope(), address, raw)
    except UnicodeError:
        return Sent.REFUSED, "adresse illisible"
    except Refused as refusal:
        return Sent.REFUSED, str(refusal)
    return Sent.SENT, ""


def letter(convocation: Convocation, number: int, address: str) -> bytes:
    """The mail as it leaves: the frozen text, the meeting for the reader's calendar."""
    host = urlsplit(settings.SITE_URL).hostname
    message = posting.new_mail(convocation.territory.name)
    message["Reply-To"] = convocation.asked_by.email
    message["To"] = address
    message["Subject"] = posting.one_line(convocation.subject)
    message["Date"] = format_datetime(timezone.localtime())
    message["Message-ID"] = f"<convocation.{number}@{host}>"
    link = address_of_answer(convocation.territory_id, number)
    message.set_content(convocation.text.replace(LINK, link), cte="quoted-printable")
    message.add_attachment(
        convocation.calendar,
        subtype="calendar",
        filename="seance.ics",
        cte="base64",
        params={"method": "CANCEL" if convocation.kind == Kind.CANCEL else "PUBLISH"},
    )
    return message.as_bytes()
