"""Columns and filters of the webhooks and of their messages."""

from urllib.parse import urlsplit

import django_filters

from territories.webhooks.models import Kind, Webhook, WebhookDelivery
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table

State = WebhookDelivery.State
STATES: dict[str, tuple[str, str, str]] = {
    Webhook.State.ACTIVE: ("ok", "check-circle", "Actif"),
    Webhook.State.PAUSED: ("", "pause-circle", "En pause"),
    Webhook.State.ENDED: ("bad", "exclamation-triangle", "Arrêté après des échecs"),
}
DELIVERY_STATES: dict[str, tuple[str, str, str]] = {
    State.WAITING: ("info", "clock", "À envoyer"),
    State.SENDING: ("info", "arrow-repeat", "En cours d’envoi"),
    State.RECEIVED: ("ok", "check-circle", "Reçu"),
    State.FAILED: ("bad", "x-circle", "Abandonné"),
}


def state_of(webhook: Webhook) -> tuple[str, str, str]:
    return STATES[Webhook.State(webhook.state)]


def delivery_state(row: WebhookDelivery) -> tuple[str, str, str]:
    """A message that was tried already says so."""
    if row.state == State.WAITING and row.tries:
        return ("warn", "clock", "Nouvel essai prévu")
    return DELIVERY_STATES[State(row.state)]


def server(webhook: Webhook) -> str:
    """The name of the server: the rest of the address is sometimes a key."""
    return urlsplit(webhook.url).hostname or ""


def _last_state(webhook: Webhook) -> tuple[str, str, str] | None:
    return DELIVERY_STATES[State(webhook.last_state)] if webhook.last_state else None


def kinds_of(webhook: Webhook) -> list[str]:
    words = dict(Kind.choices)
    return [words[kind] for kind in webhook.kinds]


WEBHOOKS = Table(
    name="notifications",
    one="destinataire",
    many="destinataires",
    order="label",
    empty="Aucun système d’information n’est prévenu. Celui de la métropole ou du territoire peut l’être à chaque rapport publié, "
    "lettre, fiche ou chiffre nouveau, au lieu d’interroger l’API toutes les heures.",
    columns=[
        Column(
            "label",
            "Destinataire",
            sort="label",
            link=lambda webhook: webhook.get_absolute_url(),
            sub=Column("server", "Serveur", value=server),
        ),
        Column("kinds", "Ce qui est annoncé", value=lambda w: french.upper_first(", ".join(kinds_of(w)))),
        Column("state", "État", kind="state", value=state_of, sort="state"),
        Column("last_at", "Dernier message", kind="datetime", sort="last_at"),
        Column("last_state", "Ce qu’il est devenu", kind="state", value=_last_state),
        Column("waiting", "À envoyer", kind="number", sort="waiting"),
    ],
)  # fmt: skip


class DeliveryFilters(FilterSet):
    state = django_filters.ChoiceFilter(label="État", choices=State.choices)
    kind = django_filters.ChoiceFilter(label="Ce qui est annoncé", choices=Kind.choices)

    class Meta:
        model = WebhookDelivery
        fields = ("state", "kind")


def answer_of(row: WebhookDelivery) -> str:
    """What the last try met: the status of HTTP, or why there was none."""
    if row.error:
        return row.error
    return f"Reçu ({row.status})." if row.status else ""


def duration_of(row: WebhookDelivery) -> str:
    return "" if row.duration_ms is None else f"{french.number(row.duration_ms)} ms"


DELIVERIES = Table(
    name="messages-envoyes",
    one="message",
    many="messages",
    order="-occurred_at",
    empty="Rien n’a encore été annoncé. Envoyez un essai\u00a0: sa réponse s’affiche ici.",
    columns=[
        Column(
            "kind",
            "Ce qui est annoncé",
            value=lambda row: french.upper_first(row.get_kind_display()),
            sort="kind",
            link=lambda row: row.get_absolute_url(),
            sub=Column("place", "Territoire", value="place.name"),
        ),
        Column("occurred_at", "Arrivé le", kind="datetime", sort="occurred_at"),
        Column("state", "État", kind="state", value=delivery_state, sort="state"),
        Column("tries", "Essais", kind="number", sort="tries"),
        Column(
            "next_at",
            "Prochain essai",
            kind="datetime",
            value=lambda row: row.next_at if row.state == State.WAITING else None,
            sort="next_at",
        ),
        Column("answer", "Dernière réponse", value=answer_of),
        Column("duration", "Durée", value=duration_of, sort="duration_ms"),
    ],
)
