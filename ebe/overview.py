"""Where an enterprise stands: live for those who read its contracts, stored for everybody else.

Contracts are under row-level security: for the hub and the committee a live figure would be zero, a lie. Their figures
come from the CDE statements, which name nobody, and say of which month they are.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.html import format_html

from ebe import fte, funding
from ebe.models import (
    CdeRate,
    CdeStatement,
    Contract,
    Convention,
    Enterprise,
    Proposal,
    SmicRate,
    holds,
)
from territories.models import LegalFigure
from tzcld.ui import charts, french

MONTHS = 12
WITHHELD = "non publié"


@dataclass
class Situation:
    """An enterprise on a day. None: not known, too small to leave the territory (`is_masked`), or withheld beside such a
    one (`is_withheld`)."""

    enterprise: Enterprise
    on: date | None = None
    total: Decimal | None = None
    privation: Decimal | None = None
    other: Decimal | None = None
    employees: int | None = None
    convention: Convention | None = None
    is_stored: bool = False
    is_masked: bool = False
    is_withheld: bool = False
    waiting: int | None = None
    other_percent: Decimal | None = None

    @property
    def pk(self) -> int:
        return self.enterprise.pk

    @property
    def ceiling(self) -> Decimal | None:
        return self.convention.fte_ceiling if self.convention else None

    @property
    def room(self) -> Decimal | None:
        """FTE that the convention still leaves; negative when it is passed."""
        if None in (self.ceiling, self.privation, self.other_percent):
            return None
        financed = funding.financed_fte(self.privation, self.other, self.other_percent)
        return self.ceiling - financed

    @property
    def fte_words(self) -> str:
        if self.is_withheld:
            return WITHHELD
        if self.is_masked:
            return self.under
        return "" if self.total is None else french.number(self.total, 1)

    @property
    def employees_words(self) -> str:
        if self.is_withheld:
            return WITHHELD
        if self.employees is not None:
            return french.number(self.employees)
        return self.under if self.is_stored and self.on else ""

    @property
    def under(self) -> str:
        """« moins de 5 »: what is written of a count under the threshold of the territory."""
        return f"moins de {self.enterprise.territory.masking_threshold}"


def live(enterprises: list[Enterprise], hub_id: int, day: date) -> list[Situation]:
    """From the contracts: four queries, whatever the number of enterprises. Needs a scope that reads them."""
    ids = [enterprise.pk for enterprise in enterprises]
    figures = fte.on(day, ids, hub_id)
    conventions = _conventions(ids, day)
    waiting = dict(
        Proposal.objects.filter(enterprise__in=ids, reply=Proposal.Reply.WAITING)
        .order_by()
        .values_list("enterprise")
        .annotate(n=Count("pk"))
    )
    employees = dict(
        Contract.objects.filter(fte.in_force(day), enterprise__in=ids)
        .order_by()
        .values_list("enterprise")
        .annotate(n=Count("pk"))
    )
    return [
        Situation(
            e,
            on=day,
            total=figures[e.pk].total,
            privation=figures[e.pk].privation,
            other=figures[e.pk].other,
            employees=employees.get(e.pk, 0),
            convention=conventions.get(e.pk),
            waiting=waiting.get(e.pk, 0),
        )
        for e in enterprises
    ]


def stored(enterprises: list[Enterprise], day: date, *, masked: bool) -> list[Situation]:
    """From the last statement of each. `masked`: small FTE are hidden; small headcounts always are.

    Who pays the contribution and signs the convention reads the FTE of each enterprise, however few (`funding_view`): they
    are its accounts. The others read neither those of a few employees, nor what is left of the figures of the territory.
    """
    if not masked:
        return _situations(enterprises, day, masked=False)
    places = {enterprise.territory_id for enterprise in enterprises}
    beside = Enterprise.objects.filter(territory__in=places).select_related("territory")
    found: dict[int, list[Situation]] = {}
    for situation in _situations(list(beside), day, masked=True):
        found.setdefault(situation.enterprise.territory_id, []).append(situation)
    for situations in found.values():
        _withhold(situations)
    by = {s.pk: s for situations in found.values() for s in situations}
    return [replace(by[e.pk], enterprise=e) for e in enterprises]


def _withhold(situations: list[Situation]) -> None:
    """Another enterprise of the territory, whose figures less hers would be those of a few: the smallest."""
    few = [s for s in situations if s.is_masked]
    for other in sorted((s for s in situations if s.total), key=lambda s: (s.total, s.pk)):
        if not few or len(few) > 1:
            return
        few.append(other)
        other.is_masked = other.is_withheld = True
        other.total = other.privation = other.other = other.employees = None


def _situations(enterprises: list[Enterprise], day: date, *, masked: bool) -> list[Situation]:
    ids = [enterprise.pk for enterprise in enterprises]
    conventions = _conventions(ids, day)
    last = {
        row.enterprise_id: row
        for row in CdeStatement.objects.filter(enterprise__in=ids, month__lte=day)
        .order_by("enterprise_id", "-month")
        .distinct("enterprise_id")
    }
    return [_stored(e, last.get(e.pk), conventions.get(e.pk), masked) for e in enterprises]


def _stored(enterprise, row: CdeStatement | None, convention, masked: bool) -> Situation:
    found = Situation(enterprise, convention=convention, is_stored=True)
    if row is None:
        return found
    found.on = row.month
    threshold = enterprise.territory.masking_threshold
    employees = row.detail.get("employees")
    found.employees = employees if employees is None or employees >= threshold else None
    total = row.fte_privation + row.fte_other
    if masked and 0 < total < threshold:
        found.is_masked = True
        return found
    found.total = total
    # The rest of a subtraction is a figure too: a small part hides the other one.
    if not masked or row.fte_other == 0 or row.fte_other >= threshold:
        found.privation, found.other = row.fte_privation, row.fte_other
    return found


def _conventions(ids: list[int], day: date) -> dict[int, Convention]:
    return {
        row.enterprise_id: row
        for row in Convention.objects.filter(enterprise__in=ids, period__contains=day)
    }


def of(request, enterprises: list[Enterprise]) -> list[Situation]:
    """The situations this account may read, today, in the order of `enterprises`."""
    today, scope = timezone.localdate(), request.scope
    open_ones = [e for e in enterprises if holds(scope, "contract_view", e)]
    found = {s.pk: s for s in live(open_ones, request.territory.hub_id, today)} if open_ones else {}
    for masked in (False, True):
        rest = [
            e
            for e in enterprises
            if e.pk not in found and holds(scope, "funding_view", e) is not masked
        ]
        if rest:
            found |= {s.pk: s for s in stored(rest, today, masked=masked)}
    hub = request.territory.rules_hub_id
    rate = CdeRate.objects.in_force(hub, today)
    other_percent = (
        rate.other_percent
        if rate
        else LegalFigure.objects.value(hub, LegalFigure.What.OTHER_MAX, today)
    )
    for situation in found.values():
        situation.other_percent = other_percent
    return [found[e.pk] for e in enterprises]


# Evolution ──────────────────────────────────────────────────────────────────────────────────────


def evolution(request, situation: Situation) -> charts.Chart | None:
    """FTE of the last twelve months: monthly averages, or what the statements say. None below two figures."""
    enterprise = situation.enterprise
    months = funding.months_up_to(timezone.localdate(), MONTHS)
    if not situation.is_stored:
        values = fte.by_month([enterprise.pk], request.territory.hub_id, months)[enterprise.pk]
        source = (
            "Moyenne de chaque mois par jours, d’après les contrats et leurs temps de travail. "
            "Le mois en cours compte les contrats connus."
        )
    elif holds(request.scope, "funding_view", enterprise):
        values = _stored_months(enterprise, months, Decimal(0))
        source = "États mensuels de la CDE. Un mois sans état n’a pas de point."
    elif situation.is_masked:
        # A figure withheld today would be told by the end of its own series.
        return None
    else:
        # Months side by side would tell who came and who left.
        months = [month for month in months if month.month % 3 == 0]
        threshold = enterprise.territory.masking_threshold
        values = _stored_months(enterprise, months, threshold)
        source = (
            f"États de la CDE en fin de trimestre. Un trimestre où une EBE du territoire compte moins de {threshold} ETP "
            "n’a pas de point."
        )
    totals = _rounded(values, "total")
    if sum(total is not None for total in totals) < 2 or not any(totals):
        return None
    series = [charts.Series("ETP en tout", totals)]
    privation = _rounded(values, "privation")
    if situation.privation is not None and privation != totals:
        series.append(charts.Series("issus de la privation", privation))
    return charts.lines(
        series,
        months,
        caption=_moved(totals, months),
        source=source,
        label=f"ETP {french.de(enterprise)} sur douze mois",
    )


def _rounded(values: list[fte.Fte | None], name: str) -> list[float | None]:
    return [None if value is None else round(float(getattr(value, name)), 1) for value in values]


def _stored_months(enterprise: Enterprise, months: list[date], threshold) -> list[fte.Fte | None]:
    """None for a month without a statement, or whose figure, or that of an enterprise beside, is under the threshold."""
    rows: dict[date, list[CdeStatement]] = {}
    for row in CdeStatement.objects.filter(territory=enterprise.territory_id, month__in=months):
        rows.setdefault(row.month, []).append(row)
    found = []
    for month in months:
        of = {
            row.enterprise_id: fte.Fte(row.fte_privation, row.fte_other)
            for row in rows.get(month, ())
        }
        few = any(0 < one.total < threshold for one in of.values())
        mine = of.get(enterprise.pk)
        found.append(mine if mine and not few and mine.total >= threshold else None)
    return found


def _moved(totals: list[float | None], months: list[date]):
    known = [(m, t) for m, t in zip(months, totals, strict=True) if t is not None]
    (since, first), (_, last) = known[0], known[-1]
    gap = Decimal(str(round(last - first, 1)))
    words = french.number(abs(gap), 1)
    start = f"Depuis {french.month(since)}"
    if gap == 0:
        return format_html(
            "<strong>{}, les ETP n’ont pas bougé</strong> : {}.", start, french.number(last, 1)
        )
    return format_html(
        "<strong>{}, {} ETP de {}</strong> : de {} à {}.",
        start,
        words,
        "plus" if gap > 0 else "moins",
        french.number(first, 1),
        french.number(last, 1),
    )


# Money ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class StartUp:
    """What the start-up grant of the running year may bring at most (art. 22)."""

    before: Decimal
    now: Decimal
    since: date
    unit: Decimal
    percent: Decimal

    @property
    def net(self) -> Decimal:
        return max(self.now - self.before, Decimal(0))

    @property
    def amount(self) -> Decimal:
        return funding.start_up_grant(self.before, self.now, self.unit)


def start_up(situation: Situation, hub_id: int) -> StartUp | None:
    """FTE from privation gained since 31 December, at the highest unit amount. None without a SMIC or a rate."""
    since = date(situation.on.year - 1, 12, 31)
    smic = SmicRate.objects.in_force(hub_id, situation.on)
    rate = CdeRate.objects.in_force(hub_id, situation.on)
    if smic is None or rate is None:
        return None
    before = fte.on(since, [situation.pk], hub_id)[situation.pk].privation
    annual = funding.annual_smic(smic.hourly, rate.monthly_hours)
    unit = funding.start_up_unit_cap(annual, rate.start_up_percent)
    return StartUp(before, situation.privation, since, unit, rate.start_up_percent)


@dataclass(frozen=True)
class Movement:
    hired: int
    left: int


def movements(enterprise: Enterprise, day: date) -> Movement:
    """Contracts begun and ended in the twelve months up to `day`."""
    since = funding.months_up_to(day, MONTHS)[0]
    found = Contract.objects.filter(enterprise=enterprise).aggregate(
        hired=Count("pk", filter=Q(starts_on__range=(since, day))),
        left=Count("pk", filter=Q(ends_on__range=(since, day))),
    )
    return Movement(**found)
