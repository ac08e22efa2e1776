"""Columns of the named accesses, and how each one stands."""

import django_filters
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from territories.grants.models import Grant
from territories.models import Territory
from tzcld.ui import french
from tzcld.ui.emails import folding
from tzcld.ui.lists import Column, FilterSet, Table


def grant_state(grant: Grant) -> tuple[str, str, str]:
    today = timezone.localdate()
    if grant.closed_by_id:
        return ("", "dash-circle", "fermé avant son terme")
    if grant.until < today:
        return ("", "dash-circle", "terminé")
    if grant.since > today:
        return ("info", "clock", "à venir")
    return ("warn", "eye", "en cours")


class GrantFilters(FilterSet):
    """By state, in the words of `grant_state`; by territory at the hub (`territories`, none elsewhere)."""

    etat = django_filters.ChoiceFilter(
        label="Accès",
        choices=[
            ("running", "en cours"),
            ("coming", "à venir"),
            ("over", "terminé"),
            ("closed", "fermé avant son terme"),
        ],
        method="in_state",
        empty_label="Tous",
    )
    territoire = django_filters.ModelChoiceFilter(
        label="Territoire", field_name="territory", queryset=Territory.objects.none()
    )

    class Meta:
        model = Grant
        fields: tuple[str, ...] = ()

    def __init__(self, *args, territories, **kwargs):
        super().__init__(*args, **kwargs)
        if territories is None:
            del self.filters["territoire"]
        else:
            self.filters["territoire"].queryset = territories

    def in_state(self, rows, name, value):
        today, kept = timezone.localdate(), rows.filter(closed_by=None)
        return {
            "running": kept.filter(period__contains=today),
            "coming": kept.filter(period__startswith__gt=today),
            # The day after the last one.
            "over": kept.filter(period__endswith__lte=today),
            "closed": rows.exclude(closed_by=None),
        }[value]


def mail_state(grant: Grant) -> tuple[str, str, str]:
    """Rows of `with_mails`."""
    if grant.unsent:
        return ("warn", "envelope-x", "un courriel n’est pas parti")
    if grant.waiting:
        return ("info", "clock", "courriel en attente")
    return (
        ("ok", "envelope-check", "annoncé")
        if grant.opening_told_at
        else ("", "clock", "pas encore")
    )


def is_open(grant: Grant) -> bool:
    """Running, or to come."""
    return grant.closed_at is None and grant.until >= timezone.localdate()


def _close(grant: Grant) -> str | None:
    if not is_open(grant):
        return None
    return reverse("territories:grant_close", args=[grant.territory.slug, grant.pk])


def with_use(grants):
    """Rows with `files` and `openings`: the read log belongs to a room above."""
    return import_string(settings.GRANT_USE)(grants)


def _openings(grant: Grant) -> str:
    return french.count(grant.openings, "ouverture") if grant.openings else ""


PLACE = Column("place", "Territoire", value="territory.name", sort="territory__name")
USE = Column(
    "files",
    "Dossiers ouverts",
    kind="number",
    sub=Column("openings", "Ouvertures", value=_openings),
    definition="Dossiers différents ouverts sous cet accès, d’après le registre des consultations, gardé le temps de sa règle.",
)


def grant_table(*, editable: bool = False, of_hub: bool = False, use: bool = False) -> Table:
    """The name leads to closing an open access, for who may. `use`: rows of `with_use`."""
    return Table(
        name="acces-nominatifs",
        one="accès nominatif",
        many="accès nominatifs",
        empty="Aucun accès n’a été ouvert : la métropole ne lit aucun nom.",
        columns=[
            Column(
                "holder",
                "Ouvert à",
                value=lambda grant: str(grant.holder),
                head=True,
                link=_close if editable else None,
                sub=Column(
                    "email",
                    "Adresse électronique",
                    value="holder.email",
                    cell=lambda grant: folding(grant.holder.email),
                ),
            ),
            *([PLACE] if of_hub else []),
            Column("reason", "Pourquoi"),
            Column("state", "Accès", kind="state", value=grant_state),
            Column(
                "told",
                "Annonce",
                kind="state",
                value=mail_state,
                definition="Courriels à la personne et aux chef·fes de projet : ouverture, fin proche, fin. Chacun part une fois au plus.",
            ),
            Column("since", "Du", kind="date", sort="period__startswith"),
            Column("until", "Au", kind="date", sort="period__endswith", definition="Dernier jour."),
            Column("opened_by", "Ouvert par", value=lambda grant: str(grant.opened_by)),
            *([USE] if use else []),
        ],
    )
