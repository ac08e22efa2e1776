"""The contribution au développement de l'emploi (CDE) of an enterprise for a month, line by line.

Reads contracts, conventions and rates; writes nothing. A line is a part of the month in which neither the SMIC, nor
the rate, nor the convention changes. Its amounts are what the page shows: anybody may redo the sum by hand.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from ebe import fte, funding
from ebe.models import CdeRate, CdeStatement, Contract, Convention, Enterprise, OwnRate, SmicRate
from ebe.shares import NAMES, Place, in_force
from territories.models import TerritoryDepartment
from territories.models.departments import Span
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
    # Which row gave each share, in words, and the rows narrower than the hub's; empty in a line frozen before there were any.
    state_source: str = ""
    local_source: str = ""
    own_rates: list[int] = field(default_factory=list)

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
            if item.name not in data:
                continue
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


def compute(enterprise: Enterprise, month: date, *, is_due: bool = True) -> Calculation:
    """The CDE of the month that holds `month`, on the contractual FTE known today.

    Raises ValidationError, in words, for a month to come or when a convention, a SMIC or a rate is missing. Not
    `is_due`, a month may be without a convention: it is worth nothing.
    """
    first, last = funding.month_of(month)
    today = timezone.localdate()
    if first > today:
        raise ValidationError(
            f"Le mois {french.de(french.month(first))} n’a pas commencé. Choisissez un mois passé ou le mois en cours."
        )
    hub = enterprise.territory.hub_id
    rules = Rules(enterprise, first, last)
    if is_due:
        rules.refuse_no_convention()
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
        self.enterprise, self.first, self.last = enterprise, first, last
        self.smics = list(SmicRate.objects.standing().filter(territory=hub, valid_from__lte=last))
        self.rates = list(CdeRate.objects.standing().filter(territory=hub, valid_from__lte=last))
        departments = TerritoryDepartment.objects.spans(enterprise.territory_id)
        own = list(_own_rates(enterprise, departments, first, last))
        self.place = Place(str(enterprise), own, departments)
        self.conventions = list(
            Convention.objects.filter(
                enterprise=enterprise, period__overlap=(first, last + timedelta(days=1))
            )
        )

    def refuse_no_convention(self) -> None:
        if not self.conventions:
            raise ValidationError(
                f"Aucune convention {french.de(self.enterprise)} n’est en vigueur en {french.month(self.first)} : "
                "la contribution n’est due que sous convention. Enregistrez d’abord la convention."
            )

    @property
    def changes(self) -> set[date]:
        starts = {row.valid_from for row in (*self.smics, *self.rates)} | self.place.changes
        for convention in self.conventions:
            starts.add(convention.since)
            if convention.until:
                starts.add(convention.until + timedelta(days=1))
        return starts

    def line(self, first: date, last: date, month_days: int, found: fte.Fte) -> Line:
        smic = _in_force(self.smics, first, "SMIC")
        rate = _in_force(self.rates, first, "taux de la CDE")
        convention = next((c for c in self.conventions if c.covers(first)), None)
        ceiling = convention.fte_ceiling if convention else None
        state, local = (self.place.share(rate, first, name) for name in NAMES)
        shares = funding.shares(smic.hourly, rate.monthly_hours, state.percent, local.percent)
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
            state_percent=state.percent,
            local_percent=local.percent,
            other_percent=rate.other_percent,
            is_assumed=rate.is_assumed,
            state_per_fte=shares.state,
            local_per_fte=shares.local,
            state=funding.amount(shares.state, financed, days, month_days),
            local=funding.amount(shares.local, financed, days, month_days),
            state_source=state.words,
            local_source=local.words,
            own_rates=sorted({share.own for share in (state, local) if share.own}),
        )


def _own_rates(enterprise: Enterprise, departments: list[Span], first: date, last: date):
    """Rows in force on a day of these, of the enterprise or of a département of its territory."""
    codes = {span.code for span in departments}
    scope = Q(enterprise=enterprise) | Q(enterprise=None, department__in=codes)
    return (
        OwnRate.objects.standing()
        .filter(scope, territory=enterprise.territory.hub_id, valid_from__lte=last)
        .filter(Q(ends_on=None) | Q(ends_on__gte=first))
        .select_related("enterprise")
    )


def own_shares(territory_id: int, month: date) -> list[str]:
    """Which rows narrower than the hub's the statements of this territory and month used, in words, each once."""
    found = {}
    for statement in CdeStatement.objects.filter(territory=territory_id, month=month):
        for line in lines_of(statement):
            if line.own_rates:
                found |= dict.fromkeys((line.state_source, line.local_source))
    return list(found)


