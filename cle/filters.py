"""Filters of the meetings, the decisions and the committees."""

import django_filters
from django.db.models import Q

from cle.models import Committee, Decision, Meeting
from tzcld.ui import forms
from tzcld.ui.lists import FilterSet


class DateFilter(django_filters.DateFilter):
    field_class = forms.DateField


def committees(request):
    return Committee.objects.visible_to(request.user).within(request.territory)


class MeetingFilters(FilterSet):
    committee = django_filters.ModelChoiceFilter(label="Instance", queryset=committees)
    state = django_filters.ChoiceFilter(label="État", choices=Meeting.State.choices)
    depuis = DateFilter(label="Depuis le", field_name="starts_at", lookup_expr="date__gte")
    jusqu = DateFilter(label="Jusqu’au", field_name="starts_at", lookup_expr="date__lte")

    class Meta:
        model = Meeting
        fields: list[str] = []


class DecisionFilters(FilterSet):
    q = django_filters.CharFilter(label="Texte ou numéro", method="search")
    kind = django_filters.ChoiceFilter(label="Nature", choices=Decision.Kind.choices)
    outcome = django_filters.ChoiceFilter(label="Issue", choices=Decision.Outcome.choices)
    depuis = DateFilter(label="Depuis le", field_name="meeting__starts_at", lookup_expr="date__gte")
    jusqu = DateFilter(label="Jusqu’au", field_name="meeting__starts_at", lookup_expr="date__lte")

    class Meta:
        model = Decision
        fields: list[str] = []

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(wording__icontains=value) | Q(conditions__icontains=value) | Q(number__iexact=value)
        )


class CommitteeFilters(FilterSet):
    kind = django_filters.ChoiceFilter(label="Nature", choices=Committee.Kind.choices)
    is_active = django_filters.BooleanFilter(label="En activité")

    class Meta:
        model = Committee
        fields: list[str] = []
