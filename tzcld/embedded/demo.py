"""`make demo`: from the services to a site that answers, and a clean end on Ctrl-C."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tzcld.embedded.commands import STOPPING, next_signal, run_command, say
from tzcld.embedded.places import CHECKOUT, Home, Trouble
from tzcld.embedded.processes import die_with_parent
from tzcld.embedded.services import Services

HOST = "127.0.0.1"
SECONDS_TO_ANSWER = 120
# A program that falls is started again, unless it falls so many times within a minute.
FALLS_ALLOWED = 5


class Interrupted(Exception):
    """Ctrl-C, or a signal to stop."""


@dataclass
class Program:
    """One of the site's processes, kept alive for the time of the demo."""

    name: str
    words: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen | None = None
    falls: deque[float] = field(default_factory=lambda: deque(maxlen=FALLS_ALLOWED))

    def start(self) -> None:
        with self.log.open("ab") as output:
            # Its own session: Ctrl-C reaches us alone, and what it forked is stopped with it.
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.words],
                cwd=CHECKOUT,
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def start_again(self) -> None:
        """Replace the fallen process.

        Raises:
            Trouble: it keeps falling.
        """
        self._kill_group()
        self.falls.append(time.monotonic())
        if len(self.falls) == FALLS_ALLOWED and self.falls[-1] - self.falls[0] < 60:
            raise Trouble(f"« {self.name} » s’arrête sans cesse :\n{self.last_words()}")
        self.start()

    def stop(self, limit: float) -> None:
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, limit - time.monotonic()))
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join([*lines[-15:], f"(suite dans {self.log})"])


def demo(services: Services, port: int) -> int:
    """Prepare and serve the demo until told to stop; returns the exit code.

    Raises:
        Trouble: it runs already, the port is taken, or a step fails.
    """
    home = services.home
    started = time.monotonic()
    with the_only_one(home):
        require_free(port)
        with services.in_use() as found:
            environment = found | demo_environment(home, port)
            programs = site(home, environment, port)
            try:
                prepare(environment, programs, home)
                wait_for_site(programs, port)
                welcome(port, home, time.monotonic() - started)
                watch(programs)
            except Interrupted:
                say("\nArrêt…")
            finally:
                stop_all(programs)
    return 0


@contextlib.contextmanager
def the_only_one(home: Home) -> Iterator[None]:
    """Two demos of one checkout would run every scheduled task twice."""
    home.make()
    with (home.run / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                "La démonstration de ce dossier tourne déjà : arrêtez-la d’abord (Ctrl-C)."
            ) from None
        yield


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            other = port + 1 if 1024 <= port < 65535 else 8001
            raise Trouble(
                f"Le port {port} est occupé ou interdit : « make demo PORT={other} » "
                "en prend un autre."
            ) from None


def for_development(home: Home) -> dict[str, str]:
    """What the settings want on one's own machine, unless the environment says otherwise."""
    defaults = {"SECRET_KEY": secret_key(home), "SECURE": "0"}
    return {name: os.environ.get(name) or value for name, value in defaults.items()}


def demo_environment(home: Home, port: int) -> dict[str, str]:
    """The variables of docs/exploitation.md, as a demo on one's own machine wants them."""
    environment = for_development(home) | {
        "DEBUG": "0",
        "SECURE": "0",
        "DEMO": "1",
        "MFA_REQUIRED": "0",
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or f"{HOST},localhost",
        "SITE_URL": os.environ.get("SITE_URL") or f"http://{HOST}:{port}",
        "LEGAL_PUBLISHER": "Métropole de démonstration, 1 place de l’Exemple, 69000 Ville",
        "LEGAL_DIRECTOR": "La présidence de la métropole de démonstration",
        "LEGAL_HOST": "Aucun : cette démonstration tourne sur votre ordinateur",
        "PYTHONUNBUFFERED": "1",
        # `migrate` has just checked the code that they start from.
        "CELERY_SKIP_CHECKS": "1",
    }
    if not os.environ.get("EMAIL_HOST"):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            mail_port = probe.getsockname()[1]
        environment |= {"EMAIL_HOST": HOST, "EMAIL_PORT": str(mail_port), "EMAIL_USE_TLS": "0"}
    return environment


def secret_key(home: Home) -> str:
    """Made once, so that sessions outlive a restart."""
    path = home.base / "secret_key"
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def prepare(environment: dict[str, str], programs: list[Program], home: Home) -> None:
    """Bring the schema and the demo world up to date; who may enter is written for `welcome`.

    The programs start while the world is written, on the other core; beat, the last, gives out tasks once it is there.

    Raises:
        Interrupted: told to stop meanwhile.
        Trouble: one of them fails; it has said why.
    """
    *first, last = programs
    for what, words, then in (
        ("Schéma de la base", ["migrate", "--verbosity", "0"], first),
        # `migrate` has checked the code, and one more start for the accounts alone is seconds.
        (
            "Données de démonstration",
            ["load_demo", "--skip-checks", "--accounts", str(accounts(home))],
            [last],
        ),
    ):
        say(f"{what}…")
        if manage(words, environment):
            raise Trouble(f"{what} : échec, voir ci-dessus. « make demo-reset » repart à neuf.")
        for program in then:
            program.start()


