"""What a forecast starts from, read from the stored figures, the hiring plans and the list of the territory."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.db.models import Avg, Count, Exists, OuterRef, Q, Value
from django.utils import timezone

from ebe.models import HiringPlan, Proposal
from evaluation.forecasts.method import HORIZON, Inputs, after
from evaluation.forecasts.models import Forecast
from evaluation.models import IndicatorValue
from evaluation.operations.figures import months_back, this_month
from ppde.models import EligibilityReview, OutcomeKind, Pause, Person, RankAct, Return
from territories.models import Territory

PAST = 12  # whole months
# Taken when the territory has too few replies, or wishes, of its own.
ACCEPTANCE, REPLIES = 0.7, 10
HOURS = 28.0
# Gone from the enterprise without another job, and for one.
GONE = ("FINE", "FINJ")
# What waits or ended without the person's word on the post.
UNANSWERED = (Proposal.Reply.WAITING, Proposal.Reply.ENDED, Proposal.Reply.STOPPED)
# Fewer volunteers say nothing of how many will be found eligible: all of them are counted.
DECIDED = 10


@dataclass(frozen=True)
class Observed:
    month: date
    listed: int
    unproposed: int
    entries: tuple[float, ...]
    exits: tuple[float, ...]
    hires: tuple[float, ...]
    positions: tuple[
        tuple[date, int, float], ...
    ]  # month, positions (0: none planned), average weekly hours
    acceptance: float
    wished_hours: float
    paused: int = 0
    resuming: tuple[
        tuple[date, int, int], ...
    ] = ()  # month of the return, persons, of them without a proposal
    eligible_share: float = 1.0
    returns: tuple[float, ...] = ()

    @property
    def left_out(self) -> int:
        """In pause without a day at which it ends, before the horizon: the forecast says nothing of them."""
        return max(0, self.paused - sum(persons for _, persons, _ in self.resuming))

    @property
    def planned(self) -> int:
        return sum(positions for _, positions, _ in self.positions)

    def inputs(self, **assumed) -> Inputs:
        """`assumed`: entries, returns, exits, hires_after (per month, None: as in the past), acceptance, realised, wished_hours,
        eligible_share (None: that of the past)."""
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
            eligible_share=float(
                self.eligible_share
                if assumed.get("eligible_share") is None
                else assumed["eligible_share"]
            ),
            resuming=self.resuming,
            returns=series("returns", self.returns),
        )


@dataclass(frozen=True)
class Moves:
    """Movements of the list, month after month; a month whose movements are not known is in none of them."""

    entries: tuple[float, ...]
    returns: tuple[float, ...]
    exits: tuple[float, ...]
    hires: tuple[float, ...]


@dataclass(frozen=True)
class Back:
    """Who came on the list again, by month: the cumulated counts show neither them nor the exit that they had."""

    kept: Counter = field(default_factory=Counter)  # their former rank was given back
    signed: Counter = field(
        default_factory=Counter
    )  # a new act, at the return or after a refusal of eligibility
    after_hire: Counter = field(default_factory=Counter)  # returns of whom the enterprise had hired
    after_other: Counter = field(default_factory=Counter)  # the other returns


def observe(territory: Territory) -> Observed:
    """Six statements. Needs the named scope of the territory's team."""
    month = this_month()
    months = months_back(month, PAST + 2)
    found = stored(territory, months)
    last = max((m for m, code, cell in found if code == "E9" and not cell), default=month)
    waiting = int(found.get((last, "E9", ""), 0))
    had = found.get((last, "E9", "had"))
    plans = HiringPlan.objects.filter(territory=territory, month__gte=months[0])
    replied = (
        Proposal.objects.filter(territory=territory)
        .standing()
        .aggregate(
            # Who left, or took an agreement back, before answering said nothing of the post.
            n=Count("pk", filter=~Q(reply__in=UNANSWERED)),
            yes=Count("pk", filter=Q(reply=Proposal.Reply.ACCEPTED)),
        )
    )
    wished, waiting_decision = volunteers(territory)
    enough = replied["n"] >= REPLIES and replied["yes"]
    past = moves(territory, found, months[:-1])
    return Observed(
        month=month,
        listed=waiting,
        # A territory that types its months does not say who has had a proposal: everybody is counted.
        unproposed=waiting if had is None else waiting - int(had),
        entries=past.entries,
        returns=past.returns,
        exits=past.exits,
        hires=past.hires,
        positions=planned(plans, after(month, 1)),
        acceptance=round(replied["yes"] / replied["n"], 2) if enough else ACCEPTANCE,
        wished_hours=round(float(wished or HOURS), 1),
        paused=int(found.get((last, "PAU", ""), 0)),
        resuming=resuming(territory, month),
        eligible_share=share_found(found, last, waiting=waiting_decision),
    )


def stored(territory: Territory, months: list[date]) -> dict[tuple[date, str, str], float]:
    """{(month, code, cell): value} of the figures that a forecast starts from. Of E7, what it is a share of: the eligible."""
    rows = IndicatorValue.objects.filter(
        territory=territory,
        month__in=months,
        code__in=("E5", "E6", "E7", "E9", "PAU", "SOR", "RETS", *GONE),
        breakdown__in=("", "destination", "proposal"),
    ).values_list("month", "code", "cell", "value", "denominator")
    read = ((m, code, cell, of if code == "E7" else value) for m, code, cell, value, of in rows)
    return {(m, code, cell): float(v) for m, code, cell, v in read if v is not None}


def planned(plans, first: date) -> tuple[tuple[date, int, float], ...]:
    """(month, positions, hours) of the months to come; between the first month planned and the last, one without positions hires nobody."""
    rows = [(p.month, p.positions, float(p.weekly_hours or 0)) for p in plans]
    if not rows:
        return ()
    known = {month for month, *_ in rows}
    month, last = max(first, min(known)), max(known)
    while month < last:
        if month not in known:
            rows.append((month, 0, 0.0))
        month = after(month, 1)
    return tuple(sorted(row for row in rows if row[0] >= first))


