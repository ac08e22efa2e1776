"""Mails of one sending, a row each: claimed before it is posted, so that a dead run leaves one in doubt at most.

The run itself, the server and what it answers are in tzcld/mail.py. A sending has `territory` and `heartbeat`, its `mails`
have `state` (waiting, claimed, sent, refused, doubt, left), `claimed_at`, `sent_at` and `error`.
"""

from collections.abc import Callable

from django.db.models import Model, QuerySet
from django.utils import timezone

from territories.scoping import scoped
from tzcld.mail import IN_DOUBT


def put_aside(sending: Model) -> None:
    """What a dead run was posting may have left: it is said so, and not sent again by itself."""
    with scoped(sending.territory_id, named=False):
        mails = sending.mails
        mails.filter(state=mails.model.State.CLAIMED).update(
            state=mails.model.State.DOUBT, error=IN_DOUBT
        )


def serve(sending: Model, mails: QuerySet, post: Callable[[Model], tuple[str, str]]) -> None:
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


def _claim(sending: Model, mails: QuerySet) -> Model | None:
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


def settle(mail: Model, state: str, error: str) -> None:
    with scoped(mail.territory_id, named=False):
        sent_at = timezone.now() if state == mail.State.SENT else None
        type(mail).objects.filter(pk=mail.pk).update(state=state, error=error, sent_at=sent_at)


def leave_out(sending: Model, why: str) -> None:
    """Those whose mail has not been claimed receive none."""
    with scoped(sending.territory_id, named=False):
        mails = sending.mails
        mails.filter(state=mails.model.State.WAITING).update(
            state=mails.model.State.LEFT, error=why
        )
