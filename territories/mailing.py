"""Mails of one sending, a row each: claimed before it is posted, so that a dead run leaves one in doubt at most.

The run itself, the server and what it answers are in tzcld/mail.py. A sending is a `Sending`, its `mails` are `SentMail`.
"""

from collections.abc import Callable

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from territories.scoping import Scoped, scoped
from tzcld.mail import IN_DOUBT


class Sending(Scoped):
    """One run over many readers; its `heartbeat` says whether the run that serves them is alive."""

    class State(models.TextChoices):
        SENDING = "sending", "envoi en cours"
        SENT = "sent", "envoyée"
        FAILED = "failed", "envoi interrompu"

    state = models.CharField("état", max_length=8, choices=State, default=State.SENDING)
    heartbeat = models.DateTimeField("dernier signe de vie", default=timezone.now)
    finished_at = models.DateTimeField("envoi fini le", null=True, blank=True)
    error = models.TextField("cause de l’échec", blank=True)

    class Meta:
        abstract = True


class SentMail(Scoped):
    """What one reader is sent. A subclass says of which sending, by its `mails`."""

    class State(models.TextChoices):
        WAITING = "waiting", "à envoyer"
        CLAIMED = "claimed", "en cours d’envoi"
        SENT = "sent", "envoyée"
        REFUSED = "refused", "refusée par le serveur"
        DOUBT = "doubt", "peut-être reçue"
        LEFT = "left", "non envoyée"

    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    claimed_at = models.DateTimeField("prise en charge le", null=True)
    sent_at = models.DateTimeField("partie le", null=True)
    error = models.CharField("réponse du serveur", max_length=200, blank=True)

    class Meta:
        abstract = True


def put_aside(sending: Sending) -> None:
    """What a dead run was posting may have left: it is said so, and not sent again by itself."""
    with scoped(sending.territory_id, named=False):
        mails = sending.mails
        mails.filter(state=mails.model.State.CLAIMED).update(
            state=mails.model.State.DOUBT, error=IN_DOUBT
        )


def serve(sending: Sending, mails: QuerySet, post: Callable[[SentMail], tuple[str, str]]) -> None:
    """Post every waiting row of `mails`. `post`: what became of one, (state, error)."""
    states = mails.model.State
    while mail := _claim(sending, mails):
        try:
            state, error = post(mail)
        except BaseException as trouble:
            # Whatever stops the run: this mail is in doubt, or waits if the server had not been told of it.
            doubt = getattr(trouble, "in_doubt", True)
            settle(mail, *((states.DOUBT, IN_DOUBT) if doubt else (states.WAITING, "")))
            raise
        settle(mail, state, error)


def _claim(sending: Sending, mails: QuerySet) -> SentMail | None:
    """The next one, committed as claimed before it leaves."""
    now, states = timezone.now(), mails.model.State
    with scoped(sending.territory_id, named=False):
        waiting = mails.filter(state=states.WAITING).order_by("pk")
        mail = waiting.select_for_update(of=("self",), skip_locked=True).first()
        if mail:
            mail.state, mail.claimed_at = states.CLAIMED, now
            mail.save(update_fields=["state", "claimed_at"])
    if mail:
        type(sending).objects.filter(pk=sending.pk).update(heartbeat=now)
    return mail


def settle(mail: SentMail, state: str, error: str) -> None:
    with scoped(mail.territory_id, named=False):
        sent_at = timezone.now() if state == mail.State.SENT else None
        type(mail).objects.filter(pk=mail.pk).update(state=state, error=error, sent_at=sent_at)


def leave_out(sending: Sending, why: str) -> None:
    """Those whose mail has not been claimed receive none."""
    with scoped(sending.territory_id, named=False):
        mails = sending.mails
        mails.filter(state=mails.model.State.WAITING).update(
            state=mails.model.State.LEFT, error=why
        )
