"""An answer or a contract written by mistake: the proposal waits again, the person is back on the list."""

from datetime import timedelta
from decimal import Decimal as D
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.line import line
from ebe.list_sheets import freeze_list
from ebe.models import Contract, Post, Proposal
from evaluation.forecasts.basis import observe
from ppde import operations as ppde
from ppde.mobilisation import ranks
from ppde.models import EventKind, ListRule, Person, RankAct, RefusalReview
from territories.holdings import held
from territories.models import Entry
from territories.queue import sources, summary
from territories.scoping import scoped
from tests.ebe.test_hire import propose as propose_on
from tests.list_kit import refused

TODAY = timezone.localdate
WHY = "Réponse d’une autre personne."


def propose(person, post, by) -> Proposal:
    return operations.make_proposal(
        person, post, weekly_hours=D(25), proposed_on=TODAY(), order_reason="Essai", by=by
    )


def seen(territory, person) -> tuple:
    """What a proposal changes: the state and the milestones of the person, what waits, what the forecast reads."""
    person.refresh_from_db()
    waiting = {source.key: found.n for source, found in summary(territory, sources())}
    milestones = (person.state, person.first_proposal_on, person.last_contact_on)
    return (*milestones, waiting.get("proposals"), observe(territory))


def answer(proposal, by, reply="refused") -> Proposal:
    refusal = "work" if reply == "refused" else ""
    return operations.answer_proposal(proposal, reply=reply, refusal=refusal, on=TODAY(), by=by)


@pytest.mark.parametrize("effect", ["keep", "pause", "back", "ask"])
def test_a_refusal_noted_by_mistake_changes_nothing_in_the_end(as_team, lead, listed, post, effect):
    ListRule.objects.filter(territory=as_team.home).update(refusal=effect, refusals=1)
    one, _two = listed(10), listed(11)
    before = list(ranks(as_team.home))
    made = answer(propose(one, post, lead), lead)
    row = operations.correct_answer(made, by=lead, reason=WHY)
    assert (row.reply, row.replied_on, row.refusal) == ("waiting", None, "")
    one.refresh_from_db()
    assert one.state == Person.State.PROPOSED
    assert list(ranks(as_team.home)) == before
    assert not one.pauses.exists()
    assert not RefusalReview.objects.told().filter(person=one).exists()
    reply = one.events.get(kind=EventKind.REPLY)
    assert (reply.corrections.get().author, reply.corrections.get().reason) == (lead, WHY)
    # The true answer is then written, and has its own effect.
    again = answer(row, lead)
    assert again.reply == "refused"
    if effect == "back":
        assert [a.kind for a in RankAct.objects.filter(person=one).order_by("pk")] == [
            "refusal",
            "correction",
            "refusal",
        ]


@pytest.fixture
def refusals(as_team, lead, listed, elsewhere):
    """`refusals(40, 30)` → a person of the list, and her refusals of so many days ago; two refusals give a pause of two months."""
    rule = ListRule.objects.filter(territory=as_team.home)
    rule.update(refusal="pause", refusals=2, refusal_pause_months=2)

    def make(*days):
        Post.objects.filter(pk=elsewhere.pk).update(positions=len(days))
        person, made = listed(10, TODAY() - timedelta(days=400)), []
        for ago in days:
            on = TODAY() - timedelta(days=ago)
            # Back from a pause, so that a post may be proposed.
            person.pauses.all().delete()
            person.refresh_from_db()
            ppde.refresh(person)
            row = operations.make_proposal(
                person, elsewhere, weekly_hours=D(25), proposed_on=on, order_reason="Essai", by=lead
            )
            made.append(
                operations.answer_proposal(row, reply="refused", refusal="work", on=on, by=lead)
            )
        return person, made

    return make


