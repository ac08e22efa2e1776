"""Two refusals of a day, a fact of before typed after: each act has its own consequence, and the state is what waits."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ppde import operations as ppde
from ppde.letters.words import compose
from ppde.models import ListRule, Person, RankAct
from ppde.operations.imports import refresh_many
from ppde.operations.person_pages import desk_of
from tests.ebe.pages import sentences, words
from tests.ppde.test_operations import meet

TODAY = timezone.localdate
DAY = timedelta(days=1)
SIGNED = date(2025, 3, 1)
WHY = "Réponse d’une autre personne."


@pytest.fixture
def rule(as_team):
    def change(**terms):
        ListRule.objects.filter(territory=as_team.home).update(**terms)

    return change


@pytest.fixture
def propose(lead):
    def make(person, post, on=None):
        return operations.make_proposal(
            person, post, weekly_hours=D(25), proposed_on=on or TODAY(), order_reason="-", by=lead
        )

    return make


@pytest.fixture
def refuse(propose, lead):
    def answer(person, post, on=None):
        made = propose(person, post, on)
        return operations.answer_proposal(
            made, reply="refused", refusal="work", on=on or TODAY(), by=lead
        )

    return answer


def correct(row, by):
    return operations.correct_answer(row, by=by, reason=WHY)


def rank(person) -> date:
    return Person.objects.get(pk=person.pk).volunteer_on


# Two refusals ───────────────────────────────────────────────────────────────────────────────────


def test_the_second_one_undone_leaves_the_rank_to_the_first(
    listed, post, elsewhere, refuse, rule, lead
):
    rule(refusal="back")
    one = listed(10)
    first, second = refuse(one, post), refuse(one, elsewhere)
    assert second.consequence == ""
    assert correct(second, lead).consequence == ""
    assert rank(one) == TODAY()
    operations.withdraw_proposal(second, by=lead, reason=WHY)
    assert "Le rang est de nouveau" in correct(first, lead).consequence
    assert rank(one) == SIGNED


def test_the_first_one_undone_leaves_the_second_its_own(
    listed, post, elsewhere, refuse, rule, lead
):
    rule(refusal="back")
    one = listed(10)
    first, second = refuse(one, post), refuse(one, elsewhere)
    told = correct(first, lead).consequence
    assert "Le rang est de nouveau" in told
    assert "fait reprendre rang" in told
    assert rank(one) == TODAY()
    operations.withdraw_proposal(first, by=lead, reason=WHY)
    correct(second, lead)
    assert rank(one) == SIGNED
    acts = RankAct.objects.filter(person=one, undoes=None).order_by("pk")
    assert [act.proposal for act in acts] == [first.pk, second.pk]


def test_a_rank_corrected_since_is_not_taken_again(listed, post, elsewhere, refuse, rule, lead):
    rule(refusal="back")
    one = listed(10)
    refuse(one, post, TODAY() - 3 * DAY)
    ppde.correct_volunteer_date(one, date(2025, 4, 2), by=lead, reason="Le comité le rend.")
    later = refuse(one, elsewhere)
    correct(later, lead)
    assert rank(one) == date(2025, 4, 2)


def test_the_page_of_the_date_and_the_letter_say_when_it_is_that_of_a_refusal(
    as_team, listed, post, refuse, rule, lead, sign_in, see
):
    """Whoever writes there the day of the signature, in good faith, would give the rank back; and the person signed before."""
    rule(refusal="back")
    one = listed(10)
    client, url = sign_in("lead"), reverse("ppde:volunteer_correct", args=["venissieux", one.pk])
    assert "Ce n’est pas celle de la signature" not in words(client.get(url))
    see("lead")
    made = refuse(one, post)
    page = words(client.get(url))
    assert "Ce n’est pas celle de la signature : après un refus, le rang du 1er mars 2025" in page
    see("lead")
    letter = compose(Person.objects.get(pk=one.pk), "rang", desk_of(as_team.home))
    told = sentences(letter)
    assert "Votre rang était celui du 1er mars 2025." in told
    assert not any("volontaire depuis" in sentence for sentence in told)
    correct(made, lead)
    assert "Ce n’est pas celle de la signature" not in words(client.get(url))


def test_the_pause_of_a_day_goes_with_the_last_of_its_refusals(
    listed, post, elsewhere, refuse, rule, lead
):
    one = listed(10)
    made, other = refuse(one, post), refuse(one, elsewhere)
    # Nobody is proposed a post during a pause: noted the other way round, both are of this day.
    rule(refusal="pause", refusals=1)
    person = Person.objects.get(pk=one.pk)
    for row in (made, other):
        version = ListRule.objects.for_list(person.territory)
        ppde.apply_refusal(person, TODAY(), 1, version, proposal=row.pk, by=lead)
    pause = one.pauses.get()
    assert pause.proposal == made.pk
    # That of the other was hidden: it has its own once the first is a mistake.
    told = correct(made, lead).consequence
    assert "La pause qui suivait le refus est retirée" in told
    assert one.pauses.get().proposal == other.pk


def test_the_committee_took_both_back_to_one_day(
    as_team, listed, post, elsewhere, refuse, rule, lead
):
    rule(refusal="ask")
    one, on = listed(10), TODAY() - 5 * DAY
    first, second = refuse(one, post, on), refuse(one, elsewhere, on)
    decision = meet(as_team, lead, TODAY(), kind="other", number="2026-77")
    reviews = one.refusal_reviews.order_by("pk")
    assert [r.proposal for r in reviews] == [first.pk, second.pk]
    ppde.decide_refusals(dict.fromkeys(reviews, "back"), decision, by=lead)
    assert rank(one) == on
    # The first noted wrongly: the second still gives the same day, by its own act.
    ppde.reopen_refusal(reviews[0], by=lead, reason=WHY)
    assert rank(one) == on
    ppde.reopen_refusal(one.refusal_reviews.get(proposal=second.pk), by=lead, reason=WHY)
    assert rank(one) == SIGNED


# What waits ─────────────────────────────────────────────────────────────────────────────────────


def state(person) -> str:
    return Person.objects.get(pk=person.pk).state


def test_a_proposal_of_before_the_last_answer_waits(listed, post, elsewhere, refuse, propose, lead):
    one = listed(10)
    refuse(one, post, TODAY() - DAY)
    made = propose(one, elsewhere, TODAY() - 2 * DAY)
    assert state(one) == "proposed"
    refresh_many(one.territory_id, [one.pk])
    assert state(one) == "proposed"
    operations.answer_proposal(made, reply="refused", refusal="work", on=TODAY(), by=lead)
    assert state(one) == "listed"


def test_an_earlier_answer_corrected_waits_again(listed, post, elsewhere, refuse, lead):
    one = listed(10)
    first = refuse(one, post, TODAY() - 3 * DAY)
    refuse(one, elsewhere, TODAY() - DAY)
    correct(first, lead)
    assert state(one) == "proposed"
    operations.withdraw_proposal(first, by=lead, reason=WHY)
    assert state(one) == "listed"


def test_the_state_is_the_same_for_a_direction(
    as_team, listed, elsewhere, propose, as_director, see
):
    """It does not read what another employer proposed; what it writes leaves the person as the team sees her."""
    person = as_team.rows["home"]["person"]
    yes = as_team.rows["home"]["proposal"]
    operations.answer_proposal(yes, reply="accepted", on=yes.proposed_on, by=as_team.users["lead"])
    ppde.record_consent(
        person, "sharing", organisation=elsewhere.organisation, on=TODAY(), channel="paper",
        proof="Signé", by=as_team.users["lead"],
    )  # fmt: skip
    propose(Person.objects.get(pk=person.pk), elsewhere)
    assert state(person) == "proposed"
    as_director()
    ppde.refresh(Person.objects.get(pk=person.pk))
    see("lead")
    assert state(person) == "proposed"


def test_a_history_without_posts_is_told_by_its_facts(listed, lead):
    one = listed(10)
    ppde.add_event(one, "proposal", TODAY() - DAY, by=lead)
    assert state(one) == "proposed"
    ppde.add_event(one, "reply", TODAY(), by=lead)
    assert state(one) == "listed"
