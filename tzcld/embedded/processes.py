"""Processes: who is alive, under which account a service runs, how it is stopped."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tzcld.embedded.places import Trouble

PR_SET_PDEATHSIG = 1


def born(pid: int) -> str | None:
    """The start time of a living process (clock ticks since boot), or None.

    With the number it names a process for ever: numbers are given again, the pair is not.
    """
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if after_name[0] in "ZX" else after_name[19]


def works_in(pid: int, folder: Path) -> bool:
    """Whether the process lives and its working folder is this one: our server, not a namesake."""
    try:
        return born(pid) is not None and os.path.samefile(f"/proc/{pid}/cwd", folder)
    except OSError:
        return False


def stop(pid: int, steps: Iterable[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn until the process is gone, waiting so many seconds after each."""
    birth = born(pid)
    for number, seconds in steps:
        if birth is None or born(pid) != birth:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        wait_until(lambda: born(pid) != birth, seconds)


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while not true():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def hear_all_signals() -> None:
    """For `preexec_fn`: a child inherits what its parent holds back or, in the background, ignores."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())


def die_with_parent() -> None:
    """For `preexec_fn`: the kernel stops this child should its parent be killed outright."""
    hear_all_signals()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def clean_environment() -> dict[str, str]:
    """Ours, without what would lead PostgreSQL's programs to another server or language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """How a service is started so that it does not run as root (PostgreSQL refuses to).

    `uid` and `gid` own its folders; `prefix` is put before its command line.
    """

    name: str
    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    switch: bool = False

    def popen_arguments(self) -> dict:
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *map(str, words)]

    def can_reach(self, paths: Iterable[Path]) -> bool:
        """Whether the account gets through to these programs and folders."""
        each = 'for path; do test -x "$path" || exit 1; done'
        try:
            done = subprocess.run(
                self.command("/bin/sh", "-c", each, "sh", *paths),
                cwd="/",
                capture_output=True,
                **self.popen_arguments(),
            )
        except OSError:
            return False
        return done.returncode == 0

    def take(self, *folders: Path) -> None:
        """Make the account the owner of these folders, with all that is inside."""
        if os.geteuid() != 0:
            return
        for folder in folders:
            if folder.stat().st_uid == self.uid:
                continue
            for parent, _, files in os.walk(folder, topdown=False):
                for name in files:
                    os.chown(Path(parent, name), self.uid, self.gid, follow_symlinks=False)
                os.chown(parent, self.uid, self.gid)


def service_account(data: Path, paths: Iterable[Path]) -> Account:
    """The account that runs the services: oneself, unless one is root.

    Root gives the work to the account that owns the data already, else to `nobody`, else (a parent
    folder is closed to others) to a user namespace in which it goes by the name of `nobody`.
    The namespace also serves a user number without a name, which PostgreSQL refuses.

    Raises:
        Trouble: root, and no ordinary account can reach these paths.
    """
    candidates = []
    if os.geteuid() == 0:
        owner = data.stat().st_uid if data.exists() else None
        if owner:
            candidates.append(Account("owner", owner, data.stat().st_gid, switch=True))
        candidates += [*_nobody(), *_namespace()]
        # A cluster made in the namespace belongs to root: stay with it rather than hand it over.
        if owner == 0:
            candidates.reverse()
    elif _named(os.geteuid()):
        return Account("self", os.geteuid(), os.getegid())
    else:
        candidates += _namespace()
    paths = list(paths)
    for account in candidates:
        if account.can_reach(paths):
            return account
    raise Trouble(
        f"PostgreSQL ne peut pas tourner sous ce compte ({os.geteuid()}) dans {data.parent} : "
        "lancez la commande sous un compte ordinaire, "
        "ou placez le projet dans un dossier ouvert à tous en lecture (chmod o+rx)."
    )


def _named(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _nobody() -> list[Account]:
    with contextlib.suppress(KeyError):
        nobody = pwd.getpwnam("nobody")
        return [Account("nobody", nobody.pw_uid, nobody.pw_gid, switch=True)]
    return []


def _namespace() -> list[Account]:
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    uid = next((nobody.uid for nobody in _nobody()), 65534)
    prefix = (unshare, "--user", f"--map-user={uid}", f"--map-group={uid}", "--")
    return [Account("namespace", os.geteuid(), os.getegid(), prefix=prefix)]


@dataclass(frozen=True)
class Server:
    """A server process just started, and the log that tells why it would not."""

    pid: int
    log: Path
    log_start: int

    @classmethod
    def start(cls, account: Account, words: list, *, folder: Path, log: Path) -> "Server":
        with log.open("ab") as output:
            size = output.tell()
            # Its own session: Ctrl-C at the terminal reaches us, and we stop it in order.
            process = subprocess.Popen(
                account.command(*words),
                cwd=folder,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=hear_all_signals,
                **account.popen_arguments(),
            )
        # It may outlive us, and whoever stops it goes by its pid file: nothing to wait for here.
        process.returncode = 0
        return cls(process.pid, log, size)

    def wait_for(self, answers: Callable[[], bool], seconds: float) -> None:
        """Return when it answers, falls or the time is over; asked to stop if we are meanwhile."""
        try:
            wait_until(lambda: born(self.pid) is None or answers(), seconds)
        except BaseException:
            os.kill(self.pid, signal.SIGTERM)
            raise

    def said(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace").strip()
