"""The whole product in its own processes: web server, worker, mail sink, a database of its own, a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from playwright.sync_api import sync_playwright

from evaluation.demo.accounts import DOMAIN, PASSWORD
from tests.templates import migrated_template

ROOT = Path(settings.BASE_DIR)
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


@dataclass
class Stack:
    """A running product. `address` is its root; `environment` lets a test start one more process of it."""

    address: str
    sink: Sink
    environment: dict[str, str]
    worker: subprocess.Popen
    log: Path

    def start_worker(self) -> subprocess.Popen:
        self.worker = _spawn(WORKER, self.environment, self.log / "worker.log")
        return self.worker

    def kill_worker(self) -> None:
        """As a machine that loses power: the whole group of the worker, no farewell."""
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()


WORKER = [sys.executable, "-m", "celery", "-A", "tzcld", "worker", "-c", "1", "-l", "warning", "-B"]


def _own_redis() -> str:
    """A numbered database of the same server: two products side by side must not take each other's tasks."""
    number = 5 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = os.environ["REDIS_URL"].partition("?")[0]
    return f"{url}?db={number}" if url.startswith("unix") else f"{url.rpartition('/')[0]}/{number}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _spawn(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen:
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_ready(url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"Le site ne répond pas.\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """One product for all end-to-end tests, on the demonstration world."""
    folder = tmp_path_factory.mktemp("produit")
    name = f"e2e_{os.getpid()}"
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"create database {name} template {migrated_template()}")
    port, mail_port = _free_port(), _free_port()
    environment = os.environ | {
        "DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}",
        "DATABASE_OWNER_URL": owner.rpartition("/")[0] + f"/{name}",
        "REDIS_URL": _own_redis(),
        "DEBUG": "0", "SECURE": "0", "DEMO": "1", "MFA_REQUIRED": "0", "SECRET_KEY": "essai-de-bout-en-bout",
        "ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": f"http://127.0.0.1:{port}", "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port), "AS_OWNER": "",
    }  # fmt: skip
    manage = [sys.executable, "manage.py"]
    # The owner is chosen by manage.py itself, as in production.
    subprocess.run(
        [*manage, "load_demo"],
        cwd=ROOT,
        env={k: v for k, v in environment.items() if k != "AS_OWNER"},
        check=True,
    )
    environment.pop("AS_OWNER")
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=mail_port)
    controller.start()
    web = _spawn(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "tzcld.wsgi",
            "-b",
            f"127.0.0.1:{port}",
            "-k",
            "gthread",
            "--threads",
            "4",
        ],
        environment,
        folder / "web.log",
    )
    product = Stack(f"http://127.0.0.1:{port}", sink, environment, web, folder)
    product.start_worker()
    try:
        _wait_ready(f"{product.address}/sante/prete", folder / "web.log")
        yield product
    finally:
        for process in (web, product.worker):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in (web, product.worker):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        controller.stop()
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(f"drop database if exists {name} with (force)")


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, kept from calling anybody. Closed with the module: its loop would disturb Django's own tests."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.exit("Chromium manque : « make test » l’installe, ou « apt-get install chromium ».")
    quiet = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=quiet)
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
