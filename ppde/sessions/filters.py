"""Filters of the list of meetings."""

import django_filters
from django.db.models import Q

from ppde.filters import team
from ppde.models import Session
from tzcld.ui import forms
from tzcld.ui.lists import FilterSet, PeriodFilter


class SessionFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Titre ou lieu",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. centre social"}),
    )
    nature = django_filters.ChoiceFilter(
        label="Nature", field_name="kind", choices=Session.Kind.choices, empty_label="Toutes"
    )
    etat = django_filters.ChoiceFilter(
        label="État",
        method="by_state",
        choices=[*Session.State.choices, ("sans-feuille", "sans feuille de présence")],
        empty_label="Tous",
    )
    animatrice = django_filters.ModelChoiceFilter(
        label="Animée par",
        field_name="animator",
        queryset=lambda request: team(request.territory),
        empty_label="Toute l’équipe",
    )
    dates = PeriodFilter(label="Dates", field_name="starts_at")

    class Meta:
        model = Session
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(
                Q(title__unaccent__icontains=word) | Q(place__unaccent__icontains=word)
            )
        return queryset

    def by_state(self, queryset, name, value):
        if value == "sans-feuille":
            return queryset.without_sheet()
        return queryset.filter(state=value)
