"""One list of variables: what the code reads, what .env.example shows, what the guide explains."""

import re

import pytest
from django.conf import settings

from tests import own_cache
from tests.guide import GUIDE
from tzcld.embedded.places import CHECKOUT

SETTINGS = (CHECKOUT / "tzcld" / "settings.py").read_text()
COMPOSE = (CHECKOUT / "docker-compose.yml").read_text()
EXAMPLE = (CHECKOUT / ".env.example").read_text().splitlines()

READ_BY_SETTINGS = set(
    re.findall(r"""(?:env|env_\w+|environ\.get)\(\s*["']([A-Z][A-Z0-9_]+)["']""", SETTINGS)
) | set(re.findall(r"""environ\[["']([A-Z][A-Z0-9_]+)["']""", SETTINGS))
READ_BY_COMPOSE = set(re.findall(r"(?<!\$)\$\{([A-Z][A-Z0-9_]+)", COMPOSE))
SHOWN = {line.split("=")[0]: number for number, line in enumerate(EXAMPLE) if "=" in line[:40]}
SHOWN = {name: number for name, number in SHOWN.items() if re.fullmatch(r"[A-Z][A-Z0-9_]+", name)}


def test_the_search_finds_what_is_read():
    assert {"SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "REDIS_URL", "EMAIL_PORT"} <= READ_BY_SETTINGS
    assert {"SITE_DOMAIN", "DB_APP_PASSWORD"} <= READ_BY_COMPOSE


def test_every_variable_read_is_in_the_example_and_none_other():
    assert set(SHOWN) == READ_BY_SETTINGS | READ_BY_COMPOSE


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_each_variable_is_explained(name):
    above = EXAMPLE[SHOWN[name] - 1]
    assert above.startswith("# ")
    assert not above.startswith("# ---")
    assert re.search(rf"^\|[^|]*`{name}`[^|]*\|[^|]+\|[^|]{{6,}}\|$", GUIDE, re.MULTILINE)


def test_no_secret_is_shown():
    for name, number in SHOWN.items():
        if re.search(r"PASSWORD|SECRET|ACCESS_KEY", name):
            assert EXAMPLE[number] == f"{name}="


def test_the_guide_names_only_commands_that_exist():
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)?)", GUIDE))
    assert named
    assert named <= targets


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("unix:///run/v.sock", "unix:///run/v.sock?db=2"),
        ("unix:///run/v.sock?db=1", "unix:///run/v.sock?db=2"),
        ("redis://:word@cache:6379/0", "redis://:word@cache:6379/2"),
    ],
)
def test_processes_of_the_tests_share_no_cache(url, own):
    assert own_cache.numbered(url, 2) == own
    assert settings.CACHES["default"]["LOCATION"] == own_cache.numbered(
        settings.REDIS_URL, own_cache.NUMBER
    )
