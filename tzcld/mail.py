"""Posting mails one by one to a real server: what each answer means, and one run at a time.

A run holds an advisory lock of its own database session: when its process dies the lock goes with it, so that a mail
found « en cours d’envoi » by the next run was being posted by a dead one. Whether it left is then unknown: it is said
so, and not sent again by itself.
"""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email import message_from_bytes
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.core.mail import get_connection
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

# What is said of a mail that a dead run was posting.
IN_DOUBT = "le serveur s’est arrêté pendant l’envoi"
# A mail server that takes nothing for this long: the sending is given up, and says so.
GIVE_UP = timedelta(minutes=10)
# Until then the task tries again by itself, every few seconds.
SOON = timedelta(seconds=40)
# Without sign of life for this long, a sending is taken up by the sweeper.
STALE = timedelta(seconds=45)


class Unreachable(Exception):
    """The server takes no mail now. `in_doubt`: the last one may have left."""

    def __init__(self, words: str, *, in_doubt: bool = False):
        super().__init__(words)
        self.in_doubt = in_doubt


class Refused(Exception):
    """The server refuses this reader, with its own words (code first)."""


def one_line(text: str) -> str:
    """What a head of a mail may hold: with a break in it, the mail is refused by the library itself, at each new try. A page sends
    none, but what is pasted from a word processor holds breaks of its own, and a program sends what it wants.
    """
    return " ".join(text.splitlines())


def from_place(name: str) -> str:
    """The name of the place that writes, the address of the platform."""
    return formataddr((one_line(name), envelope()))


class _Whole(EmailPolicy):
    """Subject and sender encoded in one go: folded word by word, the library drops the blank between two encoded words
    (« pourl’emploi »), and a bracket or a colon in the name of a place hides the address behind it.
    """

    def fold(self, name, value):
        if name.lower() == "subject":
            return self._line(name, _encoded(str(value), name))
        if name.lower() == "from" and not str(value).isascii():
            (who,) = value.addresses
            sender = _encoded(who.display_name, name)
            # A line that holds an encoded word has at most 76 signs (RFC 2047).
            between = f"{self.linesep} " if len(sender) + len(who.addr_spec) > 60 else " "
            return self._line(name, f"{sender}{between}<{who.addr_spec}>")
        return super().fold(name, value)

    def fold_binary(self, name, value):
        return self.fold(name, value).encode("ascii")

    def _line(self, name, value):
        return f"{name}: {value}{self.linesep}"


def _encoded(text: str, name: str) -> str:
    # Some programs read one encoded word of at most 75 signs (RFC 2047): a long text makes several, none cut at a blank.
    return Header(text, "ascii" if text.isascii() else "utf-8", header_name=name).encode(
        linesep="\r\n"
    )


def new_mail(place: str) -> EmailMessage:
    """An empty mail from this place, whose reader sees the subject and the sender as they were written."""
    message = EmailMessage(policy=_Whole(linesep="\r\n"))
    message["From"] = Address(one_line(place), addr_spec=envelope())
    return message


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


# The row of a sending: `state` (sending, sent, failed), `heartbeat`, `error`, `finished_at` ───────


def going_on(model: type[Model], pk: int) -> QuerySet:
    """This row while it is being sent: what another run has ended is left as it is."""
    return model.objects.filter(pk=pk, state=model.State.SENDING)


def silent(model: type[Model]) -> list[int]:
    """Ids of the sendings that give no sign of life: to be started again."""
    since = timezone.now() - STALE
    rows = model.objects.filter(state=model.State.SENDING, heartbeat__lt=since)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def wait_or_give_up(row: Model, error: str, giving_up: Callable[[], object] | None = None) -> bool:
    """True to try again soon; after GIVE_UP without a mail taken, the sending fails in words.

    `giving_up`: what else is written then, before the row says that it is over.
    """
    now, rows = timezone.now(), going_on(type(row), row.pk)
    since = rows.values_list("heartbeat", flat=True).first()
    if since and now - since < GIVE_UP:
        rows.update(error=error)
        # Then the sweeper takes over.
        return now - since < SOON
    if giving_up:
        giving_up()
    rows.update(state=row.State.FAILED, error=error, finished_at=now)
    return False


def finish(row: Model) -> None:
    going_on(type(row), row.pk).update(state=row.State.SENT, error="", finished_at=timezone.now())