def _in_force(rules, day: date, what: str):
    """The latest of `rules` on this day."""
    found = in_force(rules, day)
    if found is None:
        raise ValidationError(
            f"Aucun {what} n’est enregistré pour le {french.date(day)}. "
            "L’administration de la métropole peut l’ajouter à la page des taux."
        )
    return found


@dataclass(frozen=True)
class YearToDate:
    """Statements of one enterprise from January to a month: sums, and what the year finances (décret 2021-863 art. 24).

    Paid month by month, jobs not from privation are held to a part of all FTE each month; the rule looks at the average of
    the year. `financed` is that average, `monthly` the average of what the statements financed. The convention's ceiling
    counts day by day in both: what is beyond it on a day is made up for by no other.
    """

    months: int
    state: Decimal
    local: Decimal
    privation: Decimal
    other: Decimal
    monthly: Decimal
    financed: Decimal
    gap_state: Decimal
    gap_local: Decimal

    @property
    def total(self) -> Decimal:
        return self.state + self.local

    @property
    def gap(self) -> Decimal:
        """Average FTE to be regularised, never below zero."""
        return self.financed - self.monthly

    @property
    def gap_total(self) -> Decimal:
        return self.gap_state + self.gap_local


@dataclass
class _Average:
    """Sums over months, each worth one whatever its days: FTE-months, and amounts per FTE and year."""

    within: Decimal = ZERO
    other: Decimal = ZERO
    limit: Decimal = ZERO
    as_paid: Decimal = ZERO
    weight: Decimal = ZERO
    state_per_fte: Decimal = ZERO
    local_per_fte: Decimal = ZERO

    def add(self, line: Line) -> None:
        if line.ceiling is None:
            return
        share = Decimal(line.days) / line.month_days
        within = min(line.privation, line.ceiling)
        self.within += within * share
        self.other += min(line.other, line.ceiling - within) * share
        self.limit += funding.percent(line.other_percent, line.privation + line.other) * share
        self.weight += share
        self.state_per_fte += line.state_per_fte * share
        self.local_per_fte += line.local_per_fte * share

    @property
    def financed(self) -> Decimal:
        return self.within + min(self.other, self.limit) + self.as_paid

    def worth(self, fte_months: Decimal, per_fte: Decimal) -> Decimal:
        """Euros of these FTE-months at the average amount per FTE and year of the days under a convention."""
        if not self.weight:
            return ZERO
        return funding.cents(fte_months * per_fte / self.weight / funding.MONTHS)


def year_to_date(statement: CdeStatement) -> YearToDate:
    """What the year amounts to, up to and with this statement. A statement without its detail counts as it was paid."""
    rows = list(
        CdeStatement.objects.filter(
            enterprise=statement.enterprise_id,
            month__year=statement.month.year,
            month__lte=statement.month,
        )
    )
    n, year, monthly = len(rows), _Average(), ZERO
    for row in rows:
        lines = lines_of(row)
        for line in lines:
            year.add(line)
            monthly += line.financed * line.days / line.month_days
        if not lines:
            year.as_paid += row.fte_financed
            monthly += row.fte_financed
    gap = max(year.financed - monthly, ZERO)
    if funding.fte(gap / n) == 0:
        gap = ZERO
    return YearToDate(
        months=n,
        state=sum((r.state_amount for r in rows), ZERO),
        local=sum((r.local_amount for r in rows), ZERO),
        privation=funding.fte(sum((r.fte_privation for r in rows), ZERO) / n),
        other=funding.fte(sum((r.fte_other for r in rows), ZERO) / n),
        monthly=funding.fte(monthly / n),
        financed=funding.fte((monthly + gap) / n),
        gap_state=year.worth(gap, year.state_per_fte),
        gap_local=year.worth(gap, year.local_per_fte),
    )