def accounts(home: Home) -> Path:
    """Where the list of the accounts is kept for the welcome."""
    return home.run / "accounts.txt"


def manage(words: list[str], environment: dict[str, str]) -> int:
    """Run a command of manage.py; returns its exit code.

    Raises:
        Interrupted: told to stop meanwhile.
    """
    outcome = run_command([sys.executable, str(CHECKOUT / "manage.py"), *words], environment)
    if outcome.told_to_stop:
        raise Interrupted
    return outcome.code


def site(home: Home, environment: dict[str, str], port: int) -> list[Program]:
    def program(name: str, *words: str) -> Program:
        return Program(name, list(words), environment, home.log / f"{name}.log")

    programs = [
        program(
            *("web", "gunicorn", "tzcld.wsgi:application", "--bind", f"{HOST}:{port}"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--timeout", "60", "--graceful-timeout", "5"),
            *("--logger-class", "tzcld.logs.AccessLogger"),
            *("--access-logfile", str(home.log / "access.log"), "--no-control-socket"),
        ),
        program("worker", "celery", "-A", "tzcld", "worker", "-c", "2", "--loglevel", "INFO"),
        program("beat", "celery", "-A", "tzcld", "beat", "--pidfile=", "--loglevel", "INFO"),
    ]
    if not os.environ.get("EMAIL_HOST"):
        sink = ("tzcld.embedded.mail_sink", environment["EMAIL_PORT"], str(home.base / "mail"))
        programs.insert(0, program("mail", *sink))
    return programs


def wait_for_site(programs: list[Program], port: int) -> None:
    """Return once `/sante/prete` says that all is well.

    Raises:
        Interrupted: told to stop meanwhile.
        Trouble: a program fell, or the time is over.
    """
    say("Démarrage du site…")
    limit = time.monotonic() + SECONDS_TO_ANSWER
    answer = "pas de réponse"
    while time.monotonic() < limit:
        ready, answer = health(port)
        if ready:
            return
        heed(next_signal(0.2))
        for program in programs:
            if program.process.poll() is not None:
                raise Trouble(f"« {program.name} » s’est arrêté :\n{program.last_words()}")
    raise Trouble(f"Le site ne se dit pas prêt ({answer}).\n{programs[-3].last_words()}")


def health(port: int) -> tuple[bool, str]:
    """Whether the site is ready, and what it says of itself."""
    # Never through a proxy of the environment.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port}/sante/prete", timeout=10) as answer:
            return True, answer.read().decode()
    except urllib.error.HTTPError as error:
        return False, error.read(500).decode(errors="replace")
    except (OSError, ValueError) as error:
        return False, str(error)


def heed(caught: signal.struct_siginfo | None) -> None:
    if caught and caught.si_signo in STOPPING:
        raise Interrupted


def welcome(port: int, home: Home, seconds: float) -> None:
    say(f"\nLe site répond : http://{HOST}:{port}/  (prêt en {seconds:.0f} s)\n")
    say(accounts(home).read_text(encoding="utf-8").rstrip())
    if not os.environ.get("EMAIL_HOST"):
        say(f"\nCourriels envoyés : {home.base / 'mail'}")
    say(f"Journaux : {home.log}\nCtrl-C arrête tout.")


def watch(programs: list[Program]) -> None:
    while True:
        heed(next_signal(1))
        for program in programs:
            if program.process.poll() is not None:
                say(f"« {program.name} » est tombé : il redémarre ({program.log}).")
                program.start_again()


def stop_all(programs: list[Program]) -> None:
    for program in programs:
        if program.process is not None:
            program.process.terminate()
    # Long enough for the task at hand to notice; what is cut off is taken up at the next start.
    limit = time.monotonic() + 12
    for program in programs:
        program.stop(limit)


def read_port(text: str) -> int:
    """The port of `PORT=…`.

    Raises:
        Trouble: not a port number.
    """
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise Trouble(f"PORT={text} n’est pas un numéro de port : essayez « make demo PORT=8001 ».")


def reset(services: Services) -> None:
    """Forget the demo world: database, queue, files, mails.

    Raises:
        Trouble: the demo runs, or works on a database that is not ours to empty.
    """
    home = services.home
    if os.environ.get("DATABASE_URL"):
        raise Trouble(
            "DATABASE_URL désigne une autre base que celle de la démonstration : "
            "videz-la vous-même, ou retirez la variable."
        )
    with the_only_one(home):
        services.forget()
        for name in ("media", "mail"):
            shutil.rmtree(home.base / name, ignore_errors=True)
