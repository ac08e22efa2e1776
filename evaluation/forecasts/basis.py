"""What a forecast starts from, read from the stored figures, the hiring plans and the list of the territory."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Avg, Count, Q

from ebe.models import HiringPlan, Proposal
from evaluation.forecasts.method import Inputs, after
from evaluation.models import IndicatorValue
from evaluation.operations.figures import months_back, this_month
from ppde.models import Person
from territories.models import Territory

PAST = 12  # whole months
# Taken when the territory has too few replies, or wishes, of its own.
ACCEPTANCE, REPLIES = 0.7, 10
HOURS = 28.0


@dataclass(frozen=True)
class Observed:
    month: date
    listed: int
    unproposed: int
    entries: tuple[float, ...]
    exits: tuple[float, ...]
    hires: tuple[float, ...]
    positions: tuple[tuple[date, int, float], ...]  # month, positions, average weekly hours
    acceptance: float
    wished_hours: float

    @property
    def planned(self) -> int:
        return sum(positions for _, positions, _ in self.positions)

    def inputs(self, **assumed) -> Inputs:
        """`assumed`: entries, exits, hires_after (per month, None: as in the past), acceptance, realised, wished_hours."""
        hours = assumed.get("wished_hours") or self.wished_hours

        def series(name: str, past: tuple[float, ...]) -> tuple[float, ...]:
            fixed = assumed.get(name)
            return past if fixed is None else (float(fixed),)

        # The hours of the planned positions are shared out by the hours that people wish.
        plan: dict[date, float] = {}
        for month, positions, weekly in self.positions:
            plan[month] = round(plan.get(month, 0) + positions * weekly / hours, 2)
        return Inputs(
            month=self.month,
            listed=self.listed,
            unproposed=self.unproposed,
            entries=series("entries", self.entries),
            exits=series("exits", self.exits),
            hires=series("hires_after", self.hires),
            plan=tuple(sorted(plan.items())),
            acceptance=float(assumed.get("acceptance") or self.acceptance),
            realised=float(1.0 if assumed.get("realised") is None else assumed["realised"]),
        )


def observe(territory: Territory) -> Observed:
    """Four statements. Needs the named scope of the territory's team."""
    month = this_month()
    months = months_back(month, PAST + 2)
    rows = IndicatorValue.objects.filter(
        territory=territory,
        month__gte=months[0],
        code__in=("E5", "E6", "E9", "SOR"),
        breakdown__in=("", "destination", "proposal"),
    ).values_list("month", "code", "cell", "value")
    found = {(m, code, cell): float(v) for m, code, cell, v in rows if v is not None}
    last = max((m for m, code, cell in found if code == "E9" and not cell), default=month)
    waiting = int(found.get((last, "E9", ""), 0))
    had = found.get((last, "E9", "had"))
    future = HiringPlan.objects.filter(territory=territory, month__gte=after(month, 1))
    replied = (
        Proposal.objects.filter(territory=territory)
        .standing()
        .aggregate(
            # Who left before answering said nothing of the post.
            n=Count("pk", filter=~Q(reply__in=(Proposal.Reply.WAITING, Proposal.Reply.ENDED))),
            yes=Count("pk", filter=Q(reply=Proposal.Reply.ACCEPTED)),
        )
    )
    wished = Person.objects.filter(territory=territory).on_list().aggregate(n=Avg("wished_hours"))
    enough = replied["n"] >= REPLIES and replied["yes"]
    past = months[:-1]
    return Observed(
        month=month,
        listed=waiting,
        # A territory that types its months does not say who has had a proposal: everybody is counted.
        unproposed=waiting if had is None else waiting - int(had),
        entries=moved(found, past, ("E5", "")),
        exits=moved(found, past, ("E6", "elsewhere"), ("SOR", "")),
        hires=moved(found, past, ("E6", "ebe")),
        positions=tuple((p.month, p.positions, float(p.weekly_hours)) for p in future),
        acceptance=round(replied["yes"] / replied["n"], 2) if enough else ACCEPTANCE,
        wished_hours=round(float(wished["n"] or HOURS), 1),
    )


def moved(found: dict, months: list[date], *keys: tuple[str, str]) -> tuple[float, ...]:
    """How much these cumulated counts grew each month; a month that is not stored is left out."""
    series = []
    for start, end in pairwise(months):
        ends = [(found.get((start, *key)), found.get((end, *key))) for key in keys]
        if all(a is not None and b is not None for a, b in ends):
            series.append(max(0.0, sum(b - a for a, b in ends)))
    return tuple(series)
