"""Comparison of the territories of a hub; a team reads that of its own hub."""

from django.shortcuts import render
from django.urls import reverse

from evaluation.aggregates import reads_exact
from evaluation.dashboards.comparison import Comparison
from evaluation.dashboards.tables import COMPARISON, COMPARISON_TITLE
from evaluation.models import IndicatorValue
from territories.access import allows
from territories.journal import journaled
from territories.models import Territory
from territories.outlines import maps
from tzcld.ui import french
from tzcld.ui.lists import build_list, file_asked


@allows("comparison_view")
def comparison(request):
    hub = request.territory.hub_or_self
    page = Comparison(hub, request.GET.get("indicateur", "E7"))
    listing = build_list(
        request, queryset=page.rows, table=COMPARISON, title=COMPARISON_TITLE, perimeter=hub
    )
    export = journaled(request, IndicatorValue) if request.scope.can("export") else None
    if answer := file_asked(listing, export, _crumbs(request)):
        return answer
    return render(
        request,
        "evaluation/comparison.html",
        {
            "title": _title(page, hub),
            "breadcrumb": _crumbs(request),
            "lead": f"{page.indicator.name}, depuis deux ans, trimestre par trimestre.",
            "page": page,
            "hub": hub,
            "map": maps.hub(hub),
            "listing": listing,
            "exports": listing.exports if export else [],
            "reads_exact": reads_exact(request.scope, request.territory),
        },
    )


def _crumbs(request) -> list[dict]:
    board = "Vue d’ensemble" if request.territory.is_hub else "Tableau de bord"
    home = reverse("evaluation:dashboard", args=[request.territory.slug])
    return [{"label": board, "url": home}, {"label": "Comparaison", "url": ""}]


def _title(page: Comparison, hub: Territory) -> str:
    n = len(page.places)
    if n < 2:
        return f"Le territoire {french.de(hub.name)}" if n else "Les territoires"
    return f"Les {french.words_number(n)} territoires"
