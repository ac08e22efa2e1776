"""Somebody met long ago, put on a list and erased; where a word is still found."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from ppde.retention import operations as retention

CANARY = "Ornithorynque"
LONG_AGO = timezone.localdate() - timedelta(days=900)


def traces(word: str) -> list[str]:
    """Tables where any column of any row holds the word, read as a dump would write it."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'select count(*) from "{table}" as t where t::text ilike %s', [f"%{word}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def eliminate(world, person):
    made = retention.prepare(world.home, by=world.users["lead"])
    retention.approve(made, "2026-114", by=world.users["lead"])
    retention.eliminate(made)
    made.refresh_from_db()
    return made
