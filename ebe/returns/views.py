"""The monthly figures of the enterprises: list, month, typing, correction."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from ebe.filters import StatementFilters
from ebe.models import Enterprise, MonthlyReturn, holds
from ebe.returns import due, operations, rules, tables
from ebe.returns.forms import MonthForm
from ebe.returns.models import GROUPS, MONEY, places
from ebe.views.here import (
    enterprise_or_404,
    enterprises,
    form_page,
    own_list,
    row_or_404,
    rows,
    trail,
    url,
)
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french

INTRO = "Écrivez ce que vous connaissez, laissez le reste vide. L’équipe projet et la métropole lisent ces totaux."


@allows("return_view")
def return_list(request):
    mine = list(enterprises(request))
    rule = due.rule_of(request.territory, timezone.localdate())
    lead = "Effectif, temps de travail, ventes, charges : ce que chaque entreprise donne d’un mois."
    return own_list(
        request,
        queryset=rows(request, MonthlyReturn).select_related("enterprise", "territory"),
        table=tables.returns(is_hub=request.territory.is_hub, many_enterprises=len(mine) > 1),
        title="Chiffres mensuels des EBE",
        filterset_class=StatementFilters,
        filterset_kwargs={"enterprises": enterprises(request)},
        export=journal.exporter(request, MonthlyReturn),
        context={
            "lead": f"{lead} {due.told(rule)}".strip(),
            "breadcrumb": trail(request, ("Chiffres mensuels", "")),
            "actions": [*list_actions(request, mine), *rule_actions(request, rule)],
        },
    )


def list_actions(request, mine: list[Enterprise]) -> list[dict]:
    own = [e for e in mine if holds(request.scope, "return_edit", e)]
    if not own:
        return []
    load = reverse("territories:import_start", args=[request.territory.slug, "chiffres"])
    found = [{"label": "Importer un tableur", "icon": "file-earmark-plus", "url": load}]
    for enterprise in own:
        name = f", {enterprise}" if len(own) > 1 else ""
        to = url(request, "return_create", enterprise.pk)
        found.append(
            {"label": f"Saisir un mois{name}", "icon": "plus-lg", "url": to, "primary": True}
        )
    return found


def rule_actions(request, rule) -> list[dict]:
    """The administration of the hub says by which day the figures are given."""
    if not (request.territory.is_hub and request.scope.can("rate_edit")):
        return []
    found = [
        {
            "label": "Fixer le jour de remise",
            "icon": "calendar-plus",
            "url": url(request, "rate_create", "remise"),
        }
    ]
    if rule:
        found.append(
            {
                "label": "Retirer le jour de remise",
                "icon": "trash",
                "url": url(request, "rate_withdraw", "remise", rule.pk),
            }
        )
    return found


@allows("return_view")
def return_detail(request, pk: int):
    row = row_or_404(request, MonthlyReturn, pk, "enterprise")
    is_exact = holds(request.scope, "contract_view", row.enterprise)
    page = {
        "title": f"Chiffres {french.de(french.month(row.month))}",
        "row": row,
        "groups": groups(row, is_exact),
        "ratios": rules.ratios(row) if is_exact else [],
        "reaches_payroll": rules.reaches_payroll(row.cde_received, row.payroll),
        "corrections": corrections(row, is_exact),
        "breadcrumb": trail(
            request,
            (row.enterprise.name, url(request, "enterprise_detail", row.enterprise_id)),
            ("Chiffres mensuels", f"{url(request, 'return_list')}?entreprise={row.enterprise_id}"),
            (french.month(row.month), ""),
        ),
        "actions": [
            {
                "label": "Corriger",
                "icon": "pencil",
                "url": url(request, "return_correct", row.pk),
            }
        ]
        if holds(request.scope, "return_edit", row.enterprise)
        else [],
    }
    return render(request, "ebe/return_detail.html", page)


def groups(row: MonthlyReturn, is_exact: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(title, [(figure, value in words)])], what is not known left out."""
    found = []
    for title, names in GROUPS:
        lines = [
            (french.upper_first(row._meta.get_field(n).verbose_name), words(row, n, is_exact))
            for line in names
            for n in line
            if getattr(row, n) is not None
        ]
        if lines:
            found.append((title, lines))
    return found


def words(row: MonthlyReturn, name: str, is_exact: bool) -> str:
    value = tables.figure(row, name, is_exact=is_exact)
    if isinstance(value, str):
        return value
    return french.euros(value, 2) if name in MONEY else french.number(value, places(value))


def corrections(row: MonthlyReturn, is_exact: bool):
    """What was corrected; elsewhere than in the territory, without the small counts that it would give back."""
    found = row.corrections.select_related("author")
    return list(found if is_exact else found.exclude(field__in=tables.PEOPLE))


def _next_month(enterprise: Enterprise) -> date | None:
    """The month after the last one typed, as long as it is over; else the last month over."""
    last = timezone.localdate().replace(day=1)
    over = (
        (last.replace(year=last.year - 1, month=12))
        if last.month == 1
        else last.replace(month=last.month - 1)
    )
    known = (
        MonthlyReturn.objects.filter(enterprise=enterprise).values_list("month", flat=True).first()
    )
    if known is None or known >= over:
        return over if known != over else None
    return date(known.year + known.month // 12, known.month % 12 + 1, 1)


@allows("return_edit", FORM)
def return_create(request, pk: int):
    enterprise = enterprise_or_404(request, pk, "return_edit")
    form = MonthForm(request.POST or None, is_new=True, initial={"month": _next_month(enterprise)})
    if form.is_valid():
        row = form.attempt(operations.type_month, enterprise, by=request.user, **form.cleaned_data)
        if row:
            messages.success(
                request, f"Les chiffres {french.de(french.month(row.month))} sont enregistrés."
            )
            return redirect(row)
    back = url(request, "return_list")
    page = form_page(
        request, form, title="Saisir les chiffres d’un mois", submit="Enregistrer les chiffres", cancel=back,
        intro=f"{enterprise}. {INTRO}",
        breadcrumb=trail(request, ("Chiffres mensuels", back), ("Saisir un mois", "")),
    )  # fmt: skip
    return render(request, "ui/form_page.html", page)


@allows("return_edit", FORM)
def return_correct(request, pk: int):
    row = row_or_404(request, MonthlyReturn, pk, "enterprise")
    if not holds(request.scope, "return_edit", row.enterprise):
        raise Http404
    form = MonthForm(request.POST or None, instance=row, is_new=False)
    if form.is_valid() and form.attempt(
        operations.correct_month, row, by=request.user, **form.cleaned_data
    ):
        messages.success(
            request, form.told("La correction est enregistrée, les valeurs d’avant sont gardées.")
        )
        return redirect(row)
    month = french.month(row.month)
    page = form_page(
        request, form, title=f"Corriger les chiffres {french.de(month)}", submit="Enregistrer la correction",
        cancel=row.get_absolute_url(), intro=str(row.enterprise),
        breadcrumb=trail(request, ("Chiffres mensuels", url(request, "return_list")), (month, row.get_absolute_url()), ("Corriger", "")),
    )  # fmt: skip
    return render(request, "ui/form_page.html", page)
