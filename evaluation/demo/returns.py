"""A year of figures for each enterprise, from its contracts and its CDE; one month corrected after the payroll."""

import random
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from ebe.models import CdeStatement, Contract, Enterprise, MonthlyReturn
from ebe.returns import operations
from evaluation.operations.figures import months_back
from territories.models import Membership
from territories.roles import Role
from territories.scoping import scoped

MONTHS = 12
CENT = Decimal("0.01")


def load(today: date) -> None:
    """After the CDE: the figures agree with it. The last month over waits for the direction."""
    months = months_back(today.replace(day=1), MONTHS)[:-2]
    for enterprise in Enterprise.objects.select_related("territory").order_by("pk"):
        with scoped(enterprise.territory_id):
            _enterprise(enterprise, [m for m in months if _is_open(enterprise, m)])


def _is_open(enterprise: Enterprise, month: date) -> bool:
    return enterprise.opened_on is None or enterprise.opened_on.replace(day=1) <= month


def _enterprise(enterprise: Enterprise, months: list[date]) -> None:
    chance = random.Random(enterprise.pk)
    by = (
        Membership.objects.filter(
            territory=enterprise.territory_id, role__in=(Role.EBE_DIRECTOR, Role.PROJECT_LEAD)
        )
        .order_by("role")
        .first()
    )
    author = by.user if by else None
    cde = {s.month: s for s in CdeStatement.objects.filter(enterprise=enterprise)}
    rows = [_month(enterprise, m, cde[m], chance, author) for m in months if m in cde]
    MonthlyReturn.objects.bulk_create(rows)
    if rows and author:
        row = rows[-1]
        operations.correct_month(
            row,
            reason="Paie rectifiée le mois suivant",
            by=author,
            payroll=row.payroll + 1_250,
            hours_absent=row.hours_absent + 21,
        )


def _month(enterprise, month: date, cde, chance: random.Random, author) -> MonthlyReturn:
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    here = Contract.objects.filter(enterprise=enterprise, starts_on__lte=last).filter(
        Q(ends_on=None) | Q(ends_on__gte=last)
    )
    heads, privation = here.count(), here.filter(from_privation=True).count()
    fte = (cde.fte_privation + cde.fte_other) * Decimal("0.97")
    planned = round(fte * Decimal("151.67"), 1)
    absent = round(planned * chance.randint(60, 130) / 1000, 1)
    per_fte = chance.randint(240, 420)
    sales = [round(fte * per_fte * share / 100, 2) for share in (38, 27, 25, 10)]
    payroll = round(fte * chance.randint(2380, 2520), 2)
    return MonthlyReturn(
        territory_id=enterprise.territory_id,
        enterprise=enterprise,
        month=month,
        heads_privation=privation,
        heads_other=heads - privation,
        joined=Contract.objects.filter(
            enterprise=enterprise, starts_on__range=(month, last)
        ).count(),
        left=Contract.objects.filter(enterprise=enterprise, ends_on__range=(month, last)).count(),
        suspended=chance.choice((0, 0, 0, 1)),
        fte_paid=fte.quantize(CENT),
        fte_paid_other=(cde.fte_other * Decimal("0.97")).quantize(CENT),
        hours_planned=planned,
        hours_worked=planned - absent,
        hours_absent=absent,
        hours_trained=round(planned * chance.randint(10, 45) / 1000, 1),
        trained=min(heads, chance.randint(2, 12)),
        sold_households=sales[0],
        sold_companies=sales[1],
        sold_public=sales[2],
        sold_associations=sales[3],
        cde_received=cde.state_amount + cde.local_amount,
        grants_received=round(fte * chance.randint(60, 220), 2),
        payroll=payroll,
        other_costs=round(fte * chance.randint(260, 430), 2),
        cash=round(fte * chance.randint(900, 2400), 2),
        accidents=chance.choice((0, 0, 0, 0, 1)),
        immersions_in=chance.randint(0, 4),
        immersions_out=chance.randint(0, 2),
        author=author,
    )
