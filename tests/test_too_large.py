"""What is sent beyond what any page takes is refused before it is kept, whoever sends it."""

import yaml
from django.urls import reverse

from tzcld.embedded.places import CHECKOUT
from tzcld.too_large import MOST


def test_beyond_the_size_nothing_is_read(client, db, monkeypatch):
    from django.http import HttpRequest

    read = []
    monkeypatch.setattr(HttpRequest, "parse_file_upload", lambda *_: read.append(1))
    # Announced, not sent.
    answer = client.generic(
        "POST",
        reverse("account_login"),
        b"",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MOST + 1),
    )
    assert answer.status_code == 413
    assert "Rien n’a été reçu ni enregistré" in answer.content.decode()
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert not read


def test_up_to_it_a_form_says_its_own_limit(client, db):
    sent = {"login": "a@exemple.fr", "password": "x", "file": "x" * 1000}
    assert client.post(reverse("account_login"), sent).status_code == 200


def test_the_proxy_says_the_same():
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    assert f"max_size {MOST // 10**6}MB" in compose["configs"]["caddyfile"]["content"]
