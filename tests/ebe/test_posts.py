"""A post goes down the list: who comes first, why the others are passed, who is told what."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.line import first, head, hours_for, line, turn
from ebe.models import Contract, Post, Proposal
from ebe.queue import SOURCES
from ppde import operations as ppde
from ppde.models import ListRule, OutcomeKind, Pause, Person, RankAct
from tests.ebe.order import before
from tests.ebe.test_hire import propose, refused
from tests.ebe.test_pages import at, rows, words
from tzcld.ui import french

TODAY = timezone.localdate


@pytest.fixture
def lead(as_team):
    return as_team.users["lead"]


def passed(post) -> dict[int, str]:
    return {p.person.number: p.passed.replace("\u00a0", " ") for p in line(post)}


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


# The line ───────────────────────────────────────────────────────────────────────────────────────


def test_each_person_passed_has_a_reason_in_the_order_of_the_list(
    as_team, lead, listed, post, elsewhere
):
    people = {
        number: listed(number, date(2025, 3, number)) for number in (10, 11, 12, 13, 14, 15, 16)
    }
    ppde.start_pause(people[10], TODAY(), TODAY() + timedelta(days=9), "care", by=lead)
    made = propose(people[11], elsewhere, lead, weekly_hours=D(25))
    operations.answer_proposal(made, reply="refused", refusal="place", on=TODAY(), by=lead)
    propose(people[12], post, lead, weekly_hours=D(25), order_reason="Essai")
    Person.objects.filter(number=13).update(wished_hours=D(35))
    Person.objects.filter(number=14).update(constraints_known=["mobility", "care"])
    found = passed(elsewhere)
    assert list(found) == [1, 10, 11, 12, 13, 14, 15, 16]
    assert found[1] == "réponse attendue pour un autre poste (Tri)"
    assert found[10].startswith("en pause jusqu’au")
    assert found[11].startswith("a refusé ce poste le")
    assert found[12] == "réponse attendue pour un autre poste (Tri)"
    assert found[13] == "souhaite 35 h par semaine, le poste en offre 30 au plus"
    assert found[14] == "a demandé de tenir compte de : mobilité"
    places = line(elsewhere)
    assert first(places).person == people[15]
    assert before(places, people[15]) == []
    # Of the whole list, one comes before 16 without a reason to be passed.
    assert [p.person for p in before(places, people[16])] == [people[15]]
    # A wish does not bind: 13 comes before the first, the post may be proposed without a reason.
    assert propose(people[13], elsewhere, lead, weekly_hours=D(30)).order_reason == ""


def test_the_line_asks_the_same_for_one_and_many(as_team, listed, post, django_assert_num_queries):
    people = [listed(number, date(2025, 3, number)) for number in range(20, 26)]
    with django_assert_num_queries(1):
        assert len(line(post)) == 7
    with django_assert_num_queries(1):
        assert head(post, size=3, following=2).length == 7
    with django_assert_num_queries(1):
        assert turn(post, people[0]).rank == 2


def test_a_post_names_nobody_of_the_files(as_team, lead, listed, elsewhere):
    """The employer and whoever it is proposed to read it; a name of a neighbour's file is nobody here."""
    person = listed(10)
    Person.objects.filter(pk=person.pk).update(first_name="Zélie", last_name="Auditeur")
    name = "Remplace Zélie Auditeur"
    post = {"organisation": elsewhere.organisation, "by": lead}
    for field in ("title", "text", "place"):
        values = {"title": "Cuisine"} | {field: name}
        said = refused(operations.open_post, as_team.home, **values, **post)
        assert "Zélie Auditeur" in said
        assert "chaque personne à qui le poste est proposé" in said
        assert "Zélie" in refused(operations.update_post, elsewhere, by=lead, **values)
    assert operations.open_post(as_team.home, title="Remplace M-0010", **post).pk
    # Written before the name had a file: another change is not refused for it, the text itself is.
    Post.objects.filter(pk=elsewhere.pk).update(text=name)
    assert operations.update_post(elsewhere, by=lead, positions=2, text=name).positions == 2
    assert "Zélie" in refused(operations.update_post, elsewhere, by=lead, text=f"{name}.")


def told(place) -> tuple | None:
    return place and (place.rank, place.person.pk, place.kind, place.passed)


