"""Figures typed each month by a territory that keeps no name, and its passage to names."""

from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from evaluation.counts import operations, reconciliation
from evaluation.counts.forms import (
    AnnounceForm,
    BeginForm,
    MonthForm,
    ReconcileForm,
    initial,
)
from evaluation.counts.models import MonthlyCount
from evaluation.counts.tables import counts
from evaluation.operations.figures import months_back, this_month
from territories import journal
from territories.access import FORM, allows
from territories.models import TypedPeriod
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import ReasonForm, refused
from tzcld.ui.lists import render_list

TITLE = "Chiffres du mois"


def _url(request, name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=[request.territory.slug, *args])


def _crumbs(request, *names: str) -> list[dict]:
    found = [
        {"label": "Tableau de bord", "url": _url(request, "dashboard")},
        {"label": TITLE, "url": _url(request, "count_list")},
    ]
    return [*found, *({"label": name, "url": ""} for name in names)]


def _why(request, example: str) -> ReasonForm:
    """Asks why something is taken back."""
    said = f"Par exemple\u00a0: {example}"
    return ReasonForm(request.POST or None, label="Pourquoi", help_text=said)


def _periods(request):
    return TypedPeriod.objects.visible_to(request.user).within(request.territory)


@allows("person_edit")
def count_list(request):
    periods = list(_periods(request).order_by("period"))
    rows = MonthlyCount.objects.visible_to(request.user).within(request.territory)
    rows = rows.filter(breakdown="").exclude(nature=MonthlyCount.Nature.CARRIED)
    return render_list(
        request,
        queryset=rows.select_related("typed_by"),
        table=counts(request.territory.slug),
        title=TITLE,
        export=journal.exporter(request, MonthlyCount),
        template="evaluation/count_list.html",
        context={
            "lead": _lead(periods),
            "breadcrumb": [*_crumbs(request)[:1], {"label": TITLE, "url": ""}],
            "actions": _actions(request, periods),
            "missing": _missing(request, periods),
            "to_reconcile": periods[-1]
            if periods and periods[-1].until and not periods[-1].reconciliation
            else None,
            "reconcile_url": _url(request, "count_reconcile"),
        },
    )


def _lead(periods: list[TypedPeriod]) -> str:
    if not periods:
        return "Ce territoire suit les parcours par nom : ses chiffres se calculent seuls."
    last = periods[-1]
    if last.until is None:
        return f"Depuis {french.month(last.since)}, ce territoire saisit ses chiffres chaque mois, sans aucun nom."
    return (
        f"Chiffres saisis jusqu’à {french.month(last.until)} ; depuis, ils viennent des parcours."
    )


def _actions(request, periods: list[TypedPeriod]) -> list[dict]:
    if not request.scope.can("counting_edit"):
        return []
    if periods and periods[-1].until is None:
        found = [
            {"label": "Avant le premier mois", "url": _url(request, "count_before"), "icon": "clock-history"},
            {"label": "Passer aux noms", "url": _url(request, "count_announce"), "icon": "people"},
        ]  # fmt: skip
        if operations.may_take_back(periods[-1]):
            found.append({"label": "Annuler la saisie sans noms", "url": _url(request, "count_take_back"), "icon": "arrow-counterclockwise"})  # fmt: skip
        return found
    if periods and operations.may_take_back_names(periods[-1]):
        return [{"label": "Annuler le passage aux noms", "url": _url(request, "count_names_back"), "icon": "arrow-counterclockwise"}]  # fmt: skip
    found = [{"label": "Saisir sans noms", "url": _url(request, "count_begin"), "icon": "pencil-square"}]  # fmt: skip
    if periods and operations.may_reopen(periods[-1]):
        found.append({"label": "Rouvrir le rapprochement", "url": _url(request, "count_reopen"), "icon": "arrow-counterclockwise"})  # fmt: skip
    return found


def _missing(request, periods: list[TypedPeriod]) -> list[dict]:
    """The months of the last year that are still to be typed."""
    if not periods or periods[-1].until is not None:
        return []
    typed = set(
        MonthlyCount.objects.filter(
            territory=request.territory, nature=MonthlyCount.Nature.MONTH, breakdown=""
        ).values_list("month", flat=True)
    )
    months = [m for m in months_back(this_month(), 12) if m >= periods[-1].since and m not in typed]
    return [
        {"label": french.month(m), "url": _url(request, "count_edit", m.year, m.month)}
        for m in months
    ]


@allows("person_edit", methods=FORM)
def count_edit(request, year: int, month: int):
    if not (1 <= month <= 12 and 2000 <= year <= 2100):
        raise Http404("Ce mois n’existe pas.")
    day = date(year, month, 1)
    get_object_or_404(_periods(request), period__contains=day)
    return _month_page(request, day, MonthlyCount.Nature.MONTH, french.month(day))


@allows("person_edit", methods=FORM)
def count_before(request):
    row = get_object_or_404(_periods(request), period__endswith__isnull=True)
    return _month_page(
        request, row.since, MonthlyCount.Nature.BEFORE, f"avant {french.month(row.since)}"
    )


def _month_page(request, day: date, nature: str, words: str):
    stock = nature == MonthlyCount.Nature.MONTH
    typed = MonthlyCount.objects.visible_to(request.user).within(request.territory)
    known = initial(list(typed.filter(month=day, nature=nature)), stock=stock)
    form = MonthForm(request.POST or None, initial=known, stock=stock)
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_month(
                request.territory,
                day,
                form.totals,
                form.cells,
                reason=form.cleaned_data["reason"],
                nature=nature,
                by=request.user,
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, form.told(f"Les chiffres de {words} sont enregistrés."))
            return redirect(_url(request, "count_list"))
    return _form(request, form, f"Chiffres {french.de(words)}", "Enregistrer les chiffres", _INTRO)


