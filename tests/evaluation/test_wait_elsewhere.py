"""Who came back at their rank: the list tells the time since the volunteer date and what of it was spent elsewhere, as E9 counts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe.list_sheets import freeze_list
from ebe.models import Post
from evaluation.models import IndicatorValue
from evaluation.operations import recompute
from ppde import operations as ppde
from ppde.eligibility import months_after
from ppde.mobilisation import ranks
from ppde.models import ListSheet, OutcomeKind, Person
from ppde.operations.corrections import cancel_return
from territories.scoping import scoped
from tests.evaluation.small_world import clear, listed
from tests.evaluation.test_history_of_returns import back, enrol
from tzcld.ui import french

TODAY = timezone.localdate
BANDS = {
    "lt3": "moins de 3 mois",
    "3_6": "de 3 à 6 mois",
    "6_12": "de 6 à 12 mois",
    "gt12": "plus d’un an",
}


LEFT = date(2026, 2, 1)


def ago(days: int) -> date:
    return TODAY() - timedelta(days=days)


@pytest.fixture
def returned(as_team, by):
    """Volunteer on 1 January, elsewhere from 1 February until twenty days ago: 51 days of wait, at the rank of before."""
    clear(as_team.home)
    person = enrol(as_team, by, 1, proposed_on=None)
    outcome = ppde.record_outcome(person, OutcomeKind.NO_LONGER, LEFT, by=by)
    back(as_team, outcome, ago(20), "keep", by)
    person.refresh_from_db()
    return person


def sheet(world) -> list[dict]:
    with scoped(world.home.pk, world.hub.pk):
        return freeze_list(world.home, by=world.users["lead"]).lines


def seniority(world) -> dict[str, int]:
    """E9 by band, computed now."""
    month = TODAY().replace(day=1)
    recompute(world.home.pk, month)
    rows = IndicatorValue.objects.filter(
        territory=world.home, month=month, code="E9", breakdown="seniority"
    )
    return {BANDS[row.cell]: int(row.value) for row in rows if row.value and row.cell in BANDS}


def elsewhere() -> str:
    return f"dont {french.elapsed(LEFT, ago(20))} ailleurs"


def test_the_committee_reads_the_wait_that_the_indicator_counts(as_team, returned, by, sign_in):
    stayed = enrol(as_team, by, 2, proposed_on=None)
    by_number = {line["reference"]: line for line in sheet(as_team)}
    line, other = by_number[returned.reference], by_number[stayed.reference]
    placed = ranks(as_team.home)
    assert (line["rank"], other["rank"]) == (placed[returned.pk], placed[stayed.pk]), (
        "le rang reste celui de la date"
    )
    assert line["band"] == "moins de 3 mois"
    assert other["band"] == since_words(stayed.volunteer_on, TODAY(), whole=True)
    assert "away" not in other
    long = since_words(returned.volunteer_on, TODAY())
    assert line["away"] == f"volontaire depuis {long}, {elsewhere()}"
    counts = ListSheet.objects.filter(territory=as_team.home).first().counts
    assert seniority(as_team) == {band: counts[band] for band in BANDS.values() if counts.get(band)}
    shown = (
        sign_in("lead").get(reverse("ebe:list_sheet", args=[as_team.home.slug])).content.decode()
    )
    assert elsewhere() in shown
    assert "Volontaire depuis" in shown


def since_words(volunteer_on: date, today: date, whole: bool = False) -> str:
    """The band of the volunteer date: more than a year later, the words are others."""
    band = BANDS["gt12"] if months_after(volunteer_on, 12) <= today else BANDS["6_12"]
    return band if whole else band.removeprefix("de ")


def test_the_team_reads_both_on_the_list_on_the_file_and_in_the_filter(
    as_team, returned, by, sign_in
):
    stayed = enrol(as_team, by, 2, proposed_on=None)
    Person.objects.filter(territory=as_team.home).update(state="listed")
    lead = sign_in("lead")
    url = reverse("ppde:mobilisation_list", args=[as_team.home.slug])
    assert lead.get(url).content.decode().count(elsewhere()) == 1
    assert elsewhere() in b"".join(lead.get(url + "?format=csv")).decode("utf-8-sig")
    file = lead.get(
        reverse("ppde:person_detail", args=[as_team.home.slug, returned.pk])
    ).content.decode()
    assert f", {elsewhere()})" in file
    assert (
        "ailleurs)"
        not in lead.get(
            reverse("ppde:person_detail", args=[as_team.home.slug, stayed.pk])
        ).content.decode()
    )

    def found(band: str) -> set[int]:
        return {row.pk for row in lead.get(url, {"attente": band}).context["listing"].rows}

    assert found("under_3") == {returned.pk}
    assert returned.pk not in found("6_12") | found("over_12")
    assert stayed.pk in found("6_12") | found("over_12")


def test_a_return_that_gives_another_date_or_is_taken_back_leaves_nothing_to_tell(
    as_team, returned, by
):
    (made,) = returned.returns.all()
    cancel_return(made, by=by, reason="Pas revenu")
    assert sheet(as_team) == []
    outcome = returned.outcomes.latest("pk")
    back(as_team, outcome, ago(20), "new", by)
    returned.refresh_from_db()
    Person.objects.filter(pk=returned.pk).update(eligible_on=ago(10))
    assert "away" not in sheet(as_team)[0]


def test_a_sheet_written_before_says_nothing_of_it(as_team, returned, sign_in):
    sheet(as_team)
    row = ListSheet.objects.filter(territory=as_team.home).first()
    ListSheet.objects.filter(pk=row.pk).update(
        lines=[{k: v for k, v in line.items() if k != "away"} for line in row.lines]
    )
    shown = sign_in("lead").get(reverse("ebe:list_sheet", args=[as_team.home.slug]))
    assert shown.status_code == 200
    assert "ailleurs" not in shown.content.decode()


def test_the_line_before_a_post_tells_it_too(as_team, returned, by, sign_in):
    """Before a post of their hours the returned person comes first; told beside those who come next."""
    listed(as_team.home, 3, date(2025, 6, 1))
    Person.objects.filter(territory=as_team.home).update(state="listed", wished_hours=None)
    post = Post.objects.create(
        territory=as_team.home, enterprise=as_team.rows["home"]["enterprise"], title="Accueil",
        hours_min=20, hours_max=28, positions=1, starts_on=TODAY() + timedelta(days=9), opened_by=by,
    )  # fmt: skip
    shown = sign_in("lead").get(post.get_absolute_url()).content.decode()
    assert str(returned) in shown
    assert shown.count(elsewhere()) == 1
