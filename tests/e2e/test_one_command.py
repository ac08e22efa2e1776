"""`make demo` answers and says who may enter; that one signal stops it all is asked when its fixture ends."""

import json
import urllib.request

import pytest

pytestmark = pytest.mark.e2e


def get(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_one_command_serves_the_whole(stack):
    assert set(json.loads(get(f"{stack.address}/sante/prete")[1]).values()) == {"ok"}
    status, page = get(stack.address)
    assert (status, "<html" in page) == (200, True)
    # The accounts follow the address.
    assert "@" in stack.said().split("Le site répond")[1]
    assert len(stack.programs()) >= 5
