"""The forecast of a territory: assumptions, result, versions kept, and what came true."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cle.views import crumbs as room_crumbs
from cle.views import room_tabs
from evaluation.aggregates import history, printable, read
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
from tzcld.ui.once import once

TITLE = "Prévision"


@allows("person_edit", methods=FORM)
def forecast(request):
    here = request.territory
    seen = basis.observe(here)
    last = Forecast.objects.visible_to(request.user).within(here).first()
    initial = {"realised": 1.0, "acceptance": seen.acceptance, "wished_hours": seen.wished_hours}
    if last:
        initial |= last.assumptions
    form = AssumptionsForm(request.POST or None, initial=initial, territory=here)
    assumed = initial
    if request.method == "POST" and form.is_valid():
        assumed = form.assumptions
        if "keep" in request.POST:
            _, again = once(
                request,
                lambda: operations.keep_forecast(
                    here,
                    seen.inputs(**assumed),
                    assumed,
                    note=form.cleaned_data["note"],
                    by=request.user,
                ),
            )
            said = again or "La prévision est enregistrée. Elle se comparera au réel."
            messages.success(request, said)
            return redirect(address(request, "forecast"))
    inputs = seen.inputs(**assumed)
    result = method.simulate(inputs)
    rows = Forecast.objects.visible_to(request.user).within(here).select_related("made_by")
    listing = build_list(
        request,
        queryset=rows,
        table=forecasts(here.slug, longest_waits(here)),
        title="Prévisions gardées",
    )
    page = _page(request, seen, result, form, listing, nobody=not inputs.awaited)
    return render(request, "evaluation/forecast.html", page)


def longest_waits(here) -> dict:
    """{month: longest wait without a proposal}, exact, the running month as it is today."""
    return history([here], ["E9P"], months_back(this_month(), 61), exact=True).get(
        (here.pk, "E9P"), {}
    )


def _page(request, seen, result, form, listing, *, nobody: bool) -> dict:
    lead = words.lead(result.low, result.central, result.high, nobody=nobody)
    caption = caption_html([["La liste, mois après mois, dans 8 tirages sur 10.", False]])
    return {
        "title": TITLE,
        "lead": "La date à laquelle chaque personne de la liste d’aujourd’hui aura reçu une première proposition.",
        "breadcrumb": crumbs(request, TITLE),
        "sentence": caption_html(lead),
        "facts": _facts(seen),
        "drawing": words.course_chart(seen.month, result.course, {}, caption)
        if any(map(any, result.course))
        else None,
        "form": form,
        "submit_label": "Calculer",
        "second_label": "Enregistrer cette prévision",
        "second_name": "keep",
        "listing": listing,
    }


def _paused(seen: basis.Observed) -> str:
    """« 3 : 2 de retour à la fin de leur pause ; 1 sans date de fin, laissée de côté »."""
    if not seen.paused:
        return "0"
    back, out = seen.paused - seen.left_out, seen.left_out
    said = []
    if back:
        said.append(
            f"{french.number(back)} de retour à la fin de {french.accord(back, 'sa,leur')} pause"
        )
    if out:
        said.append(
            f"{french.number(out)} sans date de fin, {french.accord(out, 'laissée,laissées')} de côté"
        )
    return f"{french.number(seen.paused)}\u00a0: {f'{french.NBSP}; '.join(said)}"


def _facts(seen: basis.Observed) -> list[dict]:
    def monthly(values) -> str:
        if not values:
            return "pas encore connu"
        said = f"{words.monthly(values)} en moyenne"
        known = french.count(len(values), "mois connu", "mois connus")
        return said if len(values) == basis.PAST else f"{said}, sur {known}"

    return [
        {"label": "En attente sur la liste", "value": french.number(seen.listed)},
        {"label": "En pause", "value": _paused(seen)},
        {
            "label": "Sans première proposition",
            "value": _without(seen.inputs().awaited, seen.unproposed),
        },
        {"label": "Nouveaux volontaires", "value": monthly(seen.entries)},
        {"label": "Reconnus éligibles", "value": french.percent(seen.eligible_share)},
        {"label": "Retours, rang d’avant rendu", "value": monthly(seen.returns)},
        {"label": "Sorties hors EBE", "value": monthly(seen.exits)},
        {"label": "Embauches par l’EBE", "value": monthly(seen.hires)},
        {"label": "Postes prévus par les EBE", "value": french.number(seen.planned)},
    ]


def _without(awaited: int, unproposed: int) -> str:
    """« 70, dont 8 en pause »: those in pause are not among those who wait (E9), and get theirs when they are back."""
    paused = awaited - unproposed
    told = french.number(awaited)
    return f"{told}, dont {french.number(paused)} en pause" if paused else told


@allows("person_edit")
def forecast_detail(request, pk: int):
    row = get_object_or_404(
        Forecast.objects.visible_to(request.user).within(request.territory), pk=pk
    )
    months = months_back(this_month(), 36)
    found = history([request.territory], ["E9"], months, exact=True).get(
        (request.territory.pk, "E9"), {}
    )
    # The month that runs is not over: it compares with nothing.
    real = {
        m: int(f.value)
        for m, f in found.items()
        if f.value is not None and row.month < m < this_month()
    }
    caption = caption_html(words.compared(row.month, row.course, real))
    came = words.promised(row, longest_waits(request.territory))
    return render(
        request,
        "evaluation/forecast_detail.html",
        {
            "title": f"Prévision du {french.date(timezone.localtime(row.made_at).date())}",
            "breadcrumb": [*crumbs(request, TITLE)[:-1], {"label": TITLE, "url": address(request, "forecast")}, {"label": french.month(row.month), "url": ""}],
            "sentence": caption_html(words.lead(row.low, row.central, row.high, nobody=not row.awaited, when=_of(row))),
            "came": caption_html(came) if came else "",
            "row": row,
            "facts": _kept(row),
            "drawing": words.course_chart(row.month, row.course, real, caption),
            "paces": words.paces(row, *basis.since(row)),
        },
    )  # fmt: skip


@allows("list_sheet_view")
def forecast_shared(request):
    """The last forecast kept, as the committee reads it: its dates, and the course where no small count is told."""
    here = request.territory
    row = Forecast.objects.visible_to(request.user).within(here).first()
    context = {
        "title": TITLE,
        "lead": "Quand chaque personne qui attend aura-t-elle reçu une première proposition\u00a0? Selon la dernière prévision de l’équipe.",
        "breadcrumb": room_crumbs(request, (TITLE, "")),
        "tabs": room_tabs(request, "forecast_shared"),
        "row": row,
        "actions": [],
    }
    if request.scope.can("person_edit"):
        make = {"label": "Faire une prévision", "url": address(request, "forecast")}
        context["actions"] = [make | {"icon": "calendar-event"}]
    if row:
        context |= _shared(request, row)
    return render(request, "evaluation/forecast_shared.html", context)


def _shared(request, row: Forecast) -> dict:
    here, threshold = request.territory, request.territory.masking_threshold
    now = read(here, exact=False, whole=False).get("E9")
    months = [method.after(row.month, n) for n in range(1, len(row.course) + 1)]
    found = history([here], ["E9"], months_back(this_month(), 36), exact=True).get(
        (here.pk, "E9"), {}
    )
    known = {m: f for m, f in found.items() if row.month < m < this_month()}
    values = printable(known, months, exact=False, threshold=threshold)
    real = {m: int(v) for m, v in zip(months, values, strict=True) if v is not None}
    course = shown_course(row.course, threshold)
    caption = caption_html([["La liste prévue, mois après mois, dans 8 tirages sur 10.", False]])
    is_drawn = bool(course) and not now.mask
    before = Forecast.objects.visible_to(request.user).within(here).exclude(pk=row.pk)
    longest = longest_waits(here)
    return {
        "before": [_came(one, longest) for one in before[:BEFORE]],
        # Whoever reads it here sees dates alone: nobody waiting is a date too.
        "sentence": caption_html(
            words.lead(row.low, row.central, row.high, nobody=False, when=_of(row))
        ),
        "made": f"Prévision enregistrée le {french.date(timezone.localdate(row.made_at))}.",
        "drawing": words.course_chart(row.month, course, real, caption) if is_drawn else None,
        "threshold": threshold,
        "is_cut": is_drawn and len(course) < len(row.course),
        "facts": _assumed(row, SHARED),
    }


def _came(row: Forecast, longest: dict) -> dict:
    """An earlier forecast beside what came: dates alone, neither a count nor anybody's own wait."""
    told = words.dates(row.low, row.central, row.high)
    if row.awaited:
        told = f"{told}{french.NBSP}; {words.state(row, longest)}"
    return {"label": f"Prévision {_of(row)}", "value": told}


