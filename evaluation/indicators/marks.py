"""What a figure is read against: the national mark of E8, a dated row of the hub (domain.md §3.4)."""

from datetime import date

from django.utils import timezone

from ebe.funding import month_of
from evaluation.indicators.registry import Indicator
from territories.models import LegalFigure, Territory
from tzcld.ui import french

READ_AGAINST = "E8"


def national_mark(territory: Territory, month: date | None) -> str:
    """« 36 % »: in force at the end of this month, today for the running one."""
    today = timezone.localdate()
    _, last = month_of(month or today)
    what = LegalFigure.What.ELSEWHERE
    return LegalFigure.objects.on(territory.rules_hub_id, what, min(last, today)).told


def precaution(indicator: Indicator, territory: Territory, month: date | None) -> str:
    """The precaution of an indicator, with its mark when it is read against one."""
    if indicator.code != READ_AGAINST:
        return indicator.precaution
    return (
        f"{indicator.precaution} Repère national{french.NBSP}: {national_mark(territory, month)}."
    )
