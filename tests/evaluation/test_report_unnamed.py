"""Those who came to a meeting without being named, in the report of a hub: counted as REN counts them, masked beside it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import masking
from evaluation.models import IndicatorValue
from evaluation.reports.unnamed import published
from ppde.models import Person, Session
from tests.evaluation.reports import frozen, volunteers
from tests.world import moment


@pytest.fixture
def busy(as_team):
    """The home territory with enough persons for figures to be shown."""
    as_team.see_all()
    volunteers(as_team, 14, sex="F", solved=6)
    volunteers(as_team, 9, sex="M")
    return as_team


def unnamed_told(world, **options) -> dict[str, list]:
    """The lines of the table of those who came without being named: {territory: [met, unnamed]}."""
    report = frozen(world, kind="hub_report", by="hub_admin", **{"audience": "hub", **options})
    (part,) = [p for p in report["parts"] if p["id"] == "exhaustivite"]
    (table,) = [b for b in part["sections"][-1]["blocks"] if b["type"] == "table"]
    return {row[0]: row[1:] for row in table["rows"]}


def came(world, number: int, on, *, territory=None, state="held") -> None:
    Session.objects.create(
        territory=territory or world.home,
        kind="permanence",
        title="Permanence",
        place="Salle",
        starts_at=on,
        state=state,
        anonymous=number,
    )


def test_those_who_came_without_a_name_are_told_among_those_met(busy):
    """Held sessions until the end of the month, as REN counts them; the hub sums its territories."""
    world = busy
    Session.objects.filter(territory__hub=world.hub).update(state="cancelled", anonymous=0)
    volunteers(world, 12, territory=world.next)
    before = _met(world)
    came(world, 7, moment(2026, 10, 2))
    came(world, 6, moment(2026, 10, 31))
    came(world, 9, moment(2026, 11, 3))
    came(world, 8, moment(2026, 9, 3), territory=world.next)
    IndicatorValue.objects.all().delete()
    told = unnamed_told(world)
    assert told[world.home.name] == [before[world.home.pk] + 13, 13]
    assert told[world.next.name] == [before[world.next.pk] + 8, 8]
    assert told[world.hub.name][1] == 21


def _met(world) -> dict[int, int]:
    return {
        place.pk: Person.objects.filter(territory=place, met_on__lte=date(2026, 10, 31))
        .exclude(outcome_kind="duplicate")
        .count()
        for place in (world.home, world.next)
    }


def test_few_unnamed_or_few_named_are_not_told(busy):
    world = busy
    Session.objects.filter(territory__hub=world.hub).update(state="cancelled", anonymous=0)
    volunteers(world, 12, territory=world.next)
    came(world, 3, moment(2026, 10, 2))
    came(world, 8, moment(2026, 10, 2), territory=world.next)
    IndicatorValue.objects.all().delete()
    told = unnamed_told(world)
    # Three at home; the hub's eleven less next door's eight would tell them.
    assert told[world.home.name][1] in ("moins de 5", "non publié")
    hidden = [name for name in (world.next.name, world.hub.name) if told[name][1] == "non publié"]
    assert hidden


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=3),
    st.integers(0, 7),
)
def test_no_subtraction_tells_few_unnamed_nor_few_named(places, withheld):
    """Whatever is printed of those met, what is printed beside it determines no small count."""
    threshold, hub = 5, 0
    named = dict(enumerate((n for n, _ in places), 1))
    unnamed = dict(enumerate((m for _, m in places), 1))
    met = {pk: named[pk] + unnamed[pk] for pk in named}
    met[hub] = sum(met.values())
    whole = masking.Sum((hub,), tuple((pk,) for pk in named))
    values = {(pk,): n for pk, n in met.items()}
    masks = masking.protect(values, [whole], threshold)
    given_ = {pk: masks[pk,] for pk in met}
    # The report may have other reasons to withhold some of them.
    for bit, pk in enumerate(met):
        if withheld & (1 << bit):
            given_[pk] = masking.Mask.HIDDEN
    found = published(hub, met, unnamed, given_, threshold)
    shown = {pk: (unnamed[pk] if pk else sum(unnamed.values())) for pk in met if not found[pk]}
    assert not any(masking.is_small(n, threshold) for n in shown.values())
    for pk, n in shown.items():
        if not given_[pk]:
            assert not masking.is_small(met[pk] - n, threshold), (places, found)
    missing = [pk for pk in named if pk not in shown]
    if hub in shown and len(missing) == 1:
        rest = shown[hub] - sum(n for pk, n in shown.items() if pk)
        assert not masking.is_small(rest, threshold), (places, found)
