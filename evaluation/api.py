"""/api/v1/: the same scope and the same rights as the pages, read only. Figures are masked as on the dashboards."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, viewsets
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.response import Response
from rest_framework.reverse import reverse

from activities.filters import ActivityFilters
from activities.models import Activity
from evaluation import aggregates
from evaluation.indicators import REGISTRY
from territories.models import Territory
from tzcld.queries import alphabetical


class TerritorySerializer(serializers.ModelSerializer):
    hub = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    phase = serializers.CharField(read_only=True, allow_null=True)
    phase_since = serializers.DateField(source="since", read_only=True, allow_null=True)
    estimated_persons = serializers.IntegerField(source="estimate", read_only=True, allow_null=True)

    class Meta:
        model = Territory
        fields = (
            "slug",
            "name",
            "kind",
            "hub",
            "population",
            "phase",
            "phase_since",
            "estimated_persons",
        )


class ActivitySerializer(serializers.ModelSerializer):
    territory = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    carrier = serializers.StringRelatedField()

    class Meta:
        model = Activity
        fields = (
            "id",
            "territory",
            "name",
            "sector",
            "state",
            "carrier",
            "expected_fte",
            "started_on",
        )


class TerritoryViewSet(viewsets.ReadOnlyModelViewSet):
    """Territories that the account may enter."""

    serializer_class = TerritorySerializer
    lookup_field = "slug"
    queryset = Territory.objects.none()

    def get_queryset(self):
        here = self.request.scope.territories_where("territory_view")
        return (
            Territory.objects.filter(pk__in=here)
            .with_present()
            .select_related("hub")
            .order_by(alphabetical("name"))
        )


class ActivityViewSet(viewsets.ReadOnlyModelViewSet):
    """The shared portfolio of the account's hubs."""

    serializer_class = ActivitySerializer
    filterset_class = ActivityFilters
    queryset = Activity.objects.none()

    def get_queryset(self):
        if not self.request.scope.territories_where("activity_view"):
            raise PermissionDenied
        return (
            Activity.objects.visible_to(self.request.user)
            .select_related("territory", "carrier")
            .order_by("pk")
        )


class IndicatorViewSet(viewsets.ViewSet):
    """The last figures of a territory, with their definitions; `lookup` is the territory's slug."""

    lookup_field = "slug"

    @extend_schema(
        # The figures of one territory are a list too.
        operation_id="v1_indicateurs_territoires_list",
        responses=inline_serializer(
            "IndicatorPlace",
            {
                "slug": serializers.SlugField(),
                "name": serializers.CharField(),
                "url": serializers.URLField(),
            },
            many=True,
        ),
    )
    def list(self, request):
        """The territories whose figures the account reads, with the address of each."""
        read = (t for t in request.scope.choices if "dashboard_view" in request.scope.verbs_in(t))
        return Response(
            [
                {
                    "slug": territory.slug,
                    "name": territory.name,
                    "url": reverse("api:indicator-detail", [territory.slug], request=request),
                }
                for territory in read
            ]
        )

    @extend_schema(
        parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH)],
        responses=inline_serializer(
            "Indicator",
            {
                "code": serializers.CharField(),
                "version": serializers.IntegerField(),
                "name": serializers.CharField(),
                "unit": serializers.CharField(),
                "value": serializers.DecimalField(16, 4, allow_null=True),
                "masked": serializers.BooleanField(),
                "month": serializers.DateField(allow_null=True),
            },
            many=True,
        ),
    )
    def retrieve(self, request, slug: str):
        territory = next((t for t in request.scope.choices if t.slug == slug), None)
        if territory is None:
            raise NotFound
        if "dashboard_view" not in request.scope.verbs_in(territory):
            raise PermissionDenied
        figures = aggregates.read(territory, exact=aggregates.reads_exact(request.scope, territory))
        return Response(
            [
                {
                    "code": indicator.code,
                    "version": indicator.version,
                    "name": indicator.name,
                    "unit": indicator.unit,
                    "value": figures.value(indicator.code),
                    "masked": figures.is_masked(indicator.code),
                    "month": figures.month,
                }
                for indicator in REGISTRY.values()
            ]
        )
