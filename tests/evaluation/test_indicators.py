"""Each indicator against a small world counted by hand."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ebe.models import CdeStatement, Contract, ContractHours
from evaluation import operations
from evaluation.indicators import REGISTRY, Kind
from evaluation.models import IndicatorValue
from ppde.models import Pause, Session
from territories.models import Estimate, Phase, Target, Territory
from territories.periods import period
from tests.evaluation.small_world import END, MONTH, clear, listed, person


@pytest.fixture
def home(as_team):
    clear(as_team.home)
    return as_team.home


def figures(territory, month=MONTH, breakdown="") -> dict:
    return {
        (v.code, v.cell) if breakdown else v.code: v
        for v in IndicatorValue.objects.filter(
            territory=territory, month=month, breakdown=breakdown
        )
    }


def compute(territory, *months):
    operations.recompute(territory.pk, *(months or (MONTH,)))
    return figures(territory)


def test_the_funnel_of_seed_000(home):
    """117 met, 55 interviewed, 15 volunteers: 47.0 %, 12.8 %, 27.3 %."""
    for n in range(117):
        person(
            home,
            n,
            met_on=date(2026, 2, 1),
            interviewed_on=date(2026, 3, 1) if n < 55 else None,
            volunteer_on=date(2026, 4, 1) if n < 15 else None,
        )
    found = compute(home)
    assert [found[c].value for c in ("REP", "REN", "ENT", "E5")] == [117, 117, 55, 15]
    assert [round(found[c].value * 100, 1) for c in ("E3", "E4", "E4E")] == [
        Decimal("47.0"),
        Decimal("12.8"),
        Decimal("27.3"),
    ]
    assert (found["E3"].numerator, found["E3"].denominator) == (55, 117)


def gathering(territory, day, unnamed, state="held"):
    return Session.objects.create(
        territory=territory,
        kind="collective_meeting",
        title=f"Réunion du {day}",
        starts_at=timezone.make_aware(datetime.combine(day, time(23, 30))),
        place="Maison de quartier",
        state=state,
        anonymous=unnamed,
    )


def test_those_who_came_without_a_name_were_met(home):
    """Counted with the persons met on their day, in the cells of what is not known; nothing else is said of them."""
    Estimate.objects.filter(territory=home).delete()
    Estimate.objects.create(territory=home, on=date(2026, 1, 1), persons=100, source="s")
    for n in range(4):
        person(home, n, sex="F", met_on=date(2026, 2, 1), interviewed_on=date(2026, 3, 1) if n else None)  # fmt: skip
    gathering(home, date(2026, 9, 30), 5)
    gathering(home, END, 3)
    gathering(home, date(2026, 11, 2), 9)
    gathering(home, date(2026, 8, 3), 0, state="cancelled")
    found = compute(home, date(2026, 9, 1), MONTH)
    assert [found[c].value for c in ("REP", "REN", "ENT", "E5")] == [12, 12, 3, 0]
    assert [found[c].value for c in ("E1", "E2", "E3")] == [Decimal("0.12"), Decimal("0.12"), Decimal("0.25")]  # fmt: skip
    assert found["E15"].denominator == 0
    assert [figures(home, date(2026, 9, 1))[c].value for c in ("REP", "REN")] == [9, 9]
    for breakdown, cell in (("sex", "unsaid"), ("age", "unknown"), ("duration", "unknown"), ("origin", "unknown"), ("district", "none")):  # fmt: skip
        cells = figures(home, breakdown=breakdown)
        assert sum(v.value for (code, _), v in cells.items() if code == "REN") == 12
        assert cells["REN", cell].value >= 8
    assert figures(home, breakdown="sex")["REN", "unsaid"].value == 8


def test_shares_of_the_estimate_use_the_last_one_known(home):
    Estimate.objects.filter(territory=home).delete()
    Estimate.objects.create(territory=home, on=date(2026, 1, 1), persons=100, source="s")
    Estimate.objects.create(territory=home, on=date(2026, 9, 1), persons=200, source="s")
    Estimate.objects.create(territory=home, on=date(2026, 11, 2), persons=999, source="s")
    for n in range(30):
        person(home, n, met_on=date(2026, 2, 1) if n < 20 else None)
    found = compute(home)
    assert (found["P0"].value, found["E1"].value, found["E2"].value) == (
        200,
        Decimal("0.15"),
        Decimal("0.1"),
    )


def test_nothing_is_divided_by_zero(home):
    Estimate.objects.filter(territory=home).delete()
    Target.objects.filter(territory=home).delete()
    found = compute(home)
    for code in ("P0", "E1", "E2", "E3", "E4", "E7", "E8", "E11", "E12", "E15", "OBJ", "E9M"):
        assert found[code].value is None, code
    for code in ("REP", "REN", "E5", "E6", "E9"):
        assert found[code].value == 0, code


def test_the_parts_of_the_volunteers_add_up(home):
    listed(home, 1, date(2026, 1, 1), outcome_on=date(2026, 5, 1), outcome_kind="ebe")
    listed(home, 2, date(2026, 1, 1), outcome_on=date(2026, 5, 1), outcome_kind="permanent")
    listed(home, 3, date(2026, 1, 1), outcome_on=date(2026, 5, 1), outcome_kind="siae")
    listed(home, 4, date(2026, 1, 1), outcome_on=date(2026, 5, 1), outcome_kind="fixed_short")
    listed(home, 5, date(2026, 1, 1))
    away = listed(home, 6, date(2026, 1, 1))
    Pause.objects.create(
        territory=home, person=away, period=period(date(2026, 10, 31)), reason="care"
    )
    back = listed(home, 7, date(2026, 1, 1))
    Pause.objects.create(
        territory=home,
        person=back,
        period=period(date(2026, 10, 1), date(2026, 10, 30)),
        reason="care",
    )
    person(home, 8, volunteer_on=date(2026, 1, 1))
    # Hired after the end of the month: still waiting at its end.
    listed(home, 9, date(2026, 1, 1), outcome_on=date(2026, 11, 1), outcome_kind="ebe")
    person(home, 10)
    found = compute(home)
    assert {c: int(found[c].value) for c in ("E5", "E6", "E9", "PAU", "ADE", "SOR")} == {
        "E5": 9,
        "E6": 3,
        "E9": 3,
        "PAU": 1,
        "ADE": 1,
        "SOR": 1,
    }
    assert found["E7"].value == Decimal("0.375")  # 3 of the 8 eligible
    assert found["E8"].value == Decimal("0.6667")
    split = figures(home, breakdown="destination")
    assert (split["E6", "ebe"].value, split["E6", "elsewhere"].value) == (1, 2)
    assert figures(home, breakdown="kind")["SOR", "fixed_short"].value == 1


@pytest.mark.parametrize(
    ("since", "cell"),
    [
        (END, "lt3"),
        (date(2026, 8, 1), "lt3"),
        (date(2026, 7, 31), "3_6"),
        (date(2026, 5, 1), "3_6"),
        (date(2026, 4, 30), "6_12"),
        (date(2025, 11, 1), "6_12"),
        (date(2025, 10, 31), "gt12"),
        (date(2021, 1, 1), "gt12"),
    ],
)
def test_seniority_of_the_wait(home, since, cell):
    listed(home, 1, since)
    found = compute(home)
    assert found["E9"].value == 1
    assert found["E9M"].value == (END - since).days
    counts = {c: v.value for (code, c), v in figures(home, breakdown="seniority").items()}
    assert counts == {"lt3": 0, "3_6": 0, "6_12": 0, "gt12": 0, "unknown": None, cell: 1}


def test_delays_are_median_and_ninth_decile_in_days(home):
    for n, days in enumerate([10, 20, 30, 40, 100]):
        start = date(2026, 1, 1)
        listed(
            home,
            n,
            start,
            first_proposal_on=date.fromordinal(start.toordinal() + days),
            outcome_on=date.fromordinal(start.toordinal() + 2 * days),
            outcome_kind="ebe",
        )
    # A proposal after the end of the month counts for nothing yet.
    listed(home, 9, date(2026, 1, 1), first_proposal_on=date(2026, 11, 3))
    found = compute(home)
    assert (found["E10P"].value, found["E10P"].denominator) == (30, 5)
    assert (found["E10S"].value, found["E10S"].denominator) == (60, 5)
    assert (found["E10P90"].value, found["E10S90"].value) == (76, 152)


def test_delays_are_broken_down_like_the_rest(home):
    """E10 by sex, age, duration, origin and district: each cell is measured on its own persons."""
    start = date(2026, 1, 1)
    for n, (days, sex) in enumerate([(10, "F"), (20, "F"), (90, "F"), (40, "M")]):
        listed(
            home,
            n,
            start,
            sex=sex,
            birth_year=1970 if sex == "M" else 2003,
            first_proposal_on=date.fromordinal(start.toordinal() + days),
        )
    listed(home, 9, start, sex="M")
    compute(home)
    sex, age = figures(home, breakdown="sex"), figures(home, breakdown="age")
    assert {c: (v.value, v.denominator) for (k, c), v in sex.items() if k == "E10P"} == {
        "F": (20, 3),
        "M": (40, 1),
    }
    assert (age["E10P90", "lt26"].value, age["E10P", "ge50"].value) == (76, 40)
    assert figures(home, breakdown="district")["E10P", "none"].value == 30
    # Nobody has a solution: no delay is written.
    assert sex["E10S", "F"].value is None


def test_flow_of_the_month(home):
    for n in range(4):
        listed(home, n, date(2026, 10, 2))
    for n in range(6):
        listed(home, 10 + n, date(2026, 1, 1), outcome_on=END, outcome_kind="ebe")
    listed(home, 20, date(2026, 1, 1), outcome_on=date(2026, 9, 30), outcome_kind="ebe")
    found = compute(home)
    assert (found["E11"].numerator, found["E11"].denominator) == (6, 4)
    assert found["E11"].value == Decimal("1.5")


def test_exhaustivity_of_stock_starts_with_the_habilitation(home):
    Phase.objects.filter(territory=home).delete()
    Phase.objects.create(territory=home, kind="candidate", period=period(date(2025, 1, 1), END))
    early = {"identified_on": date(2025, 6, 1), "volunteer_on": date(2025, 7, 1)}
    person(home, 1, **early, outcome_on=date(2026, 2, 1), outcome_kind="ebe")
    person(home, 2, **early)
    person(home, 3, volunteer_on=date(2026, 6, 1))
    assert compute(home)["E12"].value is None
    Phase.objects.filter(territory=home).delete()
    Phase.objects.create(territory=home, kind="habilitated", period=period(date(2026, 1, 1)))
    found = compute(home)["E12"]
    assert (found.value, found.denominator) == (Decimal("0.5"), 2)


def test_off_radar_leaves_the_unknown_aside(home):
    for n, answer in enumerate(["no", "yes", "yes", "yes", "unknown"]):
        person(home, n, met_on=date(2026, 2, 1), france_travail=answer)
    found = compute(home)["E15"]
    assert (found.value, found.denominator) == (Decimal("0.25"), 4)


def test_target_of_the_year_by_destination(home):
    """Seed 003: 100 in the EBE and 50 elsewhere by the end of the year."""
    Target.objects.filter(territory=home).delete()
    for year, destination, jobs in [
        (2025, "ebe", 7),
        (2026, "ebe", 100),
        (2026, "elsewhere", 50),
        (2027, "ebe", 200),
    ]:
        Target.objects.create(territory=home, year=year, destination=destination, jobs=jobs)
    for n in range(30):
        kind = "ebe" if n < 20 else "permanent"
        listed(home, n, date(2026, 1, 1), outcome_on=date(2026, 5, 1), outcome_kind=kind)
    found = compute(home)["OBJ"]
    assert (found.value, found.denominator) == (Decimal("0.2"), 150)
    split = figures(home, breakdown="destination")
    assert split["OBJ", "ebe"].value == Decimal("0.2")
    assert split["OBJ", "elsewhere"].value == Decimal("0.2")


def test_a_target_of_a_coming_year_counts_when_this_one_has_none(home):
    Target.objects.filter(territory=home).delete()
    Target.objects.create(territory=home, year=2028, destination="ebe", jobs=40)
    listed(home, 1, date(2026, 1, 1), outcome_on=date(2026, 5, 1), outcome_kind="ebe")
    assert compute(home)["OBJ"].value == Decimal("0.025")


def test_employees_and_fte_at_the_date(home, as_team):
    """A contract at 80 % is 0.8 FTE; one ended or not begun is nothing."""
    enterprise = as_team.rows["home"]["enterprise"]
    Contract.objects.filter(territory=home).update(ends_on=date(2026, 10, 30), leaving="resigned")

    def contract(hours, starts_on=date(2026, 1, 1), **values):
        made = Contract.objects.create(
            territory=home,
            enterprise=enterprise,
            last_name="A",
            first_name="B",
            job_title="C",
            starts_on=starts_on,
            **values,
        )
        ContractHours.objects.create(
            territory=home,
            enterprise=enterprise,
            contract=made,
            period=period(starts_on),
            weekly_hours=hours,
        )

    contract(28)
    contract(35, from_privation=False)
    contract(35, ends_on=END, leaving="resigned")
    contract(35, starts_on=date(2026, 11, 1))
    found = compute(home)
    assert found["EFF"].value == 3
    assert found["ETP"].value == Decimal("2.8")
    split = figures(home, breakdown="status")
    assert (split["EFF", "privation"].value, split["EFF", "other"].value) == (2, 1)
    assert (split["ETP", "privation"].value, split["ETP", "other"].value) == (Decimal("1.8"), 1)


def test_cde_is_that_of_the_month(home):
    assert compute(home)["CDE"].value == Decimal("1574.81")
    CdeStatement.objects.filter(territory=home).delete()
    assert compute(home)["CDE"].value is None


def test_breakdowns_share_out_the_total(home):
    unit = home
    for n, (sex, born, duration) in enumerate(
        [("F", 2001, "1_2"), ("F", 2000, "2_5"), ("M", 1977, "2_5"), ("M", 1976, "over_5")]
    ):
        person(
            unit,
            n,
            volunteer_on=date(2026, 1, 1),
            sex=sex,
            birth_year=born,
            duration=duration,
            origin="outreach",
        )
    person(home, 9, volunteer_on=date(2026, 1, 1))
    compute(home)
    by = {b: figures(home, breakdown=b) for b in ("sex", "age", "duration", "origin", "district")}

    def cells(breakdown):
        return {c: int(v.value) for (code, c), v in by[breakdown].items() if code == "E5"}

    assert cells("sex") == {"F": 2, "M": 2, "unsaid": 1}
    assert cells("age") == {"lt26": 1, "26_49": 2, "ge50": 1, "unknown": 1}
    assert cells("duration") == {"1_2": 1, "2_5": 2, "over_5": 1, "unknown": 1}
    assert cells("origin") == {"outreach": 4, "ccas": 1}
    assert cells("district") == {"none": 5}


def test_a_duplicate_was_never_anybody(home):
    listed(home, 1, date(2026, 1, 1), outcome_on=date(2026, 10, 5), outcome_kind="duplicate")
    before = compute(home, date(2026, 9, 1), MONTH)
    assert before["E5"].value == 0
    assert figures(home, date(2026, 9, 1))["E5"].value == 0


def test_computing_again_replaces_and_forgets_what_is_gone(home):
    one = person(home, 1, volunteer_on=date(2026, 1, 1), origin="outreach")
    compute(home)
    first = set(IndicatorValue.objects.filter(territory=home, month=MONTH).values_list("pk"))
    compute(home)
    again = IndicatorValue.objects.filter(territory=home, month=MONTH)
    assert set(again.values_list("pk")) == first
    one.origin = "ccas"
    one.save()
    compute(home)
    assert {c for _, c in figures(home, breakdown="origin")} == {"ccas"}


def test_months_gone_by_and_today(home):
    today = timezone.localdate()
    listed(home, 1, date(2026, 9, 30))
    listed(home, 2, today)
    operations.recompute(home.pk, date(2026, 8, 1), date(2026, 9, 1), today.replace(day=1))
    assert figures(home, date(2026, 8, 1))["E5"].value == 0
    assert figures(home, date(2026, 9, 1))["E5"].value == 1
    assert figures(home, today.replace(day=1))["E5"].value == 2


def test_the_hub_is_the_sum_of_its_territories(home, as_team):
    for territory in (as_team.home, as_team.next):
        with transaction.atomic():
            as_team.see_all()
            clear(territory)
    Estimate.objects.filter(territory=as_team.next).delete()
    for n, days in enumerate([10, 20]):
        _solved(as_team.home, n, days)
    for n, days in enumerate([60, 70, 80]):
        _solved(as_team.next, n, days)
    operations.close_months(as_team.hub.pk, MONTH)
    found = figures(as_team.hub)
    assert (found["E5"].value, found["E6"].value) == (5, 5)
    # Not the mean of the medians (15 and 70), the median of the five persons.
    assert (found["E10S"].value, found["E10S"].denominator) == (60, 5)
    # The neighbour has no estimate: its persons are not divided by the other's.
    assert (found["E2"].numerator, found["E2"].denominator) == (2, 1240)
    assert figures(as_team.hub, breakdown="sex")["E5", "unsaid"].value == 5
    assert figures(as_team.hub, breakdown="sex")["E10S", "unsaid"].value == 60
    assert not IndicatorValue.objects.filter(territory=as_team.hub, breakdown="district").exists()


def test_a_hub_closed_at_once_is_what_each_gives_alone(home, as_team):
    """One statement for all, or a territory and then its hub: the same rows, and only what changed is written again."""
    for n, days in enumerate([10, 20, 70]):
        _solved(home, n, days)
    hub, next_to = as_team.hub, as_team.next
    ids = [hub.pk, home.pk, next_to.pk]

    def rows():
        with transaction.atomic():
            as_team.see_all()
            fields = ("territory_id", "month", "code", "breakdown", "cell", "version", "value", "numerator", "denominator")  # fmt: skip
            return set(IndicatorValue.objects.filter(territory__in=ids, month=MONTH).values_list(*fields))  # fmt: skip

    operations.close_months(hub.pk, MONTH)
    together = rows()
    IndicatorValue.objects.filter(territory__in=ids, month=MONTH).delete()
    for territory in Territory.objects.filter(hub=hub):
        operations.recompute(territory.pk, MONTH)
    operations.recompute_hub(hub.pk, MONTH)
    assert rows() == together
    stamps = dict(IndicatorValue.objects.filter(territory=home, month=MONTH).values_list("pk", "computed_at"))  # fmt: skip
    IndicatorValue.objects.filter(territory=home, month=MONTH, code="E6").update(value=99)
    operations.close_months(hub.pk, MONTH)
    assert rows() == together
    written = {
        v.code
        for v in IndicatorValue.objects.filter(territory=home, month=MONTH)
        if stamps[v.pk] != v.computed_at
    }
    # The estimate carries the date of the last computation.
    assert written == {"E6", "P0"}


def _solved(territory, n, days):
    start = date(2026, 1, 1)
    listed(
        territory,
        n,
        start,
        outcome_on=date.fromordinal(start.toordinal() + days),
        outcome_kind="ebe",
    )


def test_a_computation_leaves_the_scope_as_it_found_it(home):
    from ppde.models import Person

    before = Person.objects.count()
    compute(home)
    assert Person.objects.count() == before


def test_each_indicator_says_what_it_is():
    for code, one in REGISTRY.items():
        assert code == one.code
        assert one.name
        assert one.formula
        assert one.source
        assert one.definition.endswith("…") or one.definition.rstrip().endswith(".")
    asked = {"P0", "E15", "ETP", "EFF", "CDE", "OBJ", *(f"E{n}" for n in (*range(1, 10), 11))}
    assert asked <= set(REGISTRY)
    assert {"E10P", "E10P90", "E10S", "E10S90"} <= set(REGISTRY)


def test_the_dictionary_is_searched_by_family_nature_and_words(world, sign_in):
    client, url = sign_in("lead"), reverse("evaluation:indicator_list", args=["venissieux"])

    def codes(**asked) -> list[str]:
        return [row.indicator.code for row in client.get(url, asked).context["listing"].rows]

    every = list(REGISTRY)
    assert codes() == every
    group = REGISTRY[every[-1]].group
    assert codes(famille=group) == [c for c in every if REGISTRY[c].group == group] != every
    delays = codes(nature="days")
    assert delays == [c for c in every if REGISTRY[c].kind is Kind.DAYS] != []
    assert codes(q="DELAI", nature="days") == [
        c for c in delays if "délai" in f"{REGISTRY[c].name} {REGISTRY[c].definition}".lower()
    ]
    assert codes(q="e9")[0] == "E9"
    file = b"".join(client.get(url, {"nature": "days", "format": "csv"}).streaming_content)
    assert len(file.decode("utf-8-sig").splitlines()) == 1 + len(delays)
