"""Where a territory stands on exhaustivity; the territories of a hub side by side."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse

from evaluation.aggregates import reads_exact
from evaluation.dashboards.tables import EXHAUSTIVITY
from evaluation.exhaustivity import operations
from evaluation.exhaustivity.forms import DelayForm
from evaluation.exhaustivity.page import Standing, lines
from evaluation.models import IndicatorValue
from territories.access import FORM, allows
from territories.journal import journaled
from tzcld.ui.forms import refused
from tzcld.ui.lists import build_list, file_asked

TITLE = "Exhaustivité"


def address(request, name: str = "exhaustivity", *args) -> str:
    return reverse(f"evaluation:{name}", args=[request.territory.slug, *args])


def crumbs(request, *names: str) -> list[dict]:
    board = "Vue d’ensemble" if request.territory.is_hub else "Tableau de bord"
    trail = [("dashboard", board), ("exhaustivity", TITLE)]
    found = [{"label": label, "url": address(request, name)} for name, label in trail]
    if not names:
        return [found[0], {"label": TITLE, "url": ""}]
    return [*found, *({"label": name, "url": ""} for name in names)]


@allows("indicator_view")
def exhaustivity(request):
    here = request.territory
    page = Standing(here, exact=reads_exact(request.scope, here))
    context = {
        "title": TITLE,
        "lead": "Une solution pour toutes les personnes volontaires : celles du départ, puis celles qui arrivent.",
        "breadcrumb": crumbs(request),
        "page": page,
        "actions": _actions(request),
        "delay_url": address(request, "delay_create")
        if request.scope.can("territory_edit")
        else "",
    }
    if here.is_hub:
        listing = build_list(
            request, queryset=lines(here, page.figures), table=EXHAUSTIVITY, title=TITLE
        )
        exports = request.scope.can("export")
        export = journaled(request, IndicatorValue) if exports else None
        if answer := file_asked(listing, export, context["breadcrumb"]):
            return answer
        context |= {"listing": listing, "exports": listing.exports if exports else []}
    return render(request, "evaluation/exhaustivity.html", context)


def _actions(request) -> list[dict]:
    if not request.scope.can("person_edit"):
        return []
    return [
        {"label": "Prévision", "url": address(request, "forecast"), "icon": "calendar-event"},
        {
            "label": "Chiffres du mois",
            "url": address(request, "count_list"),
            "icon": "pencil-square",
        },
    ]


@allows("territory_edit", methods=FORM)
def delay_create(request):
    form = DelayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.fix_delay(request.territory, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "Le délai raisonnable est enregistré.")
            return redirect(address(request))
    return render(
        request,
        "ui/form_page.html",
        {
            "title": "Fixer le délai raisonnable",
            "breadcrumb": crumbs(request, "Délai raisonnable"),
            "form": form,
            "intro": "",
            "submit_label": "Enregistrer le délai",
            "cancel_url": address(request),
        },
    )
