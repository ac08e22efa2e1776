"""Filters of the read log and of its alerts."""

from datetime import date, datetime, time, timedelta

import django_filters
from django.utils import timezone

from ppde.filters import OfPersons
from ppde.models import PastTime, Reading, ReadingAlert, RightsRequest, SensitiveWord, TextFlag
from territories.filters import WaitingFilter
from tzcld.ui import forms
from tzcld.ui.lists import FilterSet
from tzcld.users.models import User


class DayFilter(django_filters.DateFilter):
    field_class = forms.DateField


class NumberFilter(django_filters.Filter):
    field_class = forms.IntegerField


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class ReadingFilters(FilterSet):
    numero = NumberFilter(
        label="Numéro du dossier",
        field_name="number",
        widget=forms.NumberInput(attrs={"placeholder": "Ex. 47"}),
    )
    qui = django_filters.ModelChoiceFilter(
        label="Qui", field_name="user", queryset=User.objects.none(), empty_label="Tout le monde"
    )
    quoi = django_filters.ChoiceFilter(
        label="Quoi", field_name="kind", choices=Reading.Kind.choices, empty_label="Tout"
    )
    suivi = django_filters.ChoiceFilter(
        label="Suit la personne",
        field_name="is_referent",
        choices=[("True", "oui"), ("False", "non")],
        empty_label="Oui ou non",
    )
    du = DayFilter(label="Du", method="since")
    au = DayFilter(label="Au", method="until")

    class Meta:
        model = Reading
        fields: tuple[str, ...] = ()

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["qui"].queryset = people

    def since(self, queryset, name, value):
        return queryset.filter(at__gte=midnight(value))

    def until(self, queryset, name, value):
        return queryset.filter(at__lt=midnight(value + timedelta(days=1)))


class AlertFilters(FilterSet):
    etat = django_filters.ChoiceFilter(
        label="État",
        choices=[("open", "à regarder"), ("seen", "expliquées")],
        method="in_state",
        empty_label="Toutes",
    )
    alerte = django_filters.ChoiceFilter(
        label="Alerte", field_name="kind", choices=ReadingAlert.Kind.choices, empty_label="Toutes"
    )

    class Meta:
        model = ReadingAlert
        fields: tuple[str, ...] = ()

    def in_state(self, queryset, name, value):
        return queryset.filter(seen_at__isnull=value == "open")


class RequestFilters(OfPersons):
    q = None  # by number for whoever watches
    etat = django_filters.ChoiceFilter(
        label="État", field_name="state", choices=RightsRequest.State.choices, empty_label="Toutes"
    )
    droit = django_filters.ChoiceFilter(
        label="Droit", field_name="kind", choices=RightsRequest.Kind.choices, empty_label="Tous"
    )
    afaire = WaitingFilter(rights="pk")

    class Meta:
        model = RightsRequest
        fields: tuple[str, ...] = ()


class WordFilters(FilterSet):
    etat = django_filters.ChoiceFilter(
        label="État",
        choices=[("current", "dans la liste"), ("removed", "retirés")],
        method="in_state",
        empty_label="Tous",
    )
    sujet = django_filters.ChoiceFilter(
        label="Sujet",
        field_name="subject",
        choices=SensitiveWord.Subject.choices,
        empty_label="Tous",
    )

    class Meta:
        model = SensitiveWord
        fields: tuple[str, ...] = ()

    def in_state(self, queryset, name, value):
        return queryset.filter(removed_at__isnull=value == "current")


class PastFilters(FilterSet):
    """As the list says it: a list is to prepare, is going on, or nothing waits (annotated `is_open`)."""

    etat = django_filters.ChoiceFilter(
        label="Élimination",
        choices=[
            ("prepare", "liste à préparer"),
            ("open", "liste en cours"),
            ("none", "à jour"),
        ],
        method="in_state",
        empty_label="Toutes",
    )

    class Meta:
        model = PastTime
        fields: tuple[str, ...] = ()

    def in_state(self, queryset, name, value):
        if value == "open":
            return queryset.filter(is_open=True)
        waits = {"past__gt": 0} if value == "prepare" else {"past": 0}
        return queryset.filter(is_open=False, **waits)


class TextFilters(FilterSet):
    etat = django_filters.ChoiceFilter(
        label="État", field_name="state", choices=TextFlag.State.choices, empty_label="Tous"
    )
    afaire = WaitingFilter(texts="pk")

    class Meta:
        model = TextFlag
        fields: tuple[str, ...] = ()
