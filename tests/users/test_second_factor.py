"""The second step: set up, asked, compulsory for who sees persons."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from fido2.webauthn import PublicKeyCredentialDescriptor, PublicKeyCredentialType

from tests.users.conftest import totp
from tests.world import PASSWORD
from tzcld.users.checks import note_keys_are_keys

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def compulsory(settings):
    settings.MFA_REQUIRED = True


def give_totp(user) -> Authenticator:
    data = {"secret": get_adapter().encrypt(SECRET)}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)


def says_it_gave(client, means: Authenticator) -> None:
    """What a sign-in with a second step leaves in the session."""
    session = client.session
    session["account_authentication_methods_user"] = str(means.user_id)
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": 0, "id": means.pk, "type": means.type}
    ]
    session.save()


def say_again(client, to: str) -> None:
    client.post(f"{reverse('account_reauthenticate')}?next={to}", {"password": PASSWORD})


def test_an_application_is_set_up_then_asked_at_each_sign_in(enter, client, world, mailoutbox):
    enter("lead")
    activate = reverse("mfa_activate_totp")
    asked = client.get(activate)
    assert (
        asked.url
        == f"{reverse('account_reauthenticate')}?next=%2F{activate[1:].replace('/', '%2F')}"
    )
    say_again(client, activate)
    secret = re.search(r"<code>(\w+)</code>", client.get(activate).content.decode())[1]
    wrong = client.post(activate, {"code": "000000"}).content.decode()
    assert "Ce code n’est pas le bon" in wrong
    assert secret in wrong, "la clé déjà lue par le téléphone reste la même"
    assert client.post(activate, {"code": totp(secret)}).url == reverse("mfa_view_recovery_codes")
    codes = re.findall(
        r"<code>(\d+)</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode()
    )
    assert len(codes) == 10
    stored = Authenticator.objects.get(user=world.users["lead"], type="totp")
    assert secret not in str(stored.data), "le secret est chiffré dans la base"

    client.post(reverse("account_logout"))
    second = enter("lead")
    assert second.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(second.url, {"code": "123"}).status_code == 200
    assert client.post(second.url, {"code": totp(secret)}).status_code in (200, 302)
    client.post(reverse("account_logout"))
    enter("lead")
    assert client.post(second.url, {"code": codes[0]}).status_code == 302
    client.post(reverse("account_logout"))
    enter("lead")
    assert client.post(second.url, {"code": codes[0]}).status_code == 200, "un code sert une fois"


@pytest.mark.parametrize("kind", ["lead", "officer", "director", "dpo", "hub_admin", "evaluator"])
def test_who_sees_persons_or_opens_their_accounts_must_set_it_up(sign_in, compulsory, kind):
    response = sign_in(kind).get(reverse("territories:home"))
    assert (response.status_code, response.url) == (302, reverse("mfa_index"))


@pytest.mark.parametrize("kind", ["member", "partner", "funder", "communication", "hub_officer"])
def test_the_others_may_do_without(sign_in, compulsory, kind):
    assert sign_in(kind).get(reverse("territories:home")).url != reverse("mfa_index")


def test_only_the_pages_that_set_it_up_are_open_and_say_why(sign_in, compulsory, world):
    client = sign_in("lead")
    page = client.get(reverse("mfa_index"))
    assert page.status_code == 200
    assert "Votre rôle demande une deuxième étape" in page.content.decode()
    for name in ("mfa_list_webauthn", "account_email", "account_logout"):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get(reverse("account_login")).status_code == 302
    for name in ("account_home", "usersessions_list", "account_change_password"):
        assert client.get(reverse(name)).url == reverse("mfa_index"), name
    team = reverse("territories:team_list", args=[world.home.slug])
    assert client.get(team).url == reverse("mfa_index")


def test_nothing_is_done_by_post_before_it_is_set_up(sign_in, compulsory, world):
    row = world.rows["home"]["invitation"]
    url = reverse("territories:invitation_resend", args=[world.home.slug, row.pk])
    response = sign_in("lead").post(url)
    assert (response.status_code, response.url) == (302, reverse("mfa_index"))


OURS = {"Origin": "http://testserver"}
TYPED = {"email": "nouvelle@exemple.fr", "note": "Une phrase gardée"}


def test_what_was_typed_before_it_was_asked_is_in_the_page(sign_in, compulsory, world):
    url = reverse("territories:invitation_create", args=[world.home.slug])
    answer = sign_in("lead").post(url, TYPED, headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Votre rôle demande une deuxième étape" in page
    assert 'name="note" value="Une phrase gardée"' in page
    assert f'href="{reverse("mfa_index")}"' in page
    assert (
        "csrfmiddlewaretoken" not in page.partition("Envoyer de nouveau")[0].rpartition("<form")[2]
    )
    assert "Envoyer de nouveau" in page
    # A button without any answer has nothing to keep, nor words that another site may have sent.
    assert sign_in("lead").post(url, headers=OURS).url == reverse("mfa_index")
    assert sign_in("lead").post(url, TYPED).url == reverse("mfa_index")


def test_what_was_typed_in_a_session_that_ends_for_it_is_sent_after_the_sign_in(
    enter, client, world, compulsory
):
    enter("lead")
    give_totp(world.users["lead"])
    url = reverse("cle:committee_create", args=[world.home.slug])
    typed = {"name": "Comité gardé", "kind": "commission", "quorum_percent": "50"}
    answer = client.post(url, typed, headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session
    assert "Une deuxième étape protège ce compte" in page
    assert "Une session finit quand" not in page
    assert 'name="name" value="Comité gardé"' in page
    assert f"{reverse('account_login')}?next={reverse('signed_in_again')}" in page
    client.post(enter("lead").url, {"code": totp(SECRET)})
    assert client.post(url, typed, headers=OURS).status_code == 302


def test_htmx_leaves_the_page_instead_of_filling_a_corner_of_it(sign_in, compulsory, world):
    team = reverse("territories:team_list", args=[world.home.slug])
    response = sign_in("lead").get(team, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == reverse("mfa_index")


def test_once_set_up_the_page_asked_for_is_proposed_and_no_query_is_added(
    sign_in, compulsory, world, settings
):
    client = sign_in("lead")
    team = reverse("territories:team_list", args=[world.home.slug])
    client.get(f"{team}?role=partner")
    user = world.users["lead"]
    says_it_gave(client, give_totp(user))
    RecoveryCodes.activate(user)
    say_again(client, team)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert f'href="{team}?role=partner"' in page
    client.get(team)
    with CaptureQueriesContext(
        connection,
    ) as compelled:
        assert client.get(team).status_code == 200
    settings.MFA_REQUIRED = False
    with CaptureQueriesContext(connection) as free:
        client.get(team)
    assert len(compelled) == len(free)


def test_recovery_codes_alone_are_no_second_step(sign_in, compulsory, world):
    RecoveryCodes.activate(world.users["lead"])
    assert sign_in("lead").get(reverse("territories:home")).url == reverse("mfa_index")


def test_without_its_last_means_the_site_closes_again(sign_in, compulsory, world):
    client = sign_in("lead")
    means = give_totp(world.users["lead"])
    says_it_gave(client, means)
    team = reverse("territories:team_list", args=[world.home.slug])
    assert client.get(team).status_code == 200
    means.delete()
    assert client.get(team).url == reverse("mfa_index")


def test_what_was_just_set_up_is_given_by_this_session(enter, client, world, compulsory):
    enter("lead")
    activate = reverse("mfa_activate_totp")
    say_again(client, activate)
    secret = re.search(r"<code>(\w+)</code>", client.get(activate).content.decode())[1]
    client.post(activate, {"code": totp(secret)})
    team = reverse("territories:team_list", args=[world.home.slug])
    assert client.get(team).status_code == 200


def test_a_session_of_before_ends_when_it_is_set_up_elsewhere(enter, client, world, compulsory):
    """Signed in with the password alone: the browser left open, or an intruder, reads no name."""
    enter("lead")
    give_totp(world.users["lead"])
    team = reverse("territories:team_list", args=[world.home.slug])
    response = client.get(f"{team}?role=partner")
    assert (
        response.url
        == f"{reverse('account_login')}?next=%2F{team[1:].replace('/', '%2F')}%3Frole%3Dpartner"
    )
    assert "_auth_user_id" not in client.session
    assert "Une deuxième étape protège ce compte" in client.get(response.url).content.decode()
    second = enter("lead")
    assert second.url == reverse("mfa_authenticate")
    client.post(second.url, {"code": totp(SECRET)})
    assert client.get(team).status_code == 200


def test_the_second_step_offers_a_key_to_who_has_one(enter, client, world, monkeypatch):
    give_totp(world.users["lead"])
    second = enter("lead").url
    assert "Utiliser une clé" not in client.get(second).content.decode()
    key = PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=b"cle")
    monkeypatch.setattr(webauthn, "get_credentials", lambda user: [key])
    assert "Utiliser une clé" in client.get(second).content.decode()


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_add_webauthn", "account_home", "account_change_password"]
)
def test_nor_does_it_add_a_means_of_its_own(enter, client, world, compulsory, name):
    enter("lead")
    give_totp(world.users["lead"])
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))


def test_what_is_not_a_page_is_told_too(sign_in, world, compulsory):
    give_totp(world.users["lead"])
    team = reverse("territories:team_list", args=[world.home.slug])
    response = sign_in("lead").get(team, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == reverse("account_login")
    response = sign_in("lead").get("/api/v1/territoires/")
    assert (response.status_code, "deuxième étape" in response.json()["detail"]) == (403, True)


def test_the_api_waits_for_it_as_the_pages_do(sign_in, compulsory):
    response = sign_in("lead").get("/api/v1/territoires/")
    assert (response.status_code, "activez-la" in response.json()["detail"]) == (403, True)
    assert sign_in("member").get("/api/v1/territoires/").status_code == 200
    assert sign_in("lead").get("/api/schema/").status_code == 200


def test_a_role_that_sees_nobody_keeps_its_session(enter, client, world, compulsory):
    enter("member")
    give_totp(world.users["member"])
    assert client.get(reverse("account_home")).status_code == 200


def test_a_former_key_of_the_site_still_reads_the_secrets(settings):
    settings.SECRET_KEY = "ancienne"
    kept = get_adapter().encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "nouvelle", ["ancienne"]
    assert get_adapter().decrypt(kept) == SECRET
    assert SECRET not in kept


def test_the_former_key_may_be_forgotten_once_the_secrets_are_under_the_new_one(
    world, settings, capsys
):
    user = world.users["lead"]
    settings.SECRET_KEY = "ancienne"
    codes = RecoveryCodes.activate(user).get_unused_codes()
    Authenticator.objects.create(
        user=user, type="totp", data={"secret": get_adapter().encrypt(SECRET)}
    )
    lost = Authenticator.objects.create(user=user, type="webauthn", data={"credential": {}})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "nouvelle", ["ancienne"]
    call_command("rotate_second_factors")
    assert "rechiffrés : 2." in capsys.readouterr().out.replace("\u00a0", " ")
    settings.SECRET_KEY_FALLBACKS = []
    rows = {row.type: row for row in Authenticator.objects.filter(user=user)}
    assert get_adapter().decrypt(rows["totp"].data["secret"]) == SECRET
    assert RecoveryCodes(rows["recovery_codes"]).get_unused_codes() == codes
    assert rows["webauthn"].data == lost.data
    settings.SECRET_KEY = "perdue"
    with pytest.raises(CommandError, match="Gardez"):
        call_command("rotate_second_factors")


def test_a_key_of_notes_that_is_none_is_found_before_the_first_note(settings):
    assert note_keys_are_keys(None) == []
    settings.NOTE_KEYS = [Fernet.generate_key().decode(), "pas une clé"]
    (said,) = note_keys_are_keys(None)
    assert "n°" in said.msg
    assert "pas une clé" not in said.msg


def test_the_switch_of_the_demo_turns_it_off(sign_in, world, settings):
    settings.MFA_REQUIRED = False
    team = reverse("territories:team_list", args=[world.home.slug])
    assert sign_in("lead").get(team).status_code == 200


def test_a_lost_device_is_forgotten_from_the_console(enter, client, world, mailoutbox, capsys):
    enter("lead")
    give_totp(world.users["lead"])
    RecoveryCodes.activate(world.users["lead"])
    call_command("reset_second_factor", email="Lead@exemple.fr")
    assert "2 moyens retirés pour Lead Essai" in capsys.readouterr().out.replace("\u00a0", " ")
    assert not Authenticator.objects.filter(user=world.users["lead"]).exists()
    assert client.get(reverse("account_home")).status_code == 302, "la session est fermée"
    assert mailoutbox[-1].to == ["lead@exemple.fr"]
    assert enter("lead").url == reverse("territories:home"), "plus de deuxième étape"
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("reset_second_factor", email="personne@exemple.fr")
