"""Filters of the lists of this app."""

from datetime import date, datetime, time, timedelta

import django_filters
from django.db.models import Q
from django.utils import timezone

from territories.journal import VERBS
from territories.models import Entry, Membership, Organisation, Phase, Territory
from territories.queue import sources
from territories.roles import Role
from territories.tables import kinds
from tzcld.ui import forms, french
from tzcld.ui.lists import FilterSet
from tzcld.users.models import User


class WaitingFilter(django_filters.ChoiceFilter):
    """What waits in « À faire »: the rows of a source of the work queue, by the condition of the source itself.

    `paths`: {key of a source: path from its rows to those of the list}, « pk » when they are the same.
    """

    def __init__(self, **paths: str):
        self.paths = paths
        super().__init__(label="À faire", choices=self._words, empty_label="Indifférent")

    def leave_out(self, key: str) -> None:
        """Of the copy that a request has: what another account is shown stays as declared."""
        self.paths = {name: path for name, path in self.paths.items() if name != key}
        self.extra["choices"] = self._words

    def _asked(self) -> list:
        return [source for source in sources() if source.key in self.paths]

    def _words(self) -> list[tuple[str, str]]:
        return [(source.key, french.upper_first(source.label(1))) for source in self._asked()]

    def filter(self, queryset, value):
        source = next((source for source in self._asked() if source.key == value), None)
        if source is None:
            return queryset
        rows = source.rows(self.parent.request.territory, timezone.localdate())
        return queryset.filter(pk__in=rows.order_by().values(self.paths[value]))


class AskedFilter(WaitingFilter):
    """The same, where only those to whom these sources are shown may ask for them."""

    def is_for(self, request) -> bool:
        return any(request.scope.can(source.verb) for source in self._asked())


class TerritoryFilters(FilterSet):
    q = django_filters.CharFilter(label="Nom", field_name="name", lookup_expr="unaccent__icontains")
    phase = django_filters.ChoiceFilter(label="Phase", choices=Phase.Kind.choices)

    class Meta:
        model = Territory
        fields = ()


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
