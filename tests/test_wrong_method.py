"""An address that only takes what a form sends, opened like a page."""

import pytest
from django.urls import reverse

from tests.world import CANARY


@pytest.fixture
def act(world):
    """A button of the agenda."""
    return reverse("cle:agenda_change", args=[world.home.slug, world.rows["home"]["agendaitem"].pk])


def test_it_says_so_in_words_with_a_way_back(sign_in, act):
    client = sign_in("lead")
    answer = client.get(act)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    text = answer.content.decode()
    assert "Cette adresse ne s’ouvre pas ainsi" in text
    assert "ne montre aucune page" in text
    assert 'href="/">Aller à l’accueil' in text
    assert CANARY not in text
    assert client.head(act).status_code == 405


def test_the_way_back_is_the_page_that_led_here_when_it_is_ours(sign_in, act):
    client = sign_in("lead")
    page = "http://testserver/t/venissieux/comite/seances/"
    assert f'href="{page}"' in client.get(act, headers={"Referer": page}).content.decode()
    for other in ("https://ailleurs.example/", f"http://testserver{act}", "javascript:alert(1)"):
        text = client.get(act, headers={"Referer": other}).content.decode()
        assert "Revenir à la page d’avant" not in text
        assert "ailleurs.example" not in text


def test_a_page_that_receives_nothing_says_that(sign_in):
    answer = sign_in("lead").post(reverse("evaluation:public_report_list"))
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "ne reçoit rien" in answer.content.decode()


def test_whoever_is_not_signed_in_signs_in_first(client, act):
    answer = client.get(act)
    assert answer.status_code == 302
    assert "connexion" in answer.url


def test_programs_read_the_status_alone(sign_in):
    answer = sign_in("hub_admin").post(reverse("api:territory-list"), {})
    assert answer.status_code == 405
    assert b"<html" not in answer.content
