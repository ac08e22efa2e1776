"""What balancers ask: the process alive, the site ready; short answers, no detail."""

import json

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tzcld import health


@pytest.fixture(autouse=True)
def asked_for_the_first_time(monkeypatch):
    monkeypatch.setattr(health, "_written_at", float("-inf"))
    monkeypatch.setattr(health, "_migrated", False)


def ask(path: str, **options):
    return Client().get(path, headers={"host": "10.0.0.7"}, **options)


def test_alive_asks_nothing_of_the_database(settings):
    settings.SECURE_SSL_REDIRECT = True
    # Without the `db` fixture, a query is an error.
    response = ask(health.ALIVE)
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_when_all_is_well_whatever_the_host_and_without_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["example.org"]
    response = ask(health.READY)
    assert response.status_code == 200
    assert json.loads(response.content) == {
        "database": "ok",
        "broker": "ok",
        "storage": "ok",
        "migrations": "ok",
    }
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def no_database(monkeypatch, settings):
    class Gone:
        def cursor(self):
            raise OperationalError("could not connect to secret-host")

    monkeypatch.setattr(health, "connection", Gone())


def no_broker(monkeypatch, settings):
    settings.REDIS_URL = "unix:///nowhere/secret-host.sock"


def no_storage(monkeypatch, settings):
    # Even root cannot write below a file.
    monkeypatch.setattr(health, "default_storage", FileSystemStorage(location=f"{__file__}/files"))


def no_migrations(monkeypatch, settings):
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "broken"),
    [
        ("database", no_database),
        ("broker", no_broker),
        ("storage", no_storage),
        ("migrations", no_migrations),
    ],
)
def test_not_ready_when_one_thing_is_missing(part, broken, monkeypatch, settings):
    broken(monkeypatch, settings)
    response = ask(health.READY)
    assert response.status_code == 503
    assert json.loads(response.content)[part] == "ko"
    assert b"secret-host" not in response.content
    assert b"nowhere" not in response.content


def test_only_reading_is_answered():
    response = Client().post(health.ALIVE)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
