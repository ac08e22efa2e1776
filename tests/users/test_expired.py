"""A form sent after its session has ended: a page that says so, keeps what was typed, and sends it only once asked."""

import pytest
from django.test import Client
from django.urls import reverse

from cle.models import Committee
from territories.scoping import scoped
from tests.world import PASSWORD

OURS = {"Origin": "http://testserver", "Referer": "http://testserver/compte/adresse/?a=1"}
TYPED = {"name": "Comité d’essai", "objet": ["un", "deux"], "note": "Une phrase <b>gardée</b>"}


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def form(world):
    return reverse("cle:committee_create", args=[world.home.slug])


def hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{value}">'


def test_without_a_session_all_that_was_typed_is_in_the_page_and_no_token(strict, form):
    answer = strict.post(form, TYPED, headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Votre session est finie" in page
    assert "ou après 7\u00a0jours" in page
    for name, value in (("objet", "un"), ("objet", "deux"), ("name", "Comité d’essai")):
        assert hidden(name, value) in page
    assert "Une phrase &lt;b&gt;gardée&lt;/b&gt;" in page
    assert "csrfmiddlewaretoken" not in page
    assert f"{reverse('account_login')}?next={reverse('signed_in_again')}" in page
    assert "no-store" in answer["Cache-Control"]
    # Pressed before the sign-in, the button leads here again.
    assert hidden("objet", "deux") in strict.post(form, TYPED, headers=OURS).content.decode()


def test_signed_in_again_the_button_sends_it(strict, form, world):
    strict.force_login(world.users["lead"])
    page = strict.post(form, TYPED | {"csrfmiddlewaretoken": "x" * 64}, headers=OURS)
    assert page.status_code == 403
    content = page.content.decode()
    assert "Vérifiez, puis envoyez de nouveau" in content
    assert world.users["lead"].email in content
    token = content.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"name": "Comité d’essai", "kind": "commission", "quorum_percent": "50"}
    strict.post(form, sent | {"csrfmiddlewaretoken": token}, headers=OURS)
    with scoped(world.home.pk, named=False):
        assert Committee.objects.filter(territory=world.home, name="Comité d’essai").exists()


@pytest.mark.parametrize("origin", [None, "null", "https://ailleurs.example"])
def test_words_that_another_site_may_have_written_have_no_button_here(strict, form, world, origin):
    strict.force_login(world.users["lead"])
    headers = {"Origin": origin} if origin else {}
    page = strict.post(form, TYPED, headers=headers).content.decode()
    assert "gardée" not in page
    assert "Envoyer de nouveau" not in page
    assert ("Cette demande vient d’un autre site" in page) == bool(origin)


def test_what_was_typed_about_something_removed_meanwhile_is_in_the_page(client, world):
    """A colleague deleted the contact; another site's words, or a page opened, show nothing of it."""
    client.force_login(world.users["lead"])
    contact = world.rows["home"]["contact"]
    url = reverse("territories:contact_edit", args=[world.home.slug, contact.pk + 999])
    page = client.post(url, TYPED, headers=OURS)
    shown = page.content.decode()
    assert page.status_code == 404
    assert "Une phrase &lt;b&gt;gardée&lt;/b&gt;" in shown
    assert "quelqu’un d’autre a pu supprimer" in shown
    assert "no-store" in page["Cache-Control"]
    for answer in (client.post(url, TYPED), client.get(url, headers=OURS)):
        assert (answer.status_code, "quelqu’un d’autre" in answer.content.decode()) == (404, False)
    # A row of the neighbour is told in the same words as one that does not exist.
    theirs = reverse("territories:contact_edit", args=[world.next.slug, contact.pk])
    assert (
        "quelqu’un d’autre a pu supprimer"
        in client.post(theirs, TYPED, headers=OURS).content.decode()
    )


def test_a_sign_in_in_a_second_tab_leads_home(strict, world):
    strict.force_login(world.users["member"])
    login = reverse("account_login")
    answer = strict.post(login, {"login": "member@exemple.fr", "password": PASSWORD}, headers=OURS)
    assert answer.url == reverse("territories:home")
    asked = f"{login}?next={reverse('account_home')}"
    assert strict.post(asked, {}, headers=OURS).url == reverse("account_home")
    elsewhere = f"{login}?next=https://ailleurs.example/"
    assert strict.post(elsewhere, {}, headers=OURS).url == reverse("territories:home")
    page = strict.get(reverse("account_home")).content.decode()
    assert "Votre session était déjà ouverte, avec member@exemple.fr." in page


def test_what_is_typed_to_sign_in_never_comes_back(strict, world):
    data = {"login": "member@exemple.fr", "password": PASSWORD}
    for address in (reverse("account_login"), reverse("account_reset_password")):
        page = strict.post(address, data, headers=OURS).content.decode()
        assert "Ce formulaire n’a pas été envoyé" in page
        assert PASSWORD not in page
        assert "member@exemple.fr" not in page
        assert "Revenir à la page" in page
    invitation = reverse("territories:invitation_accept", args=[f"{world.home.pk}-{'x' * 30}"])
    page = strict.post(invitation, data, headers=OURS).content.decode()
    assert PASSWORD not in page


def test_the_public_sign_up_is_sent_again_with_a_new_token(strict, world):
    join = reverse("evaluation:subscriber_ask", args=[world.home.slug])
    typed = {"email": "nouvelle@exemple.fr", "name": "Nouvelle Lectrice"}
    page = strict.post(join, typed, headers=OURS).content.decode()
    assert "Ce formulaire n’a pas été envoyé" in page
    assert "autorisez les cookies" in page
    assert hidden("email", "nouvelle@exemple.fr") in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = strict.post(join, typed | {"csrfmiddlewaretoken": token}, headers=OURS)
    assert again.status_code != 403


def test_the_end_of_a_sign_in_made_in_another_tab(client, world):
    done = reverse("signed_in_again")
    assert client.get(done).url == f"{reverse('account_login')}?next={done}"
    client.force_login(world.users["member"])
    assert "attend dans l’autre onglet" in client.get(done).content.decode()