def test_the_pause_of_a_later_refusal_goes_with_an_earlier_one(lead, refusals):
    """Two refusals gave it; of one, the rule makes nothing."""
    person, (first, second) = refusals(30, 10)
    assert person.pauses.get().proposal == second.pk
    row = operations.correct_answer(first, by=lead, reason=WHY)
    assert "La pause qui suivait le refus" in row.consequence
    assert not person.pauses.exists()
    person.refresh_from_db()
    assert person.state == Person.State.PROPOSED
    fact = person.events.get(kind=EventKind.PAUSE)
    assert fact.corrections.get().reason == WHY


def test_the_next_refusal_gives_the_pause_while_it_would_run(lead, refusals):
    """The third has become the second; that of long ago would be over, and is not given."""
    person, (first, _, third) = refusals(40, 30, 10)
    row = operations.correct_answer(first, by=lead, reason=WHY)
    assert person.pauses.get().proposal == third.pk
    assert "pause au bout de 2\u00a0refus" in row.consequence


def test_the_committee_reads_the_number_of_refusals_that_stand(as_team, lead, listed, elsewhere):
    ListRule.objects.filter(territory=as_team.home).update(refusal="ask")
    Post.objects.filter(pk=elsewhere.pk).update(positions=3)
    one = listed(10)
    first, _, third = (answer(propose(one, elsewhere, lead), lead) for _ in range(3))
    assert RefusalReview.objects.get(proposal=third.pk).count == 3
    row = operations.correct_answer(first, by=lead, reason=WHY)
    found = RefusalReview.objects.told().filter(person=one).order_by("pk")
    assert list(found.values_list("count", flat=True)) == [1, 2]
    answer(row, lead)
    assert list(found.values_list("count", flat=True)) == [1, 2, 3]


def test_no_pause_is_given_that_would_be_over(lead, refusals):
    person, (first, *_) = refusals(200, 190, 100)
    operations.correct_answer(first, by=lead, reason=WHY)
    assert not person.pauses.exists()


def test_what_an_answer_taken_back_asks(lead, listed, elsewhere):
    one, two = listed(10), listed(11)
    made = propose(one, elsewhere, lead)
    correct = operations.correct_answer
    assert "attend déjà" in refused(correct, made, by=lead, reason=WHY)
    made = answer(made, lead)
    assert "Dites pourquoi" in refused(correct, made, by=lead, reason=" ")
    operations.update_post(elsewhere, by=lead, positions=1)
    other = propose(two, elsewhere, lead)
    assert "Chaque place" in refused(correct, made, by=lead, reason=WHY)
    answer(other, lead)
    operations.close_post(elsewhere, by=lead, reason="Budget")
    assert "fermé depuis" in refused(correct, made, by=lead, reason=WHY)
    operations.reopen_post(elsewhere, by=lead)
    correct(made, by=lead, reason=WHY)


def test_a_yes_taken_back_opens_the_post_again(lead, listed, elsewhere):
    operations.update_post(elsewhere, by=lead, positions=1)
    made = answer(propose(listed(10), elsewhere, lead), lead, "accepted")
    elsewhere.refresh_from_db()
    assert elsewhere.state == Post.State.FILLED
    operations.correct_answer(made, by=lead, reason=WHY)
    elsewhere.refresh_from_db()
    assert elsewhere.state == Post.State.OPEN


def test_a_hire_elsewhere_is_cancelled_first(lead, listed, elsewhere):
    one = listed(10)
    made = answer(propose(one, elsewhere, lead), lead, "accepted")
    outcome = operations.hire_elsewhere(
        made, kind="permanent", on=TODAY(), weekly_hours=D(25), by=lead
    )
    assert "Une sortie a suivi" in refused(operations.correct_answer, made, by=lead, reason=WHY)
    ppde.cancel_outcome(outcome, by=lead, reason=WHY)
    operations.correct_answer(made, by=lead, reason=WHY)
    one.refresh_from_db()
    assert one.state == Person.State.PROPOSED


