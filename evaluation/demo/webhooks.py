"""Two receivers of notifications: that of the hub, paused, with a week behind it; that of a territory, ended by failures.

Neither is active: the demonstration writes to nobody.
"""

from datetime import date, timedelta

from evaluation.demo.ground import at
from territories import journal
from territories.models import Territory, Webhook, WebhookDelivery
from territories.scoping import scoped
from territories.webhooks.models import Kind
from territories.webhooks.signing import new_secret
from tzcld import cipher
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
State = WebhookDelivery.State
# Days ago, what, of which territory (the hub: ""), where it is read, tries, status, error.
SENT = [
    (6, Kind.TEST, "", "/api/v1/territoires/metropole-de-lyon/", 1, 204, ""),
    (5, Kind.FIGURES_UPDATED, WHERE, f"/api/v1/indicateurs/{WHERE}/", 1, 204, ""),
    (4, Kind.TERRITORY_UPDATED, WHERE, f"/api/v1/territoires/{WHERE}/", 3, 202, ""),
    (3, Kind.FIGURES_UPDATED, "", "/api/v1/indicateurs/metropole-de-lyon/", 1, 204, ""),
    (2, Kind.TEST, "", "/api/v1/territoires/metropole-de-lyon/", 1, 500, "Le serveur répond 500."),
]
LOST = [
    (9, Kind.FIGURES_UPDATED, WHERE, f"/api/v1/indicateurs/{WHERE}/", 1, 200, ""),
    (8, Kind.TERRITORY_UPDATED, WHERE, f"/api/v1/territoires/{WHERE}/", 7, 503, "Le serveur répond 503."),
]  # fmt: skip


def load(hub: Territory, users: dict[str, User], today: date) -> None:
    here = Territory.objects.get(slug=WHERE)
    with scoped(hub.pk, here.pk, named=False):
        paused = _add(hub, "Entrepôt de données de la métropole", users["metropole"], today, 7)
        paused.state = Webhook.State.PAUSED
        paused.save(update_fields=["state"])
        _send(paused, SENT, today)
        ended = _add(here, "Portail du territoire", users["cheffe"], today, 10)
        ended.state, ended.ended_at = Webhook.State.ENDED, at(today - timedelta(days=7), 17, 8)
        ended.ended_because = "7\u00a0essais sans succès. Le serveur répond 503."
        ended.save(update_fields=["state", "ended_at", "ended_because"])
        journal.record("end", ended, by=None, reason=ended.ended_because)
        _send(ended, LOST, today)


def _add(place: Territory, label: str, by: User, today: date, days: int) -> Webhook:
    webhook = Webhook.objects.create(
        territory=place,
        label=label,
        url="https://si.example.org/tzcld",
        kinds=[Kind.REPORT_PUBLISHED, Kind.TERRITORY_UPDATED, Kind.FIGURES_UPDATED],
        secret=cipher.encrypt(new_secret()),
        created_at=at(today - timedelta(days=days), 9, 15),
    )
    journal.record("create", webhook, by=by, after={"nom": label, "serveur": "si.example.org"})
    return webhook


def _send(webhook: Webhook, sent: list[tuple], today: date) -> None:
    places = {t.slug: t for t in Territory.objects.filter(hub=webhook.territory.rules_hub_id)}
    for days, kind, slug, path, tries, status, error in sent:
        when = at(today - timedelta(days=days), 6, 31)
        WebhookDelivery.objects.create(
            territory_id=webhook.territory_id,
            webhook=webhook,
            kind=kind,
            place=places.get(slug, webhook.territory),
            path=path,
            occurred_at=when,
            next_at=when,
            at=when + timedelta(minutes=6 if tries > 1 else 0),
            state=State.FAILED if error else State.RECEIVED,
            tries=tries,
            status=status,
            error=error,
            duration_ms=180 + 40 * days,
        )
