"""Columns of the tokens, and those that are to be replaced."""

import django_filters
from django.urls import reverse
from django.utils import timezone

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
    etat = django_filters.ChoiceFilter(
        label="État",
        choices=[(state, words) for state, (_, _, words) in STATES.items()],
        method="in_state",
    )
    afaire = WaitingFilter(ending_tokens="pk")

    class Meta:
        model = Token
        fields = ()

    def in_state(self, queryset, name, value):
        if value == State.REVOKED:
            return queryset.exclude(revoked_at=None)
        today = timezone.localdate()
        if value == State.ACTIVE:
            return queryset.standing(today)
        return queryset.filter(revoked_at=None, until__lt=today)


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
