"""`make demo` as its user lives it: one command, a site that answers, one Ctrl-C."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tzcld.embedded import processes
from tzcld.embedded.demo import require_free
from tzcld.embedded.places import CHECKOUT, Home
from tzcld.embedded.services import Services

pytestmark = pytest.mark.e2e

NOT_IN_A_FRESH_CHECKOUT = shutil.ignore_patterns(
    "var", ".venv", ".git", "__pycache__", ".*_cache", ".env"
)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_HOST", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "checkout"
    shutil.copytree(CHECKOUT, folder, ignore=NOT_IN_A_FRESH_CHECKOUT)
    yield folder
    Services(Home(folder / "var")).forget()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.address = f"http://127.0.0.1:{port}"
        self.output = folder.parent / "output.txt"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tzcld.embedded", "demo", "--port", str(port)],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        processes.wait_until(
            lambda: "Ctrl-C arrête tout" in self.said() or self.process.poll() is not None, 150
        )
        assert f"Le site répond\u00a0: {self.address}/" in self.said(), self.said()

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return answer.status, answer.read().decode()

    def programs(self) -> list[int]:
        """The processes that work in the folder of the checkout, the demo's own left out."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and processes.works_in(int(entry.name), self.folder):
                found.append(int(entry.name))
        return [pid for pid in found if pid != self.process.pid]


def test_one_command_serves_and_one_signal_stops_everything(checkout, port):
    services = Services(Home(checkout / "var"))
    demo = Demo(checkout, port)
    try:
        demo.wait_until_ready()
        assert set(json.loads(demo.get("/sante/prete")[1]).values()) == {"ok"}
        status, page = demo.get("/")
        assert (status, "<html" in page) == (200, True)
        # The accounts follow the address.
        assert "@" in demo.said().split("Le site répond")[1]
        assert len(demo.programs()) >= 6
        started = time.monotonic()
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(40) == 0
        assert time.monotonic() - started < 30
    finally:
        demo.process.kill()
        demo.process.wait()
    assert not demo.programs()
    assert not services.postgres.answers()
    assert not services.valkey.answers()
    require_free(port)
