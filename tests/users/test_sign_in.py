"""Signing in: password, code by mail, what an unknown address learns, how often one may try."""

import contextlib
import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.users.conftest import code_of, link_of
from tests.world import PASSWORD
from tzcld.users.models import User

LONG = "tulipe canard velours orage"


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def page(response) -> str:
    """The page without what differs between two visits: token, typed address."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return re.sub(r"[\w.]+@exemple\.fr", "…", text)


def test_a_password_opens_the_session_and_leads_home(enter, client):
    response = enter("lead")
    assert (response.status_code, response.url) == (302, reverse("territories:home"))
    assert signed_in(client)


def test_the_page_asked_for_comes_after_the_password(enter, client, world):
    asked = reverse("territories:team_list", args=[world.home.slug])
    response = client.get(asked)
    assert response.url == f"{reverse('account_login')}?next={asked}"
    assert (
        client.post(response.url, {"login": "lead@exemple.fr", "password": PASSWORD}).url == asked
    )


def test_the_address_is_read_whatever_its_capitals(enter, client):
    client.post(reverse("account_login"), {"login": "Lead@Exemple.FR", "password": PASSWORD})
    assert signed_in(client)


def test_wrong_password_and_unknown_address_look_the_same(enter, client, monkeypatch):
    work = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *a, **k: work.append(1) or encode(self, *a, **k)
    )
    wrong = enter("lead", "pas celui-ci du tout")
    cost_of_wrong = len(work)
    unknown = enter("personne", "pas celui-ci du tout")
    assert wrong.status_code == unknown.status_code == 200
    assert page(wrong) == page(unknown)
    assert "L’adresse ou le mot de passe ne correspond pas" in page(wrong)
    # The time is that of the hash: as many in both cases.
    assert cost_of_wrong == len(work) - cost_of_wrong == 1
    assert not signed_in(client)


def test_a_code_by_mail_opens_the_session(client, world, mailoutbox):
    response = client.post(reverse("account_request_login_code"), {"email": "member@exemple.fr"})
    assert response.url == reverse("account_confirm_login_code")
    [message] = mailoutbox
    assert message.subject == "Votre code de connexion"
    assert client.post(response.url, {"code": code_of(message)}).status_code == 302
    assert signed_in(client)


def test_an_unknown_address_asks_for_a_code_and_learns_nothing(client, world, mailoutbox):
    answers = []
    for email in ("member@exemple.fr", "personne@exemple.fr"):
        asked = client.post(reverse("account_request_login_code"), {"email": email})
        answers.append((asked.status_code, asked.url, page(client.get(asked.url))))
        client.post(reverse("account_logout"))
    assert answers[0] == answers[1]
    assert [m.subject for m in mailoutbox] == [
        "Votre code de connexion",
        "Aucun compte à cette adresse",
    ]
    assert "invitation" in mailoutbox[1].body


def test_three_wrong_codes_send_back_to_the_beginning(client, world, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": "member@exemple.fr"})
    confirm = reverse("account_confirm_login_code")
    assert (
        "Ce code n’est pas le bon" in client.post(confirm, {"code": "AAAA-BBBB"}).content.decode()
    )
    client.post(confirm, {"code": "AAAA-BBBB"})
    client.post(confirm, {"code": "AAAA-BBBB"})
    client.post(confirm, {"code": code_of(mailoutbox[0])})
    assert not signed_in(client)


def test_the_password_is_replaced_from_the_link_once(client, world, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "member@exemple.fr"})
    link = link_of(mailoutbox[0])
    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    short = client.post(action, {"password1": "trop court", "password2": "trop court"})
    assert "trop court" in short.content.decode()
    done = client.post(action, {"password1": LONG, "password2": LONG})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert User.objects.get(email="member@exemple.fr").check_password(LONG)
    assert mailoutbox[-1].subject == "Votre mot de passe a changé"
    client.session.flush()
    assert "Ce lien ne sert plus" in client.get(link, follow=True).content.decode()


def test_a_forgotten_password_tells_nothing_of_who_has_an_account(client, world, mailoutbox):
    answers = []
    for email in ("member@exemple.fr", "personne@exemple.fr"):
        asked = client.post(reverse("account_reset_password"), {"email": email})
        answers.append((asked.status_code, asked.url, page(client.get(asked.url))))
    assert answers[0] == answers[1]
    assert [m.to for m in mailoutbox] == [["member@exemple.fr"], ["personne@exemple.fr"]]


def test_a_new_password_has_sixteen_characters(sign_in, world):
    client = sign_in("member")
    answers = {
        "oldpassword": PASSWORD,
        "password1": "quinze-signes-a",
        "password2": "quinze-signes-a",
    }
    refused = client.post(reverse("account_change_password"), answers)
    assert "16 caractères" in refused.content.decode()
    answers |= {"password1": LONG, "password2": LONG}
    assert client.post(reverse("account_change_password"), answers).url == reverse("account_home")


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("nadia.perrin2026nadia", True),
        ("Le vélo de Nadia est rouge", True),
        ("un-velo-rouge-perrin", True),
        ("nadiaperrin-et-son-velo", True),
        ("perrinnadia et son vélo", True),
        ("chez coordination69 en 2026", True),
        ("le vélo rouge du canadian", False),  # a name inside a longer word is no name
    ],
)
def test_a_password_holds_neither_the_name_nor_the_address(password, refused):
    owner = User(email="coordination69@exemple.fr", first_name="Nadia", last_name="Perrin")
    with pytest.raises(ValidationError) if refused else contextlib.nullcontext():
        validate_password(password, owner)


def test_nobody_signs_up(client, db):
    response = client.post(reverse("account_signup"), {"email": "x@exemple.fr", "password1": LONG})
    assert "sur invitation" in response.content.decode()
    assert not User.objects.filter(email="x@exemple.fr").exists()


def test_a_closed_account_does_not_open(enter, client, world):
    User.objects.filter(email="member@exemple.fr").update(is_active=False)
    assert enter("member").url == reverse("account_inactive")
    assert not signed_in(client)


def test_an_address_is_changed_from_the_link_sent_to_it(sign_in, world, mailoutbox):
    client = sign_in("member")
    client.post(reverse("account_email"), {"action_add": "1", "email": "nouvelle@exemple.fr"})
    assert User.objects.filter(email="member@exemple.fr").exists()
    [message] = mailoutbox
    assert message.to == ["nouvelle@exemple.fr"]
    assert "Confirmer cette adresse" in client.get(link_of(message)).content.decode()
    client.post(link_of(message))
    assert User.objects.filter(email="nouvelle@exemple.fr").exists()
    assert EmailAddress.objects.get(user=world.users["member"]).email == "nouvelle@exemple.fr"


def test_too_many_wrong_passwords_close_the_door_for_a_while(enter, client):
    for _ in range(5):
        enter("lead", "pas celui-ci du tout")
    assert "Attendez cinq minutes" in enter("lead").content.decode()
    assert not signed_in(client)
    enter("officer")
    assert signed_in(client), "l’adresse d’à côté n’est pas bloquée"


def test_too_many_requests_get_a_page_in_french(client, world, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "2/m/ip"}
    for _ in range(2):
        client.post(reverse("account_reset_password"), {"email": "member@exemple.fr"})
    response = client.post(reverse("account_reset_password"), {"email": "member@exemple.fr"})
    assert response.status_code == 429
    assert "Trop de demandes à la suite" in response.content.decode()


def test_the_counters_are_kept_in_the_shared_cache(settings):
    """In production every process counts the same tries."""
    from tzcld import settings as ours

    assert ours.CACHES["default"]["BACKEND"].endswith("RedisCache")
    assert ours.ACCOUNT_RATE_LIMITS["login_failed"]


@pytest.mark.parametrize("template", ["login_code", "unknown_account", "password_reset_key"])
def test_mails_are_in_french_and_end_with_who_writes(client, world, mailoutbox, template):
    email = "personne@exemple.fr" if template == "unknown_account" else "member@exemple.fr"
    name = (
        "account_reset_password"
        if template == "password_reset_key"
        else "account_request_login_code"
    )
    client.post(reverse(name), {"email": email})
    body = mailoutbox[0].body
    assert body.startswith("Bonjour,\n")
    assert "Coordination TZCLD\nhttp" in body
    assert not re.search(r"\b(you|your|please|hello)\b", body, re.IGNORECASE)
