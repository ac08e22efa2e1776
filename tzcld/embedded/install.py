"""From a bare Python to a checkout that runs: .venv, the packages of the lock, system libraries.

Run by path, before any package is there (`python3 tzcld/embedded/install.py [--browser]`), so it
imports the standard library only. Does nothing, quickly and silently, when nothing is missing.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = CHECKOUT / "requirements.lock"
STAMP = VENV / "requirements.sha256"
PIP = [sys.executable, "-m", "pip"]


class Missing(Exception):
    """What the person at the keyboard has to do first, in one sentence."""


@dataclass(frozen=True)
class SystemThing:
    """Something that only the machine's package manager brings."""

    package: str
    purpose: str
    present: Callable[[], bool]
    needed: bool = True


def library(name: str) -> Callable[[], bool]:
    def present() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def program(*names: str) -> Callable[[], bool]:
    return lambda: any(map(shutil.which, names))


FOR_PDF = [
    SystemThing("libpango-1.0-0", "composer les PDF", library("libpango-1.0.so.0")),
    SystemThing("libpangoft2-1.0-0", "composer les PDF", library("libpangoft2-1.0.so.0")),
    SystemThing(
        "libharfbuzz-subset0", "alléger les PDF", library("libharfbuzz-subset.so.0"), needed=False
    ),
    SystemThing("fontconfig", "trouver les polices des PDF", program("fc-cache", "fc-list")),
]
# The first is the same Chromium without windows: it starts fewer processes and takes less of a core.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def for_tests() -> list[SystemThing]:
    """The browser without windows where the machine's lists have it; a Chromium already there is enough."""
    browser = program(*BROWSERS)
    light = not browser() and works("apt-cache", "show", BROWSERS[0])
    return [
        SystemThing(
            BROWSERS[0] if light else "chromium",
            "jouer les tests de bout en bout",
            browser,
        ),
        SystemThing("poppler-utils", "relire les PDF dans les tests", program("pdftotext")),
    ]


def main(arguments: list[str]) -> int:
    try:
        make_venv()
        install_packages()
        install_system(FOR_PDF + (for_tests() if "--browser" in arguments else []))
    except Missing as missing:
        say(str(missing))
        return 1
    return 0


def make_venv() -> None:
    """Make .venv where there is none, or where its Python has gone."""
    if PYTHON.exists() and works(PYTHON, "-c", "import sys; assert sys.version_info >= (3, 11)"):
        return
    say("Environnement Python (.venv)…")
    build = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    # A pip of its own takes five seconds and serves once, to bring uv: the one of this Python can do it.
    if works(*PIP, "--python", sys.executable, "--version") and works(*build, "--without-pip"):
        return
    if works(*build):
        return
    uv = shutil.which("uv")
    if uv and works(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)):
        return
    # Debian leaves the pip of `venv` to a package of its own.
    package = f"python3.{sys.version_info.minor}-venv"
    if can_install() and apt_install([package]) and works(*build):
        return
    raise Missing(f"Python ne sait pas créer .venv ici : apt-get install {package}, puis relancez.")


def install_packages() -> None:
    """Bring .venv to the lock, when the lock is not the one it was brought to."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    say("Paquets Python de requirements.lock…")
    uv = find_uv()
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(LOCK)]
    if subprocess.run(sync, stdin=subprocess.DEVNULL).returncode:
        raise Missing(
            "L’installation de requirements.lock a échoué (voir ci-dessus) : "
            "vérifiez l’accès au dépôt de paquets, puis relancez."
        )
    STAMP.write_text(wanted)


def find_uv() -> str:
    """uv: the one of .venv or of the machine, else installed into .venv."""
    brought = VENV / "bin" / "uv"
    for candidate in (str(brought), shutil.which("uv")):
        if candidate and works(candidate, "--version"):
            return candidate
    own = [str(PYTHON), "-m", "pip"]
    pip = own if works(*own, "--version") else [*PIP, "--python", str(PYTHON)]
    words = [*pip, "install", "--quiet", "--disable-pip-version-check", "uv"]
    if subprocess.run(words, stdin=subprocess.DEVNULL).returncode:
        raise Missing("uv n’a pas pu être installé : pip install uv, puis relancez.")
    return str(brought)


def install_system(things: list[SystemThing]) -> None:
    missing = [thing for thing in things if not thing.present()]
    if missing and can_install():
        packages = [thing.package for thing in missing]
        say(f"Paquets du système : {', '.join(packages)}…")
        apt_install(packages)
        missing = [thing for thing in missing if not thing.present()]
    for thing in missing:
        say(
            f"Il manque {thing.package} pour {thing.purpose} : sudo apt-get install {thing.package}"
        )
    if any(thing.needed for thing in missing):
        raise Missing("Installez ce qui manque, puis relancez la même commande.")


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    """Install with the lists at hand; fetch them only when that fails."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    done = None
    for words in (install, ["apt-get", "update", "-qq"], install):
        done = subprocess.run(
            words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if words is install and done.returncode == 0:
            return True
    say(done.stderr.strip())
    return False


def works(*words: str | Path) -> bool:
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