def test_a_contract_by_mistake_goes_with_its_exit(as_director, as_team, enterprise, today):
    """Told by the direction, which reads no file of the list but those proposed to it."""
    proposal = as_team.rows["home"]["proposal"]
    as_director()
    director = as_team.users["director"]
    proposal = operations.answer_proposal(
        proposal, reply="accepted", on=today - timedelta(days=3), by=director
    )
    contract = operations.hire(
        enterprise, proposal=proposal, starts_on=today, weekly_hours=D(24), job_title="Tri",
        by=director,
    )  # fmt: skip
    cancel = operations.cancel_contract
    assert "Un contrat a suivi" in refused(
        operations.correct_answer, proposal, by=director, reason=WHY
    )
    assert "Dites pourquoi" in refused(cancel, contract, by=director, reason="")
    cancel(contract, by=director, reason=WHY)
    assert not Contract.objects.filter(pk=contract.pk).exists()
    person = Person.objects.get(pk=proposal.person_id)
    assert person.outcome_on is None
    with scoped(as_team.home.pk):
        about = Entry.objects.filter(model="ebe.contract", object_id=contract.pk)
        assert {(e.label, str(e.before), e.reason) for e in about} == {
            ("Contrat supprimé", "{}", "")
        }
        told = next(r for h, r in held(person) if h.model is Entry)
        assert [e.reason for e in told if e.before.get("contrat")] == [WHY], "lu dans sa copie"
    assert operations.correct_answer(proposal, by=director, reason=WHY).reply == "waiting"


def test_a_contract_that_lived_is_not_cancelled(as_team, lead, employ, today):
    left = employ(28, today - timedelta(days=90), today - timedelta(days=2))
    assert "le contrat a existé" in refused(operations.cancel_contract, left, by=lead, reason=WHY)
    operations.take_back_departure(left, by=lead, reason=WHY)
    operations.cancel_contract(left, by=lead, reason=WHY)
    assert not Contract.objects.filter(pk=left.pk).exists()


def test_a_return_with_a_post_proposed_since_stays(as_team, lead, listed, post):
    one = listed(10)
    outcome = ppde.record_outcome(one, "no_longer", TODAY(), by=lead)
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep")
    back = ppde.record_return(outcome, TODAY(), by=lead)
    one.refresh_from_db()
    made = propose(one, post, lead)
    assert "depuis ce retour" in refused(ppde.cancel_return, back, by=lead, reason=WHY)
    answer(made, lead)
    ppde.cancel_return(back, by=lead, reason=WHY)


def test_the_volunteer_date_stays_before_a_post_proposed_since(as_team, lead, listed, post):
    """Whoever was proposed a post was a volunteer that day; a refusal had moved the date past the committee's decision."""
    ListRule.objects.filter(territory=as_team.home).update(refusal="back")
    one, day = listed(10), timedelta(days=1)
    make = partial(
        operations.make_proposal, one, post, weekly_hours=D(25), order_reason="-", by=lead
    )
    first = make(proposed_on=TODAY() - 6 * day)
    operations.answer_proposal(
        first, reply="refused", refusal="work", on=TODAY() - 4 * day, by=lead
    )
    one.refresh_from_db()
    assert one.volunteer_on == TODAY() - 4 * day
    second = make(proposed_on=TODAY() - 3 * day)
    correct = partial(ppde.correct_volunteer_date, one, by=lead, reason=WHY)
    assert "proposé le" in refused(correct, TODAY() - 2 * day)
    correct(second.proposed_on)
    operations.withdraw_proposal(second, by=lead, reason=WHY)
    correct(TODAY() - 2 * day)


