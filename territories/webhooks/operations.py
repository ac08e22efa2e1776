"""The life of a webhook: added, changed, paused, tried, its secret replaced; each leaves its entry in the journal."""

from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from territories import journal
from territories.webhooks import events
from territories.webhooks.models import Kind, Webhook, WebhookDelivery
from territories.webhooks.signing import new_secret
from tzcld import cipher, outgoing

State = Webhook.State
FIELDS = ["label", "url", "kinds"]


def _held(webhook: Webhook) -> Webhook:
    rows = Webhook.objects.select_for_update(of=("self",))
    return rows.select_related("territory__hub").get(pk=webhook.pk)


def _check(webhook: Webhook) -> None:
    webhook.kinds = [kind.value for kind in Kind if kind in webhook.kinds]
    webhook.full_clean(exclude=["territory", "secret"])
    try:
        outgoing.check(webhook.url)
    except outgoing.Unsent as refusal:
        raise ValidationError({"url": str(refusal)}) from None


def _told(webhook: Webhook) -> dict:
    """What the journal says: where without the rest of the address, which is sometimes a key."""
    labels = dict(Kind.choices)
    return {
        "nom": webhook.label,
        "serveur": urlsplit(webhook.url).hostname,
        "annoncé": [labels[kind] for kind in webhook.kinds],
    }


@transaction.atomic
def add_webhook(webhook: Webhook, *, by) -> tuple[Webhook, str]:
    """(the row, its secret: written in clear nowhere else). ValidationError in French, by field."""
    _check(webhook)
    secret = new_secret()
    webhook.secret = cipher.encrypt(secret)
    webhook.save()
    journal.record("create", webhook, by=by, after=_told(webhook))
    return webhook, secret


@transaction.atomic
def change_webhook(webhook: Webhook, *, by) -> Webhook:
    """What the form has changed of its name, its address, what it is told. ValidationError in French, by field."""
    before = _told(_held(webhook))
    _check(webhook)
    webhook.save(update_fields=FIELDS)
    after = _told(webhook)
    changed = [name for name in after if after[name] != before[name]]
    journal.record(
        "update",
        webhook,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return webhook


@transaction.atomic
def replace_secret(webhook: Webhook, *, shown: str, by) -> tuple[Webhook, str]:
    """(the row, the new secret). The one before signs too for some hours, and none before it.

    `shown`: the version that was on the page. ValidationError when it has been replaced since.
    """
    webhook = _held(webhook)
    if shown != webhook.secret_version:
        raise ValidationError(
            "Le secret vient d’être remplacé, et le nouveau ne s’affiche plus. S’il n’est pas noté, remplacez-le encore.",
            code="replaced",
        )
    secret = new_secret()
    webhook.former_secret, webhook.secret = webhook.secret, cipher.encrypt(secret)
    webhook.former_until = timezone.now() + timedelta(hours=settings.WEBHOOK_OVERLAP_HOURS)
    webhook.save(update_fields=["secret", "former_secret", "former_until"])
    journal.record("update", webhook, by=by, after={"secret": "remplacé"})
    return webhook, secret


def refuse_stopped(webhook: Webhook) -> None:
    if webhook.state != State.ACTIVE:
        raise ValidationError("Ce destinataire ne reçoit déjà plus rien.", code="stopped")


def refuse_active(webhook: Webhook) -> None:
    if webhook.state == State.ACTIVE:
        raise ValidationError("Ce destinataire est déjà actif.", code="active")


@transaction.atomic
def pause_webhook(webhook: Webhook, *, by) -> Webhook:
    """Nothing leaves, and what happens meanwhile is not noted."""
    webhook = _held(webhook)
    refuse_stopped(webhook)
    webhook.state = State.PAUSED
    webhook.save(update_fields=["state"])
    journal.record("update", webhook, by=by, after={"état": webhook.get_state_display()})
    return webhook


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by) -> Webhook:
    """After a pause or an end: what was waiting leaves first."""
    webhook = _held(webhook)
    refuse_active(webhook)
    before = webhook.get_state_display()
    webhook.state, webhook.ended_at, webhook.ended_because = State.ACTIVE, None, ""
    webhook.save(update_fields=["state", "ended_at", "ended_because"])
    waiting = webhook.deliveries.filter(state=WebhookDelivery.State.WAITING)
    events.ask(list(waiting.filter(next_at__lte=timezone.now()).order_by("pk")))
    after = {"état": webhook.get_state_display()}
    journal.record("update", webhook, by=by, before={"état": before}, after=after)
    return webhook


