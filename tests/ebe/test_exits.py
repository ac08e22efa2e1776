"""A proposal whose person leaves, a yes that no hire follows: the place and the person are free, and who must act is told."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.line import line
from ebe.models import Proposal
from ebe.queue import SOURCES
from ppde import operations as ppde
from ppde.models import ListRule, OutcomeKind, Person
from ppde.operations.imports import refresh_many
from tests.ebe.test_hire import propose, refused
from tests.ebe.test_pages import at, words

TODAY = timezone.localdate
DAY = timedelta(days=1)
[HIRES] = [s for s in SOURCES if s.key == "hires"]


@pytest.fixture
def lead(as_team):
    return as_team.users["lead"]


@pytest.fixture
def waiting(listed, elsewhere, lead):
    """A post of one place, proposed to somebody who has not answered."""
    return propose(
        listed(10), elsewhere, lead, weekly_hours=D(25), proposed_on=TODAY(), order_reason="Essai"
    )


@pytest.fixture
def accepted(waiting, lead):
    return operations.answer_proposal(waiting, reply="accepted", on=TODAY(), by=lead)


def leave(person, by, on=None):
    return ppde.record_outcome(person, OutcomeKind.NO_LONGER, on or TODAY(), by=by)


@pytest.mark.parametrize("days", [0, 20])
def test_an_exit_closes_the_proposal_and_frees_its_place(waiting, lead, listed, elsewhere, days):
    leave(waiting.person, lead, TODAY() + days * DAY)
    waiting.refresh_from_db()
    assert (waiting.reply, waiting.replied_on) == ("ended", TODAY())
    assert propose(listed(11), elsewhere, lead, weekly_hours=D(25), order_reason="Essai").pk
    said = refused(operations.answer_proposal, waiting, reply="accepted", on=TODAY(), by=lead)
    assert "close par une sortie" in said
    assert "annulez-la" in refused(operations.correct_answer, waiting, by=lead, reason="Erreur")
    person = Person.objects.get(pk=waiting.person_id)
    assert person.state == ("left" if not days else "listed"), "rien n’est plus proposé"


def test_many_at_once_are_derived_as_one_by_one(waiting, lead):
    """A spreadsheet of facts refreshes by sets: an exit to come has closed the proposal there too."""
    leave(waiting.person, lead, TODAY() + 20 * DAY)
    person = Person.objects.get(pk=waiting.person_id)
    refresh_many(person.territory_id, [person.pk])
    assert Person.objects.get(pk=person.pk).state == person.state == "listed"


def test_whoever_comes_back_may_be_proposed_a_post(as_team, waiting, lead, post):
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep")
    outcome = leave(waiting.person, lead)
    ppde.record_return(outcome, TODAY(), by=lead)
    person = Person.objects.get(pk=waiting.person_id)
    assert person.state == Person.State.LISTED
    assert propose(person, post, lead, proposed_on=TODAY(), order_reason="Essai").pk


def test_an_exit_cancelled_gives_the_proposal_back(waiting, lead):
    outcome = leave(waiting.person, lead)
    ppde.cancel_outcome(outcome, by=lead, reason="Erreur de dossier")
    waiting.refresh_from_db()
    assert (waiting.reply, waiting.replied_on) == ("waiting", None)
    assert Person.objects.get(pk=waiting.person_id).state == Person.State.PROPOSED


def test_it_is_not_given_back_over_somebody_else(waiting, lead, listed, elsewhere):
    outcome = leave(waiting.person, lead)
    propose(listed(11), elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    said = refused(ppde.cancel_outcome, outcome, by=lead, reason="Erreur")
    assert "Ajoutez d’abord une place" in said
    operations.update_post(elsewhere, by=lead, positions=2)
    ppde.cancel_outcome(outcome, by=lead, reason="Erreur")
    assert Proposal.objects.filter(post=elsewhere, reply="waiting").count() == 2


def test_a_yes_that_no_hire_follows_waits_in_the_queue(as_team, accepted, lead, sign_in):
    def due():
        return {row.pk: row.due for row in HIRES.rows(as_team.home, TODAY())}

    assert due() == {accepted.pk: accepted.replied_on + 30 * DAY}
    Proposal.objects.filter(pk=accepted.pk).update(starts_on=TODAY() + 5 * DAY)
    assert due() == {accepted.pk: TODAY() + 5 * DAY}
    client = sign_in("lead")
    queue = client.get(reverse("ppde:work_queue", args=["venissieux"])).content.decode()
    assert at("proposal_detail", accepted.pk) in queue
    page = client.get(at("proposal_detail", accepted.pk))
    assert at("proposal_hired", accepted.pk) in page.content.decode()
    assert at("proposal_drop", accepted.pk) in page.content.decode()
    kept = words(client.get(at("proposal_list"), {"suite": "embauche"}))
    assert "Sacha Liste10" in kept


def test_a_hire_takes_it_off_the_queue(as_team, accepted, lead):
    operations.hire_elsewhere(
        accepted, kind="permanent", on=TODAY() + 10 * DAY, weekly_hours=D(25), by=lead
    )
    assert not HIRES.rows(as_team.home, TODAY()).exists()


def test_an_employer_gives_up_and_changes_its_mind(
    as_team, accepted, lead, listed, elsewhere, sign_in, see
):
    assert "Dites pourquoi" in refused(operations.drop_hire, accepted, by=lead, reason=" ")
    sign_in("lead").post(at("proposal_drop", accepted.pk), {"reason": "Marché perdu"})
    see("lead")
    accepted.refresh_from_db()
    assert (accepted.reply, accepted.reason) == ("dropped", "Marché perdu")
    assert accepted.replied_on == TODAY(), "le jour du oui"
    assert not HIRES.rows(as_team.home, TODAY()).exists()
    elsewhere.refresh_from_db()
    assert elsewhere.state == "open"
    assert {p.person.number: p.passed for p in line(elsewhere)}[10] == ""
    assert "renonce après un oui" in refused(
        operations.drop_hire, accepted, by=lead, reason="Encore"
    )
    # A click on the wrong row: the hire is awaited again, unless its place was given.
    other = propose(listed(11), elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    said = refused(operations.correct_answer, accepted, by=lead, reason="Erreur")
    assert "Ajoutez d’abord une place" in said
    operations.withdraw_proposal(other, by=lead, reason="Essai")
    assert operations.correct_answer(accepted, by=lead, reason="Erreur").reply == "accepted"
    elsewhere.refresh_from_db()
    assert elsewhere.state == "filled"


@pytest.mark.parametrize("kind", ["director", "lead"])
def test_each_reads_who_is_to_hire(as_team, sign_in, lead, kind):
    proposal = as_team.rows["home"]["proposal"]
    operations.answer_proposal(proposal, reply="accepted", on=proposal.proposed_on, by=lead)
    page = sign_in(kind).get(at("proposal_detail", proposal.pk))
    assert page.status_code == 200
    told = "La direction de l’EBE enregistre l’embauche" in words(page)
    hires = at("contract_create", proposal.enterprise_id) in page.content.decode()
    assert (told, hires) == (kind == "lead", kind == "director")
