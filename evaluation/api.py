"""/api/v1/: the same scope and the same rights as the pages, read only. Figures are masked as on the dashboards."""

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.reverse import reverse

from activities.filters import ActivityFilters
from activities.models import Activity
from evaluation import aggregates, api_schema
from evaluation.aggregates import Figure
from evaluation.dashboards.dictionary import Entry
from evaluation.indicators import REGISTRY
from evaluation.models import Newsletter, Report
from evaluation.reports.tables import PublicReportFilters
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


class ReportSerializer(serializers.ModelSerializer):
    territory = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    figures_at = serializers.DateTimeField(read_only=True, help_text="Chiffres figés le.")
    url = serializers.HyperlinkedIdentityField("evaluation:public_report_html")
    pdf = serializers.HyperlinkedIdentityField("evaluation:public_report_pdf")
    xlsx = serializers.HyperlinkedIdentityField("evaluation:public_report_xlsx")

    class Meta:
        model = Report
        fields = (
            "id",
            "territory",
            "kind",
            "title",
            "month",
            "figures_at",
            "finished_at",
            "fingerprint",
            "url",
            "pdf",
            "xlsx",
            "withdrawn_at",
            "withdrawal_reason",
        )


class LetterSerializer(serializers.ModelSerializer):
    territory = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    sent_at = serializers.DateTimeField(source="started_at", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Newsletter
        fields = ("id", "territory", "subject", "sent_at", "url")

    def get_url(self, letter: Newsletter) -> str:
        return reverse(
            "evaluation:public_newsletter",
            [letter.territory.slug, letter.pk],
            request=self.context["request"],
        )


@extend_schema_view(
    list=extend_schema(description="Les territoires que le jeton ou le compte peut lire."),
    retrieve=extend_schema(description="Un territoire\u00a0: habitants, phase, estimation."),
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


@extend_schema_view(
    list=extend_schema(description="Le portefeuille d’activités, partagé dans la métropole."),
    retrieve=extend_schema(description="Une activité du portefeuille."),
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


@extend_schema_view(
    list=extend_schema(
        description="Le registre des rapports publiés. Un rapport retiré depuis y reste, avec son jour et sa raison."
    ),
    retrieve=extend_schema(description="Un rapport publié\u00a0: empreinte, page, PDF et tableur."),
)
class ReportViewSet(viewsets.ReadOnlyModelViewSet):
    """Reports published one day, as their public pages say them."""

    serializer_class = ReportSerializer
    filterset_class = PublicReportFilters
    queryset = Report.objects.none()

    def get_queryset(self):
        here = self.request.scope.territories_where("report_view")
        if not here:
            raise PermissionDenied
        rows = Report.objects.published().filter(territory__in=here)
        return rows.light().select_related("territory").order_by("-finished_at", "-pk")


@extend_schema_view(
    list=extend_schema(description="Les lettres des archives publiques."),
    retrieve=extend_schema(description="Une lettre des archives publiques."),
)
class LetterViewSet(viewsets.ReadOnlyModelViewSet):
    """Letters of the public archives, which open with the sheet of their territory."""

    serializer_class = LetterSerializer
    queryset = Newsletter.objects.none()

    def get_queryset(self):
        here = self.request.scope.territories_where("territory_view")
        rows = Newsletter.objects.archived().filter(territory__in=here)
        return rows.select_related("territory").defer("html", "text").order_by("-started_at", "-pk")


class IndicatorViewSet(viewsets.ViewSet):
    """The last figures of a territory, with their definitions; `lookup` is the territory's slug."""

    lookup_field = "slug"

    @extend_schema(
        # The figures of one territory are a list too.
        operation_id="v1_indicateurs_territoires_list",
        description="Les territoires dont le jeton ou le compte lit les chiffres, avec l’adresse de chacun.",
        responses=api_schema.PLACES,
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
        description="Les derniers chiffres du territoire. Un effectif sous le seuil est masqué\u00a0: `value` est nul et `masked` vrai.",
        parameters=[api_schema.SLUG],
        responses=api_schema.FIGURES,
    )
    def retrieve(self, request, slug: str):
        territory = _place(request, slug, "dashboard_view")
        exact = aggregates.reads_exact(request.scope, territory)
        figures = aggregates.read(territory, exact=exact, whole=False)
        return Response(
            [
                {
                    "code": indicator.code,
                    "version": indicator.version,
                    "name": indicator.name,
                    "unit": indicator.unit,
                    **_told(figures.get(indicator.code), exact=exact),
                    "month": figures.month,
                }
                for indicator in REGISTRY.values()
            ]
        )

    @extend_schema(
        description="Un indicateur\u00a0: sa définition, son dernier chiffre, ses ventilations, et les mois passés qui peuvent "
        "se lire (hors de l’équipe\u00a0: un par trimestre, sans ceux dont la différence redonnerait un petit effectif).",
        parameters=[api_schema.SLUG, api_schema.CODE],
        responses=api_schema.INDICATOR,
    )
    @action(detail=True, url_path="(?P<code>[A-Za-z0-9_-]+)", url_name="one")
    def one(self, request, slug: str, code: str):
        """What the page of the indicator shows."""
        territory = _place(request, slug, "indicator_view")
        if code not in REGISTRY:
            raise Http404
        exact = aggregates.reads_exact(request.scope, territory)
        entry = Entry(territory, code, exact=exact)
        return Response(
            entry.indicator.said
            | {"month": entry.figures.month, **_told(entry.figure, exact=exact)}
            | {
                "breakdowns": [
                    {
                        "code": table["code"],
                        "label": table["label"],
                        "cells": [
                            {"label": name, **_told(figure, exact=exact)}
                            for name, figure in table["rows"]
                        ],
                    }
                    for table in entry.tables
                ],
                "past": [
                    {"month": month, "value": _value(code, value, exact=exact)}
                    for month, value in entry.past
                ],
            }
        )


def _place(request, slug: str, verb: str) -> Territory:
    """The territory of this slug, where the reader holds the verb. Http404 for a neighbour's, PermissionDenied."""
    territory = next((t for t in request.scope.choices if t.slug == slug), None)
    if territory is None:
        raise Http404
    if verb not in request.scope.verbs_in(territory):
        raise PermissionDenied
    return territory


def _told(figure: Figure, *, exact: bool) -> dict:
    value = _value(figure.code, figure.value, exact=exact)
    return {"value": value, "masked": bool(figure.mask)}


def _value(code: str, value, *, exact: bool):
    return value if exact else aggregates.rounded(code, value)
