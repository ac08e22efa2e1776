"""Signing in with ProConnect, from the button to the end of both sessions, against an issuer over HTTP."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import caches
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from territories.models import Entry
from territories.scoping import scoped
from tests.users.conftest import totp
from tests.users.issuer import CLIENT, SCOPES, Issuer
from tests.users.issuer import SECRET as CLIENT_SECRET
from tests.users.test_second_factor import SECRET, give_totp
from tzcld.users.models import User


@pytest.fixture(scope="module")
def running():
    issuer = Issuer()
    yield issuer
    issuer.close()


@pytest.fixture
def issuer(running, settings, db):
    running.reset()
    settings.PROCONNECT_ISSUER = running.url
    settings.PROCONNECT_CLIENT_ID = CLIENT
    settings.PROCONNECT_CLIENT_SECRET = CLIENT_SECRET
    running.redirect = settings.SITE_URL + reverse("proconnect_callback")
    running.after_end = settings.SITE_URL + reverse("proconnect_ended")
    caches["process"].clear()
    return running


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def to_issuer(url: str) -> str:
    """What the browser does there: the address that the issuer sends back to, in our site."""
    answer = requests.get(url, allow_redirects=False, timeout=5)
    assert answer.status_code == 303, answer.text
    return path_of(answer.headers["Location"])


@pytest.fixture
def go(issuer, client, world):
    """`go()` → the answer to a whole passage by ProConnect, from our button."""

    def passage(to: Client = client, next_url: str = ""):
        start = reverse("proconnect_login") + (f"?next={next_url}" if next_url else "")
        left = to.get(start)
        assert left.status_code == 302, left.content.decode()
        return to.get(to_issuer(left.url))

    return passage


def who(client) -> str:
    """The address of the signed-in account, empty for nobody."""
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else ""


def text(response) -> str:
    return response.content.decode()


def told(world, verb: str) -> list[User]:
    """Who did this, in the journal of the territory."""
    with scoped(world.home.pk, named=False):
        return [entry.user for entry in Entry.objects.filter(verb=verb)]


# The button ─────────────────────────────────────────────────────────────────────────────────────


def test_without_its_variables_there_is_no_button_and_no_door(client, world, settings):
    assert "ProConnect" not in text(client.get(reverse("account_login")))
    for name in ("proconnect_login", "proconnect_callback"):
        assert client.get(reverse(name)).status_code == 404
    for name in ("proconnect_end", "proconnect_ended"):
        assert client.get(reverse(name)).url == reverse("account_login")
    client.force_login(world.users["lead"])
    assert "ProConnect" not in text(client.get(reverse("account_home")))
    assert client.post(reverse("proconnect_unlink")).status_code == 404


def test_the_button_keeps_the_page_asked_for(issuer, client):
    page = text(client.get(reverse("account_login") + "?next=/compte/"))
    assert "S’identifier avec ProConnect" in page
    assert f"{reverse('proconnect_login')}?next=/compte/" in page


def test_what_is_asked_is_what_proconnect_knows(issuer, go, settings):
    go()
    (asked,) = issuer.asked
    assert set(asked["scope"].split()) == SCOPES
    assert json.loads(asked["claims"]) == {"id_token": {"amr": {"essential": True}, "acr": None}}
    settings.PROCONNECT_ACR = ["eidas2", "eidas3"]
    issuer.said = {"acr": "eidas2"}
    other = Client()
    go(other)
    assert json.loads(issuer.asked[-1]["claims"])["id_token"]["acr"] == {
        "essential": True,
        "values": ["eidas2", "eidas3"],
    }
    assert who(other) == "lead@exemple.fr"


def test_what_the_address_adds_is_not_sent_on(issuer, client):
    left = client.get(
        reverse("proconnect_login") + "?scope=siren&auth_params=prompt%3Dnone&process=connect"
    )
    query = parse_qs(urlsplit(left.url).query)
    assert set(query["scope"][0].split()) == SCOPES
    assert "prompt" not in query


def test_half_a_configuration_is_told_at_start(settings):
    def found() -> set[str]:
        return {error.id for error in run_checks() if error.id.startswith("users.")}

    assert found() == set()
    settings.PROCONNECT_ISSUER = "http://proconnect.example/api/v2"
    settings.SECURE, settings.PROCONNECT_ALGORITHM = True, "HS256"
    assert found() == {"users.E001", "users.E002", "users.E003"}


# Who comes in ───────────────────────────────────────────────────────────────────────────────────


def test_a_known_address_comes_in_and_is_linked_once(go, client, issuer, world, mailoutbox):
    issuer.person["email"] = "Lead@Exemple.fr"
    password = world.users["lead"].password
    assert go(next_url="/compte/").url == "/compte/"
    assert who(client) == "lead@exemple.fr"
    link = SocialAccount.objects.get()
    assert (link.user, link.provider, link.uid) == (world.users["lead"], issuer.url, "sub-lead")
    assert "given_name" not in link.extra_data
    assert [(m.subject, m.to) for m in mailoutbox] == [
        ("Votre compte s’ouvre désormais avec ProConnect", ["lead@exemple.fr"])
    ]
    assert User.objects.get(email="lead@exemple.fr").password == password, (
        "le mot de passe sert encore"
    )
    assert told(world, "link") == [world.users["lead"]]

    client.post(reverse("account_logout"))
    go()
    assert who(client) == "lead@exemple.fr"
    assert SocialAccount.objects.count() == 1
    assert len(mailoutbox) == 1
    assert told(world, "link") == [world.users["lead"]]


def test_the_number_opens_the_account_whatever_the_address_has_become(go, client, issuer, world):
    go()
    client.post(reverse("account_logout"))
    issuer.person["email"] = "member@exemple.fr"  # somebody else's here
    go()
    assert who(client) == "lead@exemple.fr"
    assert not SocialAccount.objects.filter(user=world.users["member"]).exists()
    assert User.objects.get(pk=world.users["lead"].pk).email == "lead@exemple.fr"


def test_an_address_that_passed_to_somebody_else_opens_nothing(go, client, issuer):
    go()
    client.post(reverse("account_logout"))
    issuer.person["sub"] = "sub-of-somebody-else"
    refused = go()
    assert refused.status_code == 403
    assert "déjà lié à une autre identité ProConnect" in text(refused)
    assert who(client) == ""
    assert SocialAccount.objects.get().uid == "sub-lead"


def test_an_unknown_address_gets_a_sentence_and_no_account(go, client, issuer):
    before = User.objects.count()
    issuer.person |= {"sub": "sub-new", "email": "personne@exemple.fr"}
    refused = go()
    assert refused.status_code == 403
    assert "Aucun compte à cette adresse" in text(refused)
    assert "personne@exemple.fr" in text(refused)
    assert "sur invitation" in text(refused)
    assert (who(client), User.objects.count(), SocialAccount.objects.count()) == ("", before, 0)
    # Another identity may be chosen: ProConnect's session is closed from there.
    assert to_issuer(client.get(reverse("proconnect_end")).context["address"])
    assert issuer.ended == ["sub-new"]


@pytest.mark.parametrize("change", [{"email_verified": False}, {"email": ""}, {"email": None}])
def test_an_address_that_is_not_verified_links_nothing(go, client, issuer, change):
    issuer.person |= change
    refused = go()
    assert refused.status_code == 403
    assert "adresse vérifiée" in text(refused)
    assert (who(client), SocialAccount.objects.count()) == ("", 0)


@pytest.mark.parametrize("linked", [False, True])
def test_a_closed_account_stays_closed(go, client, issuer, world, linked):
    if linked:
        go()
        client.post(reverse("account_logout"))
    User.objects.filter(email="lead@exemple.fr").update(is_active=False)
    assert go().url == reverse("account_inactive")
    assert who(client) == ""
    assert SocialAccount.objects.count() == linked


def test_a_mail_server_that_is_down_shuts_nobody_out(go, client, issuer, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    go()
    assert who(client) == "lead@exemple.fr"
    assert SocialAccount.objects.count() == 1


def test_another_issuer_does_not_inherit_the_links(go, client, issuer, settings, world):
    SocialAccount.objects.create(
        user=world.users["member"], provider="https://autre.example", uid="sub-lead"
    )
    go()
    assert who(client) == "lead@exemple.fr"


def test_who_is_signed_in_already_goes_home(issuer, sign_in):
    client = sign_in("lead")
    assert client.get(reverse("proconnect_login")).url == reverse("territories:home")


# What is not believed ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        "signature",
        "kid",
        "unsigned",
        "symmetric",
        "nonce",
        "no-nonce",
        "audience",
        "azp",
        "expired",
        "iss",
        "no-id-token",
        "userinfo-signature",
        "userinfo-unsigned",
        "userinfo-symmetric",
        "userinfo-plain",
        "userinfo-sub",
        "userinfo-audience",
        "userinfo-expired",
        "down/userinfo",
        "down/jwks",
    ],
)
def test_an_answer_that_is_not_right_opens_nothing(go, client, issuer, fault):
    issuer.spoil = fault
    refused = go()
    assert refused.status_code == 400
    assert "ProConnect n’a pas abouti" in text(refused)
    assert (who(client), SocialAccount.objects.count()) == ("", 0)
    issuer.spoil = ""
    go()
    assert who(client) == "lead@exemple.fr", "rien n’empêche de recommencer"


def test_a_level_that_is_asked_for_is_also_checked(go, client, issuer, settings):
    settings.PROCONNECT_ACR = ["eidas2"]
    assert go().status_code == 400
    assert who(client) == ""


def test_a_return_serves_once_and_in_its_own_browser(issuer, client, world):
    left = client.get(reverse("proconnect_login"))
    back = to_issuer(left.url)
    stranger = Client()
    assert stranger.get(back).status_code == 400
    assert who(stranger) == ""
    client.get(back)
    assert who(client) == "lead@exemple.fr"
    client.post(reverse("account_logout"))
    assert client.get(back).status_code == 400, "le même retour ne sert pas deux fois"
    assert client.get(back.replace("state=", "state=x")).status_code == 400
    assert client.get(reverse("proconnect_callback")).status_code == 400
    assert who(client) == ""


def test_a_code_put_in_the_place_of_another_is_refused_by_its_nonce(issuer, client, world):
    """The code of somebody else's sign-in, brought with one's own state."""
    theirs = parse_qs(urlsplit(to_issuer(Client().get(reverse("proconnect_login")).url)).query)
    mine = parse_qs(urlsplit(client.get(reverse("proconnect_login")).url).query)
    refused = client.get(
        reverse("proconnect_callback"), {"code": theirs["code"][0], "state": mine["state"][0]}
    )
    assert refused.status_code == 400
    assert who(client) == ""


def test_giving_up_at_proconnect_leads_back(go, client, issuer):
    issuer.spoil = "cancelled"
    back = go()
    assert back.url == reverse("account_login")
    assert "sans vous identifier" in text(client.get(back.url))


@pytest.mark.parametrize("fault", ["issuer", "down/.well-known/openid-configuration"])
def test_an_issuer_that_does_not_answer_leaves_the_other_ways(issuer, client, fault):
    issuer.spoil = fault
    back = client.get(reverse("proconnect_login"))
    assert back.url == reverse("account_login")
    assert "ProConnect ne répond pas" in text(client.get(back.url))


def test_a_page_elsewhere_is_not_where_one_lands(go, client):
    assert go(next_url="https://ailleurs.example/").url == reverse("territories:home")


# The second step ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        ({"acr": "eidas1", "amr": ["pwd"]}, False),
        ({"acr": "eidas1"}, False),
        ({}, False),
        ({"acr": "eidas1", "amr": "mfa"}, False),  # not a list: not what ProConnect says
        ({"acr": "eidas1", "amr": ["pwd", "totp", "mfa"]}, True),
        ({"acr": "eidas2"}, True),
        ({"acr": "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"}, True),
    ],
)
def test_two_factors_count_when_proconnect_says_so(go, client, issuer, settings, said, enough):
    settings.MFA_REQUIRED = True
    issuer.said = said
    go()
    assert who(client) == "lead@exemple.fr"
    home = client.get(reverse("territories:home"))
    assert (home.url == reverse("mfa_index")) is not enough
    if enough:
        assert "par ProConnect, pour cette session" in text(client.get(reverse("account_home")))


def test_two_factors_of_yesterday_do_not_count_today(go, client, issuer, settings, enter):
    settings.MFA_REQUIRED = True
    issuer.said = {"acr": "eidas2"}
    go()
    client.post(reverse("account_logout"))
    enter("lead")
    assert client.get(reverse("territories:home")).url == reverse("mfa_index")


def test_our_own_second_step_is_asked_unless_proconnect_asked_for_one(go, client, issuer, world):
    give_totp(world.users["lead"])
    asked = go()
    assert asked.url == reverse("mfa_authenticate")
    assert who(client) == ""
    held = str(dict(client.session.items()))
    assert "access_token" not in held
    assert world.users["lead"].password not in held
    client.post(asked.url, {"code": totp(SECRET)})
    assert who(client) == "lead@exemple.fr"
    client.post(reverse("account_logout"))
    issuer.said = {"amr": ["pwd", "mfa"]}
    go()
    assert who(client) == "lead@exemple.fr"
    assert Authenticator.objects.count() == 1


def test_no_page_asks_one_query_more_for_it(go, client, issuer, sign_in):
    address = reverse("usersessions_list")
    go()
    client.get(address)
    with CaptureQueriesContext(connection) as with_it:
        client.get(address)
    client.post(reverse("account_logout"))
    sign_in("lead").get(address)
    with CaptureQueriesContext(connection) as without:
        client.get(address)
    assert len(with_it) == len(without)


# The way out ────────────────────────────────────────────────────────────────────────────────────


def test_signing_out_here_ends_the_session_at_proconnect(go, client, issuer):
    go()
    out = client.post(reverse("account_logout"))
    assert out.url == reverse("proconnect_end")
    assert who(client) == ""
    page = client.get(out.url)
    assert f'content="0; url={page.context["address"]}"'.replace("&", "&amp;") in text(page)
    back = to_issuer(page.context["address"])
    assert issuer.ended == ["sub-lead"]
    assert client.get(back).url == reverse("account_login")
    assert "Votre session ProConnect est fermée aussi." in text(
        client.get(reverse("account_login"))
    )
    assert client.get(out.url).url == reverse("account_login"), "l’identité n’est plus gardée"


def test_a_return_that_nobody_asked_for_says_nothing(go, client, issuer):
    go()
    client.post(reverse("account_logout"))
    forged = client.get(reverse("proconnect_ended"), {"state": "é" * 40})
    assert forged.url == reverse("account_login")
    assert "fermée aussi" not in text(client.get(reverse("account_login")))


def test_proconnect_that_does_not_answer_leaves_our_session_closed(go, client, issuer):
    go()
    caches["process"].clear()
    issuer.spoil = "down/.well-known/openid-configuration"
    out = client.post(reverse("account_logout"))
    assert client.get(out.url).url == reverse("account_login")
    assert "sa propre session reste ouverte" in text(client.get(reverse("account_login")))
    assert who(client) == ""


def test_who_came_by_a_password_signs_out_as_before(enter, client, issuer):
    enter("lead")
    assert client.post(reverse("account_logout")).url == reverse("account_login")


def test_the_link_is_removed_from_the_account_and_made_anew(go, client, issuer, world):
    go()
    page = text(client.get(reverse("account_home")))
    assert "Retirer le lien" in page
    assert client.post(reverse("proconnect_unlink")).url == reverse("account_home")
    assert "Pas de lien" in text(client.get(reverse("account_home")))
    assert told(world, "unlink") == [world.users["lead"]]
    assert client.post(reverse("proconnect_unlink")).status_code == 404
    client.post(reverse("account_logout"))
    issuer.person["sub"] = "sub-of-a-new-provider"
    go()
    assert who(client) == "lead@exemple.fr"
