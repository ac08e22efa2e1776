"""Where an account is open, and closing it elsewhere."""

from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tzcld.ui import french

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def test_the_other_sessions_are_closed_at_once(enter, client, world):
    elsewhere = Client(headers={"User-Agent": PHONE})
    enter("member", headers={"User-Agent": FIREFOX})
    enter("member", to=elsewhere)
    page = client.get(
        reverse("usersessions_list"), headers={"User-Agent": FIREFOX}
    ).content.decode()
    assert "Firefox sur Linux" in page
    assert "Safari sur iPhone" in page
    assert "Fermer les autres sessions" in page
    client.post(reverse("usersessions_list"))
    assert elsewhere.get(reverse("account_home")).url.startswith(reverse("account_login"))
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "iPhone" not in page
    assert "Fermer les autres sessions" not in page


def test_one_sees_only_ones_own(sign_in, enter, world):
    enter("officer", to=Client(headers={"User-Agent": PHONE}))
    assert "iPhone" not in sign_in("member").get(reverse("usersessions_list")).content.decode()


def test_being_seen_is_written_once_in_a_while(client, world):
    client.force_login(world.users["member"])
    client.get(reverse("account_home"))
    before = UserSession.objects.get(user=world.users["member"]).last_seen_at
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("account_home"))
    assert not [q for q in queries if "UPDATE" in q["sql"]]
    assert UserSession.objects.get(user=world.users["member"]).last_seen_at == before


def test_another_browser_on_the_same_session_is_written_at_once(client, world):
    client.force_login(world.users["member"])
    client.get(reverse("account_home"), headers={"User-Agent": FIREFOX})
    client.get(reverse("account_home"), headers={"User-Agent": PHONE})
    assert UserSession.objects.get(user=world.users["member"]).user_agent == PHONE


def test_what_an_account_reads_is_kept_by_nobody(sign_in, world):
    """A shared computer: the file of a list, then « back » after the sign-out."""
    client = sign_in("lead")
    team = reverse("territories:team_list", args=[world.home.slug])
    assert client.get(team)["Cache-Control"] == "private, no-cache"
    file = client.get(team, {"format": "csv"})
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Cache-Control"] == "private, no-store"
    assert file.getvalue()
    assert not client.get(team, secure=True).has_header("Clear-Site-Data")
    left = client.post(reverse("account_logout"), secure=True)
    assert left["Clear-Site-Data"] == '"cache"'
    # Nobody's page may be kept by whoever carries it.
    assert not client.get(reverse("evaluation:public_home")).has_header("Cache-Control")


def test_browsers_have_names():
    assert french.browser(FIREFOX) == "Firefox sur Linux"
    assert french.browser(PHONE) == "Safari sur iPhone"
    assert french.browser("") == "Navigateur inconnu"