def test_a_proposal_left_without_an_answer_dates_no_contact(as_team, lead, listed, post):
    """Nobody was in touch: the silence goes on, and so does the time that a file is kept."""
    one, day = listed(10), TODAY() - timedelta(days=40)
    ppde.add_event(one, EventKind.INTERVIEW, day - timedelta(days=5), by=lead)
    made = operations.make_proposal(
        one, post, weekly_hours=D(25), proposed_on=day, order_reason="Essai", by=lead
    )
    answer(made, lead, "no_answer")
    one.refresh_from_db()
    assert (one.state, one.last_contact_on) == (Person.State.LISTED, day - timedelta(days=5))
    fact = one.events.get(kind=EventKind.NO_REPLY)
    assert fact.text.startswith("Sans réponse")
    operations.correct_answer(made, by=lead, reason=WHY)
    one.refresh_from_db()
    assert one.state == Person.State.PROPOSED
    assert fact.corrections.get().reason == WHY
    answer(made, lead)
    one.refresh_from_db()
    assert one.last_contact_on == TODAY()


# A proposal ─────────────────────────────────────────────────────────────────────────────────────


def test_a_proposal_taken_back_was_never_made(as_team, lead, listed, elsewhere, post):
    """The post and the person are free, nothing counts it; the history keeps it with its author and reason."""
    one, two = listed(10), listed(11, TODAY() - timedelta(days=90))
    before = seen(as_team.home, one)
    made = propose(one, elsewhere, lead)
    assert seen(as_team.home, one) != before
    row = operations.withdraw_proposal(made, by=lead, reason=WHY)
    assert (row.reply, row.replied_on, row.reason) == ("withdrawn", TODAY(), WHY)
    assert seen(as_team.home, one) == before
    assert [p.passed for p in line(elsewhere) if p.person == one] == [""]
    fact = one.events.get(kind=EventKind.PROPOSAL)
    correction = fact.corrections.get()
    assert (correction.author, correction.reason) == (lead, WHY)
    assert "Proposition retirée" in correction.text
    entry = Entry.objects.filter(verb="correct").latest("pk")
    assert (entry.user, entry.reason, entry.is_named) == (lead, WHY, True)
    assert propose(two, elsewhere, lead).passed == 1
    assert propose(one, post, lead).reply == "waiting"


def test_an_earlier_refusal_counts_again(lead, listed, elsewhere):
    one = listed(10)
    answer(propose(one, elsewhere, lead), lead)
    operations.withdraw_proposal(propose(one, elsewhere, lead), by=lead, reason=WHY)
    (place,) = [p for p in line(elsewhere) if p.person == one]
    assert place.kind == "refused"


def test_what_a_proposal_taken_back_asks(lead, listed, elsewhere):
    made = propose(listed(10), elsewhere, lead)
    withdraw = operations.withdraw_proposal
    assert "Dites pourquoi" in refused(withdraw, made, by=lead, reason=" ")
    answered = answer(made, lead)
    assert "a déjà sa réponse" in refused(withdraw, answered, by=lead, reason=WHY)
    operations.correct_answer(answered, by=lead, reason=WHY)
    # Its post has another title since: the fact is still found.
    operations.update_post(elsewhere, by=lead, title="Autre titre")
    withdraw(made, by=lead, reason=WHY)
    assert made.person.events.get(kind=EventKind.PROPOSAL).corrections.count() == 1
    assert "a été retirée" in refused(withdraw, made, by=lead, reason=WHY)
    assert "a été retirée" in refused(operations.correct_answer, made, by=lead, reason=WHY)
    values = {"reply": "accepted", "on": TODAY(), "by": lead}
    assert "a été retirée" in refused(operations.answer_proposal, made, **values)
    operations.close_post(elsewhere, by=lead, reason="Budget")


