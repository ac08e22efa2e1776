"""The contribution au développement de l'emploi (CDE) of an enterprise for a month, line by line.

Reads contracts, conventions and rates; writes nothing. A line is a part of the month in which neither the SMIC, nor
the rate, nor the convention changes. Its amounts are what the page shows: anybody may redo the sum by hand.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from ebe import fte, funding
from ebe.models import CdeRate, CdeStatement, Contract, Convention, Enterprise, SmicRate
from tzcld.ui import french

ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One part of the month. FTE with four decimals, amounts in euros; `ceiling` None: no convention on these days."""

    first: date
    last: date
    month_days: int
    privation: Decimal
    other: Decimal
    ceiling: Decimal | None
    convention: str
    financed: Decimal
    smic: int
    hourly: Decimal
    monthly_hours: Decimal
    annual_smic: Decimal
    rate: int
    state_percent: Decimal
    local_percent: Decimal
    other_percent: Decimal
    is_assumed: bool
    state_per_fte: Decimal
    local_per_fte: Decimal
    state: Decimal
    local: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def total(self) -> Decimal:
        return self.state + self.local

    def as_json(self) -> dict:
        return {
            key: str(value) if isinstance(value, (Decimal, date)) else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, data: dict) -> "Line":
        """A frozen line read back: what was written as text is a date or a decimal again."""
        read = {}
        for item in fields(cls):
            value = data[item.name]
            if item.type is date:
                value = date.fromisoformat(value)
            elif item.type in (Decimal, Decimal | None):
                value = None if value is None else Decimal(value)
            read[item.name] = value
        return cls(**read)


@dataclass
class Calculation:
    """A month of an enterprise. `employees` under contract on its last day."""

    month: date
    lines: list[Line] = field(default_factory=list)
    employees: int = 0
    is_provisional: bool = False

    def averaged(self, name: str) -> Decimal:
        """Average over the month, by days."""
        return funding.fte(
            sum((getattr(ln, name) * ln.days for ln in self.lines), ZERO) / self.lines[0].month_days
        )

    @property
    def figures(self) -> dict[str, Decimal]:
        """The columns of a CdeStatement."""
        return {
            "fte_privation": self.averaged("privation"),
            "fte_other": self.averaged("other"),
            "fte_financed": self.averaged("financed"),
            "state_amount": sum((ln.state for ln in self.lines), ZERO),
            "local_amount": sum((ln.local for ln in self.lines), ZERO),
        }

    @property
    def detail(self) -> dict:
        """What is frozen beside the figures."""
        return {
            "lines": [line.as_json() for line in self.lines],
            "employees": self.employees,
            "is_provisional": self.is_provisional,
        }


def lines_of(statement: CdeStatement) -> list[Line]:
    """The frozen lines of a statement; none for a statement taken over without its detail."""
    return [Line.from_json(line) for line in statement.detail.get("lines", [])]


def compute(enterprise: Enterprise, month: date) -> Calculation:
    """The CDE of the month that holds `month`, on the contractual FTE known today.

    Raises ValidationError, in words, for a month to come or when a convention, a SMIC or a rate is missing.
    """
    first, last = funding.month_of(month)
    today = timezone.localdate()
    if first > today:
        raise ValidationError(
            f"Le mois {french.de(french.month(first))} n’a pas commencé. Choisissez un mois passé ou le mois en cours."
        )
    hub = enterprise.territory.hub_id
    rules = Rules(enterprise, first, last)
    parts = list(funding.spans(first, last, rules.changes))
    averages = fte.average([enterprise.pk], hub, parts)[enterprise.pk]
    return Calculation(
        month=first,
        lines=[
            rules.line(*part, last.day, found) for part, found in zip(parts, averages, strict=True)
        ],
        employees=Contract.objects.filter(fte.in_force(last), enterprise=enterprise).count(),
        is_provisional=last >= today,
    )