@transaction.atomic
def delete_webhook(webhook: Webhook, *, by) -> None:
    """With its messages; the journal keeps that it was there."""
    webhook = _held(webhook)
    journal.record("delete", webhook, by=by, before=_told(webhook))
    webhook.delete()


@transaction.atomic
def send_test(webhook: Webhook, *, by) -> WebhookDelivery:
    """One message, tried once, whatever the state of the webhook: it ends nothing when it fails."""
    webhook = _held(webhook)
    row = WebhookDelivery.objects.create(
        territory_id=webhook.territory_id,
        webhook=webhook,
        kind=Kind.TEST,
        place_id=webhook.territory_id,
        path=events.territory_path(webhook.territory),
    )
    events.ask([row])
    journal.record("send", webhook, by=by, after={"message": Kind.TEST.label})
    return row


def refuse_resend(row: WebhookDelivery) -> None:
    if not row.is_over:
        raise ValidationError(
            "Ce message est encore à envoyer\u00a0: il part tout seul.", code="due"
        )
    if row.webhook.state != State.ACTIVE:
        raise ValidationError(
            "Ce destinataire ne reçoit rien. Reprenez d’abord les envois.", code="stopped"
        )


@transaction.atomic
def resend(row: WebhookDelivery, *, by) -> WebhookDelivery:
    """The same message, under the same number, with all its tries before it."""
    webhook = _held(row.webhook)
    row = WebhookDelivery.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.webhook = webhook
    refuse_resend(row)
    now = timezone.now()
    row.state, row.tries, row.next_at, row.at = WebhookDelivery.State.WAITING, 0, now, now
    row.save(update_fields=["state", "tries", "next_at", "at"])
    events.ask([row])
    journal.record("send", webhook, by=by, after={"message": str(row)})
    return row


# Without anybody ────────────────────────────────────────────────────────────────────────────────


def secrets_of(webhook: Webhook) -> list[str]:
    """Those that sign today, in clear. Raises InvalidToken when no key of this server reads them."""
    found = [webhook.secret]
    if webhook.former_until and webhook.former_until > timezone.now():
        found.append(webhook.former_secret)
    return [cipher.unseal(token.encode()).decode() for token in found]


def purge() -> int:
    """Each day: messages kept for long enough, secrets that no longer sign. How many messages.

    What still waits goes too, where nobody has taken the sending up again. What the figures were told last stays, else the same
    would be told again.
    """
    now = timezone.now()
    past = Webhook.objects.filter(former_until__lte=now)
    past.update(former_secret="", former_until=None)
    over = Q(state__in=(WebhookDelivery.State.RECEIVED, WebhookDelivery.State.FAILED))
    old = WebhookDelivery.objects.filter(
        over | ~Q(webhook__state=State.ACTIVE),
        at__lt=now - timedelta(days=settings.WEBHOOK_LOG_DAYS),
    )
    marked = WebhookDelivery.objects.exclude(mark="")
    latest = marked.order_by("webhook_id", "place_id", "-pk").distinct("webhook_id", "place_id")
    return old.exclude(pk__in=list(latest.values_list("pk", flat=True))).delete()[0]


def secrets_behind(territory_id: int) -> int:
    """Rows that the first key does not read whole: a process that has the former keys wrote them meanwhile."""
    rows = Webhook.objects.filter(territory=territory_id).values_list("secret", "former_secret")
    return sum(not all(cipher.is_current(kept) for kept in row if kept) for row in rows)


def rotate_secrets(territory_id: int) -> tuple[int, int]:
    """Put the secrets of a territory under the first key of NOTE_KEYS: (rewritten, unreadable)."""
    done = lost = 0
    for pk in list(Webhook.objects.filter(territory=territory_id).values_list("pk", flat=True)):
        with transaction.atomic():
            row = Webhook.objects.select_for_update().filter(pk=pk).first()
            if row is None:  # gone meanwhile
                continue
            try:
                row.secret = cipher.rotate(row.secret)
                row.former_secret = row.former_secret and cipher.rotate(row.former_secret)
            except InvalidToken:
                lost += 1
                continue
            row.save(update_fields=["secret", "former_secret"])
            done += 1
    return done, lost
