"""The private servers, started for real in a folder of the test's own."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tzcld.embedded import processes
from tzcld.embedded.places import CHECKOUT, Home, Trouble
from tzcld.embedded.postgres import MARKER
from tzcld.embedded.services import Services


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def made_cluster(tmp_path_factory):
    """A stopped cluster to copy: making one takes a second of the processor each time."""
    services = Services(Home(tmp_path_factory.mktemp("made") / "var", for_tests=True))
    services.home.make()
    services.home.make_sockets()
    services.postgres.start()
    services.stop()
    return services.home.pg


@pytest.fixture
def services(tmp_path, made_cluster):
    shutil.copytree(made_cluster, tmp_path / "var" / "pg")
    services = Services(Home(tmp_path / "var", for_tests=True))
    yield services
    services.stop()


@pytest.fixture
def checkout(tmp_path, made_cluster):
    """A checkout with nothing but the package and a cluster, to run its command line in."""
    folder = tmp_path / "checkout"
    shutil.copytree(made_cluster, folder / "var" / "test" / "pg")
    shutil.copytree(
        CHECKOUT / "tzcld" / "embedded",
        folder / "tzcld" / "embedded",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    yield folder
    services_of(folder).stop()


def command_line(folder: Path, *words: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tzcld.embedded", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=90,
        **options,
    )


@contextlib.contextmanager
def running(folder: Path, script: str):
    """`run --test -- sh -c script`, left to run; gives its process once the script says so."""
    words = [sys.executable, "-m", "tzcld.embedded", "run", "--test", "--", "sh", "-c", script]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().strip() == "ready"
            yield process
        finally:
            process.kill()


def services_of(folder: Path) -> Services:
    return Services(Home(folder / "var" / "test", for_tests=True))


def servers_up(folder: Path) -> bool:
    """Whether both answer; one without the other is a failure in itself."""
    found = services_of(folder)
    up = found.postgres.answers()
    assert found.valkey.answers() == up
    return up


def as_role(services: Services, role: str, database: str = "tzcld") -> psycopg.Connection:
    return psycopg.connect(
        host=str(services.home.sockets), user=role, dbname=database, autocommit=True
    )


def test_the_runtime_role_writes_what_the_owner_makes_and_no_more(services):
    with services.in_use():
        with as_role(services, "tzcld_owner") as owner:
            owner.execute("create database made_later")
            roles = owner.execute(
                "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles"
                " where rolname like 'tzcld%' order by rolname"
            ).fetchall()
        assert roles == [
            ("tzcld_app", False, False, False, False),
            ("tzcld_owner", False, False, True, False),
        ]
        for database in ("tzcld", "made_later"):
            with (
                as_role(services, "tzcld_owner", database) as owner,
                as_role(services, "tzcld_app", database) as runtime,
            ):
                owner.execute("create table note (id serial primary key, word text)")
                runtime.execute("insert into note (word) values ('été')")
                runtime.execute("update note set word = word || 's'")
                found = runtime.execute("select upper(unaccent(word)), word % 'étés' from note")
                assert found.fetchall() == [("ETES", True)]
                runtime.execute("delete from note")
                for refused in ("truncate note", "drop table note", "create table mine (id int)"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        runtime.execute(refused)


def test_the_servers_are_reached_through_a_private_socket_only(services):
    with services.in_use() as environment:
        with as_role(services, "tzcld_app") as runtime:
            assert runtime.execute("show listen_addresses").fetchone() == ("",)
        assert environment["REDIS_URL"] == f"unix://{services.home.valkey_socket}"
        for folder in (services.home.run, services.home.pg, services.home.valkey):
            assert folder.stat().st_mode & 0o077 == 0


def test_the_servers_do_not_run_as_root(services):
    with services.in_use(), as_role(services, "tzcld_app") as runtime:
        assert runtime.execute("select 1").fetchone() == (1,)
        pid = services.postgres.pid()
        in_a_namespace = os.readlink(f"/proc/{pid}/ns/user") != os.readlink("/proc/self/ns/user")
        assert in_a_namespace or os.stat(f"/proc/{pid}").st_uid != 0


def test_data_outlive_a_stop_and_servers_killed_outright(services):
    with services.in_use(), as_role(services, "tzcld_owner") as owner:
        owner.execute("create table note (word text)")
        owner.execute("insert into note values ('still there')")
    services.keep()
    for server in (services.postgres, services.valkey):
        os.kill(server.pid(), signal.SIGKILL)
    assert processes.wait_until(lambda: not services.postgres.answers(), 5)
    services.keep()
    with as_role(services, "tzcld_app") as runtime:
        assert runtime.execute("select word from note").fetchall() == [("still there",)]
    assert services.valkey.answers()


def test_a_pid_file_whose_number_was_given_again_stops_nothing(services):
    services.keep()
    services.stop()
    me = os.getpid()
    (services.home.pg / "postmaster.pid").write_text(f"{me}\n{services.home.pg}\n")
    services.valkey.pid_file.write_text(str(me))
    services.keep()
    assert services.postgres.answers()
    assert services.valkey.answers()


def test_a_cluster_interrupted_while_being_made_is_made_again(services):
    services.keep()
    # As if the power had gone after initdb: files are there, roles and database are not.
    (services.home.pg / MARKER).unlink()
    os.kill(services.postgres.pid(), signal.SIGKILL)
    processes.wait_until(lambda: not services.postgres.answers(), 5)
    (services.home.pg / "global" / "pg_control").write_bytes(b"half")
    services.keep()
    with as_role(services, "tzcld_app") as runtime:
        assert runtime.execute("select current_database()").fetchone() == ("tzcld",)


def test_a_cluster_of_an_older_set_up_gets_the_new_one_and_keeps_its_data(services):
    with services.in_use():
        with as_role(services, "tzcld_owner") as owner:
            owner.execute("create table note (word text)")
        services.postgres.sql("tzcld", "drop extension unaccent")
    marker = services.home.pg / MARKER
    marker.write_text(json.dumps(json.loads(marker.read_text()) | {"set_up": "older"}))
    with services.in_use(), as_role(services, "tzcld_app") as runtime:
        assert runtime.execute("select unaccent('é'), count(*) from note").fetchone() == ("e", 0)


def test_an_unreadable_queue_is_put_aside(services):
    services.keep()
    services.stop()
    dump = services.home.valkey / "dump.rdb"
    dump.write_bytes(b"VALKEY999 torn")
    services.keep()
    assert services.valkey.answers()
    assert dump.with_suffix(".unreadable").exists()


def test_the_last_to_leave_stops_what_nobody_asked_to_keep(checkout):
    with running(checkout, "echo ready; exec sleep 300") as first:
        assert command_line(checkout, "run", "--test", "--", "true").returncode == 0
        assert servers_up(checkout)
        first.terminate()
        first.wait(30)
    assert not servers_up(checkout)
    assert command_line(checkout, "start", "--test").returncode == 0
    assert command_line(checkout, "run", "--test", "--", "true").returncode == 0
    assert servers_up(checkout)


@pytest.mark.parametrize(
    ("variable", "missing"), [("DATABASE_URL", "postgres"), ("REDIS_URL", "valkey")]
)
def test_a_server_of_the_environment_replaces_ours(services, monkeypatch, variable, missing):
    monkeypatch.setenv(variable, "kept-as-it-is")
    with services.in_use() as environment:
        assert variable not in environment
        assert services.postgres.answers() == (missing != "postgres")
        assert services.valkey.answers() == (missing != "valkey")


def test_a_long_path_puts_the_sockets_in_a_short_private_folder(tmp_path):
    services = Services(Home(tmp_path / ("x" * 100) / "var", for_tests=True))
    with services.in_use(), as_role(services, "tzcld_app") as runtime:
        assert runtime.execute("select 1").fetchone() == (1,)
        assert len(str(services.valkey.home.valkey_socket)) < 100
        assert services.home.sockets.stat().st_mode & 0o077 == 0
    assert not services.home.sockets.exists()


def test_a_shared_folder_in_place_of_the_private_one_is_refused(tmp_path):
    home = Home(tmp_path / ("x" * 100) / "var", for_tests=True)
    home.sockets.mkdir(mode=0o700)
    home.sockets.chmod(0o777)
    try:
        with pytest.raises(Trouble, match="privé"):
            Services(home).keep()
    finally:
        home.sockets.rmdir()


def test_a_checkout_closed_to_others_works_as_one_open_to_all():
    for mode in (0o700, 0o755):
        # Outside of tmp_path: pytest closes its parents.
        folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
        folder.chmod(mode)
        services = Services(Home(folder / "var", for_tests=True))
        try:
            with services.in_use(), as_role(services, "tzcld_app") as runtime:
                assert runtime.execute("select 1").fetchone() == (1,)
        finally:
            services.stop()
            shutil.rmtree(folder)


def test_run_gives_the_exit_code_and_the_addresses_then_stops_all(checkout):
    done = command_line(
        checkout, "run", "--test", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL; exit 7"
    )
    assert done.returncode == 7
    assert "postgres://tzcld_app@%2F" in done.stdout
    assert "unix:///" in done.stdout
    assert not servers_up(checkout)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_passed_on_and_the_servers_stop_afterwards(checkout, number):
    script = "trap 'echo told; exit 5' INT TERM; echo ready; while :; do sleep 0.05; done"
    with running(checkout, script) as process:
        process.send_signal(number)
        assert process.stdout.readline().strip() == "told"
        assert process.wait(30) == 5
    assert not servers_up(checkout)


def test_after_a_killed_run_the_next_one_works_and_stops_all(checkout):
    with running(checkout, "echo ready; exec sleep 300") as process:
        process.kill()
        process.wait()
    assert servers_up(checkout)
    assert command_line(checkout, "run", "--test", "--", "true").returncode == 0
    assert not servers_up(checkout)


def test_the_command_dies_with_a_killed_run(checkout):
    with running(checkout, "echo ready; echo $$; exec sleep 300") as process:
        child = int(process.stdout.readline())
        process.kill()
        process.wait()
        assert processes.wait_until(lambda: processes.born(child) is None, 5)


def test_a_command_that_does_not_exist_is_named(checkout):
    done = command_line(checkout, "run", "--test", "--", "no-such-command")
    assert done.returncode == 127
    assert "no-such-command" in done.stdout


def test_starting_twice_at_once_makes_one_cluster(checkout):
    shutil.rmtree(checkout / "var")
    started = time.monotonic()
    words = [sys.executable, "-m", "tzcld.embedded", "start", "--test"]
    both = [subprocess.Popen(words, cwd=checkout, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert servers_up(checkout)
    assert time.monotonic() - started < 60
    assert command_line(checkout, "status", "--test").returncode == 0
    assert command_line(checkout, "stop", "--test").returncode == 0
    assert command_line(checkout, "status", "--test").returncode == 3


def test_the_folder_of_another_account_is_told_in_a_sentence(tmp_path, monkeypatch):
    home = Home(tmp_path / "var")
    home.base.mkdir()
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(Trouble, match="autre compte"):
        home.make()


@pytest.mark.parametrize("name", ["log/access.log", "media", "mail"])
def test_what_another_account_left_inside_is_told_in_the_same_sentence(tmp_path, monkeypatch, name):
    """Run once by root in the folder of an account: its programs would fall one after the other."""
    home = Home(tmp_path / "var")
    home.make()
    left = home.base / name
    left.mkdir()
    home.make()
    real = os.access
    monkeypatch.setattr("os.access", lambda path, mode: path != left and real(path, mode))
    with pytest.raises(Trouble, match="appartient à un autre compte"):
        home.make()
