"""The département of a territory: another one from a day on; a row typed by mistake is taken back."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string

from territories import journal
from territories.models import Territory, TerritoryDepartment
from territories.models.departments import Span


@transaction.atomic
def write_department(
    territory: Territory, *, code: str, valid_from: date | None = None, by
) -> TerritoryDepartment:
    """`valid_from` None: since always. The row before ends the day before. ValidationError by field."""
    if territory.is_hub:
        raise ValidationError(
            "Une métropole couvre plusieurs départements\u00a0: il est écrit par territoire."
        )
    rows = _locked(territory)
    before = next((row for row in reversed(rows) if _starts(row) <= _day(valid_from)), None)
    row = TerritoryDepartment(territory=territory, code=code, valid_from=valid_from)
    row.full_clean()
    if before and before.code == code:
        raise ValidationError(
            {"code": f"Le territoire est déjà dans le département {code}, {before.since_words}."}
        )
    row.save()
    journal.record("create", row, by=by, after=_said(row))
    _moved(territory, {code, before.code if before else ""}, _days(row))
    return row


@transaction.atomic
def withdraw_department(row: TerritoryDepartment, *, reason: str, by) -> None:
    """The row before it stands again; without any, nobody has said the département."""
    journal.refuse_no_reason(reason, "Écrivez pourquoi cette ligne est retirée.")
    rows = _locked(row.territory)
    before = next((one for one in reversed(rows) if _starts(one) < _starts(row)), None)
    journal.record("delete", row, by=by, before=_said(row), reason=reason.strip())
    days = _days(row)
    row.delete()
    _moved(row.territory, {row.code, before.code if before else ""}, days)


def _locked(territory: Territory) -> list[TerritoryDepartment]:
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    return list(TerritoryDepartment.objects.in_order(territory.pk))


def _day(valid_from: date | None) -> date:
    return valid_from or date.min


def _starts(row: TerritoryDepartment) -> date:
    return _day(row.valid_from)


def _days(row: TerritoryDepartment) -> Span:
    spans = TerritoryDepartment.objects.spans(row.territory_id)
    return next(span for span in spans if span.first == row.valid_from)


def _moved(territory: Territory, codes: set[str], days: Span) -> None:
    """On these days the territory was in one of these départements, and is in another."""
    for path in settings.DEPARTMENT_CHANGED:
        import_string(path)(territory, codes - {""}, days.first, days.last)


def _said(row: TerritoryDepartment) -> dict:
    return {"code": row.code, "valid_from": row.valid_from}