@pytest.mark.parametrize("top", [100, 1, 4, 9])
def test_what_is_read_by_pages_is_the_line(
    as_team, lead, listed, post, elsewhere, monkeypatch, top
):
    """By pages or whole, the same order, the same reasons, nobody lost; and the turn of each is that of the line."""
    monkeypatch.setattr("ebe.line.reading.TOP", top)
    people = [listed(number, date(2025, 3, number)) for number in range(10, 24)]
    ppde.start_pause(people[0], TODAY(), TODAY() + timedelta(days=9), "care", by=lead)
    made = propose(people[1], elsewhere, lead, weekly_hours=D(25))
    operations.answer_proposal(made, reply="refused", refusal="place", on=TODAY(), by=lead)
    propose(people[2], elsewhere, lead, weekly_hours=D(25))
    for person in people[3:9]:
        Person.objects.filter(pk=person.pk).update(wished_hours=D(35))
    Person.objects.filter(pk=people[9].pk).update(constraints_known=["mobility"])
    Person.objects.filter(pk=people[10].pk).update(limited_on=TODAY())
    ppde.record_outcome(people[11], OutcomeKind.NO_LONGER, TODAY() + timedelta(days=3), by=lead)
    for asked in (elsewhere, post, post_like(elsewhere, lead)):
        places = line(asked)
        one = first(places)
        position = places.index(one) if one else len(places)
        read = []
        for page in range(1, 9):
            found = head(asked, page=page, size=2, following=3)
            assert told(found.first) == told(one)
            assert [told(p) for p in found.next] == [
                told(p) for p in places[position + 1 : position + 4]
            ]
            assert (found.length, found.passed_count) == (len(places), position)
            read += found.passed
        assert [told(p) for p in read] == [told(p) for p in places[:position]]
        assert found.counts == dict(Counter(p.kind for p in places[:position]))
        for place in places:
            earlier = before(places, place.person)
            mine = turn(asked, place.person)
            assert (mine.rank, mine.earlier) == (place.rank, len(earlier))
            assert mine.earliest == (earlier[0].person if earlier else None)
        gone = as_team.rows["home"]["contract"].person
        assert turn(asked, gone).rank is None
        assert turn(asked, gone).earlier == len(before(places, gone))


def test_every_person_passed_is_reachable_by_pages(sign_in, as_team, lead, listed, post, see):
    """A post that suits nobody: each is passed for a reason, twenty a page, and the kinds are counted."""
    for number in range(10, 55):
        listed(number, date(2025, 3, 1) + timedelta(days=number), wished_hours=D(35))
    Post.objects.filter(pk=post.pk).update(hours_min=D(20), hours_max=D(25))
    client, url = sign_in("lead"), post.get_absolute_url()
    page = words(client.get(url))
    assert "Avant, 46 personnes passées" in page
    assert "et 45 souhaitent un autre temps de travail." in page
    assert "Rangs 1 à 20, sur 46." in page
    read = []
    for number in (1, 2, 3):
        see("lead")
        response = client.get(url, {"avant": number})
        read += [row["n"] for row in response.context["passed"]]
    assert read == list(range(1, 47))
    assert "avant=2#avant" in response.content.decode()
    for odd in ("0", "99", "x", "-1", "9" * 30):
        see("lead")
        assert client.get(url, {"avant": odd}).context["passed"]


def test_somebody_hired_then_back_is_free_again(as_team, lead, listed, elsewhere, post):
    ListRule.objects.filter(territory=as_team.home).update(after_job="keep")
    one = listed(10, date(2025, 2, 20))
    made = propose(one, elsewhere, lead, weekly_hours=D(25), proposed_on=TODAY() - timedelta(9))
    operations.answer_proposal(made, reply="accepted", on=TODAY() - timedelta(8), by=lead)
    assert "a accepté un poste" in passed(post)[10]
    operations.hire_elsewhere(
        made, kind="permanent", on=TODAY() - timedelta(7), weekly_hours=D(25), by=lead
    )
    assert 10 not in passed(post)
    ppde.record_return(one.outcomes.get(), TODAY(), by=lead)
    assert passed(post)[10] == ""


