"""Columns and filters of the register of extracts."""

import django_filters
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from evaluation.extracts.models import Extract
from territories.filters import AskedFilter
from tzcld.ui.lists import Column, FilterSet, Table

State = Extract.State
STATES: dict[str, tuple[str, str, str]] = {
    State.ASKED: ("info", "hourglass", "Demandé"),
    State.OPEN: ("warn", "door-open", "Ouvert"),
    State.REFUSED: ("", "x-circle", "Refusé"),
    State.WITHDRAWN: ("", "dash-circle", "Demande retirée"),
    State.ENDED: ("", "lock", "Terminé"),
}


def state_of(extract: Extract) -> tuple[str, str, str]:
    # Written by the hourly task: nothing opens any more since the day after.
    if extract.state == State.OPEN and extract.until < timezone.localdate():
        return STATES[State.ENDED]
    return STATES[State(extract.state)]


def listed(rows):
    return rows.select_related("territory", "holder").annotate(to_remove=Count("removals"))


class ExtractFilters(FilterSet):
    state = django_filters.ChoiceFilter(label="État", choices=State.choices)
    afaire = AskedFilter(extract_requests="pk")

    class Meta:
        model = Extract
        fields = ()


def extract_table(*, of_hub: bool = False, is_reader: bool = False) -> Table:
    place = Column("place", "Territoire", value="territory.name", sort="territory__name")
    return Table(
        name="extraits-pseudonymises",
        one="extrait",
        many="extraits",
        order="-asked_at",
        empty="Aucun extrait n’est demandé ni ouvert\u00a0: l’évaluation ne lit ici que des chiffres.",
        columns=[
            Column(
                "number",
                "Extrait",
                value=lambda x: f"n°\u00a0{x.pk}",
                sort="pk",
                head=True,
                link=_detail,
            ),
            *([place] if of_hub else []),
            *(
                []
                if is_reader
                else [
                    Column(
                        "holder", "Remis à", value=lambda x: str(x.holder), sort="holder__last_name"
                    )
                ]
            ),
            Column("purpose", "Question", sub=Column("convention", "Convention")),
            Column("state", "État", kind="state", value=state_of, sort="state"),
            Column("asked_at", "Demandé le", kind="date", sort="asked_at"),
            Column("until", "Dernier jour", kind="date", sort="until"),
            Column("downloads", "Téléchargements", kind="number", sort="downloads"),
            Column(
                "to_remove",
                "Lignes à retirer",
                kind="number",
                sort="to_remove",
                definition="Lignes d’un fichier remis à retirer\u00a0: la personne a demandé l’effacement ou s’est opposée.",
            ),
        ],
        notes=[
            (
                "Lignes",
                "Rien de ce que contient un extrait n’est gardé\u00a0: il est fait à chaque téléchargement.",
            )
        ],
    )


def _detail(extract: Extract) -> str:
    return reverse("evaluation:extract_detail", args=[extract.territory.slug, extract.pk])
