"""Columns of the tokens, and those that are to be replaced."""

from django.urls import reverse

from territories.filters import WaitingFilter
from territories.models import Token
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table

State = Token.State
STATES: dict[str, tuple[str, str, str]] = {
    State.ACTIVE: ("ok", "check-circle", "Actif"),
    State.ENDED: ("", "dash-circle", "Terminé"),
    State.REVOKED: ("bad", "x-circle", "Révoqué"),
}


class TokenFilters(FilterSet):
    afaire = WaitingFilter(ending_tokens="pk")

    class Meta:
        model = Token
        fields = ()


def _revoke(token: Token) -> str | None:
    if token.state != State.ACTIVE:
        return None
    return reverse("territories:token_revoke", args=[token.territory.slug, token.pk])


def _revoked_on(token: Token) -> str:
    return f"le {french.date(token.revoked_at)}" if token.revoked_at else ""


def token_table(*, editable: bool) -> Table:
    """The name leads to revoking a token that stands, for who may."""
    return Table(
        name="jetons",
        one="jeton",
        many="jetons",
        order="label",
        empty="Aucun système d’information ne lit l’API avec un jeton. Celui de la métropole ou du territoire le peut, sans le compte de personne.",
        columns=[
            Column(
                "label",
                "Système d’information",
                sort="label",
                head=True,
                link=_revoke if editable else None,
                sub=Column("ending", "Fin du jeton", value=lambda token: f"tzcld_…{token.ending}"),
            ),
            Column(
                "state",
                "État",
                kind="state",
                value=lambda token: STATES[token.state],
                sub=Column("revoked", "Révoqué", value=_revoked_on),
            ),
            Column("until", "Dernier jour", kind="date", sort="until"),
            Column("last_used_on", "Dernière lecture", kind="date", sort="last_used_on"),
            Column("made_by", "Créé par", value=lambda token: str(token.made_by)),
            Column("since", "Créé le", kind="date", sort="since"),
        ],
    )
