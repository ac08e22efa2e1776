"""Start, share and stop the private services of a checkout.

Several commands may use them at once. Each notes itself as a user; the last one to leave stops
what `start` did not ask to keep. A user that was killed is struck off by the next.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from typing import Any

from tzcld.embedded.places import Home
from tzcld.embedded.postgres import Postgres
from tzcld.embedded.processes import born
from tzcld.embedded.valkey import Valkey


class Services:
    def __init__(self, home: Home) -> None:
        self.home = home
        self.postgres = Postgres(home)
        self.valkey = Valkey(home)

    @property
    def wanted(self) -> list[Postgres | Valkey]:
        """Those that the environment does not replace by a server of its own."""
        wanted: list[Postgres | Valkey] = []
        if not os.environ.get("DATABASE_URL"):
            wanted.append(self.postgres)
        if not os.environ.get("REDIS_URL"):
            wanted.append(self.valkey)
        return wanted

    def environment(self) -> dict[str, str]:
        """The variables that lead to the private services, empty for those replaced."""
        found: dict[str, str] = {}
        for service in self.wanted:
            found |= service.environment()
        return found

    def keep(self) -> None:
        """Start what does not run yet and leave it running."""
        with self._locked() as notes:
            notes["kept"] = True
            self._start_missing()

    @contextlib.contextmanager
    def in_use(self) -> Iterator[dict[str, str]]:
        """Hold the services up for the time of a block; gives their environment."""
        me = [os.getpid(), born(os.getpid())]
        with self._locked() as notes:
            notes["users"] = [*_living(notes["users"]), me]
            self._start_missing()
        try:
            yield self.environment()
        finally:
            with self._locked() as notes:
                notes["users"] = [user for user in _living(notes["users"]) if user != me]
                if not notes["users"] and not notes["kept"]:
                    self._stop_all()

    def stop(self) -> None:
        with self._locked() as notes:
            notes |= {"kept": False, "users": []}
            self._stop_all()

    def forget(self) -> None:
        """Stop the services and delete all their data."""
        with self._locked() as notes:
            notes |= {"kept": False, "users": []}
            self._stop_all()
            self.postgres.forget()
            self.valkey.forget()

    def _start_missing(self) -> None:
        self.home.make_sockets()
        for service in self.wanted:
            if not service.answers():
                service.start()

    def _stop_all(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
        if self.home.sockets != self.home.run:
            with contextlib.suppress(OSError):
                self.home.sockets.rmdir()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[dict[str, Any]]:
        """The notes about who uses the services, read and written under a lock."""
        self.home.make()
        with (self.home.run / "lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            notes = {"kept": False, "users": []}
            path = self.home.run / "services.json"
            with contextlib.suppress(OSError, ValueError):
                notes |= json.loads(path.read_text())
            try:
                yield notes
            finally:
                path.write_text(json.dumps(notes))


def _living(users: list[list]) -> list[list]:
    return [user for user in users if user[1] is not None and born(user[0]) == user[1]]
