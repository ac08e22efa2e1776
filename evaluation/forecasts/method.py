"""The simulation: pure, seeded by its own inputs, so that the same inputs give the same dates.

Each run plays the months to come. A month of the past twelve is drawn at random for the entries and for the exits other
than the EBE; planned hires come true between 70 % and 130 % of the share assumed; after the plan, hires are drawn from
the past too. A hire needs as many proposals as the acceptance says. Proposals go down the list, so that those who
arrive later never pass those who wait. The range is the 10th to the 90th of 100 runs.
"""

import random
import zlib
from dataclasses import astuple, dataclass
from datetime import date

RUNS = 300
HORIZON = 60  # months
SHOWN = 24  # months of the course kept
SPREAD = (0.7, 1.3)


@dataclass(frozen=True)
class Inputs:
    """What a forecast starts from. Monthly series: oldest first; a fixed value replaces the drawing when it is given."""

    month: date
    listed: int  # on the list
    unproposed: int  # of them, without a first proposal
    entries: tuple[float, ...]
    exits: tuple[float, ...]
    hires: tuple[float, ...]
    plan: tuple[tuple[date, float], ...] = ()  # persons that the plan hires, by month
    acceptance: float = 0.7
    realised: float = 1.0


@dataclass(frozen=True)
class Result:
    low: date | None
    central: date | None
    high: date | None
    course: list[list[int]]


def after(month: date, count: int) -> date:
    whole = month.year * 12 + month.month - 1 + count
    return date(whole // 12, whole % 12 + 1, 1)


def simulate(inputs: Inputs) -> Result:
    rng = random.Random(zlib.crc32(repr(astuple(inputs)).encode()))
    plan = dict(inputs.plan)
    ends: list[int] = []
    stocks: list[list[float]] = [[] for _ in range(SHOWN)]
    for _ in range(RUNS):
        ends.append(_play(inputs, plan, rng, stocks))
    ends.sort()
    dates = [_date(inputs, _at(ends, share)) for share in (0.1, 0.5, 0.9)]
    course = []
    for found in stocks:
        found.sort()
        course.append([round(_at(found, share)) for share in (0.1, 0.5, 0.9)])
    return Result(*dates, course)


def _at(ordered: list, share: float):
    return ordered[round(share * (len(ordered) - 1))]


def _date(inputs: Inputs, months: int) -> date | None:
    return None if months > HORIZON else after(inputs.month, months)


def _play(inputs: Inputs, plan: dict, rng: random.Random, stocks: list[list[float]]) -> int:
    """One run: the number of months until the last one of today's list has had a proposal; HORIZON + 1 when never."""
    left, stock = float(inputs.unproposed), float(inputs.listed)
    end = 0 if left <= 0 else HORIZON + 1
    for t in range(1, HORIZON + 1):
        month = after(inputs.month, t)
        if month in plan:
            hires = plan[month] * inputs.realised * rng.uniform(*SPREAD)
        else:
            hires = rng.choice(inputs.hires) if inputs.hires else 0.0
        hires = min(hires, stock)
        exits = min(rng.choice(inputs.exits) if inputs.exits else 0.0, stock - hires)
        entries = rng.choice(inputs.entries) if inputs.entries else 0.0
        if left > 0:
            # Those who leave for elsewhere leave from the whole list.
            left -= exits * left / stock if stock else 0
            left -= hires / inputs.acceptance
            if left < 0.5:
                left, end = 0.0, t
        stock = stock - hires - exits + entries
        if t <= SHOWN:
            stocks[t - 1].append(stock)
        elif not left:
            break
    return end