def test_somebody_about_to_leave_or_whose_file_is_frozen_is_passed(
    as_team, lead, listed, elsewhere, post, sign_in, see
):
    one, two, three = listed(10, date(2025, 2, 1)), listed(11, date(2025, 2, 2)), listed(12)
    made = propose(one, elsewhere, lead, weekly_hours=D(25), proposed_on=TODAY() - timedelta(9))
    operations.answer_proposal(made, reply="accepted", on=TODAY() - timedelta(8), by=lead)
    first_day = TODAY() + timedelta(days=20)
    operations.hire_elsewhere(made, kind="permanent", on=first_day, weekly_hours=D(25), by=lead)
    Person.objects.filter(pk=two.pk).update(limited_on=TODAY())
    one.refresh_from_db()
    assert one.is_on_list, "jusqu’à son premier jour"
    assert passed(post)[10].startswith("départ prévu, quitte la liste le ")
    assert passed(post)[11] == "dossier gelé à la demande de la personne"
    assert first(line(post)).person == three
    assert propose(three, post, lead).order_reason == "", "personne à sauter"
    assert "quitte la liste le" in refused(propose, one, post, lead, field="person")
    assert "gelé" in refused(propose, two, post, lead)
    client = sign_in("lead")
    page = words(client.get(post.get_absolute_url()))
    assert "1 dossier gelé" in page
    assert "1 quitte bientôt la liste" in page
    see("lead")
    assert "Départ prévu" in words(client.get(at("person_proposals", one.pk)))
    assert "Départ prévu" in words(client.get(one.get_absolute_url()))
    assert "Départ prévu le" in words(
        client.get(reverse("ppde:mobilisation_list", args=["venissieux"]))
    )


def test_an_exit_whose_day_has_come_frees_the_proposals_before_it(as_team, lead, listed, post):
    """As before: the day itself, the person has left the list and is on no line."""
    one = listed(10, date(2025, 2, 1))
    ppde.record_outcome(one, OutcomeKind.NO_LONGER, TODAY(), by=lead)
    assert 10 not in passed(post)


def test_the_hours_offered_are_those_wished_within_the_post(listed, post, elsewhere):
    one = listed(10)
    assert (hours_for(one, post), hours_for(one, elsewhere)) == (None, 20)
    one.wished_hours = D(24)
    assert (hours_for(one, post), hours_for(one, elsewhere)) == (24, 24)
    one.wished_hours = D(35)
    assert (hours_for(one, post), hours_for(one, elsewhere)) == (35, 20)


# Opening, filling, closing ──────────────────────────────────────────────────────────────────────


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


# Refusals and the rule ──────────────────────────────────────────────────────────────────────────


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


# The return and the contract ────────────────────────────────────────────────────────────────────


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


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def test_one_click_proposes_to_the_first(sign_in, as_team, listed, elsewhere, see):
    one, two = listed(10, date(2025, 3, 1)), listed(11, date(2025, 3, 2))
    Person.objects.filter(pk=one.pk).update(wished_hours=D(24))
    client, url = sign_in("officer"), elsewhere.get_absolute_url()
    page = words(client.get(url))
    assert "Sacha Liste10 vient en premier (rang 2 sur 3)" in page
    assert "Avant, 1 personne passée" in page
    assert "Réponse attendue pour un autre poste (Tri)" in page
    click = at("proposal_first", elsewhere.pk)
    # Somebody else than the first: the sentence says who comes before, nothing is written.
    page = words(client.post(click, {"personne": two.pk}, follow=True))
    assert "Sacha Liste10 vient avant sur la liste" in page
    page = words(client.post(click, {"personne": one.pk}, follow=True))
    assert "Le poste est proposé à Sacha Liste10" in page
    assert "Chaque place attend déjà une réponse" in page
    see("officer")
    made = Proposal.objects.get(person=one)
    assert (made.weekly_hours, made.post, made.organisation_id) == (
        24,
        elsewhere,
        elsewhere.organisation_id,
    )
    # Clicked again, from a page not reloaded: told, once.
    page = words(client.post(click, {"personne": one.pk}, follow=True))
    assert "Officer Essai a proposé le poste « Cuisine »" in page


