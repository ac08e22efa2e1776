"""A new SMIC or CDE rate of a hub: always a new row; what a statement used is never rewritten."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from ebe import funding
from ebe.models import CdeRate, CdeStatement, ReturnRule, SmicRate
from territories import journal
from territories.models import Territory
from tzcld.ui import french


@transaction.atomic
def add_smic(hub: Territory, *, by, **values) -> SmicRate:
    """`values`: valid_from, hourly (gross euros), source."""
    return _add(SmicRate(territory=hub, **values), values, by)


@transaction.atomic
def add_cde_rate(hub: Territory, *, by, **values) -> CdeRate:
    """`values`: valid_from, state_percent (53 to 102), local_percent, monthly_hours, other_percent, full_time_hours,
    is_assumed, source."""
    if not funding.is_state_percent(values["state_percent"]):
        raise ValidationError(
            {
                "state_percent": "La part de l’État est comprise entre 53 % et 102 % du SMIC brut "
                "(décret 2021-863, art. 24). Écrivez par exemple 95."
            }
        )
    return _add(CdeRate(territory=hub, **values), values, by)


@transaction.atomic
def add_return_rule(hub: Territory, *, by, **values) -> ReturnRule:
    """`values`: valid_from, due_day (1 to 28, of the following month), source."""
    return _add(ReturnRule(territory=hub, **values), values, by)


def _add(rule, values: dict, by):
    if not rule.territory.is_hub:
        raise ValidationError("Les taux appartiennent à la métropole.")
    if type(rule).objects.filter(territory=rule.territory, valid_from=rule.valid_from).exists():
        raise ValidationError(
            {
                "valid_from": f"Un taux existe déjà pour le {french.date(rule.valid_from)}. "
                "Une ligne enregistrée ne se modifie pas : choisissez une autre date."
            }
        )
    rule.full_clean()
    rule.save()
    journal.record("create", rule, by=by, after=values)
    return rule


def statements_before(rule) -> int:
    """Statements already computed for months that this new rule would touch: they keep what they were computed with."""
    if not rule.in_statements:
        return 0
    first: date = rule.valid_from.replace(day=1)
    return CdeStatement.objects.filter(territory__hub=rule.territory_id, month__gte=first).count()


def is_used(rule: SmicRate | CdeRate | ReturnRule) -> bool:
    """A statement was computed with this row."""
    return (
        bool(rule.in_statements)
        and CdeStatement.objects.filter(
            territory__hub=rule.territory_id,
            detail__lines__contains=[{rule.in_statements: rule.pk}],
        ).exists()
    )


@transaction.atomic
def withdraw_rate(rule: SmicRate | CdeRate | ReturnRule, *, reason: str, by) -> None:
    """Take back a row typed by mistake, before any statement has used it."""
    if not reason.strip():
        raise ValidationError({"reason": "Écrivez pourquoi cette ligne est retirée."})
    if is_used(rule):
        raise ValidationError(
            "Un état de la CDE a été calculé avec cette ligne : elle reste. Ajoutez une ligne à la date où le bon taux s’applique."
        )
    names = [f.name for f in rule._meta.concrete_fields if f.name not in ("id", "territory")]
    journal.record(
        "delete",
        rule,
        by=by,
        before={name: getattr(rule, name) for name in names},
        reason=reason.strip(),
    )
    rule.delete()
