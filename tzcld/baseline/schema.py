"""An empty database is given its tables at once, as migrations had made them on the day they were frozen.

Django renders its models anew at each of a hundred migrations: forty seconds of a core, for each new hub, each
demonstration, each run of the tests. `schema.sql` is what `pg_dump` said of a database migrated step by step, with the
list of the migrations it stands for. `manage.py migrate` reads it into a database that has no table, then applies the
migrations that came after; any other database goes on by steps. Neither the file nor the migrations behind it change:
their fingerprints are beside their names, and a test compares. `manage.py freeze_schema` writes the file again.
"""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction

SCHEMA = Path(__file__).with_name("schema.sql")
# Its line for each migration of ours: app, name, fingerprint of the file.
STANDS_FOR = "-- migration "
MADE_WITH = "-- postgresql "
# Rows that every database is born with, by table: what is secret is drawn in each, never frozen.
BORN_WITH = {
    "ppde_seal": "INSERT INTO public.ppde_seal (secret) SELECT sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea);",
}


def load(connection) -> bool:
    """Give an empty database its tables; False where it has some already, or where its server is older than the file."""
    text = SCHEMA.read_text()
    if connection.pg_version // 10000 < _made_with(text):
        return False
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # Two commands started together: the second finds the tables of the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tzcld.baseline'))")
        cursor.execute("SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace LIMIT 1")
        if cursor.fetchone():
            return False
        cursor.execute(text)
    return True


def fingerprints(migrations) -> dict[tuple[str, str], str]:
    """Of the files of our own migrations, among pairs of an app and a name."""
    ours = {app.label: Path(app.path) for app in apps.get_app_configs() if _is_ours(app.path)}
    return {
        (label, name): hashlib.sha256(
            (ours[label] / "migrations" / f"{name}.py").read_bytes()
        ).hexdigest()
        for label, name in migrations
        if label in ours
    }


def frozen() -> dict[tuple[str, str], str]:
    """What the file stands for: fingerprint by app and name."""
    lines = (line for line in SCHEMA.read_text().splitlines() if line.startswith(STANDS_FOR))
    words = (line.removeprefix(STANDS_FOR).split() for line in lines)
    return {(label, name): seen for label, name, seen in words}


def _made_with(text: str) -> int:
    line = next(line for line in text.splitlines() if line.startswith(MADE_WITH))
    return int(line.removeprefix(MADE_WITH))


def _is_ours(path: str) -> bool:
    return Path(path).is_relative_to(settings.BASE_DIR) and ".venv" not in Path(path).parts
