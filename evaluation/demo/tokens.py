"""Tokens of the API: that of the hub, revoked, and that of a territory, over. Neither opens anything, nobody knows them."""

from datetime import date, timedelta
from secrets import token_hex

from evaluation.demo.ground import at
from territories import journal
from territories.models import Territory, Token
from territories.scoping import scoped
from territories.tokens.operations import PREFIX, digest_of
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"


def load(hub: Territory, users: dict[str, User], today: date) -> None:
    here = Territory.objects.get(slug=WHERE)
    with scoped(hub.pk, here.pk, named=False):
        revoked = _add(hub, "Entrepôt de données de la métropole", users["metropole"], today, 240)
        revoked.revoked_at = at(today - timedelta(days=12), 10, 20)
        revoked.save(update_fields=["revoked_at"])
        journal.record("end", revoked, by=users["metropole"], after={"état": revoked.state.label})
        _add(here, "Portail du territoire", users["cheffe"], today, 400)


def _add(place: Territory, label: str, by: User, today: date, days: int) -> Token:
    """Made so many days ago, for a year."""
    secret = PREFIX + token_hex(32)
    since = today - timedelta(days=days)
    token = Token.objects.create(
        territory=place,
        label=label,
        digest=digest_of(secret),
        ending=secret[-4:],
        made_by=by,
        since=since,
        until=since + timedelta(days=365),
        last_used_on=today - timedelta(days=36),
    )
    journal.record("create", token, by=by, after={"système d’information": label})
    return token