def shown_course(course: list, threshold: int) -> list:
    """The months before the list may fall under the threshold: what follows would tell a small count."""
    kept = []
    for months in course:
        if min(months) < threshold:
            break
        kept.append(months)
    return kept


# Earlier forecasts that the committee reads.
BEFORE = 5
# Assumptions that count nobody; the others start from counts of the list.
SHARED = ("realised", "wished_hours")
LABELS = {
    "entries": "Nouveaux volontaires par mois",
    "eligible_share": "Nouveaux volontaires reconnus éligibles",
    "returns": "Retours par mois, rang d’avant rendu",
    "exits": "Sorties par mois, hors EBE",
    "hires_after": "Embauches par mois, sans plan ou après lui",
    "realised": "Part du plan qui se réalise",
    "acceptance": "Propositions acceptées",
    "wished_hours": "Heures souhaitées par semaine",
}

METHODS = {
    1: "D’alors\u00a0: chaque proposition était comptée comme une première.",
    2: "Les propositions se partagent entre qui n’en a reçu aucune et qui en a déjà eu. Les retours n’étaient pas comptés.",
    3: "Les propositions se partagent entre qui n’en a reçu aucune et qui en a déjà eu. Les retours comptent.",
}


def _of(row: Forecast) -> str:
    return f"du {french.date(timezone.localdate(row.made_at))}"


def _kept(row: Forecast) -> list[dict]:
    found = [
        {"label": "Enregistrée par", "value": str(row.made_by or "")},
        {"label": "En attente ce jour-là", "value": french.number(row.basis["listed"])},
        {
            "label": "Sans première proposition",
            "value": _without(row.awaited, row.basis.get("unproposed") or 0),
        },
    ]
    found += [_said(row, name) for name in LABELS]
    found.append({"label": "Méthode", "value": METHODS[row.basis.get("method", 1)]})
    return [*found, {"label": "Commentaire", "value": row.note}] if row.note else found


def _said(row: Forecast, name: str) -> dict:
    value = row.assumptions.get(name)
    if name == "eligible_share" and value is None:
        # A forecast of before counted them all.
        return {"label": LABELS[name], "value": french.percent(row.basis.get(name, 1))}
    if name == "returns" and row.basis.get("method", 1) < 3:
        return {"label": LABELS[name], "value": "non comptés"}
    said = "comme les douze mois d’avant" if value is None else french.number(value, 1)
    if value is not None and name in ("realised", "acceptance", "eligible_share"):
        said = french.percent(value)
    return {"label": LABELS[name], "value": said}


def _assumed(row: Forecast, names) -> list[dict]:
    """Those that somebody fixed."""
    return [_said(row, name) for name in names if row.assumptions.get(name) is not None]
