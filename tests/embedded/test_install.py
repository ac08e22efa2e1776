"""From a bare machine: what is missing is installed, or named in one sentence with its command."""

import hashlib
import subprocess
import sys

import pytest

from tzcld.embedded import install
from tzcld.embedded.places import CHECKOUT


def make(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", "--no-print-directory", *words], cwd=CHECKOUT, capture_output=True, text=True
    )


def thing(*, present: bool, needed: bool = True) -> install.SystemThing:
    return install.SystemThing("libexample1", "composer les PDF", lambda: present, needed)


@pytest.fixture
def packages_asked(monkeypatch):
    asked = []
    monkeypatch.setattr(install, "apt_install", lambda packages: asked.append(packages) or False)
    return asked


def test_it_runs_before_any_package_is_there():
    # -I -S: no site-packages at all.
    bare = "import runpy, sys; runpy.run_path(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", bare, CHECKOUT / "tzcld" / "embedded" / "install.py"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_asked_of_the_machine_when_nothing_is_missing(packages_asked, capsys):
    install.install_system([thing(present=True)])
    assert packages_asked == []
    assert capsys.readouterr() == ("", "")


def test_root_installs_what_is_missing(packages_asked, monkeypatch):
    monkeypatch.setattr(install, "can_install", lambda: True)
    with pytest.raises(install.Missing):
        install.install_system([thing(present=False), thing(present=True)])
    assert packages_asked == [["libexample1"]]


@pytest.mark.parametrize(
    ("there", "listed", "wanted"),
    [
        ((), True, "chromium-headless-shell"),
        ((), False, "chromium"),
        (("google-chrome",), True, "chromium"),
    ],
)
def test_the_lightest_browser_at_hand_is_enough(monkeypatch, there, listed, wanted):
    monkeypatch.setattr(install.shutil, "which", lambda name: name if name in there else None)
    monkeypatch.setattr(install, "works", lambda *words: listed)
    browser = install.for_tests()[0]
    assert (browser.package, browser.present()) == (wanted, bool(there))


def test_others_read_what_to_type(packages_asked, monkeypatch, capsys):
    monkeypatch.setattr(install, "can_install", lambda: False)
    with pytest.raises(install.Missing):
        install.install_system([thing(present=False)])
    assert packages_asked == []
    assert "sudo apt-get install libexample1" in capsys.readouterr().err


def test_what_is_only_useful_stops_nothing(monkeypatch, capsys):
    monkeypatch.setattr(install, "can_install", lambda: False)
    install.install_system([thing(present=False, needed=False)])
    assert "libexample1" in capsys.readouterr().err


def test_a_library_that_is_not_there_is_seen():
    assert install.library("libc.so.6")()
    assert not install.library("libno-such-thing.so.0")()


@pytest.fixture
def no_venv(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "VENV", tmp_path / "venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(install.shutil, "which", lambda name: None)


def recorded(asked: list):
    """In place of `subprocess.run`: only an installation succeeds, without being made."""

    def run(words, **options):
        asked.append(words)
        return subprocess.CompletedProcess(words, 0 if "install" in words else 1)

    return run


def test_the_pip_of_the_machine_brings_uv(no_venv, monkeypatch):
    install.make_venv()
    asked = []
    monkeypatch.setattr(install.subprocess, "run", recorded(asked))
    install.find_uv()
    assert asked[-1][:5] == [sys.executable, "-m", "pip", "--python", str(install.PYTHON)]


def test_without_one_the_environment_has_its_own(no_venv, monkeypatch):
    asked, brought = [], str(install.VENV / "bin" / "uv")
    monkeypatch.setattr(install, "PIP", [sys.executable, "-m", "none"])
    monkeypatch.setattr(
        install, "works", lambda *words: asked.append(words) or not {"none", brought} & set(words)
    )
    install.make_venv()
    assert asked[-1] == (sys.executable, "-m", "venv", "--clear", str(install.VENV))
    monkeypatch.setattr(install.subprocess, "run", recorded(asked))
    install.find_uv()
    assert asked[-1][:3] == [str(install.PYTHON), "-m", "pip"]


def test_packages_are_synchronised_when_the_lock_changes_only(tmp_path, monkeypatch):
    runs = []

    def run(words, **options):
        runs.append(words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(install, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(install, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(install, "find_uv", lambda: "uv")
    monkeypatch.setattr(install.subprocess, "run", run)
    for text in ("one", "one", "two"):
        install.LOCK.write_text(text)
        install.install_packages()
    assert len(runs) == 2
    assert all("--require-hashes" in words for words in runs)
    assert install.STAMP.read_text() == hashlib.sha256(b"two").hexdigest()


def test_a_failed_synchronisation_is_tried_again_next_time(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(install, "find_uv", lambda: "false")
    with pytest.raises(install.Missing, match=r"requirements\.lock"):
        install.install_packages()
    assert not install.STAMP.exists()


def test_a_python_too_old_is_told_in_a_sentence():
    done = make("setup", "PYTHON=false")
    assert done.returncode == 2
    assert "Python 3.11" in done.stderr
    assert "PYTHON=" in done.stderr
    assert "Traceback" not in done.stderr


def test_make_alone_lists_the_commands():
    done = make()
    for target in ("demo", "demo-reset", "test", "lint", "bench", "check"):
        assert f"make {target} " in done.stdout


def test_the_lock_names_no_place():
    lock = (CHECKOUT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index-url" not in lock
    assert "--hash=sha256:" in lock
