import django_filters
from django.db.models import Q

from territories.exchange.matching import known_tags
from territories.exchange.models import Contribution, ExchangeItem
from territories.models import Territory
from tzcld.queries import alphabetical
from tzcld.ui.french import plain
from tzcld.ui.lists import FilterSet


class _ByTerritory(FilterSet):
    """The choice of a territory is limited to those that have a row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["territory"].queryset = Territory.objects.filter(
            pk__in=self.queryset.order_by().values("territory")
        ).order_by(alphabetical("name"))


class ExchangeFilters(_ByTerritory):
    q = django_filters.CharFilter(label="Mot", method="search")
    kind = django_filters.ChoiceFilter(label="Nature", choices=ExchangeItem.Kind.choices)
    state = django_filters.ChoiceFilter(label="État", choices=ExchangeItem.State.choices)
    tag = django_filters.CharFilter(label="Étiquette", method="tagged")
    territory = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=Territory.objects.none()
    )

    class Meta:
        model = ExchangeItem
        fields = ("q", "kind", "state", "tag", "territory")

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(text__unaccent__icontains=value)
            | Q(answer__unaccent__icontains=value)
            | Q(contribution__label__unaccent__icontains=value)
        )

    def tagged(self, queryset, name, value):
        tag = known_tags(self.queryset).get(plain(value))
        return queryset.filter(tags__contains=[tag]) if tag else queryset.none()


class ContributionFilters(_ByTerritory):
    q = django_filters.CharFilter(label="Mot", method="search")
    territory = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=Territory.objects.none()
    )

    class Meta:
        model = Contribution
        fields = ("q", "territory")

    def search(self, queryset, name, value):
        found = Q()
        for field in ("label", "workshop", "steps", "short_term", "medium_term"):
            found |= Q(**{f"{field}__unaccent__icontains": value})
        return queryset.filter(found)