class Rules:
    """What applies in a month: rates of the hub, conventions of the enterprise, and the days on which they change."""

    def __init__(self, enterprise: Enterprise, first: date, last: date):
        hub = enterprise.territory.hub_id
        self.first, self.last = first, last
        self.smics = list(SmicRate.objects.filter(territory=hub, valid_from__lte=last))
        self.rates = list(CdeRate.objects.filter(territory=hub, valid_from__lte=last))
        self.conventions = list(
            Convention.objects.filter(
                enterprise=enterprise, period__overlap=(first, last + timedelta(days=1))
            )
        )
        if not self.conventions:
            raise ValidationError(
                f"Aucune convention de {enterprise} n’est en vigueur en {french.month(first)} : "
                "la contribution n’est due que sous convention. Enregistrez d’abord la convention."
            )

    @property
    def changes(self) -> set[date]:
        starts = {row.valid_from for row in (*self.smics, *self.rates)}
        for convention in self.conventions:
            starts.add(convention.since)
            if convention.until:
                starts.add(convention.until + timedelta(days=1))
        return starts

    def line(self, first: date, last: date, month_days: int, found: fte.Fte) -> Line:
        smic = _in_force(self.smics, first, "SMIC")
        rate = _in_force(self.rates, first, "taux de la CDE")
        convention = next(
            (c for c in self.conventions if c.since <= first and (not c.until or first <= c.until)),
            None,
        )
        ceiling = convention.fte_ceiling if convention else None
        shares = funding.cde_per_fte(rate, smic)
        financed = funding.financed_fte(
            found.privation, found.other, rate.other_percent, ceiling or ZERO
        )
        days = (last - first).days + 1
        return Line(
            first=first,
            last=last,
            month_days=month_days,
            privation=found.privation,
            other=found.other,
            ceiling=ceiling,
            convention=convention.reference if convention else "",
            financed=financed,
            smic=smic.pk,
            hourly=smic.hourly,
            monthly_hours=rate.monthly_hours,
            annual_smic=shares.base,
            rate=rate.pk,
            state_percent=rate.state_percent,
            local_percent=rate.local_percent,
            other_percent=rate.other_percent,
            is_assumed=rate.is_assumed,
            state_per_fte=shares.state,
            local_per_fte=shares.local,
            state=funding.amount(shares.state, financed, days, month_days),
            local=funding.amount(shares.local, financed, days, month_days),
        )


def _in_force(rules, day: date, what: str):
    """The latest of `rules` on this day."""
    found = max(
        (rule for rule in rules if rule.valid_from <= day),
        key=lambda rule: rule.valid_from,
        default=None,
    )
    if found is None:
        raise ValidationError(
            f"Aucun {what} n’est enregistré pour le {french.date(day)}. "
            "L’administration de la métropole peut l’ajouter à la page des taux."
        )
    return found


@dataclass(frozen=True)
class YearToDate:
    """Statements of one enterprise from January to a month: sums, and the 10 % rule on the average (art. 24)."""

    months: int
    state: Decimal
    local: Decimal
    privation: Decimal
    other: Decimal
    financed: Decimal

    @property
    def total(self) -> Decimal:
        return self.state + self.local


def year_to_date(statement: CdeStatement) -> YearToDate:
    """What the year amounts to, up to and with this statement."""
    rows = list(
        CdeStatement.objects.filter(
            enterprise=statement.enterprise_id,
            month__year=statement.month.year,
            month__lte=statement.month,
        )
    )
    n = len(rows)
    return YearToDate(
        months=n,
        state=sum((r.state_amount for r in rows), ZERO),
        local=sum((r.local_amount for r in rows), ZERO),
        privation=funding.fte(sum((r.fte_privation for r in rows), ZERO) / n),
        other=funding.fte(sum((r.fte_other for r in rows), ZERO) / n),
        financed=funding.fte(sum((r.fte_financed for r in rows), ZERO) / n),
    )
