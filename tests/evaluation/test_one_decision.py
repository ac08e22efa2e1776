"""One decision stands behind every surface: what one reader may read anywhere, put together, gives no masked count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluation import aggregates, announcements, composing, masking, operations, publication
from evaluation.indicators import DIMENSIONS, REGISTRY, Kind
from evaluation.masking import Mask, Sum, is_small
from evaluation.models import IndicatorValue, Newsletter, NewsletterBlock
from evaluation.operations.figures import months_back, this_month
from evaluation.reports import snapshot
from evaluation.reports.figures import Figures
from territories.models import Territory
from territories.scoping import Reach, apply
from tests.evaluation.reports import MONTH, ask, volunteers
from tests.evaluation.small_world import clear

THRESHOLD, HUB = 5, 9
SENIORITY = ("lt3", "3_6", "gt12")


def additions(cells, hub) -> list[Sum]:
    """Every addition that a reader can make over these cells (place, code, breakdown, cell), whatever page prints them."""
    places = sorted({pk for pk, *_ in cells})
    groups: dict = {}
    over: dict = {}
    for pk, code, breakdown, cell in sorted(cells):
        if breakdown:
            groups.setdefault((pk, code, breakdown), []).append((pk, code, breakdown, cell))
        if pk != hub and (not breakdown or DIMENSIONS[breakdown].cells):
            over.setdefault((hub, code, breakdown, cell), []).append((pk, code, breakdown, cell))
    tally = publication.TALLY
    found = [Sum((pk, *tally.total), tuple((pk, *part) for part in tally.parts)) for pk in places]
    found += [Sum((pk, code, "", ""), tuple(parts)) for (pk, code, _), parts in groups.items()]
    found += [Sum(total, tuple(parts)) for total, parts in over.items()]
    return [s for s in found if all(key in cells for key in s.cells)]


def told(values, masks, hub) -> set:
    """The small counts that all these additions, solved together, leave with one value."""
    sums = additions(values, hub)
    of: dict = {}
    for s in sums:
        for key in s.cells:
            of.setdefault(key, []).append(s)
    found = {key for key, n in values.items() if is_small(n, THRESHOLD) and not masks[key]}
    for start in [key for key, mask in masks.items() if mask]:
        found |= masking._told(start, values, masks, of, lambda _: THRESHOLD)
    return found


def rows(pk, cells):
    return [(pk, None, None, *key, n, None, None) for key, n in cells.items()]


def place_of(ebe, elsewhere, waits, paused, admission, gone):
    """The counts of one territory that add up as those of the statement do."""
    solved, waiting = ebe + elsewhere, sum(waits)
    found = {("E6", "destination", "ebe"): ebe, ("E6", "destination", "elsewhere"): elsewhere}
    found |= {("E9", "seniority", cell): n for cell, n in zip(SENIORITY, waits, strict=True)}
    totals = {"E6": solved, "E9": waiting, "PAU": paused, "ADE": admission, "SOR": gone}
    totals["E5"] = sum(totals.values())
    return found | {(code, "", ""): n for code, n in totals.items()}


def decided(places):
    by = {pk: rows(pk, cells) for pk, cells in places.items()}
    whole: dict = {}
    for cells in places.values():
        for key, n in cells.items():
            whole[key] = whole.get(key, 0) + n
    by[HUB] = rows(HUB, whole)
    masks = publication.decide(by, HUB, dict.fromkeys(by, THRESHOLD))
    values = {
        (pk, *key): n for pk, cells in {**places, HUB: whole}.items() for key, n in cells.items()
    }
    return values, {key: masks[key[0]].get(key[1:], Mask.SHOWN) for key in values}


few = st.integers(0, 30) | st.integers(0, 6)
places = st.builds(place_of, few, few, st.tuples(few, few, few), few, few, few)


NOBODY = place_of(0, 0, (0, 0, 0), 0, 0, 0)
# Found at random: one person beside zeros, and a total that its own cells bound.
BARE = [NOBODY, NOBODY, place_of(0, 0, (0, 0, 1), 0, 0, 0), place_of(0, 0, (1, 4, 0), 0, 0, 0)]
EMPTY = [NOBODY, NOBODY, place_of(0, 0, (0, 0, 1), 0, 0, 0), place_of(0, 0, (5, 0, 0), 0, 0, 0)]
BOUND = [
    NOBODY,
    place_of(0, 0, (0, 0, 0), 5, 0, 0),
    place_of(0, 0, (5, 0, 0), 1, 0, 0),
    place_of(0, 0, (0, 1, 3), 0, 0, 0),
]
ONES = [NOBODY, place_of(0, 0, (0, 1, 1), 0, 1, 1)]


@settings(max_examples=60, deadline=None)
@example(BARE)
@example(EMPTY)
@example(BOUND)
@example(ONES)
@given(st.lists(places, min_size=2, max_size=4))
def test_no_addition_over_all_the_surfaces_gives_a_small_count(found):
    """Totals and breakdowns of the hub and of each territory, solved as one system: they are decided apart."""
    values, masks = decided(dict(enumerate(found, 1)))
    assert not told(values, masks, HUB), {key: (n, masks[key]) for key, n in values.items()}


def test_a_breakdown_does_not_tell_a_withheld_total():
    """Those whose admission waits are withheld with the three who left: their own cells must not add up to them."""
    places = {
        1: place_of(20, 9, (9, 30, 40), 31, 12, 3),
        2: place_of(30, 11, (9, 30, 22), 40, 12, 3),
    }
    for cells in places.values():
        cells |= {("ADE", "sex", "F"): 6, ("ADE", "sex", "M"): 6}
    values, masks = decided(places)
    assert masks[1, "ADE", "", ""] is Mask.HIDDEN
    assert not told(values, masks, HUB)


def test_a_new_territory_does_not_blind_its_hub():
    """Seven territories, the last with one person: the smallest of the others is withheld beside it, not the hub."""
    large = [place_of(60 + n, 20 + n, (9, 20, 30), 8, 7, 11) for n in range(6)]
    values, masks = decided(dict(enumerate([*large, place_of(1, 0, (0, 0, 0), 0, 0, 0)], 1)))
    assert not told(values, masks, HUB)
    assert {key for key, mask in masks.items() if mask and key[0] == HUB} == set()
    hidden = {key[0] for key, mask in masks.items() if mask and key[1:] in publication.HEADLINES}
    assert len(hidden) == 2


def test_a_small_hub_is_withheld_rather_than_the_territory_that_is_most_of_it():
    values, masks = decided(
        {1: place_of(60, 20, (9, 20, 30), 8, 7, 11), 2: place_of(1, 0, (0, 0, 0), 0, 0, 0)}
    )
    assert not told(values, masks, HUB)
    assert masks[1, "E5", "", ""] is masks[1, "E6", "", ""] is Mask.SHOWN
    assert masks[HUB, "E5", "", ""] is Mask.HIDDEN


def test_the_same_is_masked_whatever_a_page_asks_for():
    by = {pk: rows(pk, place_of(pk, 7, (2, 9, pk), 3, 8, 6)) for pk in (1, 2, 3)}
    by[HUB] = rows(HUB, {})
    thresholds = dict.fromkeys(by, THRESHOLD)
    whole = publication.decide(by, HUB, thresholds)
    part = publication.decide(
        {pk: [r for r in raw if r[4] in publication.BASE] for pk, raw in by.items()},
        HUB,
        thresholds,
    )
    for pk, masks in part.items():
        assert masks == {k: m for k, m in whole[pk].items() if k[1] in publication.BASE}


# Hours ──────────────────────────────────────────────────────────────────────────────────────────


def firm(heads, fte):
    found = {"EFF": heads, "ETP": fte, "ETPP": fte, "CDE": 159 * fte, "CHG": 300 * fte, "CA": 70}
    return {(code, "", ""): n for code, n in found.items()}


def hours(firms):
    """By place, the codes withheld."""
    by = {pk: rows(pk, firm(*one)) for pk, one in firms.items()}
    by[HUB] = rows(HUB, firm(sum(n for n, _ in firms.values()), sum(f for _, f in firms.values())))
    masks = publication.decide(by, HUB, dict.fromkeys(by, THRESHOLD))
    return {pk: {code for code, *_ in found} for pk, found in masks.items()}


TOLD = {"ETP", "ETPP", "CDE", "CHG"}


def test_the_hours_of_a_sole_employee_leave_by_no_amount():
    found = hours({1: (1, 0.8), 2: (9, 7.5), 3: (40, 31)})
    assert found[1] == found[2] == TOLD | {"EFF"}, "un autre territoire avec lui, le plus petit"
    assert found[3] == found[HUB] == set(), "la métropole garde ses totaux"


def test_the_hours_of_who_left_before_the_end_of_the_month_are_told_by_nothing():
    found = hours({1: (0, 0.3), 2: (9, 7.5), 3: (40, 31)})
    assert found[1] == found[2] == TOLD
    assert not found[3] | found[HUB]


def test_the_hours_of_one_supervisor_follow_the_head_count():
    """One supervisor among forty: the FTE of the others, less those of all, would be his hours."""
    cells = firm(40, 31)
    for code, one, others in (("EFF", 1, 39), ("ETP", 0.8, 30.2)):
        cells |= {(code, "status", "other"): one, (code, "status", "privation"): others}
    by = {pk: rows(pk, cells) for pk in (1, HUB)}
    masks = publication.decide(by, HUB, dict.fromkeys(by, THRESHOLD))
    for pk in by:
        assert masks[pk].keys() >= {("ETP", "status", "other"), ("ETP", "status", "privation")}
        assert ("ETP", "", "") not in masks[pk]


def test_without_another_enterprise_the_hub_withholds_them_too():
    assert hours({1: (1, 0.8), 2: (0, 0)})[HUB] >= TOLD


# All that one reads ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def metropolis(as_team):
    """A hub of four: three territories, and one that opens with one volunteer, hired elsewhere at once."""
    places = [as_team.home, as_team.next]
    for name in ("ancien", "nouveau"):
        places.append(Territory.objects.create(kind="local", hub=as_team.hub, name=name, slug=name))
    ids = {as_team.hub.pk, *(place.pk for place in places)}
    apply(Reach(reach=ids, named=ids))
    for place, (number, solved) in zip(places, ((31, 12), (24, 9), (16, 7), (1, 1)), strict=True):
        clear(place)
        volunteers(as_team, number, territory=place, solved=solved)
    operations.close_months(as_team.hub.pk, *months_back(this_month(), 14))
    return as_team, places


def counts_of(places, month):
    stored = IndicatorValue.objects.filter(territory__in=places, month=month)
    return {
        (v.territory_id, v.code, v.breakdown, v.cell): int(v.value)
        for v in stored
        if v.value is not None
        and REGISTRY[v.code].kind is Kind.COUNT
        and v.code not in publication.TEAM_ONLY
    }


def printed(world, places, client, month) -> tuple[dict, set]:
    """Every count of a month that this reader finds somewhere, and those said to be small: API, dashboards, comparison,
    series, report."""
    hub, found, small = world.hub, {}, set()

    def note(pk, code, breakdown, cell, value, mask=Mask.SHOWN):
        if mask is Mask.SMALL:
            small.add((pk, code, breakdown, cell))
        if value is not None and REGISTRY[code].kind is Kind.COUNT:
            found[pk, code, breakdown, cell] = int(value)

    months = months_back(this_month(), 25)
    for place in (hub, *places):
        if month == this_month():
            answer = client.get(reverse("api:indicator-detail", args=[place.slug]))
            for one in answer.json():
                note(place.pk, one["code"], "", "", one["value"])
        for whole in (True, False):
            figures = aggregates.read(place, exact=False, month=month, whole=whole)
            for key, figure in figures.rows.items():
                note(place.pk, *key, figure.value, figure.mask)
        codes = [c for c, i in REGISTRY.items() if i.kind is Kind.COUNT]
        series = aggregates.history([place], codes, months, exact=False)
        for (pk, code), one in series.items():
            values = aggregates.printable(one, months, exact=False, threshold=THRESHOLD)
            note(pk, code, "", "", dict(zip(months, values, strict=True))[month])
    for pk, figures in aggregates.several(places).items():
        for key, figure in figures.rows.items():
            if figures.month == month:
                note(pk, *key, figure.value, figure.mask)
    # Its own reports of the month, and those of this month, whose year passes by the months that are quarters before.
    asked = [([hub, *places], this_month()), *(([place], month) for place in places)]
    for some, last in ([hub, *places], month), *asked:
        report = Figures(some, last, exact=False).load()
        if month not in report.quarters:
            continue
        for place in some:
            for pk, code, m, breakdown, cell in report._rows:
                if (pk, m) == (place.pk, month):
                    figure = report.at(place, code, month, breakdown, cell)
                    note(pk, code, breakdown, cell, figure.number, figure.mask)
    return found, small


@pytest.mark.parametrize("month", [0, 1, 3])
def test_all_that_the_hub_reads_of_a_month_gives_no_masked_count(metropolis, sign_in, month):
    world, places = metropolis
    month = months_back(this_month(), 4)[month]
    client = sign_in("hub_admin")
    read, small = printed(world, places, client, month)
    values = counts_of([world.hub, *places], month)
    masks = {
        key: Mask.SHOWN if key in read else Mask.SMALL if key in small else Mask.HIDDEN
        for key in values
    }
    assert {key: n for key, n in read.items() if n != values[key]} == {}
    new, hub = places[-1].pk, world.hub.pk
    assert masks[new, "E5", "", ""]
    assert masks[new, "E6", "", ""]
    assert not told(values, masks, hub)
    # The hub's own sums stay.
    assert {(hub, code, "", "") for code in ("E5", "E6", "E9")} <= read.keys()


def test_a_report_prints_of_a_territory_what_its_dashboard_does(metropolis, sign_in):
    world, places = metropolis
    report = Figures([world.hub, *places], MONTH, exact=False).load()
    for place in (world.hub, *places):
        figures = aggregates.read(place, exact=False, month=MONTH)
        for key, figure in figures.rows.items():
            if key[1] not in publication.SHOWN_TOGETHER:
                # Decided for no page of the hub, printed by none of its reports.
                assert report.at(place, key[0], MONTH, *key[1:]).number is None
                continue
            if not figure.mask and figure.value is None:
                continue
            assert report.at(place, key[0], MONTH, *key[1:]).is_masked == figures.is_masked(*key), (
                key
            )


def test_a_report_prints_nothing_of_a_territory_of_which_nothing_was_decided(
    metropolis, monkeypatch
):
    """As its dashboard does, in the month that the report tells and in those before."""
    world, places = metropolis
    lost, before = places[0], months_back(MONTH, 4)[0]
    decide = aggregates.decisions

    def without(*args):
        found = decide(*args).items()
        return {m: {pk: masks for pk, masks in by.items() if pk != lost.pk} for m, by in found}

    monkeypatch.setattr(aggregates, "decisions", without)
    report = Figures([world.hub, *places], MONTH, exact=False).load()
    for month in (MONTH, before):
        words = aggregates.read(lost, exact=False, month=month).words("E6")
        assert report.at(lost, "E6", month).shown == words == "non publié"
        assert report.at(places[1], "E6", month).number is not None
    assert report.at(lost, "E9", None, "seniority", "lt3").number is None
    assert report.count(lost, "E6") == (12, Mask.HIDDEN)
    assert report.count(places[1], "E6") == (9, Mask.SHOWN)


def test_a_report_decides_each_month_once(metropolis, monkeypatch):
    world, places = metropolis
    decide, asked = aggregates.decisions, []

    def counted(place, months, *args):
        asked.extend(months)
        return decide(place, months, *args)

    monkeypatch.setattr(aggregates, "decisions", counted)
    report = Figures([world.hub, *places], MONTH, exact=False).load()
    assert sorted(asked) == sorted(report.quarters)


@pytest.mark.parametrize("surface", ["api", "list", "sheet", "letter", "webhook"])
def test_where_totals_alone_are_told_the_breakdowns_of_persons_are_not_read(
    world, sign_in, client, surface
):
    letter = Newsletter(territory=world.home)
    tell = {
        "api": lambda: sign_in("hub_officer").get(
            reverse("api:indicator-detail", args=[world.home.slug])
        ),
        "list": lambda: sign_in("lead").get(
            reverse("evaluation:indicator_list", args=[world.home.slug])
        ),
        "sheet": lambda: client.get(reverse("evaluation:public_territory", args=[world.home.slug])),
        "letter": lambda: composing._read(NewsletterBlock(kind="figures"), letter),
        "webhook": lambda: announcements._mark(world.home),
    }
    with CaptureQueriesContext(connection) as queries:
        tell[surface]()
    asked = [q["sql"] for q in queries if '"numerator"' in q["sql"]]
    assert asked
    assert all('"breakdown" IN (' in sql for sql in asked)


def test_what_a_report_withheld_stays_withheld_of_its_month(metropolis):
    """The new territory grows afterwards: its figure and that of the other withheld with it would give the old one back."""
    world, places = metropolis
    report = ask(world, kind="hub_report", audience="public", by="hub_admin")
    report.snapshot = snapshot.freeze(report)
    report.save()
    withheld = report.snapshot["withheld"][MONTH.isoformat()]
    new = places[-1]
    beside = {pk for pk, code, breakdown, *_ in withheld if (code, breakdown) == ("E5", "")}
    assert new.pk in beside
    assert len(beside) == 2
    ids = {world.hub.pk, *(place.pk for place in places)}
    apply(Reach(reach=ids, named=ids))
    volunteers(world, 30, territory=new, solved=12)
    operations.close_months(world.hub.pk, *months_back(this_month(), 2))
    for place in (world.hub, *places):
        figures = aggregates.read(place, exact=False, month=MONTH)
        hidden = [key for pk, *key, _ in withheld if pk == place.pk]
        assert all(figures.is_masked(*key) for key in hidden), place
    assert aggregates.read(world.hub, exact=False, month=MONTH).number("E5") == 31 + 24 + 16 + 31
    # The month after was in no report.
    assert aggregates.read(new, exact=False).number("E5") == 31
