"""The FTE of a convention, and what more hours would make of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from ebe import fte, funding
from ebe.models import CdeRate, ContractHours, Convention, Enterprise
from ppde.models import MobilityTrial
from territories.models import LegalFigure
from tzcld.ui import french


def convention_on(enterprise: Enterprise, day: date) -> Convention | None:
    return Convention.objects.filter(enterprise=enterprise, period__contains=day).first()


def refuse_ceiling(
    enterprise: Enterprise,
    day: date,
    more_hours: Decimal,
    from_privation: bool,
    reason: str,
    *,
    until: date | None = None,
) -> None:
    """More hours from `day` to `until` must begin under a convention, and stay within it or have their reason."""
    refuse_no_convention(enterprise, day)
    refuse_excess(enterprise, day, more_hours, from_privation, reason, until=until)


def refuse_no_convention(enterprise: Enterprise, day: date) -> None:
    """A contract begins under a convention."""
    if convention_on(enterprise, day) is None:
        raise ValidationError(
            {
                "starts_on": f"Aucune convention {french.de(enterprise)} n’est en vigueur le {french.date(day)}. "
                "L’équipe projet enregistre d’abord la convention."
            },
            code="no_convention",
        )


def refuse_excess(
    enterprise: Enterprise,
    day: date,
    more_hours: Decimal,
    from_privation: bool,
    reason: str,
    *,
    until: date | None = None,
) -> None:
    """The ceiling is asked of every day from `day` to `until`: hires already signed, hours and conventions to come count."""
    if reason.strip():
        return
    worst = _worst(enterprise, day, more_hours, from_privation, until)
    if worst is None:
        return
    raise ValidationError(
        {
            "over_ceiling_reason": f"Avec ces heures, {enterprise} aurait {french.number(worst.financed)} ETP finançables "
            f"le {french.date(worst.day)}, au-delà des {french.number(worst.convention.fte_ceiling)} de la convention "
            f"{worst.convention.reference}. Le dépassement ne sera pas financé. Écrivez pourquoi vous le confirmez."
        },
        code="ceiling",
    )


def refuse_low_ceiling(convention: Convention, reason: str) -> None:
    """The ceiling of a convention holds, on each of its days, the contracts that are signed; or it has its reason."""
    if reason.strip():
        return
    worst = _worst(convention.enterprise, convention.since, Decimal(0), False, convention.until)
    if worst is None:
        return
    raise ValidationError(
        {
            "over_ceiling_reason": f"{convention.enterprise} a déjà {french.number(worst.financed)} ETP finançables le "
            f"{french.date(worst.day)}, par les contrats signés\u00a0: {french.number(worst.over)} au-delà de ce plafond ne "
            "seraient pas financés. Corrigez le plafond, ou écrivez pourquoi vous le confirmez."
        },
        code="ceiling",
    )


@dataclass(frozen=True)
class _Excess:
    day: date
    financed: Decimal
    convention: Convention

    @property
    def over(self) -> Decimal:
        return self.financed - self.convention.fte_ceiling


def _worst(
    enterprise: Enterprise, day: date, more: Decimal, from_privation: bool, until: date | None
) -> _Excess | None:
    """The day furthest beyond the ceiling of its convention, the first of them; None when every day is within.

    A day without a convention has no ceiling: nothing is financed on it.
    """
    hub = enterprise.territory.hub_id
    rates = list(CdeRate.objects.standing().filter(territory=hub).order_by("valid_from"))
    conventions = list(Convention.objects.filter(enterprise=enterprise))
    days = _days(enterprise, day, until, conventions, rates)
    found = []
    for on, now in zip(days, fte.daily(days, enterprise.pk, hub), strict=True):
        convention = next((c for c in conventions if c.covers(on)), None)
        if convention is None:
            continue
        full_time, other_percent = _marks(rates, hub, on)
        added = funding.fte(more / full_time)
        financed = funding.financed_fte(
            now.privation + (added if from_privation else 0),
            now.other + (0 if from_privation else added),
            other_percent,
        )
        found.append(_Excess(on, financed, convention))
    over = [excess for excess in found if excess.over > 0]
    return max(over, key=lambda excess: excess.over, default=None)


def _marks(rates: Sequence[CdeRate], hub: int, on: date) -> tuple[Decimal, Decimal]:
    """Hours of a full time, and the part of other FTE that is financed: of the rate of the day, without any of the law."""
    if rates:
        rate = next((r for r in reversed(rates) if r.valid_from <= on), rates[0])
        return rate.full_time_hours, rate.other_percent
    what = LegalFigure.What
    full_time, other = LegalFigure.objects.values_on(hub, (what.FULL_TIME, what.OTHER_MAX), on)
    return full_time, other


def _days(
    enterprise: Enterprise,
    day: date,
    until: date | None,
    conventions: Sequence[Convention],
    rates: Sequence[CdeRate],
) -> list[date]:
    """`day`, and each later one, up to `until`, on which FTE may rise or a ceiling or a rate change."""
    later = ContractHours.objects.filter(enterprise=enterprise, period__startswith__gt=day)
    suspended = MobilityTrial.objects.filter(
        territory=enterprise.territory_id,
        person__contracts__enterprise=enterprise,
        period__endswith__gt=day,
    )
    found = {
        day,
        *(hours.since for hours in later.only("period")),
        # The first day back at work.
        *(trial.period.upper for trial in suspended.only("period")),
        *(convention.since for convention in conventions),
        *(rate.valid_from for rate in rates),
    }
    return sorted(on for on in found if day <= on and (until is None or on <= until))
