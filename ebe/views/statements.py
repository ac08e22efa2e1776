"""The CDE, month by month."""

from collections import defaultdict
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F
from django.shortcuts import redirect, render
from django.utils import timezone

from ebe import cde, funding, operations
from ebe.filters import StatementFilters
from ebe.forms import StatementForm
from ebe.models import CdeStatement, Enterprise, MissingMonth, MonthlyReturn, holds
from ebe.returns import rules as returns
from ebe.tables import statements as tables
from ebe.views.here import enterprise_or_404, enterprises, own_list, row_or_404, rows, trail, url
from territories import journal
from territories.access import ACT, allows
from tzcld.ui import french


@allows("funding_view")
def statement_list(request):
    mine = list(enterprises(request))
    statements = (
        rows(request, CdeStatement)
        .select_related("enterprise", "territory")
        .annotate(total=F("state_amount") + F("local_amount"))
    )
    return own_list(
        request,
        queryset=statements,
        table=tables.statements(is_hub=request.territory.is_hub, many_enterprises=len(mine) > 1),
        title="Contribution au développement de l’emploi",
        filterset_class=StatementFilters,
        filterset_kwargs={"enterprises": enterprises(request)},
        export=journal.exporter(request, CdeStatement),
        template="ebe/statement_list.html",
        context={
            "lead": "Ce que l’État et la Métropole ou le Département versent par emploi de l’EBE, mois par mois.",
            "breadcrumb": trail(request, ("CDE", "")),
            "computable": with_outdated(
                [e for e in mine if holds(request.scope, "statement_compute", e)]
            ),
            "last_month": funding.months_up_to(timezone.localdate(), 2)[0],
        },
    )


def with_outdated(enterprises: list[Enterprise]) -> list[Enterprise]:
    """Each with `outdated`: how many of its months are to be computed; `missing`: those of them that never were."""
    missing = defaultdict(list)
    for row in MissingMonth.objects.filter(enterprise__in=enterprises).computable():
        missing[row.enterprise_id].append(row.month)
    found = dict(
        CdeStatement.objects.filter(enterprise__in=enterprises, outdated_on__isnull=False)
        .order_by()
        .values_list("enterprise")
        .annotate(n=Count("pk"))
    )
    for enterprise in enterprises:
        enterprise.missing = missing[enterprise.pk]
        enterprise.outdated = found.get(enterprise.pk, 0) + len(enterprise.missing)
    return enterprises


@allows("funding_view")
def statement_detail(request, pk: int):
    statement = row_or_404(request, CdeStatement, pk, "enterprise")
    page = {
        "title": f"CDE {french.de(french.month(statement.month))}",
        "lead": statement.enterprise.name,
        "statement": statement,
        "total": statement.state_amount + statement.local_amount,
        "state": tables.statement_state(statement),
        "steps": [steps(line) for line in cde.lines_of(statement)],
        "can_compute": holds(request.scope, "statement_compute", statement.enterprise),
        "is_assumed": any(line.is_assumed for line in cde.lines_of(statement)),
        "payroll": payroll_reached(request, statement),
        "year": cde.year_to_date(statement),
        "months": list(_year(request, statement)),
        "breadcrumb": trail(
            request,
            (statement.enterprise.name, statement.enterprise.get_absolute_url()),
            ("CDE", f"{url(request, 'statement_list')}?entreprise={statement.enterprise_id}"),
            (french.month(statement.month), ""),
        ),
    }
    return render(request, "ebe/statement_detail.html", page)


def payroll_reached(request, statement: CdeStatement) -> Decimal | None:
    """The payroll told for the month, in euros, once the CDE is no longer below it; None for who does not read the figures."""
    told = rows(request, MonthlyReturn).filter(
        enterprise=statement.enterprise_id, month=statement.month
    )
    total = statement.state_amount + statement.local_amount
    return next((row.payroll for row in told if returns.reaches_payroll(total, row.payroll)), None)


def _year(request, statement: CdeStatement):
    """The months of the year up to this one."""
    return (
        rows(request, CdeStatement)
        .filter(
            enterprise=statement.enterprise_id,
            month__year=statement.month.year,
            month__lte=statement.month,
        )
        .select_related("territory")
        .annotate(total=F("state_amount") + F("local_amount"))
        .order_by("month")
    )


def four(value) -> str:
    """FTE as they are counted: up to four decimals."""
    text = french.number(value, 4)
    return text.rstrip("0").rstrip(",") if "," in text else text


def _from(source: str) -> str:
    return f" ({source})" if source else ""


def steps(line: cde.Line) -> dict:
    """A line of the statement as its formula, step by step: (what, how, result)."""
    e, n = french.euros, french.number
    over = f"÷ 12 × {french.count(line.days, 'jour')} sur {line.month_days}"
    return {
        "title": french.period(line.first, line.last),
        "line": line,
        "rows": [
            (
                "SMIC annuel brut",
                f"{e(line.hourly)} × {n(line.monthly_hours)} h, arrondi au centime, × 12",
                e(line.annual_smic, 2),
            ),
            (
                "État, par ETP et par an",
                f"{n(line.state_percent)} % du SMIC annuel brut{_from(line.state_source)}",
                e(line.state_per_fte, 2),
            ),
            (
                "Métropole ou Département, par ETP et par an",
                f"{n(line.local_percent)} % de la part de l’État{_from(line.local_source)}",
                e(line.local_per_fte, 2),
            ),
            ("ETP financés", financed_words(line), four(line.financed)),
            (
                "Part de l’État",
                f"{four(line.financed)} × {e(line.state_per_fte, 2)} {over}",
                e(line.state, 2),
            ),
            (
                "Part de la Métropole ou du Département",
                f"{four(line.financed)} × {e(line.local_per_fte, 2)} {over}",
                e(line.local, 2),
            ),
        ],
    }


def financed_words(line: cde.Line) -> str:
    if line.ceiling is None:
        return "aucune convention en vigueur ces jours-là"
    words = f"{four(line.privation)} issus de la privation + {four(line.other)} autres"
    free = funding.financed_fte(line.privation, line.other, line.other_percent)
    if free < funding.fte(line.privation + line.other):
        words += f", retenus jusqu’à {french.number(line.other_percent)} % du total"
    if line.financed < free:
        words += f", dans la limite de {french.number(line.ceiling)} (convention {line.convention})"
    return words


@allows("statement_compute", ACT)
def statement_compute(request, pk: int):
    enterprise = enterprise_or_404(request, pk, "statement_compute")
    form = StatementForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["month"]))
        return redirect(url(request, "statement_list"))
    try:
        with transaction.atomic():
            statement = operations.compute_statement(
                enterprise, form.cleaned_data["month"], by=request.user
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(url(request, "statement_list"))
    messages.success(request, f"La CDE {french.de(french.month(statement.month))} est calculée.")
    return redirect(url(request, "statement_detail", statement.pk))


@allows("statement_compute", ACT)
def statement_recompute(request, pk: int):
    """Every month of the enterprise that is to be computed again."""
    enterprise = enterprise_or_404(request, pk, "statement_compute")
    back = redirect(f"{url(request, 'statement_list')}?entreprise={enterprise.pk}")
    try:
        with transaction.atomic():
            done = operations.compute_outdated(enterprise, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return back
    if done:
        words = french.accord(len(done), "est recalculé,sont recalculés")
        said = french.count(len(done), "état mensuel", "états mensuels")
        messages.success(request, f"{enterprise}\u00a0: {said} {words}.")
    else:
        messages.info(request, f"Aucun mois n’est à recalculer pour {enterprise}.")
    return back
