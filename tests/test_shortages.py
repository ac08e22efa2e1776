"""No room, no memory, no time, no store: said in one sentence, whom to tell with it, and nothing is written."""

from errno import ENOSPC

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from ppde.models import Person
from territories.imports import jobs, operations
from tests.imports.test_persons import ALIX, staged
from tzcld import broken, shortages
from tzcld.shortages import NO_MEMORY, NO_ROOM, TOO_LONG
from tzcld.users.models import User


def wrapped(error: psycopg.Error) -> OperationalError:
    """As the framework raises what the driver says."""
    found = OperationalError("in the words of the server")
    found.__cause__ = error
    return found


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(ENOSPC, "No space left on device"), NO_ROOM),
        (wrapped(psycopg.errors.DiskFull()), NO_ROOM),
        (wrapped(psycopg.errors.OutOfMemory()), NO_MEMORY),
        (wrapped(psycopg.errors.TooManyConnections()), NO_MEMORY),
        (wrapped(psycopg.errors.QueryCanceled()), TOO_LONG),
        (MemoryError(), NO_MEMORY),
        (wrapped(psycopg.errors.UniqueViolation()), ""),
        (OSError("something else"), ""),
        (RuntimeError(), ""),
    ],
)
def test_each_shortage_has_its_sentence(error, words):
    assert shortages.told(error) == words
    if words:
        assert "rien n’a été écrit" in words
        assert "prévenez l’administration de la plateforme" in words


@pytest.mark.django_db
def test_the_database_that_takes_too_long_says_so_itself():
    with (
        pytest.raises(OperationalError) as found,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set local statement_timeout = 20")
        cursor.execute("select pg_sleep(2)")
    assert shortages.told(found.value) == TOO_LONG


def test_an_import_says_it_writes_nothing_and_starts_again(as_team, monkeypatch):
    batch, before = staged(as_team, ALIX), Person.objects.count()
    step = jobs.STEPS["writing"]

    def full(found, told):
        step(found, told)
        raise wrapped(psycopg.errors.DiskFull())

    with monkeypatch.context() as patch:
        patch.setitem(jobs.STEPS, "writing", full)
        batch = operations.confirm(batch)
    assert (batch.job, batch.error) == ("failed", NO_ROOM)
    assert Person.objects.count() == before
    assert operations.retry(batch, by=as_team.users["lead"])
    batch.refresh_from_db()
    assert (batch.state, batch.error) == ("done", "")
    assert Person.objects.count() == before + 1


@pytest.mark.parametrize("address", ["ppde:person_list", "evaluation:report_list"])
def test_an_export_that_finds_no_room_is_told_on_a_page(sign_in, monkeypatch, address):
    def full(*args, **kwargs):
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("tzcld.sheets.write", full)
    client = sign_in("lead")
    client.raise_request_exception = False
    answer = client.get(reverse(address, args=["venissieux"]) + "?format=xlsx")
    assert (answer.status_code, answer["Retry-After"]) == (503, str(broken.AGAIN))
    assert NO_ROOM in answer.text


# Signing in ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def no_store(settings):
    """Nothing listens where the limits of tries are kept."""
    gone = {"LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | gone}


@pytest.mark.parametrize("password", ["demonstration-tzcld-2026", "une-autre-phrase"])
def test_without_the_store_nobody_signs_in_and_the_page_says_why(world, client, no_store, password):
    """Right or wrong, the same answer: it tells nothing of the password."""
    client.raise_request_exception = False
    user: User = world.users["lead"]
    user.set_password("demonstration-tzcld-2026")
    user.save()
    address = reverse("account_login")
    assert client.get(address).status_code == 200
    answer = client.post(address, {"login": user.email, "password": password})
    assert answer.status_code == 503
    assert "la connexion et les formulaires publics sont fermés" in answer.text
    assert "_auth_user_id" not in client.session


def test_a_session_that_is_open_stays_so(sign_in, no_store):
    client = sign_in("lead")
    assert client.get(reverse("ppde:person_list", args=["venissieux"])).status_code == 200


def test_the_store_is_asked_before_the_password(world, client, no_store, monkeypatch):
    """The tries cost nothing to whoever floods: no password is compared meanwhile."""
    compared = []
    monkeypatch.setattr(User, "check_password", lambda self, raw: compared.append(raw))
    client.raise_request_exception = False
    said = {"login": world.users["lead"].email, "password": "une-autre-phrase"}
    assert client.post(reverse("account_login"), said).status_code == 503
    assert compared == []
