"""The personal link of a convocation: who holds it answers for one seat, and reads nothing else.

Threats, and what answers each:
- A mail forwarded or read over a shoulder: the page says which committee meets when and where, the seat's holder unless
  this is a person deprived of a job or an employee of an EBE; neither the agenda, nor who else answered, nor a proxy's name.
  A wrong answer counts for nothing: attendance is what the team records, and the member can answer again.
- A link guessed: signed with the secret of the platform, tries counted by address (tzcld.private). Unknown and ended
  links answer alike.
- An address that was wrong: once it is corrected, the link that it received opens nothing.
- A robot that follows links: reading the page changes nothing, only its form does.
- After the meeting has begun, is cancelled, or the mandate has ended: the link opens nothing.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from cle.answers.operations import is_asked
from cle.convocations.models import ConvocationMail
from cle.models import Meeting, Seat

SIGNER = Signer(sep=".", salt="cle.answer")


def address(territory_id: int, mail_id: int) -> str:
    """The link of one mail."""
    token = SIGNER.sign(f"{territory_id}-{mail_id}")
    return settings.SITE_URL + reverse("cle:answer_by_link", args=[token])


def read(token: str) -> tuple[int, int] | None:
    """(territory, mail) of a link of ours."""
    try:
        territory, _, mail = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    return int(territory), int(mail)


@dataclass(frozen=True)
class Held:
    """What a link opens."""

    meeting: Meeting
    seat: Seat


def held(mail_id: int) -> Held | None:
    """None when there is nothing more to answer. Runs in the scope of the territory, without its persons."""
    rows = ConvocationMail.objects.select_related(
        "convocation__meeting__committee", "convocation__meeting__territory", "seat__user"
    )
    mail = rows.filter(pk=mail_id).first()
    if mail is None:
        return None
    meeting, seat = mail.convocation.meeting, mail.seat
    filled = timezone.localdate(meeting.starts_at) in seat.period
    if not filled or not is_asked(meeting) or seat.address.lower() != mail.email.lower():
        return None
    return Held(meeting, seat)
