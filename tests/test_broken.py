"""A failure is told in French, whatever failed."""

import pytest
from django.db import OperationalError
from django.test import Client

from tzcld.users import sessions


@pytest.mark.parametrize("address", ["/", "/compte/connexion/", "/t/venissieux/"])
def test_without_the_database_the_page_says_so_in_french(address, monkeypatch, settings):
    def gone(*asked):
        raise OperationalError("the database is down")

    monkeypatch.setattr(sessions, "OPEN", gone)
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    # Without the `db` fixture, any other query is an error too.
    response = client.get(address)
    assert response.status_code == 500
    assert "Une panne est survenue de notre côté" in response.text
