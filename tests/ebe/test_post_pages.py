"""Posts and proposals through the pages."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ebe import operations
from ebe.models import DEMANDS, Contract, Post, Proposal
from ppde.models import Person
from tests.ebe.pages import at, rows, words
from tests.ebe.test_hire import propose

TODAY = timezone.localdate


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


def test_a_filled_post_says_how_a_place_that_is_free_again_is_proposed(
    sign_in, lead, listed, elsewhere, see
):
    """The hire lasted one day: nothing on the page told what to do next."""
    client, url = sign_in("lead"), elsewhere.get_absolute_url()
    alone = "La place a été acceptée. Si elle est de nouveau libre, ajoutez une place"
    free_again = "Si l’une d’elles est de nouveau libre, ajoutez une place"

    def told() -> list[bool]:
        page = words(client.get(url))
        see("lead")
        return [alone in page, free_again in page]

    def accept(number: int) -> None:
        made = propose(listed(number), elsewhere, lead, weekly_hours=D(25), order_reason="Essai")
        operations.answer_proposal(made, reply="accepted", on=TODAY(), by=lead)

    assert told() == [False, False]
    accept(10)
    assert told() == [True, False]
    operations.update_post(elsewhere, by=lead, positions=2)
    assert told() == [False, False]
    accept(11)
    assert told() == [False, True]


def test_what_a_post_supposes_is_said_from_the_post(sign_in, elsewhere):
    """« Le poste suppose : français à renforcer » says the contrary."""
    assert set(DEMANDS) == set(Person.Constraint)
    elsewhere.demands = ["language", "mobility"]
    elsewhere.save(update_fields=["demands"])
    client = sign_in("lead")
    page = words(client.get(elsewhere.get_absolute_url()))
    assert "Des déplacements et un français courant" in page
    form = words(client.get(at("post_edit", elsewhere.pk)))
    assert "Un français courant" in form
    assert "à renforcer" not in form


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