def share_found(found: dict, month: date, *, waiting: int = 0) -> float:
    """Of the volunteers (E5), those found eligible at the end of this month (what E7 is a share of).

    `waiting`: those whom the committee has not decided on yet, who say nothing of it.
    """
    volunteers, eligible = (found.get((month, code, "")) for code in ("E5", "E7"))
    if volunteers is None or volunteers - waiting < DECIDED or eligible is None:
        return 1.0
    return round(eligible / (volunteers - waiting), 2)


def volunteers(territory: Territory) -> tuple[Decimal | None, int]:
    """The weekly hours that those of the list wish, on average, and how many wait for the committee's decision."""
    no = EligibilityReview.objects.filter(
        person=OuterRef("pk"), outcome=EligibilityReview.Outcome.NOT_ELIGIBLE
    )
    listed = Q(eligible_on__isnull=False)
    there = Person.objects.filter(territory=territory, volunteer_on__isnull=False, outcome_on=None)
    found = there.aggregate(
        wished=Avg("wished_hours", filter=listed), waiting=Count("pk", filter=~listed & ~Exists(no))
    )
    return found["wished"], found["waiting"]


def resuming(territory: Territory, month: date) -> tuple[tuple[date, int, int], ...]:
    """(month, persons, of them without a first proposal) of the pauses under way that end before the horizon.

    Back in the month that follows the last day of the pause, the next one at the soonest.
    """
    today = timezone.localdate()
    persons = Person.objects.filter(territory=territory).on_list()
    rows = Pause.objects.filter(
        territory=territory, period__contains=today, person__in=persons, period__upper_inf=False
    ).values_list("period", "person__first_proposal_on")
    back, unproposed = Counter(), Counter()
    for period, proposed_on in rows:
        at = max(period.upper.replace(day=1), after(month, 1))
        back[at] += 1
        unproposed[at] += proposed_on is None
    return tuple(
        (at, n, unproposed[at]) for at, n in sorted(back.items()) if at <= after(month, HORIZON)
    )


def moves(territory: Territory, found: dict, months: list[date]) -> Moves:
    """What came and left between the ends of these months, returns counted as facts of their own (one statement).

    `found`: the stored figures of these months. Somebody back on the list is a solution or an exit less in the cumulated
    counts: the return is added to what it would hide.
    """
    back = came_back(territory, months)
    return Moves(
        entries=moved(found, months, ("E5", ""), more=(back.signed,)),
        returns=moved(found, months, more=(back.kept,)),
        # Whoever leaves the enterprise had left the list before.
        exits=moved(
            found, months, ("E6", "elsewhere"), ("SOR", ""), gone=-1, more=(back.after_other,)
        ),
        # Those gone from the enterprise since are among its hires.
        hires=moved(found, months, ("E6", "ebe"), gone=1, more=(back.after_hire,)),
    )


def since(row: Forecast) -> tuple[list[date], Moves | None]:
    """The whole months that a forecast has lived, and the movements of its list in them; None before the first."""
    months = [row.month]
    while (month := after(months[-1], 1)) < this_month():
        months.append(month)
    if len(months) == 1:
        return [], None
    found = stored(row.territory, months)
    return months[1:], moves(row.territory, found, months)


def came_back(territory: Territory, months: list[date]) -> Back:
    """Returns and new acts between the ends of the first and of the last of these months; duplicates are nobody."""
    span = (after(months[0], 1), after(months[-1], 1))
    real = ~Q(person__outcome_kind=OutcomeKind.DUPLICATE)
    returns = Return.objects.filter(
        real,
        territory=territory,
        on__gte=span[0],
        on__lt=span[1],
        person__volunteer_on__isnull=False,
    ).values_list("on", "effect", "outcome__kind")
    acts = (
        RankAct.objects.standing()
        .filter(
            real,
            territory=territory,
            kind=RankAct.Kind.RENEWAL,
            after_on__gte=span[0],
            after_on__lt=span[1],
        )
        .values_list("after_on", Value(Return.Effect.NEW.value), Value(""))
    )
    back = Back()
    for day, effect, left in returns.order_by().union(acts.order_by(), all=True):
        month = day.replace(day=1)
        back.kept[month] += effect == Return.Effect.KEEP
        back.signed[month] += effect == Return.Effect.NEW
        back.after_hire[month] += left == OutcomeKind.EBE
        back.after_other[month] += left not in ("", OutcomeKind.EBE)
    return back


def moved(
    found: dict,
    months: list[date],
    *keys: tuple[str, str],
    gone: int = 0,
    more: Iterable[Mapping[date, int]] = (),
) -> tuple[float, ...]:
    """How much these cumulated counts grew each month; a month that is not stored is left out.

    `gone`: how often those who left the enterprise are counted beside them; not known, nobody did. `more`: movements that
    the counts do not show; months typed without names do not say who came back. Less than none is no movement: a figure
    that a file erased since has made smaller is left out too.
    """
    series = []
    for start, end in pairwise(months):
        ends = [(found.get((start, *key)), found.get((end, *key))) for key in keys]
        told = found.get((end, "RETS", "")) is not None
        if not all(a is not None and b is not None for a, b in ends) or not (keys or told):
            continue
        left = sum(found.get((end, c, ""), 0) - found.get((start, c, ""), 0) for c in GONE)
        unseen = sum(by.get(end, 0) for by in more) if told else 0
        count = float(sum(b - a for a, b in ends) + gone * left + unseen)
        if count >= 0:
            series.append(count)
    return tuple(series)
