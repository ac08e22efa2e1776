"""A departure noted wrongly: another day, another reason, or nobody leaves; the hours of before count again."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import fte, operations
from ebe.models import CdeStatement, Contract, Convention
from ppde import operations as ppde
from ppde.models import EventKind, ListRule, MobilityTrial
from territories.models import Entry
from tests.list_kit import refused

TODAY = timezone.localdate
DAY = timedelta(days=1)
WHY = "Le contrat d’une personne du même nom."


@pytest.fixture
def contract(as_team):
    """28 h since 1 September 2025, then 35 h from 1 October 2026; no trial elsewhere."""
    contract = as_team.rows["home"]["contract"]
    MobilityTrial.objects.filter(person=contract.person).delete()
    operations.change_hours(
        contract, weekly_hours=D(35), from_day=date(2026, 10, 1), by=as_team.users["director"]
    )
    return contract


def privation(contract, day):
    enterprise = contract.enterprise
    return fte.on(day, [enterprise.pk], enterprise.territory.hub_id)[enterprise.pk].privation


def leave(contract, on, by, leaving="dismissed"):
    return operations.end_contract(contract, on=on, leaving=leaving, by=by)


def test_a_departure_taken_back_gives_the_hours_back(as_director, contract, director):
    """By the direction itself, under its own scope."""
    as_director()
    leave(contract, date(2026, 9, 15), director)
    assert privation(contract, date(2026, 9, 16)) == privation(contract, date(2026, 11, 2)) == 0
    person = contract.person
    fact = person.events.get(kind=EventKind.NOTE, on=date(2026, 9, 15))
    operations.take_back_departure(contract, reason=WHY, by=director)
    contract.refresh_from_db()
    assert (contract.ends_on, contract.leaving) == (None, "")
    assert privation(contract, date(2026, 9, 16)) == D("0.8")
    assert privation(contract, date(2026, 11, 2)) == 1
    correction = fact.corrections.get()
    assert "n’est pas fini" in correction.text
    assert (correction.author, correction.reason) == (director, WHY)
    entry = Entry.objects.filter(verb="correct", model="ebe.contract").latest("pk")
    assert (entry.before["leaving"], entry.after["ends_on"], entry.reason) == (
        "dismissed",
        None,
        WHY,
    )
    assert entry.is_named


def test_the_day_and_the_reason_are_corrected(contract, director):
    leave(contract, date(2026, 9, 15), director)
    correct = operations.correct_departure
    same = {"on": date(2026, 9, 15), "leaving": "dismissed", "by": director}
    assert "Rien n’a changé" in refused(correct, contract, reason=WHY, **same)
    other = {**same, "leaving": "resigned"}
    assert "Dites pourquoi" in refused(correct, contract, reason=" ", **other)
    assert "trop loin" in refused(correct, contract, reason=WHY, **{**same, "on": date(2126, 9, 1)})
    assert "commence le" in refused(
        correct, contract, reason=WHY, **{**same, "on": date(2025, 8, 1)}
    )
    correct(contract, reason=WHY, **{**other, "on": date(2026, 10, 31)})
    contract.refresh_from_db()
    assert (contract.ends_on, contract.leaving) == (date(2026, 10, 31), "resigned")
    assert privation(contract, date(2026, 10, 31)) == 1
    assert privation(contract, date(2026, 11, 1)) == 0
    facts = contract.person.events.filter(kind=EventKind.NOTE, corrections=None)
    assert date(2026, 10, 31) in facts.values_list("on", flat=True)
    assert date(2026, 9, 15) not in facts.values_list("on", flat=True)


def test_a_departure_to_come_locks_nothing(sign_in, contract, director, see):
    coming = TODAY() + 20 * DAY
    leave(contract, coming, director)
    assert "déjà enregistré" in refused(leave, contract, coming, director)
    operations.change_hours(contract, weekly_hours=D(20), from_day=TODAY() + DAY, by=director)
    assert privation(contract, TODAY() + DAY) == D("0.5714")
    assert "Le dernier jour du contrat" in refused(
        operations.change_hours,
        contract,
        weekly_hours=D(22),
        from_day=coming + DAY,
        by=director,
    )
    page = sign_in("director").get(contract.get_absolute_url()).content.decode()
    for words in ("Changer le temps de travail", "Corriger le départ", "Annuler le départ"):
        assert words in page
    assert "Annuler ce contrat" not in page
    see("director")
    # The hours changed meanwhile go on after it.
    operations.take_back_departure(contract, reason=WHY, by=director)
    assert privation(contract, coming + 60 * DAY) == D("0.5714")
    assert not contract.person.events.filter(text__startswith="Fin du contrat").exists()


def test_a_contract_written_with_its_end_goes_on_with_its_last_hours(employ, director, enterprise):
    left = employ(35, date(2026, 1, 1), date(2026, 8, 31), privation=False)
    operations.take_back_departure(left, reason=WHY, by=director)
    assert [(h.since, h.until) for h in left.hours.all()] == [(date(2026, 1, 1), None)]


def test_what_followed_is_taken_back_first(as_team, contract, director):
    person = contract.person
    leave(contract, date(2026, 9, 15), director)
    ListRule.objects.filter(territory=as_team.home).update(after_job="keep")
    outcome = person.outcomes.standing().get()
    back = ppde.record_return(outcome, date(2026, 10, 1), by=director)
    take_back = operations.take_back_departure
    assert "repris sa place sur la liste" in refused(take_back, contract, reason=WHY, by=director)
    values = {"leaving": "agreed", "reason": WHY, "by": director}
    correct = operations.correct_departure
    assert "repris sa place" in refused(correct, contract, on=date(2026, 10, 1), **values)
    correct(contract, on=date(2026, 9, 30), **values)
    ppde.cancel_return(back, by=director, reason=WHY)
    Contract.objects.create(
        territory=as_team.home,
        enterprise=contract.enterprise,
        person=person,
        last_name="-",
        first_name="-",
        job_title="Tri",
        starts_on=date(2026, 10, 5),
    )
    assert "autre contrat" in refused(take_back, contract, reason=WHY, by=director)
    correct(contract, on=date(2026, 10, 4), **values)
    assert "autre contrat" in refused(correct, contract, on=date(2026, 10, 5), **values)


def test_the_place_given_since_is_asked_about(contract, director, enterprise, employ):
    leave(contract, date(2026, 9, 15), director)
    Convention.objects.filter(enterprise=enterprise).update(fte_ceiling=1)
    employ(28, date(2026, 10, 1), name="Suivante")
    said = refused(operations.take_back_departure, contract, reason=WHY, by=director)
    assert "au-delà des 1 de la convention" in said
    operations.take_back_departure(
        contract, reason=WHY, over_ceiling_reason="Tuilage d’un mois", by=director
    )
    entry = Entry.objects.filter(verb="correct", model="ebe.contract").latest("pk")
    assert entry.after["dépassement"] == "Tuilage d’un mois"


def test_the_months_it_touches_are_to_be_computed_again(contract, director, enterprise):
    CdeStatement.objects.all().delete()
    for month in (8, 9, 10):
        operations.compute_statement(enterprise, date(2026, month, 1))

    def outdated():
        rows = CdeStatement.objects.filter(outdated_on__isnull=False).order_by("month")
        found = [row.month.month for row in rows]
        rows.update(outdated_on=None)
        return found

    leave(contract, date(2026, 8, 31), director)
    assert outdated() == [9, 10]
    values = {"leaving": "resigned", "reason": WHY, "by": director}
    operations.correct_departure(contract, on=date(2026, 9, 20), **values)
    assert outdated() == [9]
    operations.correct_departure(contract, on=date(2026, 9, 20), **{**values, "leaving": "agreed"})
    assert outdated() == [], "un motif ne change aucun montant"
    operations.take_back_departure(contract, reason=WHY, by=director)
    assert outdated() == [9, 10]


def test_through_the_pages(sign_in, as_team, contract, director, see):
    leave(contract, date(2026, 9, 15), director)
    client = sign_in("director")
    args = ["venissieux", contract.pk]
    url = reverse("ebe:departure_correct", args=args)
    page = client.get(url).content.decode()
    assert "15/09/2026" in page
    sent = {"on": "10/09/2026", "leaving": "resigned", "reason": WHY}
    assert "est corrigé" in client.post(url, sent, follow=True).content.decode()
    url = reverse("ebe:departure_take_back", args=args)
    assert "avec les heures qui étaient prévues" in client.get(url).content.decode()
    assert "à revoir" in client.post(url, {"reason": ""}).content.decode()
    done = client.post(url, {"reason": WHY}, follow=True).content.decode()
    assert "le contrat continue" in done
    assert "Fin du contrat" not in done
