"""Telling that something is ready: a row for each address that asked for it, in the transaction of the operation.

    events.emit(Kind.REPORT_PUBLISHED, report.territory, reverse("evaluation:public_report_html", args=[report.pk]))

One statement when nobody asked.
"""

import uuid

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from territories.models import Territory
from territories.webhooks.models import Kind, Webhook, WebhookDelivery
from tzcld.later import ask_later

SEND = "territories.tasks.send_webhook"


def asking(kind: str, place: Territory) -> QuerySet[Webhook]:
    """The active webhooks of the territory and of its hub that asked for this."""
    places = {place.pk, place.rules_hub_id}
    return Webhook.objects.filter(
        territory__in=places, state=Webhook.State.ACTIVE, kinds__contains=[kind]
    )


def emit(kind: str, place: Territory, path: str, *, mark: str = "") -> int:
    """`path`: of the API or of a public page, which tells more. How many addresses are told.

    Call it in the transaction of what is told. With a `mark`, an address whose last message of this kind about this place had
    the same one is not told again.
    """
    hooks = asking(kind, place).order_by("pk")
    if mark:
        told = WebhookDelivery.objects.filter(webhook=OuterRef("pk"), place=place, kind=kind)
        hooks = hooks.annotate(told=Subquery(told.order_by("-pk").values("mark")[:1])).filter(
            ~Q(told=mark) | Q(told=None)
        )
    event, now = uuid.uuid4(), timezone.now()
    made = [
        WebhookDelivery(
            territory_id=hook.territory_id,
            webhook=hook,
            event=event,
            kind=kind,
            place=place,
            path=path,
            mark=mark,
            occurred_at=now,
            next_at=now,
            at=now,
        )
        for hook in hooks
    ]
    if made:
        WebhookDelivery.objects.bulk_create(made)
        ask(made)
    return len(made)


def ask(rows: list[WebhookDelivery]) -> None:
    for row in rows:
        ask_later(SEND, row.pk)


def sheet_changed(place: Territory) -> None:
    """What is read of a territory through the API, or on its public sheet, is another."""
    emit(Kind.TERRITORY_UPDATED, place, territory_path(place))


def territory_path(place: Territory) -> str:
    return reverse("api:territory-detail", args=[place.slug])
