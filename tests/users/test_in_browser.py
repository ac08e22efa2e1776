"""The pages of the account in a real browser: accessible, whole at 320 px, within the policy; a key used for real.

No server: the browser's requests are answered by Django's test client, in the test's own transaction.
"""

import contextvars
import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connections
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from tests.browser import Reader, launch
from tests.users.conftest import totp
from tests.world import PASSWORD

# Browsers offer keys on localhost without TLS.
SITE = "http://localhost"

pytestmark = pytest.mark.e2e
# The authenticator answers when the machine has time: two workers and two browsers share it.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def chromium():
    # Playwright keeps a loop running in this thread, which Django would otherwise refuse.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = launch(playwright)
        yield found
        found.close()
        connections.close_all()


@pytest.fixture
def page(chromium, client, world):
    """A browser whose cookies are the test client's: `sign_in` opens its session."""
    context = chromium.new_context()
    # The database connection of the test, with its transaction, lives in the test's context.
    here = contextvars.copy_context()
    context.route("**/*", lambda route: here.copy().run(answer, route, client))
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type != "verbose" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def answer(route, client) -> None:
    request = route.request
    url = urlsplit(request.url)
    if url.path.startswith(settings.STATIC_URL):
        path = Path(finders.find(url.path.removeprefix(settings.STATIC_URL)))
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(status=200, body=path.read_bytes(), content_type=kind)
        return
    response = client.generic(
        request.method,
        f"{url.path}?{url.query}" if url.query else url.path,
        request.post_data_buffer or b"",
        content_type=request.headers.get("content-type", "application/octet-stream"),
        headers={"Accept": request.headers.get("accept", "*/*")},
        SERVER_NAME="localhost",
    )
    if response.status_code == 302:
        # A fulfilled redirection would leave this route: the page itself goes on.
        body = f'<meta http-equiv="refresh" content="0;url={response.url}">'
        route.fulfill(status=200, body=body, content_type="text/html; charset=utf-8")
        return
    headers = {k: v for k, v in response.headers.items() if k != "Content-Length"}
    route.fulfill(status=response.status_code, body=response.content, headers=headers)


READER = Reader()


def assert_sound(page, where: str) -> None:
    assert READER.faults(page) == []
    assert not page.complaints, where


def add_key(page) -> None:
    """A device that verifies its owner, answering by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def confirm(page) -> None:
    page.fill("#id_password", PASSWORD)
    page.click("main .savebar button")


OPEN = [
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
]
OWN = [
    "account_home",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
]


@pytest.mark.parametrize("name", OPEN)
def test_open_pages(page, name):
    page.goto(SITE + reverse(name))
    assert_sound(page, name)


@pytest.mark.parametrize("name", OWN)
def test_pages_of_the_account(page, sign_in, name):
    sign_in("lead")
    page.goto(SITE + reverse(name))
    assert_sound(page, name)


@pytest.mark.parametrize(
    "name", ["team_list", "invitation_create", "journal_list", "membership_edit", "membership_end"]
)
def test_pages_of_the_team(page, sign_in, world, name):
    sign_in("lead")
    row = [world.rows["home"]["membership"].pk] if name.startswith("membership") else []
    page.goto(SITE + reverse(f"territories:{name}", args=[world.home.slug, *row]))
    assert_sound(page, name)


def test_a_refused_sign_in_is_read_out(page, world):
    page.goto(SITE + reverse("account_login"))
    page.fill("#id_login", "lead@exemple.fr")
    page.fill("#id_password", "pas celui-ci du tout")
    page.click("main .savebar button")
    expect(page.locator(".summary[role=alert]")).to_be_focused()
    assert_sound(page, "connexion refusée")


def test_an_application_is_set_up_by_a_person(page, sign_in, world):
    sign_in("lead")
    page.goto(SITE + reverse("mfa_index"))
    page.get_by_role("link", name="Activer une application").click()
    confirm(page)
    expect(page.locator("#id_code")).to_be_visible()
    assert_sound(page, "activer une application")
    page.fill("#id_code", totp(page.locator("code").inner_text()))
    page.click("main .savebar button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    assert_sound(page, "codes de secours")
    for name in ("mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_reauthenticate"):
        page.goto(SITE + reverse(name))
        assert_sound(page, name)


def test_a_key_is_added_then_opens_the_session_alone(page, sign_in, client, world):
    add_key(page)
    sign_in("member")
    page.goto(SITE + reverse("mfa_add_webauthn"))
    confirm(page)
    page.check("#id_passwordless")
    assert_sound(page, "ajouter une clé")
    page.bring_to_front()
    page.click("#passkey_add")
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    key = Authenticator.objects.get(user=world.users["member"], type="webauthn")
    for name, args in [
        ("mfa_list_webauthn", []),
        ("mfa_edit_webauthn", [key.pk]),
        ("mfa_remove_webauthn", [key.pk]),
        ("mfa_reauthenticate_webauthn", []),
    ]:
        page.goto(SITE + reverse(name, args=args))
        assert_sound(page, name)

    client.logout()
    page.goto(SITE + reverse("account_login") + f"?next={reverse('account_home')}")
    page.bring_to_front()
    page.click("#passkey_login")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte")
    assert client.session["_auth_user_id"] == str(world.users["member"].pk)


def test_a_key_is_the_second_step(page, sign_in, client, world):
    add_key(page)
    sign_in("member")
    page.goto(SITE + reverse("mfa_add_webauthn"))
    confirm(page)
    page.bring_to_front()
    page.click("#passkey_add")
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    client.logout()
    page.goto(SITE + reverse("account_login") + f"?next={reverse('account_home')}")
    page.fill("#id_login", "member@exemple.fr")
    page.fill("#id_password", PASSWORD)
    page.click("main .savebar button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deuxième étape")
    assert "_auth_user_id" not in client.session
    assert_sound(page, "deuxième étape")
    page.bring_to_front()
    page.click("#passkey_use")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte")


def test_a_key_is_not_offered_before_its_script_is_there(page, world):
    """A press too early would send an empty key: the button waits for what makes it work."""
    held = []
    page.route("**/js/passkeys.js", lambda route: held.append(route))
    page.goto(SITE + reverse("account_login"), wait_until="commit")
    expect(page.locator("#passkey_login")).to_be_disabled()
    held.pop().fallback()
    expect(page.locator("#passkey_login")).to_be_enabled()


def test_a_key_that_does_not_answer_says_so(page, sign_in, world):
    page.goto(SITE + reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('rien')) }")
    page.bring_to_front()
    page.click("#passkey_login")
    expect(page.get_by_text("La clé n’a pas répondu")).to_be_visible()
    assert_sound(page, "clé muette")
