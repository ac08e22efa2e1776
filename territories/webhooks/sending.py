"""One message on its way: claimed, signed, sent, answered; tried again later, then given up.

A worker owns the row by its number of tries: the claim raises it, what became of the try is written if it is still the same.
Killed in between, the row is taken up again after a minute, under the same webhook-id: a receiver may get a message twice and
drops the second. Every day the platform is stopped, every answer lost, costs a repeat at worst, never a message.
"""

import json
import time
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from territories import journal
from territories.scoping import scoped
from territories.webhooks import mails, signing
from territories.webhooks.models import Kind, Webhook, WebhookDelivery
from territories.webhooks.operations import secrets_of
from tzcld import outgoing
from tzcld.ui import french

State = WebhookDelivery.State
# Longer than a try, and no longer than the first wait: a row that gives no sign for so long has lost its task or its worker.
SILENT = timedelta(seconds=60)
# Taken up by one run of the sweeper.
AT_ONCE = 500
GONE = 410
INTERRUPTED = "L’envoi a été interrompu\u00a0: le message est peut-être arrivé."
NO_KEY = "Le secret n’est pas lisible\u00a0: la clé qui l’a écrit manque sur ce serveur."


def body_of(row: WebhookDelivery) -> bytes:
    """All that is ever said; no person, no count."""
    said = {
        "type": row.kind,
        "timestamp": row.occurred_at.isoformat(timespec="seconds"),
        "data": {"territory": row.place.slug, "url": settings.SITE_URL + row.path},
    }
    return json.dumps(said, ensure_ascii=False).encode()


def most(row: WebhookDelivery) -> int:
    """How many tries."""
    return 1 if row.kind == Kind.TEST else len(settings.WEBHOOK_RETRIES) + 1


def send(pk: int) -> bool:
    """Try once to send a message that is due. False when it is not, or is another's."""
    row = _claim(pk)
    if row is None:
        return False
    began, status, error = time.monotonic(), None, ""
    try:
        status = outgoing.post(row.webhook.url, *_signed(row))
    except outgoing.Unsent as trouble:
        error = str(trouble)
    except InvalidToken:
        error = NO_KEY
    spent = round((time.monotonic() - began) * 1000)
    _settle(row, status=status, error=error, duration_ms=spent)
    return True


def _signed(row: WebhookDelivery) -> tuple[bytes, dict[str, str]]:
    body, keys = body_of(row), secrets_of(row.webhook)
    headers = signing.headers(keys, row.message_id, int(time.time()), body)
    return body, {"Content-Type": "application/json", **headers}


def _sendable() -> Q:
    """A test leaves whatever the state of its webhook."""
    return Q(webhook__state=Webhook.State.ACTIVE) | Q(kind=Kind.TEST)


@transaction.atomic
def _claim(pk: int) -> WebhookDelivery | None:
    """Take the row: of two workers, one."""
    now = timezone.now()
    rows = WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True)
    due = rows.filter(_sendable(), pk=pk, state=State.WAITING, next_at__lte=now)
    row = due.select_related("webhook", "place").first()
    if row:
        row.state, row.tries, row.at = State.SENDING, row.tries + 1, now
        row.save(update_fields=["state", "tries", "at"])
    return row


def _settle(row: WebhookDelivery, *, status: int | None, error: str, duration_ms: int | None):
    """Write what became of this try, unless the row has been taken up again since."""
    with scoped(row.territory_id, named=False):
        # Before the message: two that fail together wait for each other here, and end the webhook once.
        webhook = Webhook.objects.select_for_update().filter(pk=row.webhook_id).first()
        rows = WebhookDelivery.objects.select_for_update(of=("self",))
        row = rows.filter(pk=row.pk, state=State.SENDING, tries=row.tries).first()
        if webhook is None or row is None:
            return
        row.at, row.status, row.duration_ms = timezone.now(), status, duration_ms
        row.error = (error or _refusal(status))[:300]
        if not row.error:
            row.state = State.RECEIVED
        elif status == GONE or row.tries >= most(row):
            row.state = State.FAILED
        else:
            row.state = State.WAITING
            row.next_at = row.at + timedelta(seconds=settings.WEBHOOK_RETRIES[row.tries - 1])
        row.save(update_fields=["state", "at", "next_at", "status", "error", "duration_ms"])
        if row.state == State.FAILED and row.kind != Kind.TEST:
            _end(webhook, row)


def _refusal(status: int) -> str:
    """Why this answer is no receipt; empty for one that is."""
    if 200 <= status < 300:
        return ""
    if status == GONE:
        return "Le serveur répond que cette adresse n’existe plus (410)."
    if 300 <= status < 400:
        return f"Le serveur renvoie vers une autre adresse ({status})\u00a0: aucune redirection n’est suivie."
    return f"Le serveur répond {status}."


def _end(webhook: Webhook, row: WebhookDelivery) -> None:
    """Nothing more leaves before somebody looks; who manages it is told once."""
    if webhook.state == Webhook.State.ENDED:
        return
    tried = "" if row.status == GONE else f"{french.count(row.tries, 'essai')} sans succès. "
    webhook.state, webhook.ended_at = Webhook.State.ENDED, row.at
    webhook.ended_because = f"{tried}{row.error}"[:300]
    webhook.save(update_fields=["state", "ended_at", "ended_because"])
    journal.record("end", webhook, by=None, reason=webhook.ended_because)
    mails.tell_end(webhook)


def sweep() -> list[int]:
    """Every 30 s: put back what a dead worker held; the ids of the messages that are due and that no task is known to hold."""
    now = timezone.now()
    quiet = WebhookDelivery.objects.filter(at__lte=now - SILENT).order_by("next_at")
    for row in quiet.filter(state=State.SENDING)[:AT_ONCE]:
        _settle(row, status=None, error=INTERRUPTED, duration_ms=None)
    due = quiet.filter(_sendable(), state=State.WAITING, next_at__lte=now)
    found = list(due.values_list("pk", flat=True)[:AT_ONCE])
    # Not asked for again at each run, while the queue is long.
    WebhookDelivery.objects.filter(pk__in=found, state=State.WAITING).update(at=now)
    return found
