"""One declared list of what is held about a person: no table and no column may be forgotten."""

import pytest
from django.apps import apps

from ppde.models import JourneyEvent, Person
from territories import journal
from territories.holdings import TECHNICAL, held, holdings
from territories.scoping import scoped
from tests.test_walls import NAMED, OURS
from tests.world import CANARY

# Named tables that no file of a person leads to, and why.
ELSEWHERE = {
    "territories_contact": "people at work, in the organisations' file",
    "territories_invitation": "invited colleagues",
    "cle_seat": "members of a committee, by the name they sit under",
    "cle_attendance": "presence of those members",
    "cle_meetinganswer": "what those members announce before a meeting",
    "cle_convocationmail": "convocations sent to those members",
}
TO_DO = (
    "Declare it in the HOLDINGS of your room's holdings.py: how its rows are found from the person, which fields identify "
    "somebody and what anonymisation leaves of them (territories/holdings.py)."
)


def about_a_person() -> set[str]:
    """Tables with a column that points to a person."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and any(f.related_model is Person for f in model._meta.concrete_fields)
    }


def test_every_table_about_a_person_is_in_a_holding():
    declared = {h.table for h in holdings()}
    forgotten = (NAMED | about_a_person()) - declared - set(ELSEWHERE)
    assert not forgotten, f"{sorted(forgotten)}: {TO_DO}"
    assert not declared & set(ELSEWHERE)


@pytest.mark.parametrize("holding", holdings(), ids=lambda h: h.model_name)
def test_every_column_is_declared_once(holding):
    columns = {f.name for f in holding.model._meta.concrete_fields}
    link = {holding.link} if holding.link else set()
    said = [*holding.plain, *holding.identifying, *holding.hidden, *link]
    assert len(said) == len(set(said))
    assert set(said) | TECHNICAL == columns | TECHNICAL, TO_DO


@pytest.mark.parametrize("holding", holdings(), ids=lambda h: h.model_name)
def test_what_anonymisation_leaves_fits_the_column(holding):
    row = holding.model()
    for name, value in holding.left(row).items():
        column = holding.model._meta.get_field(name)
        assert value is not None or column.null, f"{holding.model_name}.{name} is never null"


def test_each_row_reads_in_words(as_team):
    person = as_team.rows["home"]["person"]
    with scoped(as_team.home.pk):
        journal.record("update", person, by=as_team.users["lead"], named=True)
        found = {h.model_name: [h.read(row) for row in rows] for h, rows in held(person)}
    assert ("Nom", "Quetzal") in found["ppde.Person"][0]
    assert ("Fait", "Volontaire") in found["ppde.JourneyEvent"][0]
    assert ("Motif", "Garde d’enfant ou de proche") in found["ppde.Pause"][0]
    assert ("Indices vus", "Déclaration") in found["ppde.EligibilityReview"][0]
    assert found["ebe.Proposal"]
    assert found["ebe.Contract"] == []
    assert len(found["territories.Entry"]) == 2


def test_the_neighbour_holds_nothing_of_this_person(as_team):
    """The scope of the caller bounds what is found."""
    person = as_team.rows["next"]["person"]
    assert all(not rows for _, rows in held(person))
    mine = [row for _, rows in held(as_team.rows["home"]["person"]) for row in rows]
    assert CANARY not in " ".join(map(str, mine))


def test_an_empty_address_finds_no_reader_of_the_letter(as_team):
    with scoped(as_team.home.pk):
        found = {h.model_name: rows for h, rows in held(as_team.rows["home"]["person"])}
        assert found["evaluation.Subscriber"] == []
        reader = as_team.rows["home"]["subscriber"]
        Person.objects.filter(number=1).update(email=reader.email.upper())
        found = {h.model_name: rows for h, rows in held(Person.objects.get(number=1))}
    assert found["evaluation.Subscriber"] == [reader]
    assert JourneyEvent in {h.model for h in holdings()}
