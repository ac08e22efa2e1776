"""The rules of the list said a second time, plainly, and the operations that they are compared with (test_list_model)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from cle.models import Decision
from ppde import operations
from ppde.eligibility import months_after
from ppde.models import EligibilityReview, ListRule, OutcomeKind, Person

# What the committee says of a refusal, chosen by the number drawn with the act.
EFFECTS = ("keep", "back", "leaves")
FIRST = date(2025, 5, 20)
DAY = timedelta(days=1)
# The second version began so many days ago, and acts are noted up to so many days after they took place.
VERSION, LATE = 3, 6
WHY = "Écrit par erreur."
# What two files that become one put together.
FACTS = ("decided", "renewals", "returns")


def ago(days: int) -> date:
    return timezone.localdate() - days % LATE * DAY


@dataclass
class Paused:
    first: date
    last: date
    refusal: int = 0  # the refusal after which the rule gave it


@dataclass
class Left:
    on: date
    is_refusal: bool = False  # decided by the committee after a refusal
    is_back: bool = False
    now: int = 0


@dataclass
class Asked:
    """A refusal put to the committee."""

    refusal: int
    on: date
    now: int
    effect: str = "pending"
    has_moved: bool = False


@dataclass
class Modelled:
    """What the rules say of one person, in a few plain facts. `now`: the place of an act among the others."""

    on: date | None
    at: int
    draw: int
    # Decisions on eligibility: (whether it was recognised, day, now). Acts signed after one that was not: (day, now).
    # Returns: (day, whether it gave a new date, now, pauses that it ended).
    decided: list = field(default_factory=lambda: [(True, date(2025, 9, 1), 0)])
    renewals: list = field(default_factory=list)
    returns: list = field(default_factory=list)
    pauses: list = field(default_factory=list)
    exits: list = field(default_factory=list)
    refusals: list = field(default_factory=list)  # (now, day)
    reviews: list = field(default_factory=list)
    # Each change of rank that stands: (kind, refusal that gave it, place before, now).
    moves: list = field(default_factory=list)

    def move(self, kind: str, on: date, at: int, now: int, refusal: int = 0) -> None:
        self.moves.append((kind, refusal, (self.on, self.at), now))
        self.on, self.at = on, at

    def undo(self) -> None:
        self.on, self.at = self.moves.pop()[2]

    def back_to(self, on: date, now: int, refusal: int) -> bool:
        if on <= self.on:
            return False
        self.move("refusal", on, now, now, refusal)
        return True

    def covers(self, first: date, last: date, but=None) -> bool:
        return any(p.first <= last and p.last >= first for p in self.pauses if p is not but)

    @property
    def key(self):
        return (self.on, self.at, self.draw)

    @property
    def left(self) -> Left | None:
        return self.exits[-1] if self.exits and not self.exits[-1].is_back else None

    @property
    def renewed(self) -> date | None:
        """The day of the last return with a new date."""
        return max((on for on, is_new, *_ in self.returns if is_new), default=None)

    @property
    def counted(self) -> list[bool]:
        """What was decided since the last act that is appreciated on its own; of one day, since it was recorded."""
        back = [(on, now) for on, is_new, now, _ in self.returns if is_new]
        begun = [*self.renewals, *([max(back)] if back else [])]
        decided = sorted(self.decided, key=lambda d: d[1:])
        return [yes for yes, on, now in decided if all((on, now) > act for act in begun)]

    @property
    def eligible(self) -> bool:
        return self.counted[-1:] == [True]

    @property
    def is_refused(self) -> bool:
        return bool(self.on and not self.left and self.counted[-1:] == [False])

    @property
    def listed(self) -> bool:
        return bool(self.on and self.eligible and not self.left)

    @property
    def is_paused(self) -> bool:
        today = timezone.localdate()
        return any(p.first <= today <= p.last for p in self.pauses)

    @property
    def last_pause(self) -> Paused | None:
        return max(self.pauses, key=lambda p: p.first, default=None)


def one_file(kept: Modelled, absorbed: Modelled) -> tuple[Modelled, bool]:
    """What one file would say that held the facts of both, in the order of their days; whether they may become one.

    Nobody leaves the list by it, and an act signed after « non éligible » is first recorded where the committee said so.
    """
    both = (kept, absorbed)
    one = Modelled(None, 0, kept.draw, *([*getattr(kept, n), *getattr(absorbed, n)] for n in FACTS))
    one.pauses = list(kept.pauses)
    for pause in absorbed.pauses:
        days = (pause.first + n * DAY for n in range((pause.last - pause.first).days + 1))
        one.pauses += [Paused(day, day) for day in days if not kept.covers(day, day)]
    facts = [(*fact, n) for n, m in enumerate(both) for fact in dated(m)]
    facts += [(on, now, yes, None, n) for n, m in enumerate(both) for yes, on, now in m.decided]
    own, is_ended, waits = {}, False, False
    for on, _, kind, place, file in sorted(facts, key=lambda f: f[:2]):
        if kind is True and is_ended:
            one.on, one.at = own[file]
        if kind in (True, False):
            is_ended, waits = not kind, False
            continue
        own[file] = place
        if one.on is None or kind == "return" or (is_ended and kind != "refusal"):
            waits = kind == "sign" and is_ended
            one.on, one.at = place
            is_ended = False
        elif kind == "refusal" and on > one.on:
            one.on, one.at = place
    lost = any(m.eligible for m in both) and not one.eligible
    return one, not lost and not (waits and one.is_refused)


def dated(m: Modelled) -> list[tuple]:
    """(day, now, kind, place) of the act signed first, then of what gave another place; a correction rewrites the last."""
    if m.on is None:
        return []
    places = [before for *_, before, _ in m.moves] + [(m.on, m.at)]
    found = [(places[0][0], places[0][1], "sign", places[0])]
    for (kind, *_, now), place in zip(m.moves, places[1:], strict=True):
        day, at, last, _ = found[-1]
        if kind not in ("correct", "merge"):
            found.append((place[0], now, kind, place))
        else:
            found[-1] = (*(place if last == "sign" else (day, at)), last, place)
    return found


class Expected:
    """`pause(m, days, now)`, one for each verb: whether the act is possible, and then what it changes in the model."""

    def __init__(self, *rules: dict):
        self.rules = rules

    def rule(self, on: date) -> dict:
        return self.rules[on >= timezone.localdate() - VERSION * DAY]

    def day(self, m, days, now):
        return True

    def pause(self, m, days, now):
        first = timezone.localdate()
        if not m.listed or m.covers(first, first + days * DAY):
            return False
        m.pauses.append(Paused(first, first + days * DAY))
        return True

    def resume(self, m, days, now):
        today = timezone.localdate()
        pause = next((p for p in m.pauses if p.first <= today <= p.last), None)
        if pause and pause.first == today:
            m.pauses.remove(pause)
        elif pause:
            pause.last = today - DAY
        return pause is not None

    def repause(self, m, days, now):
        pause = m.last_pause
        if pause is None or pause.refusal or (m.left and pause.first > m.left.on):
            return False
        last = pause.first + days * DAY
        if last == pause.last or m.covers(pause.first, last, but=pause):
            return False
        pause.last = last
        return True

    def unpause(self, m, days, now):
        pause = m.last_pause
        if pause is None or pause.refusal:
            return False
        m.pauses.remove(pause)
        return True

    def correct(self, m, days, now):
        on = FIRST + days * DAY
        if m.on is None or on == m.on or m.renewed or m.renewals:
            return False
        m.move("correct", on, m.at, now)
        return True

    def refuse(self, m, days, now):
        on = ago(days)
        rule, last = self.rule(on), months_after(on, 2) - DAY
        m.refusals.append((now, on))
        if m.listed and rule["refusal"] == "back":
            m.back_to(on, now, now)
        if m.listed and rule["refusal"] == "ask":
            m.reviews.append(Asked(now, on, now))
        is_due = rule["refusal"] == "pause" and nth(days) % rule["refusals"] == 0
        if m.listed and is_due and not m.covers(on, last):
            m.pauses.append(Paused(on, last, now))
        return True

    def unrefuse(self, m, days, now):
        if not m.refusals:
            return False
        refusal, on = m.refusals[days % len(m.refusals)]
        if not self._take_back(m, refusal, on, now):
            return False
        m.pauses = [p for p in m.pauses if p.refusal != refusal]
        for *_, ended in m.returns:
            ended[:] = [(p, last) for p, last in ended if p.refusal != refusal]
        for review in m.reviews:
            if review.refusal == refusal:
                review.effect = "withdrawn"
        return True

    def _take_back(self, m, refusal: int, on: date, now: int) -> bool:
        """The rank that this refusal gave, if it gave one: only the latest change can be undone, unless the date was corrected since."""
        if all(given != refusal for _, given, _, _ in m.moves):
            return True
        if m.moves[-1][0] == "correct":
            # The date that somebody has written since stays.
            m.moves = [move for move in m.moves if move[1] != refusal]
            return True
        if m.moves[-1][1] != refusal:
            return False
        m.undo()
        # Another, taken back to such a day by the committee too, had moved nothing: it does now.
        for review in sorted(m.reviews, key=lambda r: (r.on, r.now)):
            is_hidden = review.effect == "back" and not review.has_moved
            if is_hidden and review.refusal != refusal and review.on <= on:
                review.has_moved = m.back_to(review.on, now, review.refusal)
        return True

    def decide(self, m, days, now):
        review = next((r for r in m.reviews if r.effect == "pending"), None)
        if review is None or not m.listed:
            return False
        review.effect = EFFECTS[days % 3]
        if review.effect == "back":
            review.has_moved |= m.back_to(review.on, now, review.refusal)
        if review.effect == "leaves":
            m.exits.append(Left(timezone.localdate(), is_refusal=True, now=now))
        return True

    def reopen(self, m, days, now):
        review = next((r for r in reversed(m.reviews) if r.effect in EFFECTS), None)
        if review is None:
            return False
        after = m.exits
        if review.effect == "leaves":
            made = next((e for e in reversed(m.exits) if e.is_refusal), None)
            if made and made.is_back:
                return False
            after = [e for e in m.exits if e is not made]
        kept, m.exits = m.exits, after
        moved = review.effect == "back" and (review.refusal, review.on)
        if not m.listed or (moved and not self._take_back(m, *moved, now)):
            m.exits = kept
            return False
        review.effect = "pending"
        return True

    def leave(self, m, days, now):
        on = ago(days)
        if m.left or (m.on and on < m.on):
            return False
        m.exits.append(Left(on, now=now))
        return True

    def cancel(self, m, days, now):
        possible = m.left is not None
        if possible:
            m.exits.pop()
        return possible

    def return_(self, m, days, now):
        on, left = ago(days), m.left
        if left is None or on < left.on:
            return False
        is_new = bool(m.on) and self._gives_new(left, on)
        left.is_back = True
        # Back, the person is available, but for a pause that the rule gave and a rank that is given back with it.
        ended = [p for p in m.pauses if p.last >= on and (is_new or not p.refusal)]
        m.returns.append((on, is_new, now, [(p, p.last) for p in ended]))
        m.pauses = [p for p in m.pauses if p not in ended or p.first < on]
        for pause in ended:
            pause.last = min(pause.last, on - DAY)
        if is_new:
            m.move("return", on, now, now)
        return True

    def _gives_new(self, left: Left, on: date) -> bool:
        return self.rule(on)["after_job"] == "new"

    def unreturn(self, m, days, now):
        if not m.returns or m.left:
            return False
        on, is_new, made, ended = m.returns[-1]
        since = [kind for kind, _, _, at in m.moves if at >= made]
        asked = any(r.now > made and r.effect != "withdrawn" for r in m.reviews)
        if asked or any(at > made for *_, at in m.decided) or since != ["return"] * is_new:
            return False
        if is_new:
            m.undo()
        m.returns.pop()
        m.exits[-1].is_back = False
        for pause, last in ended:
            self._give_back(m, pause, last, on)
        return True

    def _give_back(self, m, pause: Paused, last: date, on: date) -> None:
        """The days that the return took; what was written on the pause since stays, and so does a pause noted since."""
        was_short = pause.first < on
        if was_short and (pause not in m.pauses or pause.last != on - DAY):
            return
        for other in sorted(m.pauses, key=lambda p: p.first):
            if other is not pause and other.first <= last and other.last >= pause.first:
                last = min(last, other.first - DAY)
        if last < (on if was_short else pause.first):
            return
        pause.last = last
        if not was_short:
            m.pauses.append(pause)

    def recognise(self, m, days, now):
        if m.on is None or m.eligible or m.left:
            return False
        m.decided.append((True, timezone.localdate(), now))
        return True

    def reject(self, m, days, now):
        on = ago(days)
        if m.on is None or m.eligible or m.left or on < m.on:
            return False
        m.decided.append((False, on, now))
        return True

    def renew(self, m, days, now):
        """Another act, since the last decision that recognised nothing."""
        on = ago(days)
        if not m.is_refused or on < max(day for yes, day, _ in m.decided if not yes):
            return False
        m.move("renewal", on, now, now)
        m.renewals.append((on, now))
        return True

    def sign(self, m, days, now):
        if m.on or m.left:
            return False
        m.on, m.at = FIRST + days * DAY, now
        return True

    def unsign(self, m, days, now):
        if m.moves and m.moves[-1][0] == "renewal":
            made = m.moves[-1][3]
            if any(at > made for *_, at in m.decided) or any(e.now > made for e in m.exits):
                return False
            m.renewals.pop()
            m.undo()
            return True
        built = m.decided or any(kind != "correct" for kind, *_ in m.moves)
        if m.on is None or built or any(e.on >= m.on for e in m.exits):
            return False
        m.on, m.moves = None, []
        return True


def nth(days: int) -> int:
    """Which refusal of the person this one is said to be."""
    return 1 + days % 2


class Acts:
    """The same verbs, done by the operations."""

    def __init__(self, world, by):
        self.world, self.by = world, by

    def day(self, person, days, now):
        operations.refresh_day(self.world.home.pk)

    def pause(self, person, days, now):
        today = timezone.localdate()
        operations.start_pause(person, today, today + days * DAY, "care", by=self.by)

    def resume(self, person, days, now):
        today = timezone.localdate()
        pause = there(person.pauses.filter(period__contains=today).first())
        operations.end_pause(pause, today, by=self.by)

    def repause(self, person, days, now):
        pause = there(person.pauses.order_by("period").last())
        last = pause.since + days * DAY
        operations.correct_pause(pause, pause.since, last, pause.reason, by=self.by, reason=WHY)

    def unpause(self, person, days, now):
        pause = there(person.pauses.order_by("period").last())
        operations.cancel_pause(pause, by=self.by, reason=WHY)

    def correct(self, person, days, now):
        operations.correct_volunteer_date(person, FIRST + days * DAY, by=self.by, reason=WHY)

    def refuse(self, person, days, now):
        on = ago(days)
        rule = ListRule.objects.for_list(self.world.home, on)
        operations.apply_refusal(person, on, nth(days), rule, proposal=now, by=self.by)

    def unrefuse(self, person, days, now):
        made = self.refusals.get(person.pk)
        refusal, on = there(made)[days % len(made)]
        operations.undo_refusal(person, on, "", proposal=refusal, by=self.by, reason=WHY)

    def decide(self, person, days, now):
        review = there(person.refusal_reviews.filter(effect="pending").order_by("pk").first())
        decision = Decision.objects.get(number="REFUS")
        operations.decide_refusal(review, decision, EFFECTS[days % 3], by=self.by)

    def reopen(self, person, days, now):
        decided = person.refusal_reviews.filter(effect__in=EFFECTS).order_by("pk")
        operations.reopen_refusal(there(decided.last()), by=self.by, reason=WHY)

    def leave(self, person, days, now):
        operations.record_outcome(person, OutcomeKind.PERMANENT, ago(days), by=self.by)

    def cancel(self, person, days, now):
        outcome = there(person.outcomes.standing().first())
        operations.cancel_outcome(outcome, by=self.by, reason=WHY)

    def return_(self, person, days, now):
        outcome = there(person.outcomes.standing().first())
        operations.record_return(outcome, ago(days), by=self.by)

    def unreturn(self, person, days, now):
        back = there(person.returns.order_by("-recorded_at", "-pk").first())
        operations.cancel_return(back, by=self.by, reason=WHY)

    def recognise(self, person, days, now):
        if person.eligible_on or person.outcome_on or not person.volunteer_on:
            raise ValidationError("nothing to appreciate")
        recognise(person, self.world, self.by)

    def reject(self, person, days, now):
        on = ago(days)
        if person.eligible_on or person.outcome_on or not person.volunteer_on:
            raise ValidationError("nothing to appreciate")
        if on < person.volunteer_on:
            raise ValidationError("before the act")
        recognise(person, self.world, self.by, "not_eligible", on)

    def renew(self, person, days, now):
        operations.renew_volunteer(person, ago(days), by=self.by)

    def sign(self, person, days, now):
        operations.record_volunteer(person, FIRST + days * DAY, by=self.by)

    def unsign(self, person, days, now):
        operations.withdraw_volunteer(person, by=self.by, reason=WHY)


def there(found):
    if not found:
        raise ValidationError("nothing of the kind")
    return found


def recognise(person: Person, world, by, outcome: str = "eligible", on: date | None = None) -> None:
    EligibilityReview.objects.create(
        territory=world.home,
        person=person,
        rule=world.rule,
        without_job_since=date(2020, 1, 1),
        resident_since=date(2020, 1, 1),
        positive_acts=True,
        evidence_seen_on=timezone.localdate(),
        prepared_by=by,
        outcome=outcome,
        decision=world.rows["home"]["decision"],
        decided_on=on or timezone.localdate(),
    )
    operations.refresh(person)
