"""Databases that those of the tests are copied from: migrating one takes seconds and filling one many, copying one does not.

The first is migrated and empty. The second holds the world of the tests besides, and the objects it was made with.
"""

import fcntl
import hashlib
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from tests.world import World

ROOT = Path(settings.BASE_DIR)
MIGRATED, FILLED = "migrated_", "world_"
# The SQL that migrations take from outside their own folder.
BESIDE = [
    "territories/database.py",
    "ppde/database.py",
    "territories/periods.py",
    "tzcld/baseline/schema.sql",
]


def copy_world(name: str, *, keep: bool) -> bytes:
    """Make the database `name`, which holds the world; its objects, pickled.

    `keep`: one that is there is left as it is, unless a migration or the text of the world has changed since.
    """
    with _one_at_a_time() as connection:
        if keep and name in _known(connection, name) and (kept := _kept(name)):
            return kept
        template = _filled(connection)
        _drop(connection, name)
        connection.execute(f"create database {name} template {template}")
        return _objects(name)[1]


def forget(name: str) -> None:
    with psycopg.connect(_owner(), autocommit=True) as connection:
        _drop(connection, name)


def _drop(connection, name: str) -> None:
    """Whoever is still connected is sent away; a vacuum of the server's own, which its owner may not send away, is waited for."""
    for patience in (0.1, 0.3, 1, 3, 10, None):
        try:
            connection.execute(f"drop database if exists {name} with (force)")
            return
        except psycopg.errors.InsufficientPrivilege:
            if patience is None:
                raise
            time.sleep(patience)


@contextmanager
def _one_at_a_time() -> Iterator[psycopg.Connection]:
    """A connection of the owner, for one process of the tests after the other."""
    lock = ROOT / "var" / "templates.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held, psycopg.connect(_owner(), autocommit=True) as connection:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield connection


def _owner(database: str | None = None) -> str:
    address = os.environ["DATABASE_OWNER_URL"]
    return f"{address.rpartition('/')[0]}/{database}" if database else address


def _known(connection, prefix: str) -> list[str]:
    rows = connection.execute(
        "select datname from pg_database where starts_with(datname, %s)", [prefix]
    )
    return [name for (name,) in rows]


@contextmanager
def _begun(connection, prefix: str, name: str, template: str) -> Iterator[str]:
    """Under another name until it is whole: a run that is stopped leaves nothing that looks finished."""
    begun = f"begun_{name}"
    _drop(connection, begun)
    connection.execute(f"create database {begun} template {template}")
    yield begun
    connection.execute(f"alter database {begun} rename to {name}")
    for old in _known(connection, prefix):
        if old != name:
            _drop(connection, old)


def _migrated(connection) -> str:
    """The name of the migrated one, made at the first call after a migration has changed."""
    name = MIGRATED + _schema()
    if name not in _known(connection, name):
        with _begun(connection, MIGRATED, name, "template1") as begun:
            at = {
                variable: os.environ[variable].rpartition("/")[0] + f"/{begun}"
                for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
            }
            # The owner is chosen by manage.py itself, as in production.
            environment = {k: v for k, v in os.environ.items() if k != "AS_OWNER"} | at
            migrate = [sys.executable, "manage.py", "migrate", "-v0"]
            subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    return name


def _filled(connection) -> str:
    """The name of the one that holds the world, made at the first call of a day after a line of the product has changed."""
    name = FILLED + _sum([_world(), *_sources(_packages(), "**/*.py")])
    if name not in _known(connection, name):
        migrated = _migrated(connection)
        with _begun(connection, FILLED, name, migrated) as begun:
            objects = _fill(begun)
            with psycopg.connect(_owner(begun)) as owner:
                owner.execute("create schema tests")
                owner.execute("create table tests.world (made_of text, objects bytea)")
                owner.execute("insert into tests.world values (%s, %s)", [_world(), objects])
    return name


def _fill(database: str) -> bytes:
    """Build the world in this database as the runtime role, in one transaction; its objects."""
    connection, world = connections["default"], World()
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        with transaction.atomic():
            world.build()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    return pickle.dumps(world)


def _kept(database: str) -> bytes | None:
    try:
        made_of, objects = _objects(database)
    except psycopg.errors.UndefinedTable:
        return None
    return objects if made_of == _world() else None


def _objects(database: str) -> tuple[str, bytes]:
    with psycopg.connect(_owner(database)) as owner:
        return owner.execute("select made_of, objects from tests.world").fetchone()


def _schema() -> str:
    return _sum([*_sources(_packages(), "**/migrations/*.py"), *_sources([ROOT], *BESIDE)])


def _world() -> str:
    """What the world is made of: its dates are those of the day, its sessions are signed with the key."""
    here = [_schema(), str(timezone.localdate()), settings.SECRET_KEY]
    return _sum(
        [*here, *_sources([ROOT], "tests/templates.py", "tests/world/*.py", "requirements.lock")]
    )


def _packages() -> list[Path]:
    return [
        entry.parent
        for entry in sorted(ROOT.glob("*/__init__.py"))
        if entry.parent != Path(__file__).parent
    ]


def _sources(folders: Iterable[Path], *patterns: str) -> Iterator[str]:
    for folder in folders:
        for pattern in patterns:
            for path in sorted(folder.glob(pattern)):
                yield f"{path.relative_to(ROOT)} {path.read_text()}"


def _sum(texts: Iterable[str]) -> str:
    seen = hashlib.sha256()
    for text in texts:
        seen.update(text.encode() + b"\0")
    return seen.hexdigest()[:16]
