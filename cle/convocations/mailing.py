"""Posting a convocation: one seat after another, never twice to anybody (see tzcld/mail.py)."""

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from cle.convocations.models import Convocation, ConvocationMail
from cle.models import Meeting
from territories.scoping import scoped
from tzcld import mail as posting
from tzcld.mail import Refused, Unreachable, ascii_address, server

State = Convocation.State
Sent = ConvocationMail.State
IN_DOUBT = "le serveur s’est arrêté pendant l’envoi"
CANCELLED = "séance annulée"
GIVEN_UP = "envoi interrompu"
# A mail server that takes nothing for this long: the sending is given up, and says so.
GIVE_UP = timedelta(minutes=10)
# Until then the task tries again by itself, every few seconds.
SOON = timedelta(seconds=40)
# First key of the advisory lock of a sending; the second is the convocation.
LOCK = 4219


def deliver(pk: int) -> bool:
    """Serve every waiting seat. True when the server takes nothing and is worth trying again soon."""
    with posting.alone(LOCK, pk) as mine:
        convocation = _open(pk) if mine else None
        if convocation is None:
            return False
        try:
            with server() as backend:
                _serve(convocation, backend)
        except Unreachable as trouble:
            return _give_up_or_wait(convocation, trouble)
        _finish(convocation)
        return False


def _open(pk: int) -> Convocation | None:
    """The convocation being sent, what a dead run left put aside; None when there is nothing to send."""
    rows = Convocation.objects.filter(pk=pk, state=State.SENDING)
    found = rows.select_related("territory", "asked_by", "meeting").first()
    if found is None:
        return None
    with scoped(found.territory_id, named=False):
        found.mails.filter(state=Sent.CLAIMED).update(state=Sent.DOUBT, error=IN_DOUBT)
        if found.meeting.state == Meeting.State.CANCELLED:
            found.mails.filter(state=Sent.WAITING).update(state=Sent.LEFT, error=CANCELLED)
    return found


def _serve(convocation: Convocation, backend) -> None:
    while mail := _claim(convocation):
        try:
            state, error = _one(convocation, backend, mail)
        except BaseException as trouble:
            # Whatever stops the run: this mail is in doubt, or waits if the server had not been told of it.
            doubt = getattr(trouble, "in_doubt", True)
            _settle(mail, *((Sent.DOUBT, IN_DOUBT) if doubt else (Sent.WAITING, "")))
            raise
        _settle(mail, state, error)


def _claim(convocation: Convocation) -> ConvocationMail | None:
    """The next seat, committed as claimed before its mail leaves: a dead run leaves one mail in doubt at most."""
    now = timezone.now()
    with scoped(convocation.territory_id, named=False):
        waiting = convocation.mails.filter(state=Sent.WAITING).order_by("pk")
        mail = waiting.select_for_update(of=("self",), skip_locked=True).first()
        if mail:
            mail.state, mail.claimed_at = Sent.CLAIMED, now
            mail.save(update_fields=["state", "claimed_at"])
    if mail:
        Convocation.objects.filter(pk=convocation.pk).update(heartbeat=now)
    return mail


def _settle(mail: ConvocationMail, state: str, error: str) -> None:
    with scoped(mail.territory_id, named=False):
        sent_at = timezone.now() if state == Sent.SENT else None
        ConvocationMail.objects.filter(pk=mail.pk).update(state=state, error=error, sent_at=sent_at)


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
    message = EmailMessage(policy=SMTP)
    message["From"] = posting.from_place(convocation.territory.name)
    message["Reply-To"] = convocation.asked_by.email
    message["To"] = address
    message["Subject"] = convocation.subject
    message["Date"] = format_datetime(timezone.localtime())
    message["Message-ID"] = f"<convocation.{number}@{host}>"
    message.set_content(convocation.text, cte="quoted-printable")
    message.add_attachment(
        convocation.calendar,
        subtype="calendar",
        filename="seance.ics",
        cte="base64",
        params={"method": "PUBLISH"},
    )
    return message.as_bytes()


def _give_up_or_wait(convocation: Convocation, trouble: Unreachable) -> bool:
    """True to try again soon; after GIVE_UP without a mail taken, the sending fails in words."""
    now = timezone.now()
    rows = Convocation.objects.filter(pk=convocation.pk, state=State.SENDING)
    since = rows.values_list("heartbeat", flat=True).first()
    error = f"Le serveur de courriel ne prend pas la convocation\u00a0: {trouble}."
    if since and now - since < GIVE_UP:
        rows.update(error=error)
        # Then the sweeper takes over.
        return now - since < SOON
    with scoped(convocation.territory_id, named=False):
        convocation.mails.filter(state=Sent.WAITING).update(state=Sent.LEFT, error=GIVEN_UP)
    rows.update(state=State.FAILED, error=error, finished_at=now)
    return False


def _finish(convocation: Convocation) -> None:
    Convocation.objects.filter(pk=convocation.pk, state=State.SENDING).update(
        state=State.SENT, error="", finished_at=timezone.now()
    )
