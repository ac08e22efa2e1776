"""The list against an independent model of its rules: no sequence of acts gives another order than they say."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cle.models import Decision
from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.mobilisation import ranks, standing
from ppde.models import EligibilityReview, ListRule, OutcomeKind, Person
from tests.ppde.test_operations import meet
from tests.ppde.test_ranks import enrol

PEOPLE = 4
VERBS = (
    "pause",
    "resume",
    "correct",
    "refuse",
    "decide",
    "leave",
    "return",
    "unreturn",
    "unrefuse",
    "recognise",
    "enter",
    "day",
    "twin",
)
# What the committee says of a refusal, chosen by the number drawn with the act.
EFFECTS = ("keep", "back", "leaves")
ACTS = st.lists(
    st.tuples(st.integers(0, PEOPLE), st.sampled_from(VERBS), st.integers(0, 20)),
    min_size=3,
    max_size=14,
)
RULES = st.fixed_dictionaries(
    {
        "refusal": st.sampled_from(["keep", "pause", "back", "ask"]),
        "refusals": st.just(1),
        "after_job": st.sampled_from(["keep", "new"]),
    }
)
FIRST = date(2025, 5, 20)


@dataclass
class Modelled:
    """What the rules say of one person, in a few plain facts. `at`: the order of the registrations."""

    on: date
    at: int
    draw: int
    eligible: bool = True
    paused: bool = False
    left: bool = False
    renewed: bool = False
    # Refusals of today that the committee has not decided, and all those put to it since the return.
    asked: int = 0
    asked_since: int = 0
    # Each change of rank that stands: (its kind, the place before); and the return that may still be taken back.
    moves: list = field(default_factory=list)
    back: dict | None = None
    refusal_pause: bool = False

    def move(self, kind: str, on: date, at: int) -> None:
        self.moves.append((kind, self.on, self.at))
        self.on, self.at = on, at

    def undo(self) -> None:
        _, self.on, self.at = self.moves.pop()

    @property
    def act(self):
        return (self.on, self.at)

    @property
    def key(self):
        return (*self.act, self.draw)

    @property
    def listed(self) -> bool:
        return self.eligible and not self.left


def expect(m: Modelled, verb: str, days: int, rule: dict, now: int) -> bool:
    """Whether the act is possible, and then what it changes in the model."""
    today = timezone.localdate()
    if verb == "pause":
        possible = m.listed and not m.paused
        m.paused |= possible
        return possible
    if verb == "resume":
        possible, m.paused, m.refusal_pause = m.paused, False, False
        return possible
    if verb == "correct":
        on = FIRST + timedelta(days)
        if on == m.on or m.renewed:
            return False
        m.move("correct", on, m.at)
        return True
    if verb == "refuse":
        if m.listed and rule["refusal"] == "back" and m.on < today:
            m.move("refusal", today, now)
        if m.listed and rule["refusal"] == "pause" and not m.paused:
            m.paused = m.refusal_pause = True
        m.asked += m.listed and rule["refusal"] == "ask"
        m.asked_since += m.listed and rule["refusal"] == "ask"
        return True
    if verb == "unrefuse":
        moved = [n for n, (kind, _, _) in enumerate(m.moves) if kind == "refusal"]
        if moved and moved[-1] != len(m.moves) - 1:
            return False
        if moved:
            m.undo()
        if m.refusal_pause:
            m.paused = m.refusal_pause = False
        m.asked = m.asked_since = 0
        return True
    if verb == "decide":
        possible = m.listed and m.asked > 0
        m.asked -= possible
        effect = EFFECTS[days % 3] if possible else ""
        if effect == "back" and m.on < today:
            m.move("refusal", today, now)
        m.left |= effect == "leaves"
        return possible
    if verb == "leave":
        possible, m.left = not m.left, True
        return possible
    if verb == "return":
        possible, m.left = m.left, False
        if possible:
            m.back = {"eligible": m.eligible, "renewed": m.renewed, "moves": len(m.moves)}
            m.asked_since = 0
        if possible and rule["after_job"] == "new":
            m.move("return", today, now)
            m.eligible, m.renewed = False, True
        return possible
    if verb == "unreturn":
        own = rule["after_job"] == "new"
        possible = (
            m.back is not None
            and not m.left
            and not m.asked_since
            and len(m.moves) == m.back["moves"] + own
            and (not own or m.moves[-1][0] == "return")
        )
        if possible:
            if own:
                m.undo()
            m.eligible, m.renewed, m.left = m.back["eligible"], m.back["renewed"], True
            m.back = None
        return possible
    if verb == "recognise":
        possible = not m.eligible and not m.left
        m.eligible |= possible
        if possible:
            m.back = None
        return possible
    return True


def act(person: Person, verb: str, days: int, world, by) -> None:
    today = timezone.localdate()
    person.refresh_from_db()
    if verb == "pause":
        operations.start_pause(person, today, today + timedelta(days), "care", by=by)
    elif verb == "resume":
        pause = person.pauses.filter(period__contains=today).first()
        if pause is None:
            raise ValidationError("nobody pauses")
        operations.end_pause(pause, today, by=by)
    elif verb == "correct":
        operations.correct_volunteer_date(person, FIRST + timedelta(days), by=by, reason="Relu.")
    elif verb == "refuse":
        rule = ListRule.objects.for_list(world.home)
        operations.apply_refusal(person, today, 1, rule, by=by)
    elif verb == "decide":
        review = person.refusal_reviews.filter(effect="pending").first()
        if review is None:
            raise ValidationError("nothing waits")
        decision = Decision.objects.get(number="REFUS")
        operations.decide_refusal(review, decision, EFFECTS[days % 3], by=by)
    elif verb == "leave":
        operations.record_outcome(person, OutcomeKind.PERMANENT, today, by=by)
    elif verb == "return":
        outcome = person.outcomes.standing().first()
        if outcome is None:
            raise ValidationError("nobody left")
        operations.record_return(outcome, today, by=by)
    elif verb == "unreturn":
        back = person.returns.order_by("-recorded_at", "-pk").first()
        if back is None:
            raise ValidationError("nobody came back")
        operations.cancel_return(back, by=by, reason="Écrit par erreur.")
    elif verb == "unrefuse":
        operations.undo_refusal(person, today, "", by=by, reason="Écrit par erreur.")
    elif verb == "recognise":
        if person.eligible_on or person.outcome_on:
            raise ValidationError("nothing to appreciate")
        recognise(person, world, by)
    else:
        operations.refresh_day(world.home.pk)


def recognise(person: Person, world, by) -> None:
    EligibilityReview.objects.create(
        territory=world.home,
        person=person,
        rule=world.rule,
        without_job_since=date(2020, 1, 1),
        resident_since=date(2020, 1, 1),
        positive_acts=True,
        evidence_seen_on=timezone.localdate(),
        prepared_by=by,
        outcome="eligible",
        decision=world.rows["home"]["decision"],
        decided_on=timezone.localdate(),
    )
    operations.refresh(person)


def enter(world, by, days: int) -> Person:
    """Somebody new, volunteer on a day that others share, recognised eligible today."""
    person = operations.register_person(
        world.home,
        by=by,
        last_name="Neuve",
        first_name="P",
        origin="ccas",
        identified_on=date(2025, 1, 1),
    )
    operations.record_volunteer(person, date(2025, 6, 1) + timedelta(days % 3), by=by)
    recognise(person, world, by)
    return person


def merge_and_separate(kept: Person, absorbed: Person, by) -> None:
    """Two files become one, which holds the earlier act, then two again: nobody has another place than before."""
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    acts = [(p.volunteer_on, p.volunteer_recorded_at) for p in (kept, absorbed)]
    made = duplicates.merge(kept, absorbed, {}, by=by, reason="La même personne.")
    one = Person.objects.get(pk=kept.pk)
    assert (one.volunteer_on, one.volunteer_recorded_at) == min(acts)
    duplicates.undo_merge(made, by=by, reason="Deux cousines.")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(
    # Three who volunteered the same day as the first, each merged with that file and separated again.
    rule={"refusal": "keep", "refusals": 1, "after_job": "keep"},
    acts=[(0, "enter", 0)] * 3 + [(4, "twin", 2), (5, "twin", 1), (6, "twin", 0)],
)
@given(rule=RULES, acts=ACTS)
def test_the_order_is_what_the_rules_say(as_team, rule, acts):
    by = as_team.users["lead"]
    point = transaction.savepoint()
    try:
        ListRule.objects.filter(territory=as_team.home).update(
            **rule, after_choice=rule["after_job"]
        )
        meet(as_team, by, timezone.localdate(), kind="other", number="REFUS")
        people = enrol(as_team, [0, 0, 1, 2])
        model = [Modelled(p.volunteer_on, 0, p.draw) for p in people]
        for now, (who, verb, days) in enumerate(acts, 1):
            if verb == "enter":
                person = enter(as_team, by, days)
                people.append(person)
                model.append(Modelled(person.volunteer_on, now, person.draw))
            elif verb == "twin":
                one, other = who % len(people), (who + 1 + days) % len(people)
                if one != other:
                    merge_and_separate(people[one], people[other], by)
                    if model[other].act < model[one].act:
                        kept = model[one].act
                        model[one].move("merge", *model[other].act)
                        model[one].move("merge", *kept)
            else:
                one = who % len(people)
                possible = expect(model[one], verb, days, rule, now)
                assert done(people[one], verb, days, as_team, by) == possible, (verb, model[one])
            check(as_team, people, model)
    finally:
        transaction.savepoint_rollback(point)


def done(person, verb: str, days: int, world, by) -> bool:
    try:
        with transaction.atomic():
            act(person, verb, days, world, by)
    except ValidationError:
        return False
    return True


def check(world, people: list[Person], model: list[Modelled]) -> None:
    said = [
        person.pk
        for m, person in sorted(zip(model, people, strict=True), key=lambda pair: pair[0].key)
        if m.listed
    ]
    found = ranks(world.home)
    ours = {p.pk for p in people}
    assert [pk for pk in found if pk in ours] == said
    assert list(found.values()) == list(range(1, len(found) + 1))


def test_a_tie_is_told_beside_the_rank(as_team):
    """Same day, same instant: the page and the file say that the draw decides, and of which day."""
    one, two, three = enrol(as_team, [0, 0, 1])
    found = standing(as_team.home)
    told = found.tie(one)
    assert told == found.tie(two)
    assert told.startswith("à égalité, tirage du")
    assert found.tie(three) is None
