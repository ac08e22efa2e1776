"""The money of an EBE, rule by rule: pure functions on Decimal, in euros, to the cent.

Sources: décret 2021-863 of 30/06/2021, art. 22 (start-up grant) and 24 (contribution au développement de l'emploi,
CDE), amended by décret 2021-1742; the Fund's worked example of 01/01/2024.

Rounding. The example is reproduced to the cent by one reading only: the *monthly* SMIC is rounded to the cent
(11,65 € × 151,67 h = 1 766,96 €) and taken twelve times; every later amount is computed from exact figures and
rounded once, half up, at the end. So the total per FTE (23 164,85 €) may differ by one cent from the sum of its two
rounded shares (20 143,34 € + 3 021,50 €): that is how the Fund publishes it. What is paid is the sum of the shares.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

CENT = Decimal("0.01")
# FTE are kept with four decimals: one day of one employee at one hour a week still counts.
FTE_STEP = Decimal("0.0001")
MONTHS = 12


class Rate(Protocol):
    """What is read of a CdeRate: percents, and hours of a full-time month."""

    state_percent: Decimal
    local_percent: Decimal
    monthly_hours: Decimal


class Smic(Protocol):
    """What is read of a SmicRate: gross euros an hour."""

    hourly: Decimal


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def fte(value: Decimal) -> Decimal:
    return value.quantize(FTE_STEP, ROUND_HALF_UP)


def percent(part: Decimal | int, of: Decimal) -> Decimal:
    return of * part / 100


# The contribution per full-time job ───────────────────────────────────────────────────────────────


def monthly_smic(hourly: Decimal, monthly_hours: Decimal) -> Decimal:
    return cents(hourly * monthly_hours)


def annual_smic(hourly: Decimal, monthly_hours: Decimal) -> Decimal:
    """SMIC hourly × monthly hours × 12, the month being rounded to the cent (21 203,52 € in 2024)."""
    return monthly_smic(hourly, monthly_hours) * MONTHS


@dataclass(frozen=True)
class Shares:
    """Who pays what of a CDE: the State, then the Métropole or Département in proportion (art. 24). Exact."""

    base: Decimal
    state_percent: Decimal
    local_percent: Decimal

    @property
    def exact_state(self) -> Decimal:
        return percent(self.state_percent, self.base)

    @property
    def exact_local(self) -> Decimal:
        return percent(self.local_percent, self.exact_state)

    @property
    def state(self) -> Decimal:
        return cents(self.exact_state)

    @property
    def local(self) -> Decimal:
        return cents(self.exact_local)

    @property
    def total(self) -> Decimal:
        return cents(self.exact_state + self.exact_local)


def shares(
    hourly: Decimal, monthly_hours: Decimal, state_percent: Decimal, local_percent: Decimal
) -> Shares:
    """CDE of one FTE for one year, from its parts."""
    return Shares(annual_smic(hourly, monthly_hours), state_percent, local_percent)


def cde_per_fte(rate: Rate, smic: Smic) -> Shares:
    """CDE of one FTE for one year at the rate of a row."""
    return shares(smic.hourly, rate.monthly_hours, rate.state_percent, rate.local_percent)


def is_below_remuneration(cde: Decimal, loaded_cost: Decimal) -> bool:
    """Art. 24: the CDE of a job stays below its remuneration.

    Compared with what the job costs its employer, charges included: 95 % of the SMIC plus 15 % of that is already
    109,25 % of the gross SMIC, so that comparing with the gross wage would refuse every job paid at the SMIC.
    """
    return cde < loaded_cost


# Which jobs are financed, for how long ────────────────────────────────────────────────────────────


def financed_fte(
    privation: Decimal,
    other: Decimal,
    other_percent: Decimal | int,
    ceiling: Decimal | None = None,
) -> Decimal:
    """Jobs held by people who come from privation, and others up to a part of all FTE (art. 24), within the convention.

    At 10 %, 93 and 7 of 100: 100 are financed. 88 and 12 of 100: 98 are.
    """
    financed = privation + min(other, percent(other_percent, privation + other))
    return fte(financed if ceiling is None else min(financed, ceiling))


def amount(per_year: Decimal, financed: Decimal, days: int, month_days: int) -> Decimal:
    """What `financed` FTE are worth over `days` of a month of `month_days`, from an amount per FTE and year."""
    return cents(per_year * financed * days / (MONTHS * month_days))


def spans(first: date, last: date, changes: Iterable[date]) -> Iterator[tuple[date, date]]:
    """`first` to `last`, cut at each day on which something changes: (first day, last day) of each part."""
    starts = sorted({first, *(day for day in changes if first < day <= last)})
    ends = [day - timedelta(days=1) for day in starts[1:]] + [last]
    return zip(starts, ends, strict=True)


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the month of `day`."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months_up_to(day: date, count: int) -> list[date]:
    """First days of the `count` months that end with the month of `day`."""
    months = [day.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


# Start-up grant ───────────────────────────────────────────────────────────────────────────────────


def start_up_unit_cap(annual: Decimal, cap_percent: Decimal | int) -> Decimal:
    """Most that one net FTE may bring: 30 % of the annual gross SMIC (6 361,06 € in 2024; art. 22)."""
    return cents(percent(cap_percent, annual))


def start_up_grant(before: Decimal, after: Decimal, unit: Decimal) -> Decimal:
    """`unit` per net FTE from privation gained between two 31 December; a loss takes nothing back (art. 22)."""
    return cents(max(after - before, Decimal(0)) * unit)
