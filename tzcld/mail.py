"""Posting mails one by one to a real server: what each answer means, and one run at a time.

A run holds an advisory lock of its own database session: when its process dies the lock goes with it, so that a mail
found « en cours d’envoi » by the next run was being posted by a dead one. Whether it left is then unknown: it is said
so, and not sent again by itself.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.policy import SMTP
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.core.mail import get_connection
from django.db import connection


class Unreachable(Exception):
    """The server takes no mail now. `in_doubt`: the last one may have left."""

    def __init__(self, words: str, *, in_doubt: bool = False):
        super().__init__(words)
        self.in_doubt = in_doubt


class Refused(Exception):
    """The server refuses this reader, with its own words (code first)."""


def from_place(name: str) -> str:
    """The name of the place that writes, the address of the platform."""
    return formataddr((name, envelope()))


def envelope() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def ascii_address(email: str) -> str:
    """An accented domain goes in its ASCII form."""
    user, _, domain = email.rpartition("@")
    return f"{user}@{domain.encode('idna').decode()}" if not domain.isascii() else email


@contextmanager
def server() -> Iterator:
    """One open connection for the whole run. Raises Unreachable."""
    backend = get_connection()
    try:
        backend.open()
        if isinstance(smtp := getattr(backend, "connection", None), smtplib.SMTP):
            smtp.ehlo_or_helo_if_needed()
    except OSError as error:
        raise Unreachable(f"connexion impossible ({error})") from error
    try:
        yield backend
    finally:
        with suppress(OSError):
            backend.close()


def post(backend, envelope: str, email: str, raw: bytes) -> None:
    """One mail. Raises Refused for this reader, Unreachable for all of them."""
    smtp = getattr(backend, "connection", None)
    if not isinstance(smtp, smtplib.SMTP):
        backend.send_messages([_Ready(raw, envelope, email)])
        return
    asked = False
    try:
        code, answer = smtp.mail(envelope)
        if code != 250:
            # What is refused to us is refused for every reader.
            raise Unreachable(_words(code, answer))
        _accepted(smtp, *smtp.rcpt(email))
        asked = True
        _accepted(smtp, *smtp.data(raw))
    except smtplib.SMTPDataError as error:
        # The server said no before reading the mail: nothing left.
        _accepted(smtp, error.smtp_code, error.smtp_error)
    except OSError as error:
        raise Unreachable(f"connexion perdue ({error})", in_doubt=asked) from error


def _accepted(smtp, code: int, answer: bytes | str) -> None:
    if code in (250, 251):
        return
    if code == 421:
        raise Unreachable(_words(code, answer))
    with suppress(smtplib.SMTPException):
        smtp.rset()
    raise Refused(_words(code, answer))


def _words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:200]


class _Ready(DjangoMessage):
    """A mail already written, for backends that are no SMTP server (memory, console, files)."""

    def __init__(self, raw: bytes, envelope: str, email: str):
        super().__init__("", "", envelope, [email])
        self.raw = raw

    def message(self):
        return message_from_bytes(self.raw, policy=SMTP)


@contextmanager
def alone(kind: int, pk: int) -> Iterator[bool]:
    """Whether this process is the only one that sends this row; a dead process holds nothing. `kind`: a number of each job."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [kind, pk])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        # A lost connection has already given the lock back.
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [kind, pk])
