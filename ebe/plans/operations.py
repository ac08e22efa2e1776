"""Write the hiring plan of an enterprise."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from ebe.models import Enterprise
from ebe.plans.models import HiringPlan
from territories import journal


@transaction.atomic
def plan_hires(
    enterprise: Enterprise, lines: dict[date, tuple[int | None, Decimal | None]], *, by
) -> list[HiringPlan]:
    """`lines`: {month: (positions, average weekly hours)}. 0 is kept: nobody is hired that month. None: nothing is said of the
    month, which is taken off. Other months stay."""
    Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    known = HiringPlan.objects.filter(enterprise=enterprise, month__in=lines)
    before = {f"{row.month:%m/%Y}": row.positions for row in known}
    known.delete()
    rows = HiringPlan.objects.bulk_create(
        HiringPlan(
            territory_id=enterprise.territory_id,
            enterprise=enterprise,
            month=month,
            positions=positions,
            weekly_hours=hours if positions else None,
            author=by,
        )
        for month, (positions, hours) in lines.items()
        if positions is not None
    )
    after = {f"{row.month:%m/%Y}": row.positions for row in rows}
    if before != after:
        journal.record(
            "update", enterprise, by=by, before=before, after=after, label="embauches prévues"
        )
    return rows
