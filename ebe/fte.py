"""Full-time equivalents (FTE) of contracts: one SQL, for any span of days, for any number of enterprises.

A contract counts for its weekly hours over those of a full time (80 %: 0.8 FTE), on the days when both the contract
and these hours run, and not on those when it is suspended for a trial elsewhere (domain.md §1.7): nothing is paid then. Hired at the end of
it, the person works there: the contract counts no more, until it is ended. Contractual FTE: the Fund pays worked FTE, known from payrolls. Reads tables under row-level
security: without scope, and for those who may not read contracts, the answer is zero; never show it to them as a figure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from ebe import funding
from ebe.models import CdeRate
from ppde.models import MobilityTrial
from territories.models import LegalFigure


@dataclass(frozen=True)
class Fte:
    privation: Decimal = Decimal(0)
    other: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.privation + self.other


NONE = Fte()

# Before the hub's first rate, its full time counts: a contract older than the rates keeps its FTE. Without any rate, that of the law.
SQL = """
with span as (
    select n, daterange(first, last, '[]') as days
    from unnest(%(firsts)s::date[], %(lasts)s::date[]) with ordinality as given (first, last, n)
), standing as (
    select valid_from, full_time_hours from ebe_cderate where territory_id = %(hub)s and replaced_at is null
), rate as (
    select full_time_hours, daterange(
        case when row_number() over by_day > 1 then valid_from end, lead(valid_from) over by_day
    ) as days
    from (
        table standing
        union all
        select valid_from, value from territories_legalfigure
        where territory_id = %(hub)s and what = 'temps_plein' and not exists (table standing)
    ) as known window by_day as (order by valid_from)
)
select hours.enterprise_id, span.n, contract.from_privation,
       sum((upper(worked.days) - lower(worked.days) - away.days) * hours.weekly_hours / rate.full_time_hours
           / (upper(span.days) - lower(span.days)))
from span
join ebe_contracthours hours on hours.enterprise_id = any(%(enterprises)s) and hours.period && span.days
join ebe_contract contract on contract.id = hours.contract_id
join rate on rate.days && span.days
cross join lateral (select span.days * hours.period * daterange(contract.starts_on, contract.ends_on, '[]')
    * rate.days as days) worked
cross join lateral (
    -- A trial of this contract that led to a hire goes on: another one may have been noted within it.
    select coalesce(sum(upper(absence) - lower(absence)), 0) as days
    from unnest((
        select range_agg(worked.days * case
            when trial.result = 'hired' and lower(trial.period) >= contract.starts_on
            then daterange(lower(trial.period), null) else trial.period end)
        from ppde_mobilitytrial trial
        where trial.territory_id = contract.territory_id and trial.person_id = contract.person_id
    )) as absence
) away
where not isempty(worked.days)
group by 1, 2, 3
"""


def average(
    enterprises: Iterable[int], hub_id: int, spans: Sequence[tuple[date, date]]
) -> dict[int, list[Fte]]:
    """Average FTE of each enterprise (ids) over each span (first and last day, both counted)."""
    enterprises = list(enterprises)
    found = {pk: [NONE] * len(spans) for pk in enterprises}
    with connection.cursor() as cursor:
        cursor.execute(
            SQL,
            {
                "firsts": [first for first, _ in spans],
                "lasts": [last for _, last in spans],
                "hub": hub_id,
                "enterprises": enterprises,
            },
        )
        for enterprise, n, from_privation, value in cursor.fetchall():
            so_far, value = found[enterprise][n - 1], funding.fte(value)
            found[enterprise][n - 1] = (
                Fte(value, so_far.other) if from_privation else Fte(so_far.privation, value)
            )
    return found


def on(day: date, enterprises: Iterable[int], hub_id: int) -> dict[int, Fte]:
    """FTE of each enterprise on a day."""
    return {pk: values[0] for pk, values in average(enterprises, hub_id, [(day, day)]).items()}


def daily(days: Sequence[date], enterprise: int, hub_id: int) -> list[Fte]:
    """FTE of an enterprise on each of these days, in their order."""
    return average([enterprise], hub_id, [(day, day) for day in days])[enterprise]


def by_month(
    enterprises: Iterable[int], hub_id: int, months: Sequence[date]
) -> dict[int, list[Fte]]:
    """Average FTE of each enterprise over each month (any day of it)."""
    return average(enterprises, hub_id, [funding.month_of(month) for month in months])


def full_time(hub_id: int, day: date) -> Decimal:
    """Weekly hours of a full time on this day."""
    rate = (
        CdeRate.objects.in_force(hub_id, day)
        or CdeRate.objects.standing().filter(territory=hub_id).order_by("valid_from").first()
    )
    if rate is None:
        return LegalFigure.objects.value(hub_id, LegalFigure.What.FULL_TIME, day)
    return rate.full_time_hours


def _trials():
    return MobilityTrial.objects.filter(territory=OuterRef("territory"), person=OuterRef("person"))


def hires_after_trial():
    """Trials of a contract (the outer row) that led to a hire; `period__endswith` is the first day of the job elsewhere."""
    return _trials().filter(
        result=MobilityTrial.Result.HIRED, period__startswith__gte=OuterRef("starts_on")
    )


def suspended(day: date) -> Exists:
    """Contracts of somebody who tries a job elsewhere on this day."""
    return Exists(_trials().filter(period__contains=day))


def hired_away(day: date) -> Exists:
    """Contracts of somebody whose trial elsewhere had led to a hire by this day: they are to be ended."""
    return Exists(hires_after_trial().filter(period__endswith__lte=day))


def in_force(day: date) -> Q:
    """Contracts that run on this day."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
