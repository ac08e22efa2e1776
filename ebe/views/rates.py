"""SMIC and CDE rates of the hub: read by whoever follows the funding, added by its administration."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from ebe import operations, tables
from ebe.forms import CdeRateForm, ReturnRuleForm, SmicForm, WithdrawForm
from ebe.models import CdeRate, ReturnRule, SmicRate
from ebe.operations.rates import is_used, statements_before
from ebe.views.here import form_page, trail, url
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list

KINDS = {
    "smic": (SmicRate, SmicForm, operations.add_smic, "Ajouter un SMIC"),
    "remise": (
        ReturnRule,
        ReturnRuleForm,
        operations.add_return_rule,
        "Fixer le jour de remise des chiffres",
    ),
    "cde": (CdeRate, CdeRateForm, operations.add_cde_rate, "Ajouter un taux de la CDE"),
}


@allows("funding_view")
def rate_list(request):
    hub = request.territory.hub_id or request.territory.pk
    periods = tables.rate_periods(
        list(SmicRate.objects.filter(territory=hub)), list(CdeRate.objects.filter(territory=hub))
    )
    return render_list(
        request,
        queryset=periods,
        table=tables.rates(scope=request.scope),
        title="SMIC et taux de la CDE",
        export=journal.exporter(request, CdeRate),
        context={
            "lead": "Chaque changement est une ligne datée, avec sa source. Un état déjà calculé garde les siens.",
            "breadcrumb": trail(request, ("Taux", "")),
            "actions": list_actions(request),
        },
    )


def list_actions(request) -> list[dict]:
    if not request.scope.can("rate_edit"):
        return []
    return [
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


def back_to(request, kind: str) -> tuple[str, str]:
    """The list where rows of this kind are read: (its name, its address)."""
    if kind == "remise":
        return "Chiffres mensuels", url(request, "return_list")
    return "Taux", url(request, "rate_list")


def kind_or_404(request, kind: str):
    if kind not in KINDS or not request.territory.is_hub:
        raise Http404
    return KINDS[kind]


@allows("rate_edit", FORM)
def rate_create(request, kind: str):
    _, form_class, operation, title = kind_or_404(request, kind)
    label, back = back_to(request, kind)
    form = form_class(request.POST or None)
    if form.is_valid():
        rule = form.attempt(operation, request.territory, by=request.user, **form.cleaned_data)
        if rule:
            messages.success(
                request, f"La ligne du {french.date(rule.valid_from)} est enregistrée."
            )
            if kept := statements_before(rule):
                messages.warning(request, kept_words(kept))
            return redirect(back)
    page = form_page(
        request,
        form,
        title=title,
        submit=title,
        cancel=back,
        intro="Une ligne enregistrée ne se modifie pas : un changement est une nouvelle ligne, à sa date.",
        breadcrumb=trail(request, (label, back), (title, "")),
    )
    return render(request, "ui/form_page.html", page)


def kept_words(n: int) -> str:
    if n == 1:
        return "Un état mensuel était déjà calculé pour cette période : il garde les taux d’avant jusqu’à un nouveau calcul."
    return (
        f"{french.number(n)} états mensuels étaient déjà calculés pour cette période : "
        "ils gardent les taux d’avant jusqu’à un nouveau calcul."
    )


@allows("rate_edit", FORM)
def rate_withdraw(request, kind: str, pk: int):
    model, *_ = kind_or_404(request, kind)
    label, back = back_to(request, kind)
    rule = get_object_or_404(model, territory=request.territory, pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        form.attempt(operations.withdraw_rate, rule, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "La ligne est retirée.")
            return redirect(back)
    page = {
        "title": f"Retirer le {rule._meta.verbose_name} du {french.date(rule.valid_from)} ?",
        "facts": [
            {"label": "En vigueur depuis le", "value": french.date(rule.valid_from)},
            {"label": "Source", "value": rule.source},
        ],
        "consequence": "Cette ligne n’a servi à aucun état : elle disparaît de la liste."
        if not is_used(rule)
        else "Un état de la CDE a été calculé avec cette ligne : elle ne peut plus être retirée.",
        "form": form,
        "submit_label": "Retirer la ligne",
        "cancel_url": back,
        "danger": True,
        "breadcrumb": trail(request, (label, back), ("Retirer", "")),
    }
    return render(request, "ui/confirm_page.html", page)
