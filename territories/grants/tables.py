"""Columns of the named accesses, and how each one stands."""

from django.urls import reverse
from django.utils import timezone

from territories.grants.models import Grant
from tzcld.ui.lists import Column, Table


def grant_state(grant: Grant) -> tuple[str, str, str]:
    today = timezone.localdate()
    if grant.closed_by_id:
        return ("", "dash-circle", "fermé avant son terme")
    if grant.until < today:
        return ("", "dash-circle", "terminé")
    if grant.since > today:
        return ("info", "clock", "à venir")
    return ("warn", "eye", "en cours")


def is_open(grant: Grant) -> bool:
    """Running, or to come."""
    return grant.closed_at is None and grant.until >= timezone.localdate()


def _close(grant: Grant) -> str | None:
    if not is_open(grant):
        return None
    return reverse("territories:grant_close", args=[grant.territory.slug, grant.pk])


def grant_table(*, editable: bool) -> Table:
    """The state of an open access leads to closing it, for who may."""
    return Table(
        name="acces-nominatifs",
        one="accès nominatif",
        many="accès nominatifs",
        empty="Aucun accès ouvert : la métropole ne lit ici aucun nom.",
        columns=[
            Column(
                "holder",
                "Ouvert à",
                value=lambda grant: str(grant.holder),
                head=True,
                link=_close if editable else None,
                sub=Column("email", "Adresse électronique", value="holder.email"),
            ),
            Column("reason", "Pourquoi"),
            Column("state", "Accès", kind="state", value=grant_state),
            Column("since", "Du", kind="date", sort="period__startswith"),
            Column("until", "Au", kind="date", sort="period__endswith", definition="Dernier jour."),
            Column("opened_by", "Ouvert par", value=lambda grant: str(grant.opened_by)),
        ],
    )


GRANTS = {editable: grant_table(editable=editable) for editable in (False, True)}
