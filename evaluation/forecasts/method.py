"""The simulation: pure, seeded by its own inputs, so that the same inputs give the same dates.

Each run plays the months to come. A month of the past twelve is drawn at random for the entries, for the returns and for
the exits other than the EBE; planned hires come true between 70 % and 130 % of the share assumed, a month planned without any has none; after
the plan, hires are drawn from the past too. Of those who volunteer, the share found eligible comes on the list; whoever is in pause is back the month
after its last day, and waits for a proposal like the others. Who comes back with their former rank is on the list at once,
and shares the proposals with today's list, without being of those whom the date is about. A hire needs as many proposals as the acceptance says.
Proposals go down the list: those who arrive later never pass those who wait, and whoever refused a post keeps their place
before the next one. So the proposals of a month are shared between those of today's list who never had one and those who
had, as many as there are of each. The range is the 10th to the 90th of the runs.
"""

import random
import zlib
from dataclasses import astuple, dataclass
from datetime import date

RUNS = 300
HORIZON = 60  # months
SHOWN = 24  # months of the course kept
SPREAD = (0.7, 1.3)
# Of what is above, said on each forecast kept; 1 took every proposal for a first one, 2 took no return for an entry.
VERSION = 3


@dataclass(frozen=True)
class Inputs:
    """What a forecast starts from. Monthly series: oldest first; a fixed value replaces the drawing when it is given."""

    month: date
    listed: int  # on the list
    unproposed: int  # of them, without a first proposal
    entries: tuple[float, ...]
    exits: tuple[float, ...]
    hires: tuple[float, ...]
    # Persons that the plan hires, by month: 0 where it hires nobody.
    plan: tuple[tuple[date, float], ...] = ()
    acceptance: float = 0.7
    realised: float = 1.0
    eligible_share: float = 1.0  # of those who volunteer
    # Pauses that end: month of the return, persons, of them without a first proposal.
    resuming: tuple[tuple[date, int, int], ...] = ()
    returns: tuple[float, ...] = ()  # with their former rank

    @property
    def awaited(self) -> int:
        """Everybody whom the date is about."""
        return self.unproposed + sum(unproposed for _, _, unproposed in self.resuming)


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
    back = {month: counts for month, *counts in inputs.resuming}
    ends: list[int] = []
    stocks: list[list[float]] = [[] for _ in range(SHOWN)]
    for _ in range(RUNS):
        ends.append(_play(inputs, plan, back, rng, stocks))
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


def _play(
    inputs: Inputs, plan: dict, back: dict, rng: random.Random, stocks: list[list[float]]
) -> int:
    """One run: the number of months until the last one of today's list has had a proposal; HORIZON + 1 when never."""
    left, stock = float(inputs.unproposed), float(inputs.listed)
    had = stock - left  # of today's list, those who had a proposal
    paused = inputs.awaited - inputs.unproposed
    end = 0 if left + paused <= 0 else HORIZON + 1
    for t in range(1, HORIZON + 1):
        month = after(inputs.month, t)
        persons, unproposed = back.get(month, (0, 0))
        stock, left, paused = stock + persons, left + unproposed, paused - unproposed
        had += persons - unproposed
        if month in plan:
            hires = plan[month] * inputs.realised * rng.uniform(*SPREAD)
        else:
            hires = rng.choice(inputs.hires) if inputs.hires else 0.0
        hires = min(hires, stock)
        exits = min(rng.choice(inputs.exits) if inputs.exits else 0.0, stock - hires)
        volunteers = rng.choice(inputs.entries) if inputs.entries else 0.0
        returned = rng.choice(inputs.returns) if inputs.returns else 0.0
        if left > 0:
            # Those who leave for elsewhere leave from the whole list.
            stay = 1 - exits / stock if stock else 1
            left, had = _propose(left * stay, had * stay, hires, inputs.acceptance)
        if end > HORIZON and not left and not paused:
            end = t
        stock = stock - hires - exits + returned + volunteers * inputs.eligible_share
        had += returned
        if t <= SHOWN:
            stocks[t - 1].append(stock)
        elif end <= HORIZON:
            break
    return end


def _propose(left: float, had: float, hires: float, acceptance: float) -> tuple[float, float]:
    """Who never had a proposal, and who had and is still there, after those of a month."""
    reached = min(left, hires / acceptance * left / (left + had))
    accepted = reached * acceptance
    left -= reached
    had = max(0.0, had + reached - accepted - max(0.0, hires - accepted))
    return (left if left >= 0.5 else 0.0), had
