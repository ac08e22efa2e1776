"""SMIC and CDE rates of the hub: read by whoever follows the funding, added by its administration."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from ebe import operations, tables
from ebe.forms import CdeRateForm, SmicForm
from ebe.models import CdeRate, SmicRate
from ebe.operations.rates import statements_before
from ebe.views.here import form_page, trail, url
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list

KINDS = {
    "smic": (SmicForm, operations.add_smic, "Ajouter un SMIC"),
    "cde": (CdeRateForm, operations.add_cde_rate, "Ajouter un taux de la CDE"),
}


@allows("funding_view")
def rate_list(request):
    hub = request.territory.hub_id or request.territory.pk
    periods = tables.rate_periods(
        list(SmicRate.objects.filter(territory=hub)), list(CdeRate.objects.filter(territory=hub))
    )
    actions = []
    if request.scope.can("rate_edit"):
        actions = [
            {
                "label": "Ajouter un SMIC",
                "url": url(request, "rate_create", "smic"),
                "icon": "plus-lg",
            },
            {
                "label": "Ajouter un taux",
                "url": url(request, "rate_create", "cde"),
                "icon": "plus-lg",
                "primary": True,
            },
        ]
    return render_list(
        request,
        queryset=periods,
        table=tables.RATES,
        title="SMIC et taux de la CDE",
        export=journal.exporter(request, CdeRate),
        context={
            "lead": "Chaque changement est une ligne datée, avec sa source. Un état déjà calculé garde les siens.",
            "breadcrumb": trail(request, ("Taux", "")),
            "actions": actions,
        },
    )


@allows("rate_edit", FORM)
def rate_create(request, kind: str):
    if kind not in KINDS or not request.territory.is_hub:
        raise Http404
    form_class, operation, title = KINDS[kind]
    form = form_class(request.POST or None)
    if form.is_valid():
        rule = form.attempt(operation, request.territory, by=request.user, **form.cleaned_data)
        if rule:
            messages.success(
                request, f"La ligne du {french.date(rule.valid_from)} est enregistrée."
            )
            if kept := statements_before(rule):
                messages.warning(request, kept_words(kept))
            return redirect(url(request, "rate_list"))
    page = form_page(
        request,
        form,
        title=title,
        submit=title,
        cancel=url(request, "rate_list"),
        intro="Une ligne enregistrée ne se modifie pas : un changement est une nouvelle ligne, à sa date.",
        breadcrumb=trail(request, ("Taux", url(request, "rate_list")), (title, "")),
    )
    return render(request, "ui/form_page.html", page)


def kept_words(n: int) -> str:
    if n == 1:
        return "Un état mensuel était déjà calculé pour cette période : il garde les taux d’avant jusqu’à un nouveau calcul."
    return (
        f"{french.number(n)} états mensuels étaient déjà calculés pour cette période : "
        "ils gardent les taux d’avant jusqu’à un nouveau calcul."
    )
