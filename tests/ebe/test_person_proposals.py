"""From « À faire » and from a file to the answer: the address that each role may open, the day that the rule gives."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.models import Contract, Post, Proposal
from ebe.queue import SOURCES
from ppde import operations as ppde
from ppde.duplicates import operations as duplicates
from ppde.models import ListRule, Person
from territories.queue import Waiting
from tests.ebe.pages import at, held, words
from tests.ebe.test_hire import propose, refused

[PROPOSALS] = [s for s in SOURCES if s.key == "proposals"]


def waits(as_team) -> list[Proposal]:
    return list(PROPOSALS.rows(as_team.home, timezone.localdate()))


@pytest.mark.parametrize("kind", ["director", "lead"])
def test_whoever_reads_it_in_the_queue_may_answer(as_team, sign_in, kind):
    proposal = as_team.rows["home"]["proposal"]
    client, answer = sign_in(kind), at("proposal_answer", proposal.pk)
    queue = client.get(reverse("ppde:work_queue", args=[as_team.home.slug]))
    assert answer in queue.content.decode()
    assert client.get(answer).status_code == 200


def test_it_is_late_once_the_days_of_its_rule_have_passed(as_team, lead, listed, post):
    Proposal.objects.filter(territory=as_team.home).exclude(post=post).update(reply="refused")
    made = propose(listed(10), post, lead, order_reason="Essai")
    ListRule.objects.all().update(valid_from=date(2026, 1, 1))
    Proposal.objects.filter(pk=made.pk).update(rule=None)
    days = ListRule.objects.for_list(as_team.home).reply_days
    assert [row.due for row in waits(as_team)] == [made.proposed_on + timedelta(days=days)]
    own = ListRule.objects.create(
        territory=as_team.home,
        version=8,
        valid_from=date(2026, 2, 1),
        reply_days=21,
        source="Règlement",
    )
    assert [row.due for row in waits(as_team)] == [made.proposed_on + timedelta(days=21)]
    Proposal.objects.filter(pk=made.pk).update(rule=own)
    ListRule.objects.create(
        territory=as_team.home,
        version=9,
        valid_from=date(2026, 3, 1),
        reply_days=5,
        source="Règlement",
    )
    [row] = waits(as_team)
    assert row.due == made.proposed_on + timedelta(days=21), "elle garde la règle de son jour"
    note = PROPOSALS.line(row, "x")["note"].replace("\u00a0", " ")
    assert "réponse attendue au plus tard le 7 décembre 2026" in note


def test_the_summary_says_the_day(as_team):
    def told(n):
        note = PROPOSALS.note(Waiting(n, 0, date(2026, 12, 1)), as_team.home)
        return note.replace("\u00a0", " ")

    assert told(1) == "Réponse attendue au plus tard le 1er décembre 2026"
    assert told(2) == "La première est attendue au plus tard le 1er décembre 2026"


def test_the_file_leads_to_the_answer_and_tells_the_proposals(as_team, lead, listed, post, sign_in):
    person, client = listed(10), sign_in("lead")
    url = at("person_proposals", person.pk)
    text = words(client.get(url))
    assert "Aucun poste ne lui a encore été proposé" in text
    assert (
        f"{at('proposal_create', post.pk)}?personne={person.pk}" in client.get(url).content.decode()
    )
    made = propose(person, post, lead, order_reason="Essai")
    detail = client.get(person.get_absolute_url())
    assert "Noter la réponse à la proposition d’emploi" in words(detail)
    assert at("proposal_answer", made.pk) in detail.content.decode()
    page = client.get(url)
    assert at("proposal_answer", made.pk) in page.content.decode()
    assert "qui a déjà une proposition à laquelle répondre. Notez d’abord sa réponse." in words(
        page
    )
    operations.answer_proposal(made, reply="refused", refusal="place", on=made.proposed_on, by=lead)
    assert "Motif : lieu ou trajet." in words(client.get(url))
    assert "Noter la réponse" not in words(client.get(person.get_absolute_url()))


def test_after_a_yes_the_file_says_that_the_hire_is_to_follow(
    as_team, lead, listed, elsewhere, sign_in
):
    person, client = listed(10), sign_in("lead")
    made = propose(person, elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    operations.answer_proposal(made, reply="accepted", on=made.proposed_on, by=lead)
    detail = client.get(person.get_absolute_url())
    assert "Suivre l’embauche, le poste est accepté" in words(detail)
    assert at("person_proposals", person.pk) in detail.content.decode()
    page = client.get(at("person_proposals", person.pk)).content.decode()
    assert at("proposal_hired", made.pk) in page


def test_posts_whose_places_are_held_are_not_offered(as_team, lead, listed, elsewhere, sign_in):
    Post.objects.filter(territory=as_team.home).exclude(pk=elsewhere.pk).update(state="closed")
    propose(listed(10), elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    text = words(sign_in("lead").get(at("person_proposals", listed(11).pk)))
    assert "Aucun poste ouvert n’a de place libre" in text


def test_opening_it_is_reading_the_file(as_team, listed, sign_in, see):
    person = listed(10)
    sign_in("lead").get(at("person_proposals", person.pk))
    see("lead")
    assert person.readings.count() == 1


@pytest.mark.parametrize(
    "typed", ["benaissa", "Benaisa", "Benaïssa", "10", "M-0010", "Sacha Benaïssa, M-0010"]
)
def test_a_name_is_found_as_it_is_heard(as_team, listed, elsewhere, sign_in, see, typed):
    person = listed(10)
    # One by one: the search keys follow each write.
    for number, name in ((10, "Benaïssa"), (listed(11).number, "Zimmer")):
        Person.objects.filter(territory=as_team.home, number=number).update(last_name=name)
    client = sign_in("lead")
    options = client.get(at("proposal_persons"), {"q": typed}).content.decode()
    assert "Benaïssa" in options
    assert "Zimmer" not in options
    sent = {
        "person": typed,
        "weekly_hours": "25",
        "proposed_on": f"{timezone.localdate():%d/%m/%Y}",
        "order_reason": "Essai",
    }
    page = client.post(at("proposal_create", elsewhere.pk), sent)
    see("lead")
    # A name alone may be somebody else’s: the form asks to choose.
    assert person.proposals.count() == 1 or "Benaïssa, M-0010" in words(page)
    found = words(client.get(at("proposal_list"), {"nom": typed.partition(",")[0]}))
    assert "Zimmer" not in found


@pytest.mark.parametrize("typed", ["benaissa", "Benaisa", "Ben Aissa", "ben", "be", "{number}"])
def test_the_direction_finds_its_own_as_they_are_heard(
    as_team, sign_in, see, listed, elsewhere, lead, typed
):
    proposal = as_team.rows["home"]["proposal"]
    Person.objects.filter(pk=proposal.person_id).update(last_name="Benaïssa")
    stranger = listed(10)
    Person.objects.filter(pk=stranger.pk).update(last_name="Benaïssa", first_name="Ailleurs")
    propose(stranger, elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    typed = typed.format(number=proposal.person.reference)
    client = sign_in("director")
    found = words(client.get(at("proposal_list"), {"nom": typed}))
    assert "Benaïssa" in found
    assert "Ailleurs" not in found, "proposée par un autre employeur"
    assert "1 proposition" in found
    signs = words(client.get(at("proposal_list"), {"nom": "%"}))
    assert "Benaïssa" not in signs, "des signes seuls ne nomment personne"
    none = words(client.get(at("proposal_list"), {"nom": "Zimmer"}))
    assert "Benaïssa" not in none


@pytest.mark.parametrize("kind", ["director", "lead"])
def test_a_contract_is_found_as_its_name_is_heard(as_team, sign_in, kind):
    Contract.objects.filter(territory=as_team.home).update(last_name="Étienne")
    client = sign_in(kind)
    for typed in ("etienne", "Etiene", "éti"):
        assert "Étienne" in words(client.get(at("contract_list"), {"nom": typed})), typed
    assert "Étienne" not in words(client.get(at("contract_list"), {"nom": "Zimmer"}))


def test_the_queries_of_a_file_do_not_grow_with_its_proposals(
    as_team, lead, listed, post, elsewhere, enterprise, sign_in, see
):
    """Proposals of several employers and open posts to propose: one of each, then seven."""
    person = listed(10)
    client, url = sign_in("lead"), at("person_proposals", person.pk)

    def refuse(one) -> None:
        made = propose(
            person,
            one,
            lead,
            weekly_hours=D(25),
            proposed_on=timezone.localdate(),
            order_reason="Essai",
        )
        operations.answer_proposal(
            made, reply="refused", refusal="place", on=made.proposed_on, by=lead
        )

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url)
        assert page.status_code == 200
        assert "Motif : lieu ou trajet" in words(page)
        see("lead")
        return len(asked)

    refuse(post)
    client.get(url)
    see("lead")
    few = cost()
    for n in range(6):
        title = f"Poste {n}"
        employer = {"enterprise": enterprise} if n % 2 else {"organisation": elsewhere.organisation}
        refuse(operations.open_post(as_team.home, title=title, by=lead, **employer))
    assert cost() == few <= 20


@pytest.mark.parametrize("name", ["proposal_answer", "proposal_withdraw"])
def test_an_answered_proposal_says_so_at_opening(as_team, sign_in, name):
    proposal = as_team.rows["home"]["proposal"]
    client, url = sign_in("lead"), at(name, proposal.pk)
    assert client.get(url).status_code == 200
    Proposal.objects.filter(pk=proposal.pk).update(
        reply="refused", replied_on=date(2026, 11, 3), refusal="hours"
    )
    answer = client.get(url, follow=True)
    assert answer.redirect_chain == [(at("proposal_detail", proposal.pk), 302)]
    assert "a déjà sa réponse : refusée, le 3 novembre 2026" in words(answer)
    # Sent from a page that was open before: the form, with what was typed.
    sent = client.post(url, {"reply": "accepted", "on": "04/11/2026", "reason": "Gardé"})
    assert sent.status_code == 200
    assert "a déjà sa réponse" in words(sent)


def test_two_files_with_a_post_to_answer_in_each_wait_for_one_answer(lead, listed, post, elsewhere):
    """Else one of the two proposals would go unsaid, and its place be offered again."""
    one, two = listed(10), listed(11)
    propose(one, post, lead, order_reason="Essai")
    made = propose(two, elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
    asked = {"by": lead, "reason": "Confirmé au téléphone."}
    for kept, absorbed in ((one, two), (two, one)):
        said = refused(duplicates.merge, kept, absorbed, {}, **asked)
        assert "M-0010, Tri, Pari et M-0011, Cuisine, Association" in said
    operations.withdraw_proposal(made, by=lead, reason="Faite deux fois.")
    one, two = Person.objects.get(pk=one.pk), Person.objects.get(pk=two.pk)
    duplicates.merge(one, two, {}, **asked)
    assert set(one.proposals.values_list("reply", flat=True)) == {"waiting", "withdrawn"}


def test_a_merge_and_its_undo_hold_the_post_and_the_proposal_before_the_person(lead, listed, post):
    """As an answer does: of a merge and an answer at one moment, each held a row and waited for the other."""
    one, two = listed(10), listed(11)
    for person in (one, two):
        first = {"kind": "identified", "on": date(2025, 3, 1), "author": lead}
        person.events.create(territory_id=person.territory_id, **first)
    propose(two, post, lead, order_reason="Essai")
    with CaptureQueriesContext(connection) as asked:
        made = duplicates.merge(one, two, {}, by=lead, reason="Confirmé au téléphone.")
    assert held(asked) == ["ebe_post", "ebe_proposal", "ppde_person"]
    with CaptureQueriesContext(connection) as asked:
        duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert held(asked) == ["ebe_post", "ebe_proposal", "ppde_person", "ppde_merge"]


def test_no_post_is_proposed_on_a_day_of_a_pause(lead, listed, post):
    """A pause of the past, whose days nothing contradicts: the correction of a pause refuses the same."""
    one, today, day = listed(10), timezone.localdate(), timedelta(days=1)
    ppde.start_pause(one, today - 9 * day, today - 5 * day, "care", by=lead)
    for ago in (8, 5):
        on = today - ago * day
        said = refused(
            propose, one, post, lead, field="proposed_on", proposed_on=on, order_reason="-"
        )
        assert "en pause ce jour-là" in said
    # Proposed that morning, before the pause was asked for.
    propose(one, post, lead, proposed_on=today - 9 * day, order_reason="-")


def test_no_pause_is_written_over_a_day_when_a_post_was_proposed(lead, listed, post):
    one, today, day = listed(10), timezone.localdate(), timedelta(days=1)
    propose(one, post, lead, proposed_on=today - 5 * day, order_reason="-")
    said = refused(ppde.start_pause, one, today - 9 * day, today - 5 * day, "care", by=lead)
    assert "Un emploi lui a été proposé" in said
    pause = ppde.start_pause(one, today - 4 * day, today + day, "care", by=lead)
    correct = {"by": lead, "reason": "Mal lu."}
    told = (pause.until, "care")
    said = refused(ppde.correct_pause, pause, today - 6 * day, *told, **correct)
    assert "Un emploi lui a été proposé" in said
    # Asked for on that day, after the proposal.
    ppde.correct_pause(pause, today - 5 * day, *told, **correct)


def test_a_reason_typed_where_the_order_is_right_is_said_not_kept(sign_in, listed, post):
    """It would be read by the committee as an exception that was none; dropped unsaid, it was thought to be there."""
    sent = {"weekly_hours": "26,5", "proposed_on": "16/11/2026", "starts_on": ""}
    first, second = listed(7), listed(8, date(2025, 4, 1))
    client = sign_in("lead")
    for person, told in ((second, False), (first, True)):
        who = {"person": f"{person}, {person.reference}", "order_reason": "Il habite en face."}
        page = client.post(at("proposal_create", post.pk), sent | who, follow=True)
        assert ("La raison de l’ordre n’est pas gardée" in words(page)) == told
        made = person.proposals.get()
        assert made.order_reason == ("" if told else "Il habite en face.")
