"""The bounds and marks of the law: a new row from its day; one typed by mistake is taken back, never the last."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from territories import journal
from territories.models import LegalFigure, Territory
from territories.models.legal import IN_MONTHS
from tzcld.later import ask_later


@transaction.atomic
def write_legal_figure(
    hub: Territory, *, by, what: str, valid_from: date, value: Decimal, source: str
) -> LegalFigure:
    """`value` in the unit of `what` (LegalFigure). What was decided under another row stays; a request still to answer is
    counted again. ValidationError by field."""
    if not hub.is_hub:
        raise ValidationError("Les repères légaux appartiennent à la métropole.")
    row = LegalFigure(territory=hub, what=what, valid_from=valid_from, value=value, source=source)
    row.full_clean()
    row.save()
    journal.record("create", row, by=by, after=_said(row))
    _moved(row)
    return row


@transaction.atomic
def withdraw_legal_figure(row: LegalFigure, *, reason: str, by) -> None:
    """The row before it stands again. Refused for the only one of its subject, which the platform reads."""
    journal.refuse_no_reason(reason, "Écrivez pourquoi cette ligne est retirée.")
    refuse_only(row, LegalFigure.objects.select_for_update())
    journal.record("delete", row, by=by, before=_said(row), reason=reason.strip())
    row.delete()
    _moved(row)


def refuse_only(row: LegalFigure, rows=LegalFigure.objects) -> None:
    """`rows`: locked, where the answer must hold until the end of the transaction."""
    of_subject = rows.filter(territory=row.territory_id, what=row.what)
    if {found.pk for found in of_subject} <= {row.pk}:
        raise ValidationError(
            "C’est la seule ligne de ce repère : elle reste. Ajoutez d’abord celle qui la remplace."
        )


def _moved(row: LegalFigure) -> None:
    """The term of the law is that of the requests that wait, whatever it was when they were written."""
    if row.what in IN_MONTHS:
        ask_later("ppde.tasks.recount_due", row.territory_id)


def _said(row: LegalFigure) -> dict:
    return {name: getattr(row, name) for name in ("what", "valid_from", "value", "source")}
