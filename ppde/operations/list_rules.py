"""A new version of the list's rules: always a new row, taken by a decision of the committee."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cle.models import Decision
from ppde.models import ListRule
from ppde.operations.grounds import check_taken
from territories import journal
from territories.models import Territory
from territories.names import refuse_names
from tzcld.ui import french

# What a version says, beside its date, its source and its decision.
TERMS = (
    "refusal",
    "refusals",
    "refusal_pause_months",
    "longest_pause_months",
    "reminders",
    "reminder_days",
    "reply_days",
    "hire_days",
    "perimeter",
    "perimeter_months",
    "after_job",
    "after_choice",
    "after_move",
    "after_other",
    "return_months",
    "after_long",
)


@transaction.atomic
def write_list_rule(
    territory: Territory,
    valid_from: date,
    *,
    by,
    decision: Decision | None = None,
    source: str = "",
    **terms,
) -> ListRule:
    """The next version, in force from `valid_from`. Acts already taken keep the version they were taken under.

    A territory's version needs an adopted decision of kind « règle de liste », at the latest on `valid_from`; a hub's
    says its source instead. Raises ValidationError by field.
    """
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    _check_decision(territory, decision, valid_from)
    rules = ListRule.objects.filter(territory=territory)
    if rules.filter(valid_from=valid_from).exists():
        raise ValidationError(
            {
                "valid_from": f"Une règle commence déjà le {french.date(valid_from)}. "
                "Une version enregistrée ne se modifie pas\u00a0: choisissez une autre date."
            }
        )
    rule = ListRule(
        territory=territory,
        version=(rules.aggregate(n=Max("version"))["n"] or 0) + 1,
        valid_from=valid_from,
        decision=decision,
        source=source.strip() or (f"décision {decision}" if decision else ""),
        **terms,
    )
    rule.full_clean()
    refuse_names(territory, by, source=source)
    rule.save()
    journal.record(
        "create",
        rule,
        by=by,
        after={"en vigueur": valid_from, "décision": str(decision or ""), **terms},
    )
    return rule


def _check_decision(territory: Territory, decision: Decision | None, valid_from: date) -> None:
    if territory.is_hub:
        return
    check_taken(decision, territory, Decision.Kind.LIST_RULE, "La règle de la liste")
    day = timezone.localdate(decision.meeting.starts_at)
    if valid_from < day:
        raise ValidationError(
            {
                "valid_from": f"Le comité a décidé le {french.date(day)}. Écrivez ce jour ou un jour plus tardif\u00a0: "
                "une règle ne vaut pas pour le passé."
            }
        )


@transaction.atomic
def withdraw_list_rule(rule: ListRule, *, by, reason: str) -> None:
    """Give up a version that has not begun; one in force is replaced by another."""
    refuse_kept(rule)
    journal.record(
        "delete",
        rule,
        by=by,
        before={"en vigueur": rule.valid_from, "décision": str(rule.decision or "")},
        reason=reason,
    )
    rule.delete()


def refuse_kept(rule: ListRule) -> None:
    if rule.valid_from <= timezone.localdate():
        raise ValidationError(
            f"Elle est en vigueur depuis le {french.date(rule.valid_from)} : une nouvelle version la remplace.",
            code="in_force",
        )
    if ListRule.objects.filter(territory=rule.territory_id, version__gt=rule.version).exists():
        raise ValidationError("Une autre version a été écrite depuis.", code="later")


def named(rule: ListRule) -> str:
    """« La règle de la liste, version 2, en vigueur depuis le 1er mars 2026, », to begin a sentence of refusal."""
    if rule.pk is None:
        return "La règle par défaut de la liste"
    return (
        f"La règle de la liste (version {rule.version}, depuis le {french.date(rule.valid_from)})"
    )
