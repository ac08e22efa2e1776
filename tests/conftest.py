"""Strict from the first test: runtime role, warnings as errors, unknown template variables as errors."""

import logging
import pickle
import re

import pytest
from _pytest import runner
from django.conf import settings
from django.db import connections
from django.test import RequestFactory
from django.test.utils import override_settings
from django.utils import timezone
from psycopg._preparing import PrepareManager
from whitenoise.middleware import WhiteNoiseMiddleware
from xdist.scheduler import LoadFileScheduling

from territories.scoping import Reach, apply
from tests import templates
from tests.copies import Copies
from tests.receivers import receiving
from tests.world import World
from tzcld import documents
from tzcld.collector import spare
from tzcld.room import with_room
from tzcld.ui.charts import pictures
from tzcld.users.middleware import SessionActivityMiddleware
from tzcld.users.sessions import OPEN


class Files(LoadFileScheduling):
    """A file of tests goes whole to one process; those of the whole product go to the same, which starts it once.

    The longest first, those of a few long tests before those of many short ones: no process ends long before the other.
    """

    PRODUCT = "tests/e2e"
    LONGEST = (
        PRODUCT,
        "tests/test_access.py",
        "tests/imports/test_ten_thousand.py",
        "tests/evaluation/test_report_worker.py",
        "tests/evaluation/test_report_documents.py",
        "tests/users/test_in_browser.py",
        "tests/ui/test_gallery_browser.py",
        "tests/imports/test_fuzz.py",
    )

    def _split_scope(self, nodeid: str) -> str:
        return self.PRODUCT if nodeid.startswith(self.PRODUCT) else super()._split_scope(nodeid)

    def _assign_work_unit(self, node) -> None:
        first = next((scope for scope in self.LONGEST if scope in self.workqueue), None)
        if first:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config, log):
    return Files(config, log)


def pytest_configure():
    # A refusal is what a test asks for: its traceback is not worth writing.
    logging.getLogger("django.request").setLevel(logging.ERROR)


def pytest_collection_finish():
    # As a process of the site: what has been read so far stays to the end.
    spare()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """Each test as the site answers: at any depth, its loops take no block of memory at every turn."""
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


@pytest.fixture(scope="session", autouse=True)
def files_found_once():
    """Each client of a test makes its middleware anew, and WhiteNoise then looks at every file of the site."""
    found: dict[str, dict] = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def find_once(middleware):
        if middleware.static_prefix not in found:
            find(middleware)
            found[middleware.static_prefix] = middleware.files
        middleware.files = found[middleware.static_prefix]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def plans_kept():
    """What the site prepares once per connection stays prepared from one test to the next.

    Each test ends in a rollback, where psycopg forgets it all: an object made in it could be made again. PostgreSQL itself
    plans again what a change of a table has made wrong.
    """
    forget = PrepareManager.clear
    begins = re.compile(rb"(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b").match

    def discards(manager, prep, results):
        if any(begins(result.command_status or b"") for result in results):
            return forget(manager)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PrepareManager, "clear", lambda manager: False)
        patch.setattr(PrepareManager, "_should_discard", discards)
        # Those of every page, not of the few that a process of the site is asked the most.
        patch.setattr(PrepareManager, "prepared_max", 500)
        yield


QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(
    light,
    django_test_environment,
    django_db_modify_db_settings,
    django_db_blocker,
    django_db_keepdb,
    django_db_createdb,
):
    """A database with the world in it; every test runs as the runtime role, which owns nothing and cannot pass
    row-level security."""
    connection = connections["default"]
    name, usual = connection.creation._get_test_db_name(), connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        frozen = templates.copy_world(name, keep=django_db_keepdb and not django_db_createdb)
    connection.settings_dict["NAME"] = name
    BUILT.__dict__.update(pickle.loads(frozen).__dict__)
    # What tests change in BUILT is not in the copies.
    COPIES.append(Copies(pickle.loads(frozen)))
    try:
        yield
    finally:
        with django_db_blocker.unblock():
            connection.close()
        connection.settings_dict["NAME"] = usual
        if not django_db_keepdb:
            templates.forget(name)


# What the test database holds, committed; each test gets its own copy of the objects and a transaction of its own.
BUILT = World()
COPIES: list[Copies] = []


@pytest.fixture(scope="module")
def left_as_found(django_db_setup, django_db_blocker):
    """What the tests of this module commit, and the journal remembers, is not met by those of the next."""
    yield
    connection = connections["default"]
    with django_db_blocker.unblock():
        connection.close()
    templates.copy_world(connection.settings_dict["NAME"], keep=False)


@pytest.fixture(scope="session", autouse=True)
def light():
    """The accounts of the world have no second factor (tests/users/test_second_factor.py puts the obligation back).

    And a password is hashed at once: what keeps it safe takes a second of a core.
    """
    with override_settings(MFA_REQUIRED=False, PASSWORD_HASHERS=QUICK):
        yield


SKETCH = pictures.Picture(
    '<line x1="0%" y1="9" x2="100%" y2="9"/>', '<line x1="0" y1="9" x2="9" y2="9"/>'
)


@pytest.fixture
def vega():
    """The charts of this test are drawn by the library itself."""


@pytest.fixture
def laid_out():
    """The documents of this test are laid out by the library itself."""


def sketched_paper(page: str, **options) -> bytes:
    """What would be laid out, to be read as it is: a name printed by mistake is found in it."""
    return b"%PDF-sketch " + page.encode()


@pytest.fixture(autouse=True)
def sketches(request, monkeypatch):
    """Elsewhere a sketch stands for each: the libraries take a second for a chart, several for a report."""
    if "vega" not in request.fixturenames:
        monkeypatch.setattr(pictures, "draw", lambda spec: SKETCH)
        # Never kept as a picture.
        monkeypatch.setattr(pictures, "edition", lambda: "sketch")
    if "laid_out" not in request.fixturenames:
        monkeypatch.setattr(documents, "html_to_pdf", sketched_paper)


@pytest.fixture
def world(db) -> World:
    """Two neighbouring territories of a hub, one account per role, rows of every model (see tests/world/)."""
    return COPIES[-1].fresh()


@pytest.fixture
def sign_in(world, client):
    """`sign_in("lead")` → a client signed in as this account of the world, which has read a page a moment ago."""

    def sign(kind: str):
        if not OPEN(world.sessions[kind], timezone.now()):
            # What the test did before has ended it.
            client.force_login(world.users[kind])
            return client
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[kind]
        request = RequestFactory().get("/")
        request.session = client.session
        SessionActivityMiddleware(get_response=None).is_fresh(request)
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


@pytest.fixture
def by(as_team):
    """Who acts: the project lead of the home territory."""
    return as_team.users["lead"]


@pytest.fixture
def receiver(settings):
    """A server of this machine, to which webhooks may write."""
    settings.WEBHOOK_INSECURE = True
    with receiving() as server:
        yield server


@pytest.fixture
def person(as_team):
    """The person of the home territory, who is on its list."""
    return as_team.rows["home"]["person"]
