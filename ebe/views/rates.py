"""SMIC and CDE rates of the hub: read by whoever follows the funding, added by its administration."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ebe import operations
from ebe.forms import ReasonForm
from ebe.models import CdeRate, OwnRate, ReturnRule, SmicRate
from ebe.operations.rates import may_be_without_object, refuse_used, to_compute_again
from ebe.rate_forms import CdeRateForm, OwnRateForm, ReturnRuleForm, SmicForm
from ebe.tables import rates as tables
from ebe.views.here import form_page, trail, url
from territories import journal
from territories.access import FORM, allows
from territories.models import TerritoryDepartment
from tzcld.ui import french
from tzcld.ui.confirm import closed, confirm
from tzcld.ui.forms import REMINDER
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
    "propre": (OwnRate, OwnRateForm, operations.add_own_rate, "Ajouter un taux propre"),
}


@allows("funding_view")
def rate_list(request):
    hub = request.territory.hub_id or request.territory.pk
    own = list(own_rates(request))
    smics, rates = (list(model.objects.filter(territory=hub)) for model in (SmicRate, CdeRate))
    periods = tables.rate_periods(
        [rule for rule in smics if not rule.replaced_at],
        [rule for rule in rates if not rule.replaced_at],
    )
    return render_list(
        request,
        queryset=periods,
        table=tables.rates(scope=request.scope),
        title="SMIC et taux de la CDE",
        filterset_class=tables.RateFilters,
        export=journal.exporter(request, CdeRate),
        template="ebe/rate_list.html",
        context={
            "replaced": sorted(
                (rule for rule in (*smics, *rates, *own) if rule.replaced_at),
                key=lambda rule: rule.replaced_at,
                reverse=True,
            ),
            "own_rates": [rule for rule in own if not rule.replaced_at],
            "lead": "Chaque changement est une ligne datée, avec sa source. Un état déjà calculé garde les siens.",
            "breadcrumb": trail(request, ("Taux", "")),
            "actions": list_actions(request),
        },
    )


def own_rates(request):
    """Those that apply here: at the hub all, in a territory those of its enterprises and of its département."""
    here = request.territory
    found = OwnRate.objects.filter(territory=here.rules_hub_id).select_related("enterprise")
    if not here.is_hub:
        codes = TerritoryDepartment.objects.within(here).values("code")
        of_department = Q(enterprise=None, department__in=codes)
        found = found.filter(of_department | Q(enterprise__territory=here))
    return found.order_by("-valid_from", "-pk")


def list_actions(request) -> list[dict]:
    if not request.scope.can("rate_edit"):
        return []
    return [
        {
            "label": "Repères légaux",
            "url": reverse("territories:legal_figure_create", args=[request.territory.slug]),
            "icon": "journal-text",
        },
        {
            "label": "Ajouter un SMIC",
            "url": url(request, "rate_create", "smic"),
            "icon": "plus-lg",
        },
        {
            "label": "Ajouter un taux propre",
            "url": url(request, "rate_create", "propre"),
            "icon": "building",
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
    form = form_class(request.POST or None, hub=request.territory)
    if form.is_valid():
        rule = form.attempt(operation, request.territory, by=request.user, **form.cleaned_data)
        if rule:
            messages.success(
                request, f"La ligne du {french.date(rule.valid_from)} est enregistrée."
            )
            if kept := to_compute_again(rule):
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
    who = "Les équipes projet et les directions d’EBE le lisent dans «\u00a0À faire\u00a0» et sur la page de la CDE."
    if n == 1:
        return f"Un état mensuel garde les taux d’avant\u00a0: il est à recalculer. {who}"
    return f"{french.count(n, 'état mensuel', 'états mensuels')} gardent les taux d’avant\u00a0: ils sont à recalculer. {who}"


def consequence(*, is_kept: bool) -> str:
    if is_kept:
        return (
            "Un état de la CDE a été calculé avec cette ligne\u00a0: elle devient sans objet depuis son premier jour, et reste sous "
            "«\u00a0Lignes remplacées\u00a0» avec votre raison. Les mois qu’elle touche passent «\u00a0à recalculer\u00a0»."
        )
    return "Cette ligne n’a servi à aucun état\u00a0: elle disparaît de la liste."


@allows("rate_edit", FORM)
def rate_withdraw(request, kind: str, pk: int):
    model, *_ = kind_or_404(request, kind)
    label, back = back_to(request, kind)
    rule = get_object_or_404(model, territory=request.territory, pk=pk)
    if refusal := closed(request, lambda: refuse_used(rule), to=back):
        return refusal
    is_kept = may_be_without_object(rule)

    def withdraw(reason: str) -> None:
        operations.withdraw_rate(rule, reason=reason, by=request.user)
        if is_kept and (kept := to_compute_again(rule)):
            messages.warning(request, kept_words(kept))

    return confirm(
        request,
        withdraw,
        to=back,
        form=ReasonForm(
            request.POST or None,
            help_text=f"Elle est gardée au journal avec la ligne retirée. {REMINDER}",
        ),
        done="La ligne est retirée.",
        title=f"Retirer le {rule._meta.verbose_name} du {french.date(rule.valid_from)}\u00a0?",
        facts=[
            {"label": "En vigueur depuis le", "value": french.date(rule.valid_from)},
            {"label": "Source", "value": rule.source},
        ],
        consequence=consequence(is_kept=is_kept),
        submit_label="Retirer la ligne",
        danger=True,
        breadcrumb=trail(request, (label, back), ("Retirer", "")),
    )
