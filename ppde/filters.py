"""Filters of the lists of persons; the view gives a scoped queryset."""

import re

import django_filters
from django.db.models import Q
from django.utils import timezone

from ppde.eligibility import months_before
from ppde.mobilisation import BANDS
from ppde.models import EligibilityReview, Pause, Person
from territories.models import PerimeterUnit
from territories.roles import NAMED_ROLES
from tzcld.ui import forms
from tzcld.ui.lists import FilterSet
from tzcld.users.models import User

NUMBER = re.compile(r"\s*m?\s*-?\s*0*(\d{1,9})\s*", re.IGNORECASE)


def team(territory):
    """Accounts that may follow somebody here: those that read persons by name in this territory."""
    return (
        User.objects.filter(
            memberships__territory=territory,
            memberships__role__in=NAMED_ROLES,
            memberships__period__contains=timezone.localdate(),
        )
        .only("first_name", "last_name", "email")
        .distinct()
        .order_by("last_name", "first_name")
    )


def districts(territory):
    return PerimeterUnit.objects.filter(territory=territory).only("name").order_by("name")


def search(persons, text: str, prefix: str = ""):
    """By number (« M-0047 », « 47 ») or by every word of the name, accents and case ignored."""
    if match := NUMBER.fullmatch(text):
        return persons.filter(**{f"{prefix}number": int(match[1])})
    for word in text.split():
        persons = persons.filter(
            Q(**{f"{prefix}last_name__unaccent__icontains": word})
            | Q(**{f"{prefix}first_name__unaccent__icontains": word})
        )
    return persons


def waiting(persons, band: str):
    """Those on the list who have waited so long; the bands are those of the indicator E9."""
    _, _, low, high = next(row for row in BANDS if row[0] == band)
    today = timezone.localdate()
    persons = persons.on_list()
    if low is not None:
        persons = persons.filter(volunteer_on__lte=months_before(today, low))
    if high is not None:
        persons = persons.filter(volunteer_on__gt=months_before(today, high))
    return persons


class PersonFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    etat = django_filters.ChoiceFilter(
        label="État", field_name="state", choices=Person.State.choices, empty_label="Tous"
    )
    attente = django_filters.ChoiceFilter(
        label="Attente",
        choices=[(key, label) for key, label, _, _ in BANDS],
        method="by_waiting",
        empty_label="Toutes",
    )
    referent = django_filters.ModelChoiceFilter(
        label="Référent·e",
        queryset=lambda request: team(request.territory),
        empty_label="Toute l’équipe",
        null_label="Sans référent·e",
    )
    quartier = django_filters.ModelChoiceFilter(
        label="Quartier",
        field_name="district",
        queryset=lambda request: districts(request.territory),
        empty_label="Tous",
    )

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return search(queryset, value)

    def by_waiting(self, queryset, name, value):
        return waiting(queryset, value)


class MobilisationFilters(PersonFilters):
    """On the list, three states only."""

    etat = django_filters.ChoiceFilter(
        label="État",
        field_name="state",
        choices=[
            (s.value, s.label)
            for s in (Person.State.LISTED, Person.State.PROPOSED, Person.State.PAUSED)
        ],
        empty_label="Tous",
    )


class ReviewFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    issue = django_filters.ChoiceFilter(
        label="Issue",
        field_name="outcome",
        choices=EligibilityReview.Outcome.choices,
        empty_label="Toutes",
    )

    class Meta:
        model = EligibilityReview
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return search(queryset, value, "person__")


class PauseFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    quand = django_filters.ChoiceFilter(
        label="Quand",
        choices=[("cours", "En cours"), ("venir", "À venir"), ("finie", "Finies")],
        method="by_time",
        empty_label="Toutes",
    )
    motif = django_filters.ChoiceFilter(
        label="Motif", field_name="reason", choices=Pause.Reason.choices, empty_label="Tous"
    )

    class Meta:
        model = Pause
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return search(queryset, value, "person__")

    def by_time(self, queryset, name, value):
        today = timezone.localdate()
        asked = {
            "cours": {"period__contains": today},
            "venir": {"period__startswith__gt": today},
            "finie": {"period__endswith__lte": today},
        }
        return queryset.filter(**asked[value])
