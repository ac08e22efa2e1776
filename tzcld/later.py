"""Asking a worker for something, from a page or from an operation."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

_not_asked: ContextVar[frozenset[str]] = ContextVar("not_asked", default=frozenset())


@contextmanager
def not_asked(*tasks: str) -> Iterator[None]:
    """These tasks are not asked for meanwhile: the caller does their work itself."""
    before = _not_asked.set(frozenset(tasks))
    try:
        yield
    finally:
        _not_asked.reset(before)


def ask_later(task: str, *args: int | list[str]) -> None:
    """Send a task by its name, above the caller's room or not, once this transaction is kept."""
    if task in _not_asked.get():
        return

    def send() -> None:
        # A broker that is down must not fail the page; what is periodic catches up.
        try:
            current_app.send_task(task, args=list(args), retry=False)
        except (OperationalError, OSError):
            log.exception("%s%s not asked: the broker is down", task, args)

    transaction.on_commit(send, robust=True)
