import django_filters
from django.db.models import Q

from activities.models import Activity
from territories.filters import AskedFilter
from territories.models import Territory
from tzcld.queries import alphabetical
from tzcld.ui.lists import FilterSet


class ActivityFilters(FilterSet):
    q = django_filters.CharFilter(label="Mot", method="search")
    sector = django_filters.ChoiceFilter(label="Secteur", choices=Activity.Sector.choices)
    state = django_filters.ChoiceFilter(label="État", choices=Activity.State.choices)
    territory = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=Territory.objects.none()
    )

    class Meta:
        model = Activity
        fields = ["q", "sector", "state", "territory"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["territory"].queryset = Territory.objects.filter(
            pk__in=self.queryset.order_by().values("territory")
        ).order_by(alphabetical("name"))

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(name__unaccent__icontains=value) | Q(description__unaccent__icontains=value)
        )


class ActivityListFilters(ActivityFilters):
    """Those of the page, with what waits in « À faire »."""

    afaire = AskedFilter(undecided="pk")
