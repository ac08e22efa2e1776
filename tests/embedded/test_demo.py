"""The parts of `make demo`; the end-to-end tests run on it."""

import email
import signal
import smtplib
import socket
import subprocess
import sys
import time
from email import policy

import pytest

import manage
from tzcld.embedded import demo, processes
from tzcld.embedded.places import CHECKOUT, Home, Trouble
from tzcld.embedded.services import Services


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "var")
    home.make()
    return home


@pytest.fixture
def busy_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_busy_port_gives_a_sentence_and_a_way_out(busy_port):
    with pytest.raises(Trouble, match=rf"{busy_port} est occupé.*make demo PORT=\d+"):
        demo.require_free(busy_port)


@pytest.mark.parametrize("text", ["", "huit mille", "-1", "0", "70000", "80 80"])
def test_a_port_that_is_none_gives_a_sentence(text):
    with pytest.raises(Trouble, match="make demo PORT=8001"):
        demo.read_port(text)


def test_a_second_demo_of_the_same_checkout_is_refused(home):
    with demo.the_only_one(home):
        with pytest.raises(Trouble, match="tourne déjà"), demo.the_only_one(home):
            pass
        with pytest.raises(Trouble, match="tourne déjà"):
            demo.reset(Services(home))
    with demo.the_only_one(home):
        pass


