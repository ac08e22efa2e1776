"""The database writes some rows while the next are made ready: on two cores an import takes the longer of the two times."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

# One statement under way, and those of a slice of persons ready behind it (their file, their facts): fewer, and the next slice
# would wait for the longest of them before it is begun.
DEPTH = 4


class Ahead:
    """Statements of one connection sent by a second thread, in their order; the first that fails is raised, the rest left."""

    def __init__(self, threads: ThreadPoolExecutor):
        self.threads, self.connection = threads, connection.connection
        self.sent: deque[Future] = deque()

    def send(self, statement: str, values: Sequence) -> None:
        while len(self.sent) >= DEPTH:
            self._told(self.sent.popleft())
        self.sent.append(self.threads.submit(self._run, statement, values))

    def _run(self, statement: str, values: Sequence) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _told(self, one: Future) -> None:
        try:
            with connection.wrap_database_errors:
                one.result()
        except BaseException:
            # Those behind it find a transaction that has failed: they say no more.
            self.forget()
            raise

    def wait(self) -> None:
        while self.sent:
            self._told(self.sent.popleft())

    def forget(self) -> None:
        """Wait for what is under way, whatever becomes of it."""
        while self.sent:
            one = self.sent.popleft()
            if not one.cancel():
                one.exception()

    def before_others(self, execute, *statement):
        """Any other statement of this connection comes after those sent, as it is written."""
        self.wait()
        return execute(*statement)


_ahead: ContextVar[Ahead | None] = ContextVar("ahead", default=None)


@contextmanager
def writing_ahead() -> Iterator[None]:
    """In here `run` does not wait for the database; the end of the block does. To be opened inside a transaction."""
    if _ahead.get() is not None:
        yield
        return
    connection.ensure_connection()
    with ThreadPoolExecutor(1, thread_name_prefix="import") as threads:
        ahead = Ahead(threads)
        token = _ahead.set(ahead)
        try:
            with connection.execute_wrapper(ahead.before_others):
                yield
                ahead.wait()
        finally:
            ahead.forget()
            _ahead.reset(token)


def run(statement: str, values: Sequence) -> None:
    """A statement that answers nothing."""
    if (ahead := _ahead.get()) is not None:
        ahead.send(statement, values)
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
