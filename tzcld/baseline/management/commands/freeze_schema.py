"""Write tzcld/baseline/schema.sql anew, from a database made for it and migrated step by step."""

import os
import subprocess
import sys

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tzcld.baseline import schema

NAME = "frozen_schema"
# Given anew by each database to its own roles, or of no use to who reads the file in one transaction.
LEFT_OUT = (
    "--",
    "\\",
    "SET ",
    "SELECT pg_catalog.set_config",
    "COMMENT ON EXTENSION",
    "GRANT ",
    "ALTER DEFAULT PRIVILEGES",
)


class Command(BaseCommand):
    help = "Fige le schéma d’une base neuve (pour qui développe)."

    def handle(self, *args, **options):
        owner = os.environ["DATABASE_OWNER_URL"]
        url = owner.rpartition("/")[0] + f"/{NAME}"
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(f"drop database if exists {NAME} with (force)")
            connection.execute(f"create database {NAME}")
        try:
            by_steps = [sys.executable, "manage.py", "migrate", "--by-steps", "--verbosity", "0"]
            environment = os.environ | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url}
            subprocess.run(by_steps, cwd=settings.BASE_DIR, env=environment, check=True)
            schema.SCHEMA.write_text(written(url))
        finally:
            with psycopg.connect(owner, autocommit=True) as connection:
                connection.execute(f"drop database {NAME} with (force)")
        self.stdout.write(f"{schema.SCHEMA} : {len(schema.frozen())} migrations.")


def written(url: str) -> str:
    """The file for the database at `url`.

    Raises CommandError for rows that a new database would miss.
    """
    with psycopg.connect(url) as connection:
        version = connection.info.server_version // 10000
        applied = connection.execute(
            "select app, name from django_migrations order by id"
        ).fetchall()
        _refuse_rows(connection)
    seen = schema.fingerprints(applied)
    names = ",\n".join(f"    ('{app}', '{name}', now())" for app, name in applied)
    return "\n".join(
        [
            "-- Written by « manage.py freeze_schema ». Never changed by hand.",
            f"{schema.MADE_WITH}{version}",
            *(
                f"{schema.STANDS_FOR}{app} {name} {seen[app, name]}"
                for app, name in applied
                if (app, name) in seen
            ),
            "SET LOCAL check_function_bodies = false;",
            *tables(url),
            f"INSERT INTO public.django_migrations (app, name, applied) VALUES\n{names};",
            *schema.BORN_WITH.values(),
            "",
        ]
    )


def tables(url: str) -> list[str]:
    """The lines of `pg_dump`, without what each database gives its own roles."""
    said = subprocess.run(
        ["pg_dump", "--schema-only", "--no-owner", url], capture_output=True, text=True, check=True
    ).stdout
    return [line for line in said.splitlines() if line and not line.startswith(LEFT_OUT)]


def _refuse_rows(connection) -> None:
    # Django fills these at the end of each `migrate`, and the first is written by name.
    by_django = {"django_migrations", "django_content_type", "auth_permission"}
    for (table,) in connection.execute(
        "select tablename from pg_tables where schemaname = 'public'"
    ):
        if table in by_django or table in schema.BORN_WITH:
            continue
        if connection.execute(f"select from {table} limit 1").fetchone():
            raise CommandError(
                f"{table} : des migrations y ont écrit ; baseline.schema.BORN_WITH doit le dire."
            )
