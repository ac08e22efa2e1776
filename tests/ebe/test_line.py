"""Who is next for a post, and why each person before is passed."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.line import first, head, hours_for, line, turn
from ebe.models import Post
from ppde import operations as ppde
from ppde.models import ListRule, OutcomeKind, Person
from tests.ebe.order import before
from tests.ebe.pages import at, words
from tests.ebe.test_hire import propose, refused
from tests.ebe.test_posts import post_like

TODAY = timezone.localdate


def passed(post) -> dict[int, str]:
    return {p.person.number: p.passed.replace("\u00a0", " ") for p in line(post)}


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
