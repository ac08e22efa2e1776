"""Contracts of nobody on the list, five years after their end: listed, approved, emptied, without moving a figure."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.models import CdeStatement, Contract, ContractHours, MonthlyReturn
from evaluation.models import IndicatorValue
from evaluation.operations.figures import months_back, recompute
from ppde.models import DurationRule, Elimination, EliminationLine, Person
from ppde.retention import operations as retention
from ppde.retention import times
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped
from tests.ppde.retention_kit import traces

CANARY = "Ornithorynque"
TODAY = timezone.localdate
CONTRACTS = Elimination.What.CONTRACTS


@pytest.fixture(autouse=True)
def delivered(as_team):
    """The duration as it is delivered: five years."""
    DurationRule.objects.all().delete()


def contract(as_team, ended: int, **values) -> Contract:
    """Of somebody who is no file here, whose last day was so many days ago."""
    last = TODAY() - timedelta(days=ended)
    first = last - timedelta(days=400)
    made = Contract.objects.create(
        territory=as_team.home,
        enterprise=as_team.rows["home"]["enterprise"],
        last_name=CANARY,
        first_name=f"{CANARY} prénom",
        job_title="Accueil",
        starts_on=first,
        **values,
    )
    ContractHours.objects.create(
        territory=as_team.home,
        enterprise=made.enterprise,
        contract=made,
        period=period(first, last),
        weekly_hours=28,
    )
    lead = as_team.users["lead"]
    operations.end_contract(made, on=last, leaving="resigned", by=lead)
    return made


@pytest.fixture
def old(as_team):
    return contract(as_team, 5 * 366)


def known_for_long(as_team) -> Person:
    """The person of the home territory, whom the team knew before any of these contracts."""
    person = as_team.rows["home"]["person"]
    Person.objects.filter(pk=person.pk).update(identified_on=date(2020, 1, 1))
    return person


def eliminate(as_team):
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, CONTRACTS, by=lead)
    retention.approve(made, "direction, courriel du 12/12/2026", by=lead)
    retention.eliminate(made)
    made.refresh_from_db()
    return made


def due(as_team) -> set[int]:
    _, _, rows = times.ended(as_team.home, times.endings()[CONTRACTS])
    return {pk for pk, _ in rows}


def test_a_contract_is_proposed_when_its_time_has_passed(as_team, old):
    contract(as_team, 5 * 365 - 40)
    # Somebody followed here: the contract goes with the file.
    contract(as_team, 5 * 366, person=known_for_long(as_team))
    assert due(as_team) == {old.pk}


def test_the_rule_of_the_territory_stands_before_its_hubs(as_team, old):
    def write(place, months, since=None):
        return times.write_duration(
            place, "contrats", since or TODAY(), months, "Note", by=as_team.users["lead"]
        )

    write(as_team.hub, 120)
    assert due(as_team) == set()
    write(as_team.home, 60, TODAY() + timedelta(days=1))
    assert due(as_team) == set(), "une règle à venir ne vaut pas encore"
    write(as_team.home, 48)
    assert due(as_team) == {old.pk}
    with pytest.raises(ValidationError, match="commence déjà"):
        write(as_team.home, 60)
    with pytest.raises(ValidationError, match="est passé"):
        write(as_team.home, 60, TODAY() - timedelta(days=1))


def test_no_trace_of_the_employee_is_left_anywhere(as_team, old):
    assert set(traces(CANARY)) >= {"ebe_contract", "territories_entry"}
    made = eliminate(as_team)
    with scoped(as_team.home.pk, as_team.next.pk, as_team.hub.pk):
        assert traces(CANARY) == []
        old.refresh_from_db()
        assert (old.last_name, old.first_name, old.job_title) == ("Anonyme", "", "Accueil")
        # What was done stays in the journal, without saying for whom.
        assert Entry.objects.filter(model="ebe.contract", object_id=old.pk, verb="end").exists()
    line = made.lines.get()
    assert (made.state, line.row_id, line.number, line.reference) == ("done", None, 1, "L-0001")
    assert due(as_team) == set()


def test_no_figure_moves(as_team, old):
    months = months_back(TODAY().replace(day=1), 84)

    def figures():
        recompute(as_team.home.pk, *months)
        rows = IndicatorValue.objects.filter(territory=as_team.home)
        counted = {
            (v.code, v.breakdown, v.cell, v.month): (v.value, v.numerator, v.denominator)
            for v in rows
        }
        kept = [
            list(model.objects.filter(territory=as_team.home).order_by("pk").values())
            for model in (ContractHours, MonthlyReturn, CdeStatement)
        ]
        return counted, kept

    with scoped(as_team.home.pk):
        before = figures()
    eliminate(as_team)
    with scoped(as_team.home.pk):
        after = figures()
    assert len(before[0]) > 100
    assert after == before


def test_what_changed_since_the_list_was_made_is_kept(as_team, old):
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, CONTRACTS, by=lead)
    Contract.objects.filter(pk=old.pk).update(person=known_for_long(as_team))
    retention.approve(made, "accord", by=lead)
    assert retention.eliminate(made) == 0
    with scoped(as_team.home.pk):
        assert made.lines.get().kept_because == "Modifié après la préparation de la liste."
        assert Contract.objects.get(pk=old.pk).last_name == CANARY


def test_one_list_of_each_kind_at_a_time_and_run_twice_it_does_it_once(as_team, old):
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, CONTRACTS, by=lead)
    with pytest.raises(ValidationError, match="déjà ouverte"):
        retention.prepare(as_team.home, CONTRACTS, by=lead)
    assert retention.open_lists(as_team.home).keys() >= {"contrats"}
    retention.approve(made, "accord", by=lead)
    assert (retention.eliminate(made), retention.eliminate(made)) == (1, 0)
    with pytest.raises(ValidationError, match="Rien n’a passé"):
        retention.prepare(as_team.home, CONTRACTS, by=lead)


def test_the_pages_from_the_count_to_the_agreement(as_team, old, sign_in):
    lead, home = sign_in("lead"), as_team.home.slug
    shown = lead.get(reverse("ppde:retention_view", args=[home])).content.decode()
    assert "1\u00a0contrat a passé cette durée." in shown
    assert "60\u00a0mois après le dernier jour" in shown
    prepare = reverse("ppde:elimination_prepare", args=[home])
    assert lead.post(prepare, {"what": "autre"}).status_code == 400
    page = lead.post(prepare, {"what": "contrats"}).url
    listed = lead.get(page).content.decode()
    assert CANARY in listed
    assert "L-0001" in listed
    assert "Terminés le" in listed
    line = EliminationLine.objects.get(elimination__what=CONTRACTS)
    keep = reverse("ppde:elimination_keep", args=[home, line.pk])
    assert lead.post(keep, {"reason": "Procès en cours"}).url == page
    assert "Procès en cours" in lead.get(page).content.decode()
    lead.post(keep, {"reason": ""})
    approve = reverse("ppde:elimination_approve", args=[home, line.elimination_id])
    asked = lead.get(approve).content.decode()
    assert "Accord de l’entreprise" in asked
    assert "Visa" not in asked
    assert lead.post(approve, {"visa": "direction", "sure": "on"}).url == page
    assert CANARY in lead.get(page).content.decode()
    retention.eliminate(Elimination.objects.get(pk=line.elimination_id))
    left = lead.get(page).content.decode()
    assert CANARY not in left
    assert "accord : direction" in left.replace("\u00a0", " ")


def test_the_list_takes_as_many_queries_for_one_as_for_many(as_team, old, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    lead, home = sign_in("lead"), as_team.home.slug

    def asked(address) -> int:
        lead.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(address).status_code == 200
        return len(queries)

    view = reverse("ppde:retention_view", args=[home])
    page = reverse("ppde:elimination_detail", args=[home, 0])
    made = retention.prepare(as_team.home, CONTRACTS, by=as_team.users["lead"])
    one = asked(view), asked(page.replace("/0/", f"/{made.pk}/"))
    retention.give_up(made, by=as_team.users["lead"])
    for n in range(20):
        contract(as_team, 5 * 366 + n)
    made = retention.prepare(as_team.home, CONTRACTS, by=as_team.users["lead"])
    many = asked(view), asked(page.replace("/0/", f"/{made.pk}/"))
    assert made.lines.count() == 21
    assert many == one
    assert max(one) <= 15
