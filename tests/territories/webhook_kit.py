"""A webhook of the tests, and what it is told."""

from django.urls import reverse

from territories.models import Webhook, WebhookDelivery
from territories.scoping import scoped
from territories.webhooks.models import ASKED
from territories.webhooks.operations import add_webhook

EVERYTHING = [kind for kind, _ in ASKED]


def page(name: str, world, *args) -> str:
    return reverse(f"territories:{name}", args=[world.home.slug, *args])


def added(world, *, url="https://si.example.org/recu", kinds=EVERYTHING, of="home") -> Webhook:
    place = getattr(world, of)
    row = Webhook(territory=place, label="Entrepôt d’essai", url=url, kinds=list(kinds))
    with scoped(place.pk):
        return add_webhook(row, by=world.users["lead" if of == "home" else "hub_admin"])[0]


def told(webhook: Webhook) -> list[tuple[str, str]]:
    """(kind, path) of its messages, in order."""
    rows = WebhookDelivery.objects.filter(webhook=webhook).order_by("pk")
    return list(rows.values_list("kind", "path"))
