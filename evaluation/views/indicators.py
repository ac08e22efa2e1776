"""The dictionary of indicators and the page of each one."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from evaluation import aggregates
from evaluation.counts import origins
from evaluation.dashboards import dictionary
from evaluation.dashboards.tables import CELLS, INDICATORS, IndicatorFilters
from evaluation.indicators import REGISTRY
from evaluation.models import IndicatorValue
from territories.access import allows
from territories.journal import journaled
from tzcld.ui import french
from tzcld.ui.lists import build_list, file_asked, render_list


def _export(request):
    return journaled(request, IndicatorValue) if request.scope.can("export") else None


def _freshness(figures) -> str:
    if figures.computed_at is None:
        return "Les chiffres n’ont pas encore été calculés ; ils le sont toutes les heures."
    text = f"Chiffres calculés le {french.date_hour(figures.computed_at)}."
    if source := origins.told(figures.territory, figures.month):
        text = f"{text} {source}"
    if figures.exact:
        return f"{text} Effectifs exacts, réservés à l’équipe du territoire."
    return f"{text} Les effectifs de moins de {figures.territory.masking_threshold} sont masqués."


@allows("indicator_view")
def indicator_list(request):
    here = request.territory
    exact = aggregates.reads_exact(request.scope, here)
    figures = aggregates.read(here, exact=exact, whole=False)
    return render_list(
        request,
        queryset=dictionary.rows(here, figures),
        table=INDICATORS,
        title="Indicateurs",
        filterset_class=IndicatorFilters,
        export=_export(request),
        context={
            "lead": _freshness(figures),
            "breadcrumb": _crumbs(request, "Indicateurs"),
        },
    )


@allows("indicator_view")
def indicator_detail(request, code: str):
    if code not in REGISTRY:
        raise Http404("Cet indicateur n’existe pas.")
    here = request.territory
    entry = dictionary.Entry(here, code, exact=aggregates.reads_exact(request.scope, here))
    listing = build_list(request, queryset=entry.cells, table=CELLS, title=entry.indicator.name)
    export, way = _export(request), _crumbs(request, "Indicateurs", entry.indicator.name)
    if answer := file_asked(listing, export, way):
        return answer
    return render(
        request,
        "evaluation/indicator_detail.html",
        {
            "title": entry.indicator.name,
            "lead": _freshness(entry.figures),
            "breadcrumb": way,
            "entry": entry,
            "listing": listing,
            "exports": listing.exports if export else [],
        },
    )


def _crumbs(request, *names: str) -> list[dict]:
    slug = request.territory.slug
    board = "Vue d’ensemble" if request.territory.is_hub else "Tableau de bord"
    addresses = [reverse("evaluation:indicator_list", args=[slug]), ""]
    return [
        {"label": board, "url": reverse("evaluation:dashboard", args=[slug])},
        *({"label": name, "url": url} for name, url in zip(names, addresses, strict=False)),
    ]
