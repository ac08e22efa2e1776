"""What the site tells a browser of https: of itself alone unless asked, and cookies that no neighbour of the domain can set."""

import runpy

import pytest
from django.conf import settings as ours
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
from django.urls import reverse

from tzcld.embedded.places import CHECKOUT

OF_COOKIES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
OF_HSTS = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")


@pytest.fixture
def read(monkeypatch):
    """`read(SECURE="1")` → the settings of an environment that says so."""

    def run(**said: str) -> dict:
        for name in ("SECURE", "DEBUG", "HSTS_SECONDS", "HSTS_SUBDOMAINS", "HSTS_PRELOAD"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"SECRET_KEY": "x" * 50, **said}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(CHECKOUT / "tzcld" / "settings.py"))

    return run


@pytest.mark.parametrize(
    ("said", "seconds", "header"),
    [
        ({"SECURE": "0", "HSTS_SUBDOMAINS": "1"}, 0, None),
        ({"SECURE": "1"}, 31536000, "max-age=31536000"),
        ({"SECURE": "1", "HSTS_SECONDS": "3600"}, 3600, "max-age=3600"),
        (
            {"SECURE": "1", "HSTS_SUBDOMAINS": "1"},
            31536000,
            "max-age=31536000; includeSubDomains",
        ),
        # No list takes a domain without its neighbours.
        ({"SECURE": "1", "HSTS_PRELOAD": "1"}, 31536000, "max-age=31536000"),
        (
            {"SECURE": "1", "HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"},
            31536000,
            "max-age=31536000; includeSubDomains; preload",
        ),
    ],
)
def test_what_is_told_of_the_domain_is_what_was_asked(read, settings, said, seconds, header):
    found = read(**said)
    assert found["SECURE_HSTS_SECONDS"] == seconds
    for name in OF_HSTS:
        setattr(settings, name, found[name])
    asked = RequestFactory().get("/", secure=True)
    answered = SecurityMiddleware(lambda request: HttpResponse())(asked)
    assert answered.get("Strict-Transport-Security") == header


def test_by_http_the_cookies_keep_their_names(read):
    assert [read(SECURE="0")[name] for name in OF_COOKIES] == ["sessionid", "csrftoken"]
    assert [getattr(ours, name) for name in OF_COOKIES] == ["sessionid", "csrftoken"]


def test_by_https_a_session_is_of_this_host_alone(read, settings, world, client):
    found = read(SECURE="1")
    for name in (*OF_COOKIES, "SESSION_COOKIE_SECURE"):
        setattr(settings, name, found[name])
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    user = world.users["lead"]
    user.set_password("une-longue-phrase-a-moi")
    user.save()
    said = {"login": user.email, "password": "une-longue-phrase-a-moi"}
    answer = client.post(reverse("account_login"), said, secure=True)
    # What a browser asks of this prefix.
    [cookie] = [c for name, c in answer.cookies.items() if name == "__Host-sessionid"]
    assert (bool(cookie["secure"]), cookie["path"], cookie["domain"]) == (True, "/", "")
