"""One migrated and empty database that every test database is copied from: migrating takes seconds, copying one."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PREFIX = "migrated_"
# The SQL that migrations take from outside their own folder.
BESIDE = [
    "territories/database.py",
    "ppde/database.py",
    "territories/periods.py",
    "tzcld/baseline/schema.sql",
]


def migrated_template() -> str:
    """The name of the database, made at the first call after a migration has changed, by one process at a time."""
    name = PREFIX + _fingerprint()
    owner = os.environ["DATABASE_OWNER_URL"]
    lock = ROOT / "var" / "migrated.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held, psycopg.connect(owner, autocommit=True) as connection:
        fcntl.flock(held, fcntl.LOCK_EX)
        known = _known(connection)
        if name not in known:
            _make(connection, name)
            for old in known:
                connection.execute(f"drop database if exists {old} with (force)")
    return name


def _fingerprint() -> str:
    paths = sorted(ROOT.glob("*/**/migrations/*.py")) + [ROOT / path for path in BESIDE]
    seen = hashlib.sha256()
    for path in paths:
        if ".venv" not in path.parts:
            seen.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def _known(connection) -> list[str]:
    rows = connection.execute(
        "select datname from pg_database where starts_with(datname, %s)", [PREFIX]
    )
    return [name for (name,) in rows]


def _make(connection, name: str) -> None:
    """Under another name until it is whole: a run that is stopped leaves nothing that looks finished."""
    begun = f"begun_{name}"
    connection.execute(f"drop database if exists {begun} with (force)")
    connection.execute(f"create database {begun}")
    at = {
        variable: os.environ[variable].rpartition("/")[0] + f"/{begun}"
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    # The owner is chosen by manage.py itself, as in production.
    environment = {k: v for k, v in os.environ.items() if k != "AS_OWNER"} | at
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True
    )
    connection.execute(f"alter database {begun} rename to {name}")
