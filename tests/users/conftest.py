"""Signing in for real: counters of tries that no other test shares."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from django.urls import reverse

from tests.world import PASSWORD


@pytest.fixture(autouse=True)
def own_counters(settings, request):
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": request.node.nodeid,
        }
    }


@pytest.fixture
def enter(world, client):
    """`enter("lead")` → the answer to this account's e-mail and password on the sign-in page."""

    def sign(kind: str, password: str = PASSWORD, to=client, **more):
        data = {"login": f"{kind}@exemple.fr", "password": password}
        return to.post(reverse("account_login"), data, **more)

    return sign


def totp(secret: str) -> str:
    """The six digits of RFC 6238 now, as an application computes them."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def code_of(message) -> str:
    """The sign-in code written in a mail."""
    return re.search(r"^ {4}(\S+)$", message.body, re.MULTILINE)[1]


def link_of(message) -> str:
    """The path of the first link written in a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]
