"""The list against an independent model of its rules: no sequence of acts gives another order than they say."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.mobilisation import ranks, standing
from ppde.models import ListRule, Merge, Person
from tests.ppde.list_model import DAY, VERSION, Acts, Expected, Modelled, one_file
from tests.ppde.test_operations import meet
from tests.ppde.test_ranks import enrol

PEOPLE = 4
VERBS = (
    "pause",
    "resume",
    "repause",
    "unpause",
    "correct",
    "refuse",
    "unrefuse",
    "decide",
    "reopen",
    "leave",
    "cancel",
    "return",
    "unreturn",
    "recognise",
    "reject",
    "renew",
    "sign",
    "unsign",
    "enter",
    "day",
    "twin",
)
ACTS = st.lists(
    st.tuples(st.integers(0, PEOPLE), st.sampled_from(VERBS), st.integers(0, 20)),
    min_size=3,
    max_size=14,
)
RULES = st.fixed_dictionaries(
    {
        "refusal": st.sampled_from(["keep", "pause", "back", "ask"]),
        "refusals": st.sampled_from([1, 2]),
        "after_job": st.sampled_from(["keep", "new"]),
    }
)


def enter(world, by, days: int) -> Person:
    """Somebody new, volunteer on a day that others share; the committee has not decided."""
    person = operations.register_person(
        world.home,
        by=by,
        last_name="Neuve",
        first_name="P",
        origin="ccas",
        identified_on=date(2025, 1, 1),
    )
    return operations.record_volunteer(person, date(2025, 6, 1) + timedelta(days % 3), by=by)


def put_together(kept: Person, absorbed: Person, by) -> Merge | None:
    """Two files become one; None when they may not yet."""
    for person in (kept, absorbed):
        person.refresh_from_db()
    try:
        with transaction.atomic():
            return duplicates.merge(kept, absorbed, {}, by=by, reason="La même personne.")
    except ValidationError as refusal:
        if refusal.code != "committee":
            raise
        return None


RULE = {"refusal": "keep", "refusals": 1, "after_job": "keep"}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Three who volunteered the same day as the first, each merged with that file and separated again.
@example(
    before=RULE,
    after=RULE,
    acts=[(0, "enter", 0)] * 3
    + [(n, "recognise", 0) for n in (4, 5, 6)]
    + [(4, "twin", 2), (5, "twin", 1), (6, "twin", 0)],
)
# Paused today, then taken for somebody else.
@example(before=RULE, after=RULE, acts=[(0, "pause", 0), (0, "pause", 0), (1, "twin", 2)])
# A refusal and a return of before the second version, noted after it began.
@example(
    before=RULE,
    after=RULE | {"refusal": "back", "after_job": "new"},
    acts=[(0, "refuse", 5), (1, "leave", 5), (1, "return", 4), (2, "leave", 5), (2, "return", 1)],
)
# Two refusals of one day, of which the second moved nothing.
@example(
    before=RULE,
    after=RULE | {"refusal": "back"},
    acts=[(0, "refuse", 1), (0, "refuse", 1), (0, "unrefuse", 1), (0, "unrefuse", 0)],
)
# A refusal moved the rank, somebody wrote another date, then the refusal was a mistake: what was written stays.
@example(
    before=RULE,
    after=RULE | {"refusal": "back"},
    acts=[(0, "refuse", 1), (0, "correct", 9), (0, "unrefuse", 0)],
)
# The committee takes both back to one day, then one of the two was noted wrongly.
@example(
    before=RULE,
    after=RULE | {"refusal": "ask"},
    acts=[
        (0, "refuse", 1),
        (0, "refuse", 1),
        (0, "decide", 1),
        (0, "decide", 1),
        (0, "unrefuse", 0),
    ],
)
# Not found eligible, volunteer again twice, the second act withdrawn, then found eligible behind the others.
@example(
    before=RULE,
    after=RULE,
    acts=[
        (0, "enter", 0),
        (4, "reject", 3),
        (4, "renew", 2),
        (4, "recognise", 0),
        (4, "unsign", 0),
        (0, "enter", 1),
        (5, "reject", 1),
        (5, "renew", 6),
        (5, "unsign", 0),
        (5, "renew", 1),
        (5, "recognise", 0),
    ],
)
# A pause that began before a return, then the return was a mistake: it goes on.
@example(
    before=RULE | {"after_job": "new", "refusal": "pause"},
    after=RULE | {"after_job": "new"},
    acts=[
        (0, "pause", 9),
        (0, "leave", 0),
        (0, "return", 0),
        (0, "unreturn", 0),
        (0, "cancel", 0),
        (1, "refuse", 5),
        (1, "leave", 4),
        (1, "return", 2),
        (1, "unreturn", 0),
        (1, "cancel", 0),
        (1, "unrefuse", 0),
    ],
)
# Merged for good: a rank taken at a refusal, a new date at a return that waits, or decided again, one never recognised, one
# refused later than the other was recognised, one refused that signed again in a second file.
@example(
    before=RULE | {"refusal": "back"}, after=RULE | {"refusal": "back"}, acts=[(1, "refuse", 4)]
)
@example(
    before=RULE | {"after_job": "new"},
    after=RULE | {"after_job": "new"},
    acts=[
        (1, "leave", 2),
        (1, "return", 2),
        (2, "leave", 2),
        (2, "return", 2),
        (2, "recognise", 0),
    ],
)
@example(
    before=RULE,
    after=RULE,
    acts=[(0, "enter", 0), (0, "enter", 1), (4, "reject", 5), (5, "recognise", 0)],
)
@example(
    before=RULE,
    after=RULE,
    acts=[(0, "enter", 0), (0, "enter", 1), (4, "recognise", 5), (5, "reject", 0)],
)
@example(
    before=RULE,
    after=RULE,
    acts=[(0, "enter", 0), (0, "enter", 1), (4, "reject", 5), (4, "renew", 3), (5, "recognise", 0)],
)
@given(before=RULES, after=RULES, acts=ACTS)
def test_the_order_is_what_the_rules_say(as_team, before, after, acts):
    by = as_team.users["lead"]
    point = transaction.savepoint()
    try:
        two_versions(as_team, before, after)
        meet(as_team, by, timezone.localdate(), kind="other", number="REFUS")
        people = enrol(as_team, [0, 0, 1, 2])
        model = [Modelled(p.volunteer_on, 0, p.draw) for p in people]
        expected, real = Expected(before, after), Acts(as_team, by)
        real.refusals = {p.pk: m.refusals for p, m in zip(people, model, strict=True)}
        for now, (who, verb, days) in enumerate(acts, 1):
            one = who % len(people)
            if verb == "enter":
                person = enter(as_team, by, days)
                people.append(person)
                model.append(Modelled(person.volunteer_on, now, person.draw, decided=[]))
                real.refusals[person.pk] = model[-1].refusals
            elif verb == "twin":
                other = (who + 1 + days) % len(people)
                # Of whom has left, somebody says first what became of them: the merge is refused.
                out = model[one].left or model[other].left
                if one != other and model[one].on and model[other].on and not out:
                    made = put_together(people[one], people[other], by)
                    merged(model[one], model[other], now, made)
                    if made:
                        duplicates.undo_merge(made, by=by, reason="Deux cousines.")
            else:
                name = "return_" if verb == "return" else verb
                # The operation first: a refusal that is taken back is looked for among those of before.
                was_done = done(people[one], getattr(real, name), days, now)
                possible = getattr(expected, name)(model[one], days, now)
                assert was_done == possible, (verb, model[one])
            check(as_team, people, model)
        for_good(as_team, people, model, one, by)
    finally:
        transaction.savepoint_rollback(point)


def two_versions(world, before: dict, after: dict) -> None:
    rows = ListRule.objects.filter(territory=world.home)
    rows.update(**before, after_choice=before["after_job"])
    ListRule.objects.create(
        territory=world.home,
        version=2,
        valid_from=timezone.localdate() - VERSION * DAY,
        source="Règlement",
        **after,
        after_choice=after["after_job"],
    )


def merged(kept: Modelled, absorbed: Modelled, now: int, made: Merge | None) -> None:
    """Two files became one with the place of one file, then two again: nobody has another place than before."""
    one, is_possible = one_file(kept, absorbed)
    assert bool(made) == is_possible, (kept, absorbed)
    if made and (one.on, one.at) != (kept.on, kept.at):
        was = kept.on, kept.at
        kept.move("merge", one.on, one.at, now)
        kept.move("merge", *was, now)


def for_good(world, people: list[Person], model: list[Modelled], last: int, by) -> None:
    """The file of the last act and its neighbour become one: the list is that of a person who had one file from the first."""
    n = min(last // 2 * 2, len(people) - 2)
    kept, absorbed = model[n : n + 2]
    has_moved = any(m.moves or not all(yes for yes, *_ in m.decided) for m in (kept, absorbed))
    # Two acts alone, of which the earlier stays, are told elsewhere (test_merges): a merge is what takes time here.
    if has_moved and kept.on and absorbed.on and not kept.left and not absorbed.left:
        one, is_possible = one_file(kept, absorbed)
        made = put_together(*people[n : n + 2], by)
        assert bool(made) == is_possible, (kept, absorbed)
        if made:
            model[n], model[n + 1] = one, Modelled(None, 0, 0, decided=[])
            check(world, people, model)


def done(person, act, days: int, now: int) -> bool:
    person.refresh_from_db()
    try:
        with transaction.atomic():
            act(person, days, now)
    except ValidationError:
        return False
    return True


def check(world, people: list[Person], model: list[Modelled]) -> None:
    said = [
        person.pk
        for m, person in sorted(
            ((m, person) for m, person in zip(model, people, strict=True) if m.listed),
            key=lambda pair: pair[0].key,
        )
    ]
    found = ranks(world.home)
    ours = {p.pk for p in people}
    assert [pk for pk in found if pk in ours] == said
    assert list(found.values()) == list(range(1, len(found) + 1))
    refused = {p.pk for m, p in zip(model, people, strict=True) if m.is_refused}
    told = Person.objects.filter(pk__in=ours, state=Person.State.NOT_ELIGIBLE)
    assert set(told.values_list("pk", flat=True)) == refused
    paused = {p.pk for m, p in zip(model, people, strict=True) if m.listed and m.is_paused}
    shown = Person.objects.filter(pk__in=ours, state=Person.State.PAUSED)
    assert set(shown.values_list("pk", flat=True)) == paused


def test_a_tie_is_told_beside_the_rank(as_team):
    """Same day, same instant: the page and the file say that the draw decides, and of which day."""
    one, two, three = enrol(as_team, [0, 0, 1])
    found = standing(as_team.home)
    told = found.tie(one)
    assert told == found.tie(two)
    assert told.startswith("à égalité, tirage du")
    assert found.tie(three) is None
