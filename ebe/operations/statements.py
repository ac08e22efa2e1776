"""The CDE of a month, computed and frozen."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from ebe import cde
from ebe.models import CdeStatement, Enterprise
from ppde.operations import figures_moved
from territories import journal
from tzcld.ui import french


@transaction.atomic
def compute_statement(enterprise: Enterprise, month: date, *, by=None) -> CdeStatement:
    """The statement of the month that holds `month`. Computed again from the same facts, it stays as it was.

    The rates used are frozen with it: a later rate changes nothing until somebody asks for it. Needs a scope that
    reads the contracts of the enterprise. Raises ValidationError in words (see `ebe.cde.compute`).
    """
    enterprise = (
        Enterprise.objects.select_for_update(of=("self",))
        .select_related("territory")
        .get(pk=enterprise.pk)
    )
    found = cde.compute(enterprise, month)
    values = {**found.figures, "detail": found.detail}
    row = CdeStatement.objects.filter(enterprise=enterprise, month=found.month).first()
    old = {name: getattr(row, name) for name in values} if row else {}
    if row and old == values:
        return row
    row = row or CdeStatement(
        territory_id=enterprise.territory_id, enterprise=enterprise, month=found.month
    )
    for name, value in values.items():
        setattr(row, name, value)
    row.computed_at = timezone.now()
    row.save()
    journal.record(
        "compute",
        row,
        by=by,
        label=f"CDE, {enterprise}, {french.month(found.month)}",
        before={name: value for name, value in old.items() if name != "detail"},
        after=found.figures,
    )
    figures_moved(enterprise.territory_id)
    return row
