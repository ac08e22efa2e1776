"""What those who manage a webhook are told when failures end it: one mail each, a row each (territories/account_mails.py)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from territories import account_mails
from territories.models import Membership
from territories.roles import holding
from territories.webhooks.models import Webhook, WebhookMail
from tzcld.later import ask_later
from tzcld.mail import one_line
from tzcld.users.models import User

State = WebhookMail.State
# Between two tries of a mail that the server refuses.
PAUSE = timedelta(hours=1)


def managers(territory_id: int) -> QuerySet[User]:
    """Accounts that may repair it today."""
    held = Membership.objects.active().filter(
        territory=territory_id, role__in=holding("webhook_edit")
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def tell_end(webhook: Webhook) -> None:
    """In the transaction that ends it."""
    made = WebhookMail.objects.bulk_create(
        WebhookMail(territory_id=webhook.territory_id, webhook=webhook, user=user)
        for user in managers(webhook.territory_id)
    )
    for mail in made:
        ask_later("territories.tasks.tell_webhook", mail.pk)


def send(pk: int) -> bool:
    """Send one mail, once (account_mails.send)."""
    rows = WebhookMail.objects.select_related("user", "webhook__territory__hub")
    return account_mails.send(rows, pk, _message)


def sweep(now: datetime) -> list[int]:
    """Mails that the server refused an hour ago, or whose task was lost."""
    account_mails.put_aside(WebhookMail.objects.all(), now)
    waiting = WebhookMail.objects.filter(state=State.WAITING, at__lte=now - PAUSE)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _message(mail: WebhookMail) -> EmailMessage | None:
    webhook = mail.webhook
    if webhook.state != Webhook.State.ENDED:
        # Repaired meanwhile.
        return None
    context = {
        "webhook": webhook,
        "user": mail.user,
        "ended_on": timezone.localdate(webhook.ended_at),
        "link": settings.SITE_URL + webhook.get_absolute_url(),
    }
    subject = f"Notifications arrêtées\u00a0: {one_line(webhook.label)}"
    return EmailMessage(
        subject, render_to_string("mail/webhook_end.txt", context), to=[mail.user.email]
    )
