"""Asking a worker for something, from a page or from an operation."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ask_later(task: str, *args: int | list[str]) -> None:
    """Send a task by its name, above the caller's room or not, once this transaction is kept."""

    def send() -> None:
        # A broker that is down must not fail the page; what is periodic catches up.
        try:
            current_app.send_task(task, args=list(args), retry=False)
        except (OperationalError, OSError):
            log.exception("%s%s not asked: the broker is down", task, args)

    transaction.on_commit(send, robust=True)
