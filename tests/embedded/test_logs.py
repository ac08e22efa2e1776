"""The logs of the processes say what was asked and what failed, never of whom."""

import io
import logging
import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import get_resolver
from gunicorn.config import Config

from tzcld.embedded.places import CHECKOUT, Home
from tzcld.embedded.postgres import SETTINGS
from tzcld.logs import AccessLogger, Discreet, without_keys
from tzcld.users.models import User

KEY = "12-Zib3line"


def written(uri: str) -> str:
    """The line of the access log for this address."""
    logger = AccessLogger(Config())
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": uri,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "PATH_INFO": uri.partition("?")[0],
        "QUERY_STRING": uri.partition("?")[2],
        "HTTP_REFERER": f"https://exemple.fr{uri}",
    }
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    spent = SimpleNamespace(seconds=0, microseconds=1)
    atoms = logger.atoms(answer, SimpleNamespace(headers=[]), environ, spent)
    return Config().access_log_format % logger.atoms_wrapper_class(atoms)


def test_the_access_log_keeps_neither_a_search_nor_where_it_came_from():
    line = written("/pari/personnes/?q=Noor+Zibeline")
    assert '"GET /pari/personnes/ HTTP/1.1" 200 10' in line
    assert "Zibeline" not in line


def paths(patterns, before: str = ""):
    """The addresses of the site that hold a key, with KEY in its place."""
    for found in patterns:
        path = before + str(found.pattern)
        if hasattr(found, "url_patterns"):
            yield from paths(found.url_patterns, path)
        elif re.search("<(str:token|token|key)>", path):
            path = re.sub(r"<str:token>|\(\?P<(token|key)>.*?\)(?=/)", KEY, path)
            path = re.sub(r"<str:\w+>|\(\?P<\w+>.*?\)", "pari", re.sub(r"<int:\w+>", "7", path))
            yield "/" + re.sub(r"[\^$]", "", path)


def test_no_key_of_a_private_page_is_written():
    found = set(paths(get_resolver().url_patterns))
    assert len(found) > 8
    for path in found:
        assert KEY in path
        assert KEY not in written(path), path
    assert without_keys(f"Not Found: /ma-page/{KEY}/") == "Not Found: /ma-page/…/"


def test_every_server_shipped_uses_it():
    for place in ("Dockerfile", "tzcld/embedded/demo.py"):
        assert '"tzcld.logs.AccessLogger"' in (CHECKOUT / place).read_text()


DISCREET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}


def test_every_database_shipped_is_discreet():
    """Its own log: what is typed stands in the statement, and the row in the detail of the refusal."""
    assert DISCREET.items() <= SETTINGS.items()
    compose = (CHECKOUT / "docker-compose.yml").read_text()
    assert all(f"-c {name}={value}" in compose for name, value in DISCREET.items())


def test_the_database_writes_neither_the_statement_nor_the_row_that_it_refuses(world):
    home = Home.of_checkout(for_tests=True)
    if connection.settings_dict["HOST"] != str(home.sockets):
        pytest.skip("the database is somebody else’s, and so is its log")
    log, name = home.log / "postgres.log", uuid4().hex
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        [ours] = cursor.fetchone()
    before = log.stat().st_size
    again = User(email=world.users["lead"].email, first_name="Noor", last_name=name)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([again])
    with log.open("rb") as written_since:
        written_since.seek(before)
        said = written_since.read().decode(errors="replace")
    # Of this test and of no other, which may write there at the same time.
    assert re.search(rf"\[{ours}\] ERROR: +duplicate key value", said)
    assert name not in said


@pytest.fixture
def log():
    """(logger, what it writes) with the handler of the settings."""
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["discreet"]
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Discreet())
    logger = logging.Logger("essai")
    logger.addHandler(handler)
    return logger, out


def test_a_row_refused_by_the_database_is_not_written(world, log):
    logger, out = log
    taken = world.users["lead"]
    again = User(email=taken.email, first_name="Noor", last_name="Zibeline")
    with pytest.raises(IntegrityError, match="DETAIL") as refused, transaction.atomic():
        User.objects.bulk_create([again])
    logger.error("import %s\n%s", 7, refused.value, exc_info=refused.value)
    told = out.getvalue()
    assert "import 7" in told
    assert told.count("IntegrityError") >= 1
    assert "psycopg" in told
    assert ("DETAIL" in told, taken.email in told) == (False, False)
