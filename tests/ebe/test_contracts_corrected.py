"""A contract written wrongly: a name, a post, an origin, a first day are put right on its page, with the reason."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse

from ebe import fte, operations
from ebe.models import CdeStatement, Contract
from ppde.models import FollowUp, Person
from territories.models import Entry
from tests.ebe.pages import words
from tests.list_kit import refused

WHY = "Encadrante, écrite comme issue de la privation."
DAY = timedelta(days=1)
correct = operations.correct_contract


@pytest.fixture
def months(enterprise):
    """Statements of August, September and October 2026."""
    CdeStatement.objects.filter(enterprise=enterprise).delete()
    return [operations.compute_statement(enterprise, date(2026, month, 1)) for month in (8, 9, 10)]


@pytest.fixture
def hired(as_team, enterprise, director, today):
    """Somebody of the list, who said yes ten days ago, employed from today on at 24 h."""
    proposal = operations.answer_proposal(
        as_team.rows["home"]["proposal"], reply="accepted", on=today - 10 * DAY, by=director
    )
    return operations.hire(
        enterprise, proposal=proposal, starts_on=today, weekly_hours=D(24), job_title="Tri",
        by=director,
    )  # fmt: skip


def outdated() -> list[int]:
    rows = CdeStatement.objects.exclude(outdated_on=None).order_by("month")
    return [row.month.month for row in rows]


def test_a_supervisor_written_as_from_privation(as_director, enterprise, employ, director, request):
    contract = employ(35, date(2026, 9, 1), name="Cadr")
    request.getfixturevalue("months")
    as_director()
    values = {"last_name": "Cadre", "job_title": "Encadrement", "from_privation": False}
    assert "Dites ce qui était faux" in refused(
        correct, contract, reason=" ", by=director, **values
    )
    correct(contract, reason=WHY, by=director, **values)
    contract.refresh_from_db()
    assert {name: getattr(contract, name) for name in values} == values
    assert (
        fte.on(date(2026, 10, 5), [enterprise.pk], enterprise.territory.hub_id)[enterprise.pk].other
        == 1
    )
    assert outdated() == [9, 10], "août n’en compte rien"
    entry = Entry.objects.get(verb="correct", model="ebe.contract", object_id=contract.pk)
    assert (entry.before["from_privation"], entry.after["last_name"]) == (True, "Cadre")
    assert (entry.reason, entry.is_named) == (WHY, True)
    assert "Rien n’a changé" in refused(correct, contract, reason=WHY, by=director, **values)


def test_another_post_changes_no_month(employ, director, request):
    contract = employ(35, date(2026, 9, 1))
    request.getfixturevalue("months")
    correct(contract, reason="Polyvalence", job_title="Accueil", by=director)
    assert outdated() == []


def test_the_first_day_takes_the_hours_with_it(employ, enterprise, director, request):
    contract = employ(28, date(2026, 9, 1), date(2026, 12, 31))
    operations.change_hours(contract, weekly_hours=D(35), from_day=date(2026, 9, 15), by=director)
    request.getfixturevalue("months")
    correct(contract, reason=WHY, starts_on=date(2026, 8, 1), by=director)
    assert [row.since for row in contract.hours.all()] == [date(2026, 8, 1), date(2026, 9, 15)]
    assert outdated() == [8]
    correct(contract, reason=WHY, starts_on=date(2026, 10, 1), by=director)
    (hours,) = contract.hours.all()
    assert (hours.since, hours.until, hours.weekly_hours) == (
        date(2026, 10, 1), date(2026, 12, 31), 35,
    )  # fmt: skip
    assert outdated() == [8, 9]
    said = refused(correct, contract, reason=WHY, starts_on=date(2027, 1, 1), by=director)
    assert "Le dernier jour du contrat est le 31 décembre 2026" in said
    said = refused(correct, contract, reason=WHY, starts_on=date(2023, 1, 1), by=director)
    assert "Aucune convention" in said


def test_the_exit_from_the_list_follows_the_first_day(as_director, hired, director, today):
    as_director()
    said = refused(correct, hired, reason=WHY, starts_on=today - 11 * DAY, by=director)
    assert "a accepté le" in said
    correct(hired, reason=WHY, starts_on=today - 3 * DAY, last_name="Autre", by=director)
    person = Person.objects.get(pk=hired.person_id)
    outcome = person.outcomes.get(kind="ebe")
    assert (outcome.on, person.outcome_on) == (today - 3 * DAY, today - 3 * DAY)
    assert Contract.objects.get(pk=hired.pk).last_name == person.last_name, "celui du dossier"
    told = person.events.filter(kind="outcome", corrections=None).latest("pk")
    assert (told.on, told.corrects.on, told.reason) == (today - 3 * DAY, today, WHY)
    first = FollowUp.objects.filter(outcome=outcome).earliest("due_on")
    assert first.due_on < today + 92 * DAY
    operations.cancel_contract(hired, by=director, reason=WHY)
    assert Person.objects.get(pk=person.pk).outcome_on is None


def test_an_erased_file_takes_no_other_day(hired, director, today):
    Person.objects.filter(pk=hired.person_id).update(anonymised_on=today)
    said = refused(correct, hired, reason=WHY, starts_on=today - DAY, by=director)
    assert "est effacé" in said
    assert correct(hired, reason=WHY, job_title="Accueil", by=director).job_title == "Accueil"


def test_a_mobility_opened_since_or_another_contract_bounds_the_first_day(
    as_director, hired, employ, director, today
):
    hired.person.mobilities.create(territory=hired.territory, consented_on=today)
    as_director()
    said = refused(correct, hired, reason=WHY, starts_on=today + DAY, by=director)
    assert "Des faits du parcours" in said, "l’employeur ne lit pas qu’une mobilité est ouverte"
    cancel = operations.cancel_contract
    assert "Des faits du parcours" in refused(cancel, hired, reason=WHY, by=director)
    before = employ(20, today - 90 * DAY, today - 3 * DAY)
    Contract.objects.filter(pk=before.pk).update(person=hired.person)
    said = refused(correct, hired, reason=WHY, starts_on=today - 4 * DAY, by=director)
    assert "Un autre contrat va jusqu’au" in said


def test_more_financed_hours_ask_the_ceiling(employ, enterprise, director):
    contract = employ(35, date(2026, 9, 1), privation=False)
    enterprise.conventions.update(fte_ceiling=D("0.9"))
    change = {"reason": WHY, "from_privation": True, "by": director}
    assert "au-delà des 0,9 de la convention" in refused(correct, contract, **change)
    done = correct(contract, over_ceiling_reason="Poste confirmé", **change)
    assert done.from_privation


def test_the_page_of_the_contract_corrects_it(sign_in, see, as_team, employ, months):
    contract = employ(35, date(2026, 9, 1), name="Cadr")
    client = sign_in("director")
    page = reverse("ebe:contract_correct", args=["venissieux", contract.pk])
    assert page in client.get(contract.get_absolute_url()).content.decode()
    given = {
        "first_name": "Lou", "last_name": "Cadre", "job_title": "Tri", "starts_on": "1/9/2026",
        "reason": WHY,
    }  # fmt: skip
    assert 'value="Cadr"' in client.get(page).content.decode()
    done = client.post(page, given, follow=True).content.decode()
    assert "Le contrat est corrigé" in done
    assert "de septembre\u00a02026 et d’octobre\u00a02026" in done
    listed = as_team.rows["home"]["contract"]
    page = reverse("ebe:contract_correct", args=["venissieux", listed.pk])
    assert 'name="last_name"' not in client.get(page).content.decode()


def test_the_exit_of_a_hire_is_not_cancelled_beside_its_contract(as_team, hired, sign_in, see):
    """By its address, from a page left open: the person was on the list again with a contract that stood."""
    person = hired.person
    outcome = person.outcomes.get()
    client, url = sign_in("lead"), reverse("ppde:outcome_cancel", args=["venissieux", outcome.pk])
    shown = client.get(url, follow=True)
    assert shown.redirect_chain[0][0] == person.get_absolute_url()
    assert "s’annule avec son contrat" in words(shown)
    assert "s’annule avec son contrat" in words(client.post(url, {"reason": WHY}))
    see("lead")
    assert Person.objects.get(pk=person.pk).outcome_kind == "ebe"