def test_another_employer_from_the_proposal_to_the_job(sign_in, as_team, listed, elsewhere, see):
    one = listed(10, date(2025, 3, 1))
    client = sign_in("officer")
    client.post(at("proposal_first", elsewhere.pk), {"personne": one.pk})
    see("officer")
    made = Proposal.objects.get(person=one)
    sent = client.post(
        at("proposal_answer", made.pk),
        {"reply": "accepted", "on": f"{TODAY():%d/%m/%Y}", "refusal": "", "reason": ""},
    )
    assert sent["Location"] == at("proposal_hired", made.pk)
    data = {"kind": "permanent", "on": f"{TODAY():%d/%m/%Y}", "weekly_hours": "24"}
    assert client.post(sent["Location"], {**data, "kind": ""}).status_code == 200
    assert client.post(sent["Location"], data).status_code == 302
    see("officer")
    one.refresh_from_db()
    assert (one.state, one.outcome_kind) == (Person.State.ELSEWHERE, "permanent")
    assert Contract.objects.filter(person=one).count() == 0
    listed_page = words(client.get(at("proposal_list")))
    assert "Cuisine" in listed_page
    assert "Enregistrer l’embauche" not in listed_page


def test_the_direction_publishes_its_own_posts_and_reads_no_list(
    sign_in, as_team, enterprise, listed, elsewhere, see
):
    listed(10)
    client = sign_in("director")
    page = client.get(at("post_create"))
    assert "organisation" not in page.context["form"].fields
    data = {
        "title": "Jardin",
        "positions": "2",
        "enterprise": enterprise.pk,
        "skills": "tailler, bêcher",
    }
    sent = client.post(at("post_create"), data)
    see("director")
    made = Post.objects.get(title="Jardin")
    assert sent["Location"] == made.get_absolute_url()
    assert made.skills == ["tailler", "bêcher"]
    text = words(client.get(made.get_absolute_url()))
    assert "Liste10" not in text
    assert "L’équipe projet le propose dans l’ordre de la liste" in text
    assert client.get(elsewhere.get_absolute_url()).status_code == 404
    assert "Cuisine" not in words(client.get(at("post_list")))
    assert client.post(at("proposal_first", made.pk), {"personne": 1}).status_code == 403


def test_what_the_form_of_a_post_refuses_keeps_what_was_typed(sign_in, enterprise):
    client = sign_in("lead")
    data = {
        "title": "Jardin",
        "positions": "0",
        "enterprise": enterprise.pk,
        "hours_min": "20",
        "skills": ",".join(f"s{n}" for n in range(9)),
        "demands": ["mobility"],
    }
    page = client.post(at("post_create"), data)
    errors = page.context["form"].errors
    assert set(errors) == {"skills"}
    assert 'value="Jardin"' in page.content.decode()
    page = client.post(at("post_create"), data | {"hours_min": "", "skills": ""})
    assert page.context["form"].errors["positions"]
    page = client.post(at("post_create"), data | {"positions": "1", "skills": ""})
    assert "les deux temps de travail" in page.context["form"].errors["hours_max"][0]


def test_a_post_is_closed_with_a_reason_and_opened_again(sign_in, post, see):
    client, url = sign_in("lead"), at("post_close", post.pk)
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "Marché perdu"}).status_code == 302
    page = words(client.get(post.get_absolute_url()))
    assert "Fermé" in page
    assert "vient en premier" not in page
    page = words(client.post(at("post_reopen", post.pk), follow=True))
    assert "de nouveau ouvert" in page


def test_exceptions_are_listed_without_a_name(sign_in, as_team, lead, listed, elsewhere):
    listed(10, date(2025, 3, 1))
    two = listed(11, date(2025, 3, 2))
    propose(two, elsewhere, lead, weekly_hours=D(25), order_reason="Diplôme exigé")
    client = sign_in("officer")
    page = words(client.get(at("exception_list")))
    assert "Diplôme exigé" in page
    assert "M-0011" in page
    assert "Liste11" not in page
    lines = rows(client.get(at("exception_list"), {"format": "csv"}))
    assert [line[1:5] for line in lines[1:]] == [["M-0011", "3", "1", "Diplôme exigé"]]


@pytest.mark.parametrize("name", ["post_list", "exception_list", "post_detail"])
def test_queries_do_not_grow(sign_in, as_team, lead, listed, post, see, name):
    args = [post.pk] if name == "post_detail" else []
    client = sign_in("lead")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at(name, *args)).status_code == 200
        return len(asked)

    client.get(at(name, *args))
    see("lead")
    listed(30, date(2025, 3, 1))
    propose(listed(31, date(2025, 3, 2)), post, lead, order_reason="Essai")
    few = cost()
    see("lead")
    for n in range(32, 37):
        propose(listed(n, date(2025, 3, 2)), post, lead, order_reason="Essai")
        operations.open_post(as_team.home, enterprise=post.enterprise, title=f"P{n}", by=lead)
    assert cost() == few <= 15
