"""The tables of a new database, given at once: what they stand for has not changed since."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection

from tzcld.baseline import schema


def test_every_frozen_migration_is_still_the_file_that_it_was():
    frozen = schema.frozen()
    assert len(frozen) > 100
    assert frozen == schema.fingerprints(frozen), (
        "Une migration passée ne se réécrit pas : ajoutez-en une, ou relancez « manage.py freeze_schema » "
        "si elle n’a encore atterri nulle part."
    )


@pytest.mark.django_db
def test_the_file_says_that_each_migration_it_stands_for_is_applied():
    with connection.cursor() as cursor:
        cursor.execute("select app, name from django_migrations")
        assert set(schema.frozen()) <= set(cursor.fetchall())


@pytest.mark.django_db
def test_a_database_that_has_tables_is_left_to_its_migrations():
    assert schema.load(connection) is False


def test_a_server_older_than_the_file_goes_by_steps():
    assert schema.load(SimpleNamespace(pg_version=140010)) is False


def test_what_is_secret_is_drawn_in_each_database():
    frozen = schema.SCHEMA.read_text()
    assert "gen_random_uuid" in schema.BORN_WITH["ppde_seal"]
    for statement in schema.BORN_WITH.values():
        assert statement in frozen
    assert frozen.count("INSERT INTO public.") == 1 + len(schema.BORN_WITH)


@pytest.mark.django_db
def test_who_asks_for_something_else_is_given_django_s_own_command(monkeypatch):
    asked = []
    monkeypatch.setattr(schema, "load", asked.append)
    call_command("migrate", plan=True, verbosity=0)
    call_command("migrate", "users", verbosity=0)
    call_command("migrate", by_steps=True, plan=True, verbosity=0)
    assert asked == []
