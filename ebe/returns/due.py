"""When the figures of a month are to be given, and what is missing (a dated rule of the hub)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, Exists, Func, IntegerField, OuterRef, QuerySet, Subquery

from ebe.models import Enterprise, MonthlyReturn, ReturnRule
from tzcld.ui import french


@dataclass(frozen=True)
class Due:
    """The figures of a month that an enterprise has not given, and the last day to give them."""

    month: date
    on: date
    is_late: bool


def rule_of(territory, today: date) -> ReturnRule | None:
    return ReturnRule.objects.in_force(territory.rules_hub_id, today)


def missing(enterprise: Enterprise, territory, today: date) -> Due | None:
    """The last month over, when the enterprise was open and has told nothing of it. Nothing without a rule of the hub."""
    end = today.replace(day=1) - timedelta(days=1)
    month = end.replace(day=1)
    if enterprise.opened_on is None or enterprise.opened_on > end:
        return None
    if enterprise.closed_on and enterprise.closed_on < month:
        return None
    rule = rule_of(territory, today)
    if rule is None or MonthlyReturn.objects.filter(enterprise=enterprise, month=month).exists():
        return None
    due = today.replace(day=rule.due_day)
    return Due(month, due, due < today)


def missing_in(territory, today: date) -> QuerySet[Enterprise]:
    """The same for every enterprise of the territory, in one statement: those late or not, with `due`, the last day."""
    end = today.replace(day=1) - timedelta(days=1)
    rules = ReturnRule.objects.filter(territory=territory.rules_hub_id, valid_from__lte=today)
    day = rules.order_by("-valid_from", "-pk").values("due_day")[:1]
    due = Func(
        today.year,
        today.month,
        Subquery(day, output_field=IntegerField()),
        function="make_date",
        output_field=DateField(),
    )
    told = MonthlyReturn.objects.filter(enterprise=OuterRef("pk"), month=end.replace(day=1))
    rows = Enterprise.objects.standing(end.replace(day=1))
    rows = rows.filter(territory=territory, opened_on__lte=end)
    return rows.filter(~Exists(told)).annotate(due=due).filter(due__isnull=False)


def told(rule: ReturnRule | None) -> str:
    """« À remettre au plus tard le 15 du mois suivant (convention de pilotage). »"""
    if rule is None:
        return ""
    day = "1er" if rule.due_day == 1 else rule.due_day
    return f"À remettre au plus tard le {day} du mois suivant ({french.lower_first(rule.source)})."
