"""Strict from the first test: runtime role, warnings as errors, unknown template variables as errors."""

import copy
import os
import pickle
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import override_settings

from territories.models import Territory
from territories.scoping import Reach, apply
from tests import world as world_module
from tests.templates import migrated_template
from tests.world import World
from tzcld.ui.charts import pictures

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The test database is made and migrated by the role that owns the tables."""
    import dj_database_url

    owner = dj_database_url.parse(os.environ["DATABASE_OWNER_URL"])
    connections["default"].settings_dict["USER"] = owner["USER"]
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Then every test runs as the runtime role, which owns nothing and cannot pass row-level security."""
    import dj_database_url

    runtime = dj_database_url.parse(os.environ["DATABASE_URL"])
    connection: BaseDatabaseWrapper = connections["default"]
    owner = connection.settings_dict["USER"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["USER"] = runtime["USER"]
    try:
        with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK):
            _build_or_find()
        yield
    finally:
        with django_db_blocker.unblock():
            connection.close()
            connection.settings_dict["USER"] = owner


def _build_or_find() -> None:
    """With --reuse-db the world of the last run is still there; its objects were kept beside the cluster."""
    kept = (
        Path(settings.BASE_DIR)
        / "var"
        / f"world-{connections['default'].settings_dict['NAME']}.pickle"
    )
    if Territory.objects.exists():
        if not kept.exists() or kept.stat().st_mtime < Path(world_module.__file__).stat().st_mtime:
            pytest.exit("Le monde des tests a changé : relancez avec --create-db.")
        BUILT.__dict__.update(pickle.loads(kept.read_bytes()))
        return
    with transaction.atomic():
        BUILT.build()
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(pickle.dumps(BUILT.__dict__))


# Built once per test database, committed; each test gets its own copy of the objects and a transaction of its own.
BUILT = World()


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    """The accounts of the world have none; tests/users/test_second_factor.py puts the obligation back."""
    settings.MFA_REQUIRED = False


SKETCH = pictures.Picture(
    '<line x1="0%" y1="9" x2="100%" y2="9"/>', '<line x1="0" y1="9" x2="9" y2="9"/>'
)


@pytest.fixture
def vega():
    """The charts of this test are drawn by the library itself."""


@pytest.fixture(autouse=True)
def sketches(request, monkeypatch):
    """Elsewhere a sketch stands for each: the library takes a second for its first, then a tenth; never kept as a picture."""
    if "vega" not in request.fixturenames:
        monkeypatch.setattr(pictures, "draw", lambda spec: SKETCH)
        monkeypatch.setattr(pictures, "edition", lambda: "sketch")


@pytest.fixture
def world(db) -> World:
    """Two neighbouring territories of a hub, one account per role, rows of every model (see tests/world.py)."""
    return copy.deepcopy(BUILT)


@pytest.fixture
def sign_in(world, client):
    """`sign_in("lead")` → a client signed in as this account of the world."""

    def sign(kind: str):
        client.force_login(world.users[kind])
        return client

    return sign


@pytest.fixture
def as_team(world):
    """The database scope of the home territory's team, for code called without a request."""
    apply(
        Reach(
            user=world.users["lead"].pk, reach={world.home.pk, world.hub.pk}, named={world.home.pk}
        )
    )
    return world