def test_it_is_no_exception_to_the_order(as_team, lead, listed, elsewhere):
    listed(10)
    made = propose(listed(11, TODAY() - timedelta(days=30)), elsewhere, lead)
    assert made.passed == 1

    def exceptions():
        return [e["reference"] for e in freeze_list(as_team.home, by=lead).exceptions]

    assert "M-0011" in exceptions()
    operations.withdraw_proposal(made, by=lead, reason=WHY)
    assert "M-0011" not in exceptions()


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_is_corrected_from_the_list_of_proposals(sign_in, as_team, lead, listed, post):
    made = answer(propose(listed(10), post, lead), lead)
    client = sign_in("officer")
    url = reverse("ebe:proposal_correct", args=["venissieux", made.pk])
    listing = client.get(reverse("ebe:proposal_list", args=["venissieux"])).content.decode()
    assert url in listing
    assert "attend de nouveau" in client.get(url).content.decode()
    sent = client.post(url, {"reason": WHY}, follow=True)
    assert "La réponse est corrigée" in sent.content.decode()
    assert url not in sent.content.decode()


def test_a_proposal_is_taken_back_from_its_answer(sign_in, as_team, lead, listed, elsewhere, see):
    made = propose(listed(10), elsewhere, lead)
    client = sign_in("officer")
    url = reverse("ebe:proposal_withdraw", args=["venissieux", made.pk])
    for name, args in (("proposal_list", []), ("proposal_answer", [made.pk])):
        page = client.get(reverse(f"ebe:{name}", args=["venissieux", *args])).content.decode()
        assert url in page
    assert "ne compte plus dans l’ordre" in client.get(url).content.decode()
    sent = client.post(url, {"reason": WHY}, follow=True).content.decode()
    assert "est retirée\u00a0: le poste peut être proposé de nouveau" in sent
    assert "Retirée le" in sent
    again = client.post(url, {"reason": WHY}).content.decode()
    assert "a été retirée le" in again
    page = client.get(reverse("ebe:proposal_list", args=["venissieux"])).content.decode()
    assert url not in page
    see("officer")
    # The direction answers, and does not take back what the team proposed.
    director = sign_in("director")
    waiting = as_team.rows["home"]["proposal"]
    page = director.get(reverse("ebe:proposal_answer", args=["venissieux", waiting.pk]))
    assert "Retirer la proposition" not in page.content.decode()


def test_the_contract_is_cancelled_by_the_direction(sign_in, see, as_team):
    """Unless a mobility was opened since, which its page does not tell."""
    contract = as_team.rows["home"]["contract"]
    client = sign_in("director")
    url = reverse("ebe:contract_cancel", args=["venissieux", contract.pk])
    assert url in client.get(contract.get_absolute_url()).content.decode()
    assert "Des faits du parcours" in client.post(url, {"reason": WHY}).content.decode()
    see("lead")
    contract.person.mobilities.all().delete()
    sent = client.post(url, {"reason": WHY}, follow=True)
    assert sent.status_code == 200
    assert not Contract.objects.filter(pk=contract.pk).exists()


@pytest.mark.parametrize(("taken", "told"), [(0, ""), (1, "1 nouvelle prise depuis s’efface avec le contrat."),
                                            (2, "2 nouvelles prises depuis s’effacent avec le contrat.")])  # fmt: skip
def test_the_page_says_which_news_go_with_the_contract(
    sign_in, as_team, listed, post, enterprise, lead, taken, told
):
    person = listed(10, on=TODAY() - timedelta(days=900))
    then = TODAY() - timedelta(days=400)
    yes = propose_on(person, post, lead, proposed_on=then, order_reason="Essai")
    operations.answer_proposal(yes, reply="accepted", on=then, by=lead)
    contract = operations.hire(
        enterprise, proposal=yes, starts_on=then, weekly_hours=D(28), job_title="Tri",
        over_ceiling_reason="Essai", by=lead,
    )  # fmt: skip
    news = list(person.outcomes.get().follow_ups.order_by("months")[:taken])
    for row in news:
        ppde.record_follow_up(row, "same", row.due_on, by=lead)
    url = reverse("ebe:contract_cancel", args=["venissieux", contract.pk])
    page = sign_in("director").get(url).content.decode().replace("\u00a0", " ")
    assert ("corrigez-le plutôt" in page) == bool(taken)
    assert told in page
