"""The whole product in its own processes: web server, worker, a database of its own, a mail sink, a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path

import dj_database_url
import pytest
from aiosmtpd.controller import Controller
from django.db import connections, transaction
from playwright.sync_api import sync_playwright

from evaluation.demo.accounts import DOMAIN, PASSWORD
from tests.browser import launch
from tzcld.embedded import processes
from tzcld.embedded.demo import require_free
from tzcld.embedded.places import CHECKOUT, Home
from tzcld.embedded.services import Services

PATIENCE = 60


class Sink:
    """An SMTP server that keeps what it is given."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def to(self, address: str) -> list:
        return [mail for mail in self.mails if mail["To"] == address]

    def wait(self, address: str, count: int = 1) -> list:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if len(found := self.to(address)) >= count:
                return found
            time.sleep(0.2)
        raise AssertionError(
            f"{address} attendait {count} message(s), en a {len(self.to(address))}"
        )


# What Python has compiled comes along: several processes would compile the same files again.
NOT_IN_A_FRESH_CHECKOUT = shutil.ignore_patterns("var", ".venv", ".git", ".*_cache", ".env")
# What the tests' own servers say of themselves is not for it.
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "AS_OWNER")


class Stack:
    """`make demo` as its user lives it, in a checkout of its own: one command, a site that answers, one Ctrl-C.

    `sink` has its mails, `database` is the address of its database.
    """

    def __init__(self, checkout: Path, sink: Sink, mail_port: int, database: str) -> None:
        self.checkout, self.sink, self.database = checkout, sink, database
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.output = checkout.parent / "output.txt"
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port), "EMAIL_USE_TLS": "0"}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tzcld.embedded", "demo", "--port", str(self.port)],
                cwd=checkout,
                env=kept | mail,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        processes.wait_until(
            lambda: "Ctrl-C arrête tout" in self.said() or self.process.poll() is not None, 300
        )
        assert f"Le site répond\u00a0: {self.address}/" in self.said(), self.said()

    def programs(self) -> list[int]:
        """The processes that work in the folder of the checkout, the one that started them left out."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and processes.works_in(int(entry.name), self.checkout):
                found.append(int(entry.name))
        return [pid for pid in found if pid != self.process.pid]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """One product for all end-to-end tests, on the demonstration world; one signal then stops everything."""
    checkout = tmp_path_factory.mktemp("produit") / "checkout"
    shutil.copytree(CHECKOUT, checkout, ignore=NOT_IN_A_FRESH_CHECKOUT)
    services, sink, mail_port = Services(Home(checkout / "var")), Sink(), _free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=mail_port)
    controller.start()
    product = Stack(checkout, sink, mail_port, services.postgres.url())
    try:
        product.wait_until_ready()
        yield product
        started = time.monotonic()
        product.process.send_signal(signal.SIGINT)
        assert product.process.wait(40) == 0
        assert time.monotonic() - started < 30
    finally:
        product.process.kill()
        product.process.wait()
        controller.stop()
        left, answer = product.programs(), services.postgres.answers() or services.valkey.answers()
        services.forget()
    assert not left
    assert not answer
    require_free(product.port)


@pytest.fixture
def its_database(stack, django_db_blocker):
    """The tests' own connection leads to the product's database; what is written there is taken back."""
    connection = connections["default"]
    usual, found = dict(connection.settings_dict), dj_database_url.parse(stack.database)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict |= {name: found[name] for name in ("NAME", "USER", "HOST", "PORT")}
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connection.close()
            connection.settings_dict |= usual


@pytest.fixture(scope="module")
def chromium():
    """Closed with the module: its loop would disturb Django's own tests."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def as_account(stack, chromium):
    """`as_account("cheffe")` → a page signed in as this account of the demonstration, in a context of its own."""
    contexts = []

    def sign_in(name: str):
        context = chromium.new_context(
            base_url=stack.address, locale="fr-FR", viewport={"width": 1280, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/compte/connexion/")
        page.get_by_role("textbox", name="Adresse électronique").fill(f"{name}@{DOMAIN}")
        page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter", exact=True).click()
        page.wait_for_url(lambda url: "/compte/" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
