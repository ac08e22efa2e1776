"""A post goes down the list: who comes first, why the others are passed, who is told what."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from ebe import operations
from ebe.models import Post
from ebe.queue import SOURCES
from ppde import operations as ppde
from ppde.models import ListRule, OutcomeKind, Pause, Person, RankAct
from tests.ebe.test_hire import propose, refused
from tzcld.ui import french

TODAY = timezone.localdate


def test_the_queue_names_the_employer_whoever_it_is(as_team, lead, listed, elsewhere):
    propose(listed(10), elsewhere, lead, weekly_hours=D(25))
    today = TODAY()
    notes = [
        source.line(row, "venissieux")["note"]
        for source in SOURCES
        for row in source.rows(as_team.home, today)
    ]
    assert any(str(elsewhere.organisation) in note for note in notes)
    assert "None" not in " ".join(notes)


# Opening, filling, closing ────────────────────────────────────────────────────────────────────────


def test_a_post_has_one_employer_of_its_territory(as_team, lead, enterprise):
    organisation = as_team.rows["home"]["organisation"]
    opened = operations.open_post
    values = {"title": "Jardin", "by": lead}
    refused(opened, as_team.home, field="enterprise", **values)
    refused(
        opened,
        as_team.home,
        field="enterprise",
        enterprise=enterprise,
        organisation=organisation,
        **values,
    )
    next_door = as_team.rows["next"]["enterprise"]
    assert "autre territoire" in refused(opened, as_team.home, enterprise=next_door, **values)
    refused(
        opened, as_team.home, field="hours_max", enterprise=enterprise, hours_min=D(20), **values
    )
    refused(
        opened,
        as_team.home,
        field="hours_max",
        enterprise=enterprise,
        hours_min=D(20),
        hours_max=D(10),
        **values,
    )
    with pytest.raises(IntegrityError, match="post_one_employer"), transaction.atomic():
        Post.objects.create(territory=as_team.home, title="Sans employeur")


def test_places_are_filled_one_after_the_other(as_team, lead, listed, elsewhere):
    one, two = listed(10, date(2025, 3, 1)), listed(11, date(2025, 3, 2))
    post = elsewhere
    made = propose(one, post, lead, weekly_hours=D(25))
    said = refused(propose, two, post, lead, weekly_hours=D(25))
    assert "Lead Essai a proposé le poste" in said
    assert f"à {one}, M-0010" in said
    operations.update_post(post, by=lead, positions=2)
    other = propose(two, post, lead, weekly_hours=D(25))
    operations.answer_proposal(made, reply="accepted", on=TODAY(), by=lead)
    post.refresh_from_db()
    assert post.state == Post.State.OPEN
    refused(operations.close_post, post, by=lead, reason="Budget")
    operations.answer_proposal(other, reply="accepted", on=TODAY(), by=lead)
    post.refresh_from_db()
    assert post.state == Post.State.FILLED
    assert "pourvu" in refused(propose, listed(12), post, lead, weekly_hours=D(25))
    refused(operations.update_post, post, by=lead, positions=1, field="positions")
    operations.close_post(post, by=lead, reason="Les deux sont là")
    assert "fermé depuis" in refused(propose, listed(13), post, lead, weekly_hours=D(25))
    assert operations.reopen_post(post, by=lead).state == Post.State.FILLED


def test_hours_outside_the_post_are_refused(lead, listed, elsewhere):
    said = refused(propose, listed(10), elsewhere, lead, weekly_hours=D(31), field="weekly_hours")
    assert "de 20 à 30" in said


def test_out_of_order_keeps_what_the_list_was(lead, listed, elsewhere):
    one, two = listed(10, date(2025, 3, 1)), listed(11, date(2025, 3, 2))
    refused(propose, two, elsewhere, lead, weekly_hours=D(25), field="order_reason")
    made = propose(two, elsewhere, lead, weekly_hours=D(25), order_reason="Diplôme exigé")
    assert (made.rank, made.passed, made.order_reason) == (3, 1, "Diplôme exigé")
    assert made.rule is not None
    assert propose(one, post_like(elsewhere, lead), lead, weekly_hours=D(25)).passed == 0


def post_like(post, by):
    return operations.open_post(
        post.territory, organisation=post.organisation, title="Service", by=by
    )


# Refusals and the rule ────────────────────────────────────────────────────────────────────────────


def refuse(person, post, by):
    made = propose(person, post, by, weekly_hours=D(25), order_reason="Essai")
    return operations.answer_proposal(made, reply="refused", refusal="work", on=TODAY(), by=by)


def test_a_refusal_does_what_the_rule_says(as_team, lead, listed, post):
    home = ListRule.objects.filter(territory=as_team.home)
    one = listed(10)
    home.update(refusal="pause", refusals=2)
    assert refuse(one, post, lead).consequence == ""
    assert "prévoit une pause" in refuse(one, post, lead).consequence
    one.refresh_from_db()
    assert one.state == Person.State.PAUSED
    assert Pause.objects.get(person=one).reason == "refusals"
    home.update(refusal="back")
    two = listed(11)
    assert "fait reprendre rang" in refuse(two, post, lead).consequence
    two.refresh_from_db()
    assert two.volunteer_on == TODAY()
    assert RankAct.objects.get(person=two).kind == "refusal"


# The return and the contract ──────────────────────────────────────────────────────────────────────


def test_nobody_comes_back_while_the_contract_runs(as_team, lead):
    contract = as_team.rows["home"]["contract"]
    outcome = contract.person.outcomes.get(kind=OutcomeKind.EBE)
    assert "a un contrat dans" in refused(ppde.record_return, outcome, TODAY(), by=lead)
    operations.end_contract(contract, on=TODAY(), leaving="agreed", by=lead)
    # The departure is recorded: the day after it is said, not that it has to be.
    told = refused(ppde.record_return, outcome, TODAY(), by=lead)
    tomorrow = french.date(TODAY() + timedelta(days=1)).replace(french.NBSP, "\\xa0")
    assert f"Le retour s’enregistre à partir du {tomorrow}" in told
    assert "d’abord" not in told
    operations.take_back_departure(contract, reason="Autre jour.", by=lead)
    operations.end_contract(contract, on=TODAY() - timedelta(days=1), leaving="agreed", by=lead)
    assert ppde.record_return(outcome, TODAY(), by=lead).pk


def test_a_post_is_not_wanted_in_the_past(as_team, lead, post):
    yesterday = TODAY() - timedelta(days=1)
    said = refused(operations.update_post, post, by=lead, starts_on=yesterday)
    assert "est passé. Écrivez" in said
    operations.update_post(post, by=lead, starts_on=TODAY())
    # A wish of the past stays while another answer changes.
    type(post).objects.filter(pk=post.pk).update(starts_on=yesterday)
    operations.update_post(post, by=lead, starts_on=yesterday, title="Autre titre")
