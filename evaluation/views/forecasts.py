"""The forecast of a territory: assumptions, result, versions kept, and what came true."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from evaluation.aggregates import history
from evaluation.forecasts import basis, method, operations, words
from evaluation.forecasts.forms import AssumptionsForm
from evaluation.forecasts.models import Forecast
from evaluation.forecasts.tables import forecasts
from evaluation.operations.figures import months_back, this_month
from evaluation.reports.paper import caption_html
from evaluation.views.exhaustivity import address, crumbs
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import build_list

TITLE = "Prévision"


@allows("person_edit", methods=FORM)
def forecast(request):
    here = request.territory
    seen = basis.observe(here)
    last = Forecast.objects.visible_to(request.user).within(here).first()
    initial = {"realised": 1.0, "acceptance": seen.acceptance, "wished_hours": seen.wished_hours}
    if last:
        initial |= last.assumptions
    form = AssumptionsForm(request.POST or None, initial=initial)
    assumed = initial
    if request.method == "POST" and form.is_valid():
        assumed = form.assumptions
        if "keep" in request.POST:
            operations.keep_forecast(
                here,
                seen.inputs(**assumed),
                assumed,
                note=form.cleaned_data["note"],
                by=request.user,
            )
            messages.success(request, "La prévision est enregistrée. Elle se comparera au réel.")
            return redirect(address(request, "forecast"))
    result = method.simulate(seen.inputs(**assumed))
    rows = Forecast.objects.visible_to(request.user).within(here).select_related("made_by")
    listing = build_list(
        request, queryset=rows, table=forecasts(here.slug), title="Prévisions gardées"
    )
    return render(request, "evaluation/forecast.html", _page(request, seen, result, form, listing))


def _page(request, seen, result, form, listing) -> dict:
    lead = words.lead(result.low, result.central, result.high, nobody=not seen.unproposed)
    caption = caption_html([["La liste, mois après mois, dans 8 tirages sur 10.", False]])
    return {
        "title": TITLE,
        "lead": "La date à laquelle chaque personne qui attend aujourd’hui aura reçu une première proposition.",
        "breadcrumb": crumbs(request, TITLE),
        "sentence": caption_html(lead),
        "facts": _facts(seen),
        "drawing": words.course_chart(seen.month, result.course, {}, caption),
        "form": form,
        "submit_label": "Calculer",
        "second_label": "Enregistrer cette prévision",
        "second_name": "keep",
        "listing": listing,
    }


def _facts(seen: basis.Observed) -> list[dict]:
    def monthly(values) -> str:
        if not values:
            return "pas encore connu"
        return f"{french.number(sum(values) / len(values), 1)} par mois en moyenne"

    return [
        {"label": "En attente sur la liste", "value": french.number(seen.listed)},
        {"label": "Sans première proposition", "value": french.number(seen.unproposed)},
        {"label": "Nouveaux volontaires", "value": monthly(seen.entries)},
        {"label": "Sorties hors EBE", "value": monthly(seen.exits)},
        {"label": "Embauches par l’EBE", "value": monthly(seen.hires)},
        {"label": "Postes prévus par les EBE", "value": french.number(seen.planned)},
    ]


@allows("person_edit")
def forecast_detail(request, pk: int):
    row = get_object_or_404(
        Forecast.objects.visible_to(request.user).within(request.territory), pk=pk
    )
    months = months_back(this_month(), 36)
    found = history([request.territory], ["E9"], months).get((request.territory.pk, "E9"), {})
    # The month that runs is not over: it compares with nothing.
    real = {
        m: int(f.value)
        for m, f in found.items()
        if f.value is not None and row.month < m < this_month()
    }
    caption = caption_html(words.compared(row.month, row.course, real))
    nobody = not row.basis.get("unproposed")
    return render(
        request,
        "evaluation/forecast_detail.html",
        {
            "title": f"Prévision du {french.date(timezone.localtime(row.made_at).date())}",
            "breadcrumb": [*crumbs(request, TITLE)[:-1], {"label": TITLE, "url": address(request, "forecast")}, {"label": french.month(row.month), "url": ""}],
            "sentence": caption_html(words.lead(row.low, row.central, row.high, nobody=nobody)),
            "row": row,
            "facts": _kept(row),
            "drawing": words.course_chart(row.month, row.course, real, caption),
        },
    )  # fmt: skip


LABELS = {
    "entries": "Nouveaux volontaires par mois",
    "exits": "Sorties par mois, hors EBE",
    "hires_after": "Embauches par mois, sans plan ou après lui",
    "realised": "Part du plan qui se réalise",
    "acceptance": "Propositions acceptées",
    "wished_hours": "Heures souhaitées par semaine",
}


def _kept(row: Forecast) -> list[dict]:
    found = [
        {"label": "Enregistrée par", "value": str(row.made_by or "")},
        {"label": "En attente ce jour-là", "value": french.number(row.basis["listed"])},
        {"label": "Sans première proposition", "value": french.number(row.basis["unproposed"])},
    ]
    for name, label in LABELS.items():
        value = row.assumptions.get(name)
        said = "comme les douze mois d’avant" if value is None else french.number(value, 1)
        if value is not None and name in ("realised", "acceptance"):
            said = french.percent(value)
        found.append({"label": label, "value": said})
    return [*found, {"label": "Commentaire", "value": row.note}] if row.note else found