def test_reset_leaves_a_database_of_the_environment_alone(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    (home.base / "mail").mkdir()
    with pytest.raises(Trouble, match="DATABASE_URL"):
        demo.reset(Services(home))
    assert (home.base / "mail").exists()


def test_reset_forgets_data_files_and_mails(home):
    for name in ("pg", "valkey", "media", "mail"):
        (home.base / name).mkdir()
    demo.reset(Services(home))
    assert not [name for name in ("pg", "valkey", "media", "mail") if (home.base / name).exists()]


def test_the_secret_key_is_made_once_and_kept_private(home):
    key = demo.secret_key(home)
    assert len(key) >= 50
    assert demo.secret_key(home) == key
    assert (home.base / "secret_key").stat().st_mode & 0o077 == 0


def test_the_demo_sends_no_mail_out_unless_told_where(home, monkeypatch):
    environment = demo.demo_environment(home, 8000)
    assert environment["EMAIL_HOST"] == "127.0.0.1"
    assert "mail" in [program.name for program in demo.site(home, environment, 8000)]
    monkeypatch.setenv("EMAIL_HOST", "smtp.example.org")
    environment = demo.demo_environment(home, 8000)
    assert "EMAIL_HOST" not in environment
    assert "mail" not in [program.name for program in demo.site(home, environment, 8000)]


@pytest.fixture
def program(home):
    made = []

    def make(code: str) -> demo.Program:
        script = home.base / "program_of_the_test.py"
        script.write_text(code)
        environment = {"PYTHONPATH": str(home.base)}
        made.append(demo.Program("essai", [script.stem], environment, home.log / "essai.log"))
        return made[-1]

    yield make
    demo.stop_all(made)


def test_a_fallen_program_starts_again(program):
    kept = program("import time; time.sleep(300)")
    kept.start()
    first = kept.process.pid
    kept.process.kill()
    kept.process.wait()
    kept.start_again()
    assert kept.process.pid != first
    assert kept.process.poll() is None


def test_a_program_that_keeps_falling_ends_the_demo_with_its_last_words(program):
    falling = program("raise SystemExit('the reason')")
    falling.start()

    def fall_and_start_again():
        for _ in range(demo.FALLS_ALLOWED):
            falling.process.wait()
            falling.start_again()

    with pytest.raises(Trouble, match="the reason"):
        fall_and_start_again()


def test_what_a_program_forked_stops_with_it(program):
    code = "import os, time; open('{}', 'w').write(str(os.fork())); time.sleep(300)"
    parent = program("")
    pid_file = parent.log.parent / "forked"
    parent = program(code.format(pid_file))
    parent.start()
    assert processes.wait_until(lambda: pid_file.exists() and pid_file.read_text() != "", 10)
    parent.process.terminate()
    parent.stop(time.monotonic() + 5)
    assert processes.wait_until(lambda: _group_is_empty(parent.process.pid), 5)


def test_the_programs_end_with_a_demo_that_is_killed(home, program):
    kept = program("import time; time.sleep(300)")
    supervisor = (
        "import sys, time, pathlib\n"
        "from tzcld.embedded.demo import Program\n"
        "words, path, log = sys.argv[1:]\n"
        "kept = Program('essai', [words], {'PYTHONPATH': path}, pathlib.Path(log))\n"
        "kept.start()\n"
        "print(kept.process.pid, flush=True)\n"
        "time.sleep(300)\n"
    )
    words = [sys.executable, "-c", supervisor, *kept.words, str(home.base), str(kept.log)]
    with subprocess.Popen(words, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert processes.born(child)
        parent.kill()
    assert processes.wait_until(lambda: processes.born(child) is None, 5)


def _group_is_empty(group: int) -> bool:
    return not subprocess.run(["pgrep", "-g", str(group)], capture_output=True).stdout


def test_a_signal_during_the_preparation_stops_it_whatever_the_step_makes_of_it(tmp_path):
    (tmp_path / "manage.py").write_text(
        "import signal, time\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "print('ready', flush=True)\n"
        "time.sleep(1)\n"
    )
    script = (
        "import pathlib, sys\n"
        "from tzcld.embedded import commands, demo\n"
        "from tzcld.embedded.places import Home\n"
        "demo.CHECKOUT = pathlib.Path(sys.argv[1])\n"
        "with commands.signals_held():\n"
        "    try:\n"
        "        demo.prepare({}, [None], Home(pathlib.Path(sys.argv[1])))\n"
        "    except demo.Interrupted:\n"
        "        print('stopped')\n"
    )
    words = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(words, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        assert "Schéma" in process.stdout.readline()
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[0] == "stopped\n"


def test_a_command_stopped_from_the_keyboard_shows_no_frames(monkeypatch):
    def pressed(words):
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.management.execute_from_command_line", pressed)
    with pytest.raises(SystemExit) as ended:
        manage.main()
    assert ended.value.code == 130


def test_what_gives_out_tasks_starts_when_the_world_is_there(tmp_path, monkeypatch):
    done = []

    class Told:
        def __init__(self, name):
            self.name = name

        def start(self):
            done.append(self.name)

    monkeypatch.setattr(demo, "manage", lambda words, environment: done.append(words[0]))
    demo.prepare({}, [Told("web"), Told("worker"), Told("beat")], Home(tmp_path))
    assert done == ["migrate", "web", "worker", "load_demo", "beat"]
    assert demo.site(Home(tmp_path), {"EMAIL_PORT": "25"}, 8000)[-1].name == "beat"


def test_the_mail_sink_keeps_each_mail_as_a_file(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "tzcld.embedded.mail_sink", str(port), str(tmp_path / "mail")]
    with subprocess.Popen(words) as sink:
        try:
            assert processes.wait_until(lambda: _listens(port), 20)
            with smtplib.SMTP("127.0.0.1", port) as line:
                for name in ("zoé", "eve"):
                    message = email.message.EmailMessage(policy=policy.SMTPUTF8)
                    message["Subject"] = f"Réunion de {name}"
                    message["To"] = "a@example.org"
                    message.set_content("Bonjour.\n.\nÀ demain.")
                    line.send_message(message, "b@example.org", ["c@example.org"])
        finally:
            sink.terminate()
    assert sink.returncode == 0
    found = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((tmp_path / "mail").iterdir())
    ]
    assert [mail["Subject"] for mail in found] == ["Réunion de zoé", "Réunion de eve"]
    assert found[0]["X-Envelope-To"] == "c@example.org"
    assert found[0].get_content().split() == ["Bonjour.", ".", "À", "demain."]


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
