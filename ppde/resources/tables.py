"""Columns of the catalogue, of the calendar, of the requests."""

from functools import cache

import django_filters
from django.urls import reverse
from django.utils import timezone

from ppde.filters import OfPersons
from ppde.models import SchemeRequest, Training, TrainingSession
from territories.filters import WaitingFilter
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table


def catalogue(slug: str) -> Table:
    return Table(
        name="catalogue-formations",
        one="formation",
        many="formations",
        feminine=True,
        order="title",
        empty="Le programme commun de formation préalable\u00a0: ce qui s’apprend avant l’embauche, avec quel organisme.",
        columns=[
            Column(
                "title",
                "Formation",
                sort="title",
                link=lambda row: reverse("ppde:training_detail", args=[slug, row.pk]),
                sub=Column("provider", "Organisme"),
            ),
            Column("hours", "Heures", kind="number", sort="hours"),
            Column(
                "skills",
                "Compétences données",
                value=lambda row: ", ".join(s.name for s in row.skills.all()),
            ),
            Column("next_on", "Prochaine session", kind="date", sort="next_on"),
            Column("is_open", "Au catalogue", kind="bool", screen=False),
            Column("objectives", "Objectifs", screen=False, width=40),
            Column("territory", "Proposée par", value="territory.name", sort="territory__name"),
        ],
    )


class TrainingFilters(FilterSet):
    q = django_filters.CharFilter(label="Mot", method="by_text")

    class Meta:
        model = Training
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return queryset.filter(title__unaccent__icontains=value) | queryset.filter(
            objectives__unaccent__icontains=value
        )


def session_state(row: TrainingSession) -> tuple[str, str, str]:
    today = timezone.localdate()
    if row.is_cancelled:
        return ("", "x-circle", "Annulée")
    if row.is_over:
        return ("", "check-lg", "Terminée")
    if row.starts_on <= today:
        return ("ok", "play", "En cours")
    return ("info", "calendar-event", "À venir")


@cache
def calendar(counted: bool) -> Table:
    """The sessions; `counted`: how many have a place or wait, for whoever enrols or shares the places out."""
    counts = [
        Column(
            "taken", "Prises", kind="number", sort="taken", definition="Dans tous les territoires."
        ),
        Column("waiting", "En attente", kind="number", sort="waiting"),
        Column("own_taken", "Nos places prises", kind="number"),
    ]
    if not counted:
        counts = []
    return Table(
        name="calendrier-formations",
        one="session",
        many="sessions",
        feminine=True,
        order="starts_on",
        empty="Les sessions de formation apparaîtront ici, avec leurs places.",
        columns=[
            Column(
                "training",
                "Formation",
                value="training.title",
                sort="training__title",
                link=lambda row: row.address,
                sub=Column("provider", "Organisme", value="training.provider"),
            ),
            Column("starts_on", "Premier jour", kind="date", sort="starts_on"),
            Column("ends_on", "Dernier jour", kind="date", sort="ends_on"),
            Column("place", "Lieu"),
            Column("state", "État", kind="state", value=session_state),
            Column("places", "Places", kind="number", sort="places"),
            *counts[:2],
            Column(
                "own", "Nos places", kind="number", definition="Part du territoire qui consulte."
            ),
            *counts[2:],
        ],
    )


class SessionFilters(FilterSet):
    quand = django_filters.ChoiceFilter(
        label="Quand",
        method="by_time",
        choices=[("venir", "à venir ou en cours"), ("passe", "terminées")],
    )

    class Meta:
        model = TrainingSession
        fields: tuple[str, ...] = ()

    def by_time(self, queryset, name, value):
        today = timezone.localdate()
        return queryset.filter(**{"ends_on__lt" if value == "passe" else "ends_on__gte": today})


REQUEST_MARKS = {
    "asked": ("info", "hourglass-split"),
    "obtained": ("ok", "check-circle"),
    "refused": ("bad", "x-circle"),
    "dropped": ("", "slash-circle"),
}


def request_mark(row: SchemeRequest) -> tuple[str, str, str]:
    return (*REQUEST_MARKS[row.state], french.upper_first(row.get_state_display()))


def requests_table(slug: str) -> Table:
    def act(row) -> tuple[str, str]:
        if row.state == SchemeRequest.State.ASKED:
            return "Noter la réponse", "scheme_request_close"
        return "Corriger la réponse", "scheme_request_correct"

    return Table(
        name="demandes-de-leviers",
        one="demande",
        many="demandes",
        feminine=True,
        order="-asked_on",
        empty="Une demande se note depuis la fiche d’un levier ou d’un programme.",
        columns=[
            Column(
                "person",
                "Personne",
                value=lambda row: str(row.person),
                sort=tuple(f"person__{name}" for name in ("last_name", "first_name")),
                link=lambda row: reverse("ppde:person_detail", args=[slug, row.person_id]),
                sub=Column("reference", "Numéro", value="person.reference"),
            ),
            Column("scheme", "Levier ou programme", value="scheme.name", sort="scheme__name"),
            Column("kind", "Nature", value="scheme.get_kind_display", sort="scheme__kind"),
            Column("asked_on", "Demandé le", kind="date", sort="asked_on"),
            Column("state", "Réponse", kind="state", value=request_mark, sort="state"),
            Column("result", "Résultat"),
            Column(
                "act",
                "À faire",
                value=lambda row: act(row)[0],
                link=lambda row: reverse(f"ppde:{act(row)[1]}", args=[slug, row.pk]),
                export=False,
            ),
        ],
    )


class RequestFilters(OfPersons):
    reponse = django_filters.ChoiceFilter(
        label="Réponse", field_name="state", choices=SchemeRequest.State.choices
    )
    afaire = WaitingFilter(requests="pk")

    class Meta:
        model = SchemeRequest
        fields: tuple[str, ...] = ()
