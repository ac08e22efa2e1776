"""Filters of the lists of this app."""

from datetime import date, datetime, time, timedelta

import django_filters
from django.db.models import Q
from django.utils import timezone

from territories.journal import VERBS
from territories.models import Entry, Membership, Organisation
from territories.roles import Role
from territories.tables import kinds
from tzcld.ui import forms, french
from tzcld.ui.lists import FilterSet
from tzcld.users.models import User


class TeamFilters(FilterSet):
    STATES = [("current", "en cours"), ("coming", "à venir"), ("ended", "terminés")]
    q = django_filters.CharFilter(label="Nom ou adresse", method="search")
    role = django_filters.ChoiceFilter(label="Rôle", choices=Role.choices)
    etat = django_filters.ChoiceFilter(label="Accès", choices=STATES, method="in_state")

    class Meta:
        model = Membership
        fields = ()

    def search(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(
                Q(user__last_name__unaccent__icontains=word)
                | Q(user__first_name__unaccent__icontains=word)
                | Q(user__email__icontains=word)
            )
        return queryset

    def in_state(self, queryset, name, value):
        today = timezone.localdate()
        if value == "current":
            return queryset.filter(period__contains=today)
        if value == "coming":
            return queryset.filter(period__startswith__gt=today)
        return queryset.filter(period__endswith__lte=today)


class DayFilter(django_filters.DateFilter):
    field_class = forms.DateField


class JournalFilters(FilterSet):
    qui = django_filters.ModelChoiceFilter(
        label="Qui", field_name="user", queryset=User.objects.none()
    )
    quoi = django_filters.ChoiceFilter(label="Quoi", field_name="verb")
    objet = django_filters.ChoiceFilter(label="Objet", field_name="model")
    du = DayFilter(label="Du", method="since")
    au = DayFilter(label="Au", method="until")

    class Meta:
        model = Entry
        fields = ()

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["qui"].queryset = people
        self.filters["quoi"].extra["choices"] = _by_word(VERBS)
        self.filters["objet"].extra["choices"] = _by_word(kinds())

    def since(self, queryset, name, value):
        return queryset.filter(at__gte=_midnight(value))

    def until(self, queryset, name, value):
        return queryset.filter(at__lt=_midnight(value + timedelta(days=1)))


def _midnight(day: date):
    return timezone.make_aware(datetime.combine(day, time()))


class OrganisationFilters(FilterSet):
    q = django_filters.CharFilter(label="Nom", field_name="name", lookup_expr="unaccent__icontains")
    kind = django_filters.ChoiceFilter(label="Type", choices=Organisation.Kind.choices)
    position = django_filters.ChoiceFilter(label="Position", choices=Organisation.Position.choices)

    class Meta:
        model = Organisation
        fields = ("q", "kind", "position")


def _by_word(words: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(words.items(), key=lambda item: french.plain(item[1]))
