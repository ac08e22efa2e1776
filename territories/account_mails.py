"""Mails to accounts, a row each: claimed before it leaves, so that a worker killed in between never sends it twice.

The rows are written with what they tell. What the server refuses for now waits for the next hour. A sending to many readers
over one connection is in territories/mailing.py.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone

from territories.scoping import Scoped

# A mail claimed for so long was on its way when its worker died: it may have left, and is not sent again.
LOST = timedelta(hours=1)
IN_DOUBT = "envoi interrompu\u00a0: le courriel est peut-être parti"


class AccountMail(Scoped):
    """One mail to one account. A subclass says `what` it tells, or of which row or week."""

    class State(models.TextChoices):
        WAITING = "waiting", "à envoyer"
        SENDING = "sending", "en cours d’envoi"
        SENT = "sent", "envoyé"
        FAILED = "failed", "échec"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="compte"
    )
    state = models.CharField("état", max_length=7, choices=State, default=State.WAITING)
    error = models.CharField("erreur", max_length=300, blank=True)
    at = models.DateTimeField("dernier pas", default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.user}"


State = AccountMail.State


def send(
    rows: models.QuerySet,
    pk: int,
    message: Callable[[AccountMail], EmailMessage | None],
    *,
    reading: Callable[[], AbstractContextManager] = transaction.atomic,
    writing: Callable[[], AbstractContextManager] = nullcontext,
) -> bool:
    """Send one mail, once. False when it was sent, is being sent, or cannot be; when its message is None, having nothing to
    say: it is done too. OSError when the server refuses for now.

    `reading`: the reach that claims the row and writes its `message`, in a transaction; `writing`: that which says what became
    of it.
    """
    with reading():
        claimed = rows.select_for_update(of=("self",), skip_locked=True)
        mail = claimed.filter(pk=pk, state=State.WAITING).first()
        if mail is None:
            return False
        ready = message(mail)
        _move(mail, State.SENDING if ready else State.SENT)
    if ready is None:
        return False
    try:
        ready.send()
    except SMTPRecipientsRefused:
        # The address itself: another hour changes nothing.
        with writing():
            _move(mail, State.FAILED, "adresse refusée par le serveur de courriel")
        return False
    except OSError as error:
        with writing():
            _move(mail, State.WAITING, str(error))
        raise
    with writing():
        _move(mail, State.SENT)
    return True


def _move(mail: AccountMail, state: str, error: str = "") -> None:
    mail.state, mail.error, mail.at = state, error[:300], timezone.now()
    mail.save(update_fields=["state", "error", "at"])


def put_aside(rows: models.QuerySet, now: datetime) -> int:
    """Mails claimed by a worker that never came back. How many."""
    lost = rows.filter(state=State.SENDING, at__lt=now - LOST)
    return lost.update(state=State.FAILED, error=IN_DOUBT, at=now)
