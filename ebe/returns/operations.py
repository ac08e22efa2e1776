"""Type the figures of a month, correct them: the earlier value stays, with who changed it and why."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ebe.models import Enterprise
from ebe.returns import rules
from ebe.returns.models import FIGURES, MonthlyReturn, ReturnCorrection
from territories import journal
from tzcld.later import ask_later

EDITABLE = (*FIGURES, "note")


def _locked(enterprise: Enterprise) -> Enterprise:
    """One hand at a time on the figures of an enterprise."""
    return Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)


def _refuse(values: dict, month: date, enterprise: Enterprise) -> None:
    found = rules.problems(values, month, enterprise.opened_on, timezone.localdate())
    if found:
        raise ValidationError(found)
    if rules.is_empty(values):
        raise ValidationError("Écrivez au moins un chiffre.")


@transaction.atomic
def type_month(enterprise: Enterprise, *, month: date, by, **values: Any) -> MonthlyReturn:
    """The figures of a month that has none yet."""
    enterprise = _locked(enterprise)
    _refuse(values, month, enterprise)
    row = MonthlyReturn(
        territory_id=enterprise.territory_id,
        enterprise=enterprise,
        month=month,
        author=by,
        **{name: values[name] for name in EDITABLE if name in values},
    )
    row.full_clean()
    row.save()
    journal.record("create", row, by=by, after=_written(row))
    months_told(row.territory_id, [row.month])
    return row


@transaction.atomic
def correct_month(row: MonthlyReturn, *, reason: str, by, **values: Any) -> MonthlyReturn:
    """Replace figures; nothing happens when none differs. Raises ValidationError without a reason."""
    enterprise = _locked(row.enterprise)
    row = MonthlyReturn.objects.select_related("territory").get(pk=row.pk)
    row.enterprise = enterprise
    asked = {name: values[name] for name in EDITABLE if name in values}
    changed = {name: new for name, new in asked.items() if getattr(row, name) != new}
    if not changed:
        return row
    journal.refuse_no_reason(reason, "Dites pourquoi ces chiffres changent.")
    _refuse({name: getattr(row, name) for name in FIGURES} | changed, row.month, enterprise)
    keep([(row, changed)], reason=reason.strip(), by=by, at=timezone.now())
    before = {name: text(getattr(row, name)) for name in changed}
    for name, new in changed.items():
        setattr(row, name, new)
    row.full_clean(exclude=["enterprise"])
    row.save(update_fields=list(changed))
    journal.record(
        "update",
        row,
        by=by,
        before=before,
        after={name: text(new) for name, new in changed.items()},
        reason=reason.strip(),
    )
    months_told(row.territory_id, [row.month])
    return row


def months_told(territory_id: int, months: Iterable[date]) -> None:
    """The indicators of these months, often gone by, are computed again once this transaction is kept."""
    asked = sorted({month.isoformat() for month in months})
    if asked:
        ask_later("evaluation.tasks.compute_months", territory_id, asked)


def keep(rows: Iterable[tuple[MonthlyReturn, dict]], *, reason: str, by, at) -> None:
    """Write down what stands now, before it is replaced. `rows`: (figures of a month, {name: new value})."""
    ReturnCorrection.objects.bulk_create(
        ReturnCorrection(
            territory_id=row.territory_id,
            monthly=row,
            field=name,
            before=text(getattr(row, name)),
            after=text(new),
            reason=reason,
            author=by,
            at=at,
        )
        for row, changed in rows
        for name, new in changed.items()
    )


def text(value) -> str:
    """A figure as it is kept: « 1240.50 », or nothing."""
    return "" if value is None else str(value)


def _written(row: MonthlyReturn) -> dict:
    return {name: text(getattr(row, name)) for name in EDITABLE if text(getattr(row, name))}
