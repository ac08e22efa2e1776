"""Somebody accompanied who sits in a committee: the mandate is told with the data, and goes with an erasure that asks for it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cle.models import Seat
from ppde import operations
from ppde.models import Elimination, Person
from ppde.operations.access import everything
from ppde.privacy.apart import told_apart
from ppde.retention import operations as retention
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped

TODAY = timezone.localdate
CANARY = "Ornithorynque"


@pytest.fixture
def by(as_team):
    return as_team.users["lead"]


@pytest.fixture
def person(as_team, by) -> Person:
    return operations.register_person(
        as_team.home, by=by, first_name="Rosé", last_name=CANARY, origin="ccas",
        email="rose@exemple.fr", identified_on=TODAY() - timedelta(days=30),
    )  # fmt: skip


@pytest.fixture
def seat(as_team):
    """`seat("ppde", "ROSE Ornithorynque")`: a mandate since the start of 2025."""
    committee = as_team.rows["home"]["committee"]

    def make(college: str, holder: str, **values) -> Seat:
        since = values.pop("since", date(2025, 1, 1))
        return Seat.objects.create(
            territory=as_team.home, committee=committee, college=college, holder=holder,
            period=period(since), **values,
        )  # fmt: skip

    return make


def test_a_mandate_is_told_by_its_address_or_by_the_name_in_a_college_of_persons(
    as_team, person, seat, sign_in
):
    assert told_apart(person) == []
    seat("ppde", f"{CANARY.upper()} Rose")
    # An elected official may bear the same name.
    seat("local_authority", f"Rosé {CANARY}", function="adjointe")
    seat("residents", "R. O.", email="ROSE@exemple.fr")
    told = [sentence.replace("\u00a0", " ") for sentence in told_apart(person)]
    assert ["privées durablement d’emploi, depuis le 1er janvier 2025" in s for s in told] == [
        True, False,
    ]  # fmt: skip
    assert "habitantes et habitants" in told[1]
    part = next(p for p in everything(person) if p["title"] == "Les sièges dans les instances")
    assert [dict(row)["Titulaire"] for row in part["rows"]] == [f"{CANARY.upper()} Rose", "R. O."]
    assert dict(part["rows"][0])["Présences relevées"] == "0\u00a0séance"
    page = sign_in("lead").get(reverse("ppde:person_privacy", args=[as_team.home.slug, person.pk]))
    assert "Siège dans" in page.content.decode()


@pytest.mark.parametrize("wanted", [True, False])
def test_an_erasure_that_asks_for_it_ends_the_mandate_and_takes_the_name(
    as_team, person, by, seat, wanted
):
    mine = seat("ppde", f"Rosé {CANARY}")
    other = seat("local_authority", f"Rosé {CANARY}")
    asked = operations.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", identity="known", by=by
    )
    operations.answer_request(asked, "granted", "C’est fait.", by=by, with_apart=wanted)
    for made in Elimination.objects.filter(
        territory=as_team.home, origin="request", state="approved"
    ):
        retention.eliminate(made)
    with scoped(as_team.home.pk):
        mine.refresh_from_db()
        other.refresh_from_db()
        assert mine.is_nameless is wanted
        assert (mine.until == TODAY()) is wanted
        assert other.holder == f"Rosé {CANARY}"
        told = Entry.objects.filter(model="cle.seat", object_id=mine.pk).values(
            "label", "before", "after"
        )
        assert not wanted or CANARY not in str(list(told))
        # A mandate has no name to look for in the other texts.
        lists = Elimination.objects.filter(territory=as_team.home, what="mandats")
        assert [made.with_texts for made in lists] == [False] * wanted
