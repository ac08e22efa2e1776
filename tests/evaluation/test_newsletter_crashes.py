"""A worker killed anywhere, two workers at once: nobody receives the letter twice. Rows are committed, processes are real."""

import threading

import pytest

from evaluation import mailing, newsletters
from evaluation.models import Newsletter
from territories.scoping import scoped
from tests.conftest import BUILT
from tests.evaluation.newsletter_kit import forget, smtp, states, subscribe, worker, write

READERS = 25

WORKER = """
import os, sys
from evaluation import mailing

# Small, so that the letter takes several.
mailing.BATCH = 10

def die(*args, **kwargs):
    os._exit(9)

point, letter = sys.argv[1], int(sys.argv[2])
if point == "after the first claim":
    mailing._one = die
elif point == "after a mail":
    real, calls = mailing._one, []
    def one(*args):
        found = real(*args)
        calls.append(1)
        if len(calls) == 14:
            die()
        return found
    mailing._one = one
elif point == "before the last is written":
    real_claim = mailing._claim
    def claim(letter, settled, *, after):
        if len(settled) == 5:
            die()
        return real_claim(letter, settled, after=after)
    mailing._claim = claim
elif point == "before the end":
    mailing.posting.finish = die
mailing.deliver(letter)
"""

# What may stay in doubt is the batch that the dead run held.
POINTS = {
    "after the first claim": 10,
    "after a mail": 10,
    "before the last is written": 5,
    "before the end": 0,
    "in the middle of a mail": 10,
    "never": 0,
}


pytestmark = pytest.mark.django_db


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """No transaction around these tests: other processes must see the rows. Each removes its own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def committed(_django_db_helper, settings):
    """A letter ready to leave, seen by other processes."""
    with smtp(settings) as sink:
        forget(BUILT.home.pk)
        with scoped(BUILT.home.pk, user=BUILT.users["lead"].pk):
            letter = write(BUILT)
            subscribe(BUILT, READERS)
            newsletters.send(letter, by=BUILT.users["lead"])
        yield letter, sink
        forget(BUILT.home.pk)


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """The worker is started by hand."""
    monkeypatch.setattr(newsletters, "_start", lambda pk: None)


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_anywhere_and_restarted_sends_to_nobody_twice(committed, point):
    letter, sink = committed
    process = worker(WORKER, point, letter.pk)
    if point == "in the middle of a mail":

        def kill(envelope, n):
            if n == 7:
                process.kill()
                process.wait()
            return "250 OK"

        sink.answer = kill
    code = process.wait(timeout=60)
    assert code == {"never": 0, "in the middle of a mail": -9}.get(point, 9)
    sink.answer = lambda envelope, n: "250 OK"
    assert worker(WORKER, "never", letter.pk).wait(timeout=60) == 0
    assert len(sink.readers) == len(set(sink.readers))
    found = states(letter)
    assert set(found) <= {"sent", "skipped"}
    assert sum(found.values()) == READERS
    assert found.get("skipped", 0) <= POINTS[point]
    assert len(sink.readers) >= READERS - POINTS[point]
    letter.refresh_from_db()
    assert letter.state == "sent"
    with scoped(letter.territory_id, named=False):
        assert newsletters.Progress(letter).in_doubt == found.get("skipped", 0)


def test_two_workers_at_once_send_once_each(committed):
    letter, sink = committed
    running = [worker(WORKER, "never", letter.pk) for _ in range(2)]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    assert sink.readers == sorted(f"reader{i:03d}@exemple.fr" for i in range(READERS))
    assert states(letter) == {"sent": READERS}


def test_the_second_of_two_runs_leaves_at_once(committed):
    letter, sink = committed
    started, go = threading.Event(), threading.Event()

    def wait(envelope, n):
        started.set()
        go.wait(20)
        return "250 OK"

    sink.answer = wait
    first = worker(WORKER, "never", letter.pk)
    assert started.wait(30)
    with mailing.alone(letter.pk) as mine:
        assert not mine
    assert mailing.deliver(letter.pk) is False
    assert states(letter)["claimed"] == 10
    go.set()
    assert first.wait(timeout=60) == 0
    assert len(sink.readers) == len(set(sink.readers)) == READERS


def test_readers_are_claimed_before_any_mail_leaves(committed):
    """Seen from another session while the server holds the first mail."""
    letter, sink = committed
    seen, go = [], threading.Event()

    def look(envelope, n):
        if n == 1:
            go.wait(20)
        return "250 OK"

    sink.answer = look
    process = worker(WORKER, "never", letter.pk)
    for _ in range(400):
        seen = states(letter)
        if "claimed" in seen:
            break
        threading.Event().wait(0.05)
    assert seen == {"claimed": 10, "waiting": 15}
    assert sink.mails == []
    go.set()
    process.wait(timeout=60)
    assert Newsletter.objects.get(pk=letter.pk).state == "sent"
