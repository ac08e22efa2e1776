"""One issue or one effect noted on the wrong line is taken back alone; the decision and its other lines stay."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import EligibilityReview, EventKind, Person, RefusalReview
from territories.models import Entry
from tests.list_kit import change_rule, order, refused
from tests.ppde.test_operations import meet
from tests.ppde.test_ranks import enrol

TODAY = timezone.localdate
WHY = "Noté sur la ligne du dessus."


@pytest.fixture
def people(as_team):
    return enrol(as_team, [0, 1, 2])


def at(name, *args):
    return reverse(f"ppde:{name}", args=["venissieux", *args])


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def state(person) -> tuple:
    person = Person.objects.get(pk=person.pk)
    return person.state, person.eligible_on


def test_one_review_is_decided_again_and_the_others_stay(sign_in, as_team, by, people, see_team):
    one, *others = people
    review, before = one.reviews.get(), [state(p) for p in others]
    decision = review.decision
    client = sign_in("lead")
    url = at("review_reopen", review.pk)
    assert url in client.get(at("review_list")).content.decode()
    assert url in client.get(one.get_absolute_url()).content.decode()
    page = text_of(client.get(url))
    assert "M-0010" in page
    assert one.last_name not in page
    assert "Écrivez" in text_of(client.post(url, {"reason": ""}))
    sent = client.post(url, {"reason": WHY})
    assert sent.url == f"{at('review_decide', review.pk)}?decision={decision.pk}"
    see_team()
    assert [state(p) for p in others] == before
    assert order(as_team, people) == [p.pk for p in others]
    assert state(one) == ("volunteer", None)
    fact = one.events.get(kind=EventKind.NOTE)
    assert (fact.author, fact.reason) == (by, WHY)
    assert Entry.objects.filter(verb="correct", object_id=one.pk, reason=WHY, user=by).exists()
    client = sign_in("lead")
    assert url not in client.get(at("review_list")).content.decode()
    values = {"decision": decision.pk, "outcome": "not_eligible"}
    assert client.post(sent.url, values).status_code == 302
    see_team()
    assert state(one) == ("not_eligible", None)
    decision.refresh_from_db()
    assert decision.stands, "la décision était juste"


@pytest.fixture
def see_team(as_team):
    from territories.scoping import Reach, apply

    home, hub = as_team.home.pk, as_team.hub.pk

    def see():
        apply(Reach(user=as_team.users["lead"].pk, reach={home, hub}, named={home}))

    return see


def test_what_was_built_on_it_keeps_it(by, people):
    review = people[0].reviews.get()
    assert "Dites pourquoi" in refused(operations.reopen_review, review, by=by, reason=" ")
    operations.record_outcome(people[0], "permanent", TODAY(), by=by)
    assert "Une sortie a suivi" in refused(operations.reopen_review, review, by=by, reason=WHY)


def test_the_officer_prepares_and_corrects_no_issue(sign_in, people):
    client = sign_in("officer")
    url = at("review_reopen", people[0].reviews.get().pk)
    assert client.get(url).status_code == 403
    assert "Corriger l’issue" not in client.get(people[0].get_absolute_url()).content.decode()
    assert "Corriger l’issue" not in client.get(at("review_list")).content.decode()


@pytest.mark.parametrize("effect", ["keep", "back", "leaves"])
def test_one_refusal_is_decided_again_and_the_others_stay(
    sign_in, as_team, by, people, effect, see_team
):
    rule = change_rule(as_team, refusal="ask")
    decision = meet(as_team, by, TODAY(), kind="other", number="2026-77")
    on = TODAY() - timedelta(days=3)
    for person in people:
        operations.apply_refusal(person, on, 1, rule, by=by)
    reviews = [person.refusal_reviews.get() for person in people]
    operations.decide_refusals(dict.fromkeys(reviews, effect), decision, by=by)
    client = sign_in("lead")
    url = at("refusal_reopen", reviews[0].pk)
    assert url in client.get(at("refusal_list")).content.decode()
    assert people[0].last_name not in text_of(client.get(url))
    sent = client.post(url, {"reason": WHY})
    assert sent.url == f"{at('refusals_decide')}?decision={decision.pk}"
    see_team()
    effects = RefusalReview.objects.filter(decision=decision).values_list("effect", flat=True)
    assert list(effects) == [effect, effect]
    one = Person.objects.get(pk=people[0].pk)
    assert (one.state, one.outcome_on) == ("listed", None)
    assert order(as_team, people)[0] == one.pk
    page = text_of(sign_in("lead").get(sent.url))
    assert f'value="{decision.pk}" selected' in page


def test_a_review_that_waits_has_nothing_to_correct(sign_in, as_team, people, see_team):
    review = people[0].reviews.get()
    EligibilityReview.objects.filter(pk=review.pk).update(
        outcome="pending", decision=None, decided_on=None
    )
    sent = sign_in("lead").post(at("review_reopen", review.pk), {"reason": WHY})
    assert "attend déjà le comité" in text_of(sent)
