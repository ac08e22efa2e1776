"""A decision noted wrongly: another one rectifies it, what it carried is given back or says why it stays."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from cle import operations, rectification
from cle.models import Decision
from ebe import operations as ebe
from ebe.models import Convention
from ppde import operations as ppde
from ppde.models import EventKind, ListRule, Outcome, Person, RefusalReview
from ppde.operations.list_rules import TERMS
from territories.models import Entry
from territories.periods import period
from tests.list_kit import change_rule, order, refused
from tests.ppde.test_operations import meet
from tests.ppde.test_ranks import enrol

TODAY = timezone.localdate
DAY = timedelta(days=1)
WHY = "Le numéro d’un autre dossier a été noté."


@pytest.fixture
def people(as_team):
    return enrol(as_team, [0, 1, 2])


def decided(world, by, people, outcome="eligible") -> Decision:
    """The reviews of these persons, decided three days ago."""
    decision = meet(world, by, TODAY() - 3 * DAY, number="2026-70")
    for person in people:
        person.reviews.update(outcome="pending", decision=None, decided_on=None)
        ppde.refresh(person)
        ppde.decide_review(person.reviews.get(), decision, outcome, by=by)
    return decision


def rectify(decision, by, *, given: int | None = None, **values) -> Decision:
    found, _ = rectification.examine(decision, by=by)
    if given is not None:
        assert len(found) == given
    told = {"wording": "Aucune décision.", "outcome": "void", "conditions": "Présences perdues"}
    return rectification.rectify(
        decision,
        by=by,
        seen=rectification.signature(found),
        **{"reason": WHY, **told, **values},
    )


def state(people) -> list:
    found = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("pk")
    return list(found.values("state", "eligible_on", "volunteer_on", "outcome_on"))


# Eligibility ────────────────────────────────────────────────────────────────────────────────────


def test_the_reviews_wait_again_and_the_history_says_why(as_team, by, people):
    decision = decided(as_team, by, people)
    row = rectify(decision, by, given=3)
    assert (row.rectifies, row.reason, row.kind, row.outcome) == (
        decision,
        WHY,
        "eligibility",
        "void",
    )
    assert (row.meeting, row.recorded_by, row.given, row.remains) == (decision.meeting, by, 3, "")
    decision.refresh_from_db()
    assert (decision.outcome, decision.wording) == ("adopted", "Éligibilité"), (
        "what was written stays"
    )
    for person in people:
        person.refresh_from_db()
        assert (person.state, person.eligible_on) == ("volunteer", None)
        assert person.reviews.get().outcome == "pending"
        correction = person.events.get(kind=EventKind.ELIGIBILITY).corrections.get()
        assert correction.author == by
        assert WHY in correction.reason
    assert order(as_team, people) == []
    entry = Entry.objects.get(verb="correct", model="cle.decision")
    assert (entry.user, entry.reason) == (by, WHY)
    assert len(entry.after["rendu"]) == 3
    # Decided anew, with a decision that stands: the rank is that of the volunteer date, as before.
    for person in people:
        review = person.reviews.get()
        assert "rectifiée" in refused(ppde.decide_review, review, decision, "eligible", by=by)
        true = meet(as_team, by, TODAY() - DAY, number=f"2026-8{person.number}")
        ppde.decide_review(review, true, "eligible", by=by)
    assert order(as_team, people) == [p.pk for p in people]


def test_looking_changes_nothing(as_team, by, people):
    decision = decided(as_team, by, people)
    before = (state(people), Entry.objects.count(), Decision.objects.count())
    given, kept = rectification.examine(decision, by=by)
    assert (len(given), kept) == (3, [])
    assert (state(people), Entry.objects.count(), Decision.objects.count()) == before


def test_what_can_no_longer_be_undone_stays_with_a_sentence(as_team, by, people):
    decision = decided(as_team, by, people)
    post = ebe.open_post(
        as_team.home, organisation=as_team.rows["home"]["organisation"], title="Tri", by=by
    )
    ppde.record_consent(
        people[0], "sharing", organisation=post.organisation, on=TODAY(), channel="paper",
        proof="Signé", by=by,
    )  # fmt: skip
    made = ebe.make_proposal(
        people[0], post, weekly_hours=D(25), proposed_on=TODAY(), order_reason="Essai", by=by
    )
    ppde.record_outcome(people[1], "permanent", TODAY(), "Une entreprise", by=by)
    given, kept = rectification.examine(decision, by=by)
    assert [e.label for e in given] == ["M-0012, éligibilité\u00a0: éligible"]
    why = {effect.label[:6]: words.replace("\u00a0", " ") for effect, words in kept}
    assert why["M-0010"].startswith("Un poste lui a été proposé depuis, le")
    assert why["M-0011"].startswith("Une sortie a suivi (")
    row = rectify(decision, by)
    assert row.remains.splitlines() == [effect.label for effect, _ in kept]
    assert [s["state"] for s in state(people)] == ["proposed", "elsewhere", "volunteer"]
    # A proposal taken back was never made.
    ebe.withdraw_proposal(made, by=by, reason=WHY)
    assert len(rectification.examine(decision, by=by)[0]) == 1


def test_another_review_or_a_return_since_stays(as_team, by, people):
    decision = decided(as_team, by, people[:1], "incomplete")
    ppde.prepare_review(
        people[0], TODAY() - 900 * DAY, TODAY() - 900 * DAY, True, [], TODAY(), by=by
    )
    ((_, why),) = rectification.examine(decision, by=by)[1]
    assert why == "Un autre examen a été préparé depuis."


def test_what_a_rectification_refuses(as_team, by, people):
    decision = decided(as_team, by, people[:1])
    values = {"by": by, "seen": "", "wording": "X", "outcome": "void", "conditions": "X"}
    assert "Dites pourquoi" in refused(rectification.rectify, decision, reason=" ", **values)
    # A colleague has acted since the page was opened: nothing is done.
    assert "a changé depuis" in refused(rectification.rectify, decision, reason=WHY, **values)
    assert state(people)[0]["state"] == "listed"
    row = rectify(decision, by)
    said = refused(rectification.rectify, decision, reason=WHY, **values)
    assert f"déjà rectifiée par la décision {row.number}" in said
    # An ordinary decision is never « annulée ».
    meeting = decision.meeting
    given = {"kind": "other", "wording": "X", "outcome": "void", "conditions": "X"}
    assert "Une rectification dit" in refused(operations.record_decision, meeting, by=by, **given)
    # A rectification is a decision: it may be noted wrongly too.
    assert rectify(row, by, outcome="adopted").rectifies == row


# Refusals, rules, conventions ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("effect", ["keep", "back", "leaves"])
def test_the_effect_of_a_refusal_is_given_back(as_team, by, people, effect):
    rule = change_rule(as_team, refusal="ask")
    refused_on = TODAY() - 20 * DAY
    ppde.apply_refusal(people[0], refused_on, 1, rule, post="Légumerie", by=by)
    before, ranked = state(people), order(as_team, people)
    decision = meet(as_team, by, TODAY() - 3 * DAY, kind="other", number="2026-71")
    review = people[0].refusal_reviews.get()
    ppde.decide_refusal(review, decision, effect, by=by)
    assert effect == "keep" or order(as_team, people) != ranked
    rectify(decision, by, given=1)
    assert (state(people), order(as_team, people)) == (before, ranked)
    review = RefusalReview.objects.get(pk=review.pk)
    assert (review.effect, review.decision, review.decided_on) == ("pending", None, None)
    assert not Outcome.objects.filter(person=people[0]).exists()
    told = people[0].events.filter(text__contains="2026-71", corrections=None)
    assert [e.reason != "" for e in told] == [True], "the words of the committee are corrected"
    # Decided again.
    again = meet(as_team, by, TODAY() - 2 * DAY, kind="other", number="2025-72")
    ppde.decide_refusal(review, again, effect, by=by)


def test_a_rank_that_moved_since_stays(as_team, by, people):
    rule = change_rule(as_team, refusal="ask")
    ppde.apply_refusal(people[0], TODAY() - 20 * DAY, 1, rule, post="Légumerie", by=by)
    decision = meet(as_team, by, TODAY() - 3 * DAY, kind="other", number="2026-71")
    ppde.decide_refusal(people[0].refusal_reviews.get(), decision, "back", by=by)
    people[0].refresh_from_db()
    later = change_rule(as_team, refusal="back")
    ppde.apply_refusal(people[0], TODAY() - 2 * DAY, 1, later, post="Atelier", by=by)
    ((_, why),) = rectification.examine(decision, by=by)[1]
    assert "Le rang a changé" in why
    # A date that somebody wrote since is no effect of the decision: the refusal waits again, the date stays.
    people[0].refresh_from_db()
    written = TODAY() - 40 * DAY
    ppde.correct_volunteer_date(people[0], written, reason="Bulletin relu", by=by)
    rectify(decision, by, given=1)
    people[0].refresh_from_db()
    assert people[0].volunteer_on == written
    assert people[0].refusal_reviews.get().effect == "pending"


def test_a_rule_is_withdrawn_until_it_begins(as_team, by):
    decision = meet(as_team, by, TODAY() - 3 * DAY, kind="list_rule", number="2026-73")
    in_force = ListRule.objects.for_list(as_team.home)
    terms = {name: getattr(in_force, name) for name in TERMS}
    begun = ppde.write_list_rule(as_team.home, TODAY(), by=by, decision=decision, **terms)
    coming = ppde.write_list_rule(
        as_team.home, TODAY() + 9 * DAY, by=by, decision=decision, **terms
    )
    given, kept = rectification.examine(decision, by=by)
    assert [e.key for e in given] == [f"regle-{coming.pk}"]
    assert "une nouvelle version la remplace" in kept[0][1]
    rectify(decision, by)
    rules = ListRule.objects.filter(territory=as_team.home)
    assert rules.filter(pk=begun.pk).exists()
    assert not rules.filter(pk=coming.pk).exists()
    decision.refresh_from_db()
    said = refused(
        ppde.write_list_rule, as_team.home, TODAY() + 9 * DAY, by=by, decision=decision, **terms
    )
    assert "décision adoptée" in said


def test_a_convention_is_withdrawn_until_it_begins(as_team, by):
    enterprise = as_team.rows["home"]["enterprise"]
    decision = meet(as_team, by, TODAY() - 3 * DAY, kind="ebe_convention", number="2026-74")
    Convention.objects.filter(enterprise=enterprise).update(
        period=period(TODAY() - 9 * DAY, TODAY()), decision=decision
    )
    ebe.sign_convention(
        enterprise, reference="C2", signed_on=TODAY(), starts_on=TODAY() + DAY, ends_on=None,
        fte_ceiling=D(10), decision=decision, by=by,
    )  # fmt: skip
    given, kept = rectification.examine(decision, by=by)
    assert (len(given), len(kept)) == (1, 1)
    assert "ne se reprend qu’avec ses signataires" in kept[0][1]
    rectify(decision, by)
    assert not Convention.objects.filter(reference="C2").exists()


# Minutes ────────────────────────────────────────────────────────────────────────────────────────


def approve(meeting, by) -> None:
    operations.write_minutes(meeting, by=by, text="Compte rendu.")
    operations.approve_minutes(meeting, by=by)


def test_approved_minutes_get_an_addendum_from_a_later_meeting(as_team, by, people, sign_in):
    decision = decided(as_team, by, people)
    approve(decision.meeting, by)
    said = refused(rectify, decision, by)
    assert "est approuvé : une séance suivante" in said
    earlier = meet(as_team, by, TODAY() - 9 * DAY, number="2026-60").meeting
    assert "une séance suivante" in refused(rectify, decision, by, meeting=earlier)
    later = meet(as_team, by, TODAY() - DAY, number="2026-75").meeting
    assert list(rectification.next_meetings(decision)) == [later]
    row = rectify(decision, by, meeting=later)
    assert row.meeting == later
    page = sign_in("member").get(decision.meeting.get_absolute_url()).content.decode()
    assert "Additif du" in page
    assert row.number in page
    assert WHY in page


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def words(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_the_page_says_what_will_be_given_back_and_does_it(as_team, by, people, sign_in, see):
    decision = decided(as_team, by, people)
    ppde.record_outcome(people[1], "permanent", TODAY(), "Une entreprise", by=by)
    client = sign_in("lead")
    url = reverse("cle:decision_rectify", args=["venissieux", decision.pk])
    assert url in words(client.get(decision.get_absolute_url()))
    page = words(client.get(url))
    assert "M-0010, éligibilité : éligible" in page
    assert "Ne peut plus être rendu" in page
    assert "Une sortie a suivi" in page
    assert people[0].last_name + "," not in page
    seen = client.get(url).context["form"].initial["seen"]
    data = {
        "reason": WHY, "wording": "Rien", "mode": "consensus", "outcome": "void", "seen": seen,
        "conditions": "Présences perdues",
    }  # fmt: skip
    wrong = client.post(url, data | {"reason": ""})
    assert wrong.context["form"].errors["reason"]
    see("lead")
    done = client.post(url, data, follow=True)
    assert "est rectifiée par la décision 2026-" in words(done)
    assert "2 actes qu’elle portait sont rendus" in words(done)
    assert "M-0011, éligibilité" in words(done)
    assert "Rectifie la" in words(done)
    see("lead")
    page = words(client.get(decision.get_absolute_url()))
    assert "Décision rectifiée" in page
    assert url not in page
    assert "Rectifiée" in words(client.get(reverse("cle:decision_list", args=["venissieux"])))
    assert client.get(url).status_code == 302
    # Whoever reads the register reads the reason, and rectifies nothing.
    member = sign_in("member")
    assert WHY in words(member.get(decision.get_absolute_url()))
    assert member.get(url).status_code == 403


def test_what_a_colleague_changed_meanwhile_is_read_again_then_confirmed(
    as_team, by, people, sign_in, see
):
    decision = decided(as_team, by, people)
    client = sign_in("lead")
    url = reverse("cle:decision_rectify", args=["venissieux", decision.pk])
    data = {
        "reason": WHY, "wording": "Rien", "mode": "consensus", "outcome": "void", "conditions": "Présences perdues",
    }  # fmt: skip
    opened = client.get(url).context["form"]["seen"].value()
    see("lead")
    ppde.record_outcome(people[1], "permanent", TODAY(), "Une entreprise", by=by)
    again = client.post(url, data | {"seen": opened})
    assert "Quelque chose a changé" in words(again)
    shown = again.context["form"]["seen"].value()
    assert shown != opened
    assert f'value="{shown}"' in words(again)
    done = client.post(url, data | {"seen": shown}, follow=True)
    assert "2 actes qu’elle portait sont rendus" in words(done)


def test_approved_minutes_without_a_later_meeting_say_what_to_do(as_team, by, people, sign_in):
    decision = decided(as_team, by, people)
    approve(decision.meeting, by)
    url = reverse("cle:decision_rectify", args=["venissieux", decision.pk])
    assert "Aucune séance suivante n’est ouverte" in words(sign_in("lead").get(url))


def test_an_ordinary_decision_is_not_offered_as_void(as_team, sign_in):
    meeting = as_team.rows["home"]["meeting"]
    url = reverse("cle:decision_record", args=["venissieux", meeting.pk])
    assert "Annulée" not in words(sign_in("lead").get(url)).split("<form class", 1)[1]
