"""Where the private services of this checkout keep their things."""

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

# sun_path holds 108 bytes on Linux, 104 elsewhere, and PostgreSQL adds ".lock" beside it.
SOCKET_PATH_LIMIT = 100


class Trouble(Exception):
    """Something the person at the keyboard can mend; the message says how, in one sentence."""


@dataclass(frozen=True)
class Home:
    """The folders of one set of services: `var/` for the demo, `var/test/` for the tests.

    Two sets, so that a test run neither eats the demo's Celery tasks nor risks its data.
    """

    base: Path
    for_tests: bool = False

    @classmethod
    def of_checkout(cls, *, for_tests: bool = False) -> "Home":
        base = CHECKOUT / "var"
        return cls(base / "test" if for_tests else base, for_tests)

    @property
    def pg(self) -> Path:
        return self.base / "pg"

    @property
    def valkey(self) -> Path:
        return self.base / "valkey"

    @property
    def log(self) -> Path:
        return self.base / "log"

    @property
    def run(self) -> Path:
        return self.base / "run"

    @property
    def sockets(self) -> Path:
        """The folder of the sockets: `run`, or one elsewhere when its path is too long.

        Or when it holds a character with a meaning in an address: a comma, a space, a percent…
        """
        longest = str(self.run / ".s.PGSQL.5432.lock")
        if len(longest) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w/.+-]+", longest, re.ASCII):
            return self.run
        name = hashlib.sha256(os.fsencode(self.base)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"tzcld-{name}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def make(self) -> None:
        """Create the folders of the notes and logs.

        Raises:
            Trouble: another account owns them.
        """
        try:
            self.log.mkdir(parents=True, exist_ok=True)
            self.run.mkdir(mode=0o700, exist_ok=True)
        except PermissionError as error:
            raise foreign_folder(self.base) from error
        if not os.access(self.run, os.R_OK | os.W_OK | os.X_OK):
            raise foreign_folder(self.base)
        # What a run under another account has left since: a program would fall on it, in its own words.
        written = (*self.log.iterdir(), self.base / "media", self.base / "mail")
        if not all(os.access(path, os.W_OK) for path in written if path.exists()):
            raise foreign_folder(self.base)

    def make_sockets(self) -> None:
        """Create the folder of the sockets.

        Raises:
            Trouble: in a folder open to all, somebody else has taken the name, which can be guessed.
        """
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        mine = os.geteuid() in (0, found.st_uid)
        if not stat.S_ISDIR(found.st_mode) or not mine or stat.S_IMODE(found.st_mode) & 0o077:
            raise Trouble(
                f"Le dossier {self.sockets} n’est pas un dossier privé de ce compte : supprimez-le."
            )


def foreign_folder(folder: Path) -> Trouble:
    return Trouble(
        f"Le dossier {folder} appartient à un autre compte : relancez la commande sous ce compte, "
        f"ou supprimez le dossier (sudo rm -r {folder}) pour repartir à neuf."
    )