_INTRO = "Des nombres, jamais de noms. Chaque personne se compte une seule fois, le mois où le fait a lieu."


def _form(request, form, title: str, submit: str, intro: str = "", **more):
    return render(
        request,
        "ui/form_page.html",
        {
            "title": title,
            "breadcrumb": _crumbs(request, title),
            "form": form,
            "intro": intro,
            "submit_label": submit,
            "cancel_url": _url(request, "count_list"),
            **more,
        },
    )


@allows("counting_edit", methods=FORM)
def count_begin(request):
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.begin(request.territory, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "Ce territoire saisit maintenant ses chiffres chaque mois.")
            return redirect(_url(request, "count_list"))
    intro = (
        "À partir de ce mois, aucune personne ne s’enregistre par nom : l’équipe tape les nombres du mois. "
        "Les mois d’avant gardent leurs chiffres. Tant qu’aucun mois n’est saisi, cela s’annule."
    )
    return _form(request, form, "Saisir sans noms", "Commencer la saisie", intro)


@allows("counting_edit", methods=FORM)
def count_take_back(request):
    row = get_object_or_404(_periods(request), period__endswith__isnull=True)
    form = _why(request, "la page a été essayée, l’équipe suit les parcours par nom.")
    if request.method == "POST" and form.is_valid():
        try:
            operations.take_back(request.territory, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "Ce territoire suit à nouveau les parcours par nom.")
            return redirect(_url(request, "count_list"))
    intro = (
        f"La saisie commencée en {french.month(row.since)} s’efface, avec ce qui a été noté avant le premier mois. "
        "Les personnes s’enregistrent à nouveau par leur nom."
    )
    title = "Annuler la saisie sans noms"
    return _form(request, form, title, "Annuler la saisie", intro)


@allows("counting_edit", methods=FORM)
def count_announce(request):
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.announce_names(request.territory, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "Enregistrez les personnes de la liste, puis rapprochez.")
            return redirect(_url(request, "count_reconcile"))
    intro = (
        "Les mois saisis restent tels quels. Enregistrez ensuite par leur nom les personnes de la liste, "
        "avec leurs vraies dates, puis validez le rapprochement : les cumuls continuent sans saut. "
        "Jusque-là, les derniers chiffres saisis restent affichés, et le passage s’annule."
    )
    return _form(request, form, "Passer aux noms", "Passer aux noms", intro)


@allows("counting_edit", methods=FORM)
def count_names_back(request):
    row = _periods(request).order_by("-period").first()
    if row is None or not operations.may_take_back_names(row):
        raise Http404("Aucun passage aux noms n’attend son rapprochement.")
    form = _why(request, "la page a été essayée, les dossiers ne sont pas prêts.")
    if request.method == "POST" and form.is_valid():
        try:
            operations.take_back_names(request.territory, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "Ce territoire saisit à nouveau ses chiffres chaque mois.")
            return redirect(_url(request, "count_list"))
    intro = (
        f"Les mois après {french.month(row.until)} se saisissent à nouveau, sans aucun nom. "
        "Les dossiers ouverts depuis restent\u00a0: ils compteront quand vous passerez aux noms."
    )
    title = "Annuler le passage aux noms"
    return _form(request, form, title, title, intro)


@allows("counting_edit", methods=FORM)
def count_reconcile(request):
    row = _periods(request).order_by("-period").first()
    if row is None or row.until is None or row.reconciliation:
        return redirect(_url(request, "count_list"))
    form = ReconcileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reconcile(row, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "Le rapprochement est validé : les séries continuent.")
            return redirect(_url(request, "count_list"))
    return render(
        request,
        "evaluation/count_reconcile.html",
        {
            "title": "Rapprocher la liste saisie et la liste par nom",
            "breadcrumb": _crumbs(request, "Rapprochement"),
            "form": form,
            "row": row,
            "lines": reconciliation.compare(row),
            "submit_label": "Valider le rapprochement",
            "cancel_url": _url(request, "count_list"),
        },
    )


@allows("counting_edit", methods=FORM)
def count_reopen(request):
    row = _periods(request).order_by("-period").first()
    if row is None or not operations.may_reopen(row):
        raise Http404("Aucun rapprochement validé ne se rouvre.")
    since = french.month(row.until + timedelta(days=1))
    reason = row.gap_reason.rstrip(". ")
    why = f" Écart alors expliqué\u00a0: «\u00a0{reason}\u00a0»." if reason else ""
    return confirm(
        request,
        partial(operations.reopen_reconciliation, row, by=request.user),
        to=_url(request, "count_list"),
        form=_why(request, "trois dossiers manquaient à la liste par nom."),
        done="Le rapprochement est rouvert\u00a0: corrigez les dossiers, puis validez-le de nouveau.",
        title="Rouvrir le rapprochement\u00a0?",
        text=f"Depuis {since}, les derniers chiffres saisis sont de nouveau affichés, et les personnes reprises sans nom "
        f"sortent des cumuls, jusqu’à ce que vous validiez de nouveau.{why} Les dossiers ne changent pas.",
        submit_label="Rouvrir le rapprochement",
        breadcrumb=_crumbs(request, "Rouvrir"),
    )
