"""What the tests of the letter share: a real SMTP server, a letter of the home territory, rows that outlive a transaction."""

import re
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller

from evaluation import newsletters
from evaluation.models import Delivery, Newsletter, NewsletterBlock, Subscriber
from territories.scoping import scoped
from tests.processes import Worker


class Sink:
    """Keeps what it takes; `answer(envelope, n)` may refuse the n-th mail, `rcpt(address)` a reader."""

    def __init__(self):
        self.mails: list[tuple[str, EmailMessage]] = []
        self.raw: list[bytes] = []
        self.lock = threading.Lock()
        self.answer = lambda envelope, n: "250 OK"
        self.rcpt = lambda address: "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        found = self.rcpt(address)
        if found.startswith("250"):
            envelope.rcpt_tos.append(address)
        return found

    async def handle_DATA(self, server, session, envelope):
        found = self.answer(envelope, len(self.mails) + 1)
        if found.startswith("250"):
            with self.lock:
                self.raw.append(envelope.original_content)
                mail = message_from_bytes(envelope.original_content, policy=default)
                self.mails.append((envelope.rcpt_tos[0], mail))
        return found

    @property
    def readers(self) -> list[str]:
        return sorted(address for address, _ in self.mails)

    def to(self, address: str) -> EmailMessage:
        return next(mail for found, mail in self.mails if found == address)


class Server(Controller):
    """On a free port of this machine."""

    def __init__(self, sink):
        super().__init__(sink, hostname="127.0.0.1", port=0)

    def _trigger_server(self):
        # Port 0 was asked: the system chose.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp(settings):
    sink = Sink()
    server = Server(sink)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    sink.port = server.port
    try:
        yield sink
    finally:
        server.stop()


def links(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+", text)


def write(world, **values) -> Newsletter:
    """A letter of the home territory with one block. Needs the scope of the territory."""
    by = world.users["lead"]
    defaults = {"subject": "Des nouvelles", "intro": "Bonjour", "audience": "partners"}
    letter = newsletters.create(world.home, by=by, **defaults | values)
    newsletters.block_add(letter, by=by, kind="text", title="Premier", body="Un **texte**.")
    return letter


def subscribe(world, n: int, **values) -> list[Subscriber]:
    defaults = {"audience": "partners", "state": "active"}
    return Subscriber.objects.bulk_create(
        Subscriber(territory=world.home, email=f"reader{i:03d}@exemple.fr", **defaults | values)
        for i in range(n)
    )


def states(letter: Newsletter) -> dict[str, int]:
    found: dict[str, int] = {}
    with scoped(letter.territory_id, named=False):
        for state in Delivery.objects.filter(newsletter=letter).values_list("state", flat=True):
            found[state] = found.get(state, 0) + 1
    return found


def forget(territory_id: int) -> None:
    """Remove what a committed test left behind."""
    with scoped(territory_id, named=False):
        ours = Newsletter.objects.filter(territory=territory_id, audience="partners")
        Delivery.objects.filter(newsletter__in=ours).delete()
        NewsletterBlock.objects.filter(newsletter__in=ours).delete()
        Subscriber.objects.filter(territory=territory_id, audience="partners").delete()
        ours.delete()


def worker(script: str, point: str, pk: int) -> Worker:
    """`script` in a process that posts to the server of the test; it reads where to die, and what to send."""
    return Worker(script, point, str(pk))
