"""The mail itself: the body built once, one reader after another, never twice to anybody (see tzcld/mail.py)."""

import logging
import re
import secrets
from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

import mrml
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from evaluation.composing import JETON, for_the_web, unsubscribe_url
from evaluation.models import Delivery, Newsletter, Subscriber
from territories.account_mails import LOST
from territories.models import Territory
from territories.scoping import scoped
from tzcld import mail as posting
from tzcld.mail import IN_DOUBT, Refused, Unreachable, ascii_address, post, server

log = logging.getLogger(__name__)

State = Delivery.State
Confirmation = Subscriber.Confirmation
# Readers claimed at once: what a killed worker leaves in doubt is never more than this. Each claim waits for the disk.
BATCH = 20
# First key of the advisory lock of a sending; the second is the letter.
LOCK = 4218
# That of the sweeper of confirmations.
CONFIRMING = 4221
# Longer than that after the request, a mail that asks to confirm it says nothing to anybody.
KEPT_WAITING = timedelta(days=1)


# The mail ─────────────────────────────────────────────────────────────────────────────────────────


def post_test(letter: Newsletter, html: str, text: str, by) -> None:
    """One mail to oneself. Raises OSError (smtplib's errors are) when the server does not take it."""
    mail = EmailMultiAlternatives(
        f"[Essai] {letter.subject}",
        for_the_web(letter, text),
        posting.from_place(letter.territory.name),
        [by.email],
        reply_to=[by.email],
    )
    mail.attach_alternative(for_the_web(letter, html), "text/html")
    mail.send()


class Mail:
    """The bytes of the letter, made once: only the address, the number and the token change from reader to reader."""

    def __init__(self, letter: Newsletter):
        self.letter = letter
        self.host = urlsplit(settings.SITE_URL).hostname
        self.envelope = posting.envelope()
        message = posting.new_mail(letter.territory.name)
        if letter.sent_by:
            message["Reply-To"] = letter.sent_by.email
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(timezone.localtime())
        message["List-Id"] = f"<{letter.audience}.{letter.territory.slug}.{self.host}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, cte="quoted-printable")
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        self.parts = _around_token(message.as_bytes())
        self.leave = unsubscribe_url(letter.territory_id, JETON)

    def bytes_for(self, delivery: int, email: str, token: str) -> bytes:
        head = (
            f"To: {email}\r\n"
            f"Message-ID: <lettre.{self.letter.pk}.{delivery}@{self.host}>\r\n"
            f"List-Unsubscribe: <{self.leave.replace(JETON, token)}>\r\n"
        )
        return head.encode() + token.encode().join(self.parts)


def _around_token(raw: bytes) -> list[bytes]:
    """The message cut where the token goes; a token on a line of its own is never cut by the encoding."""
    softly = b"(?:=\r\n)?".join(re.escape(JETON[i]).encode() for i in range(len(JETON)))
    # Soft line breaks vanish when the mail is read.
    parts = re.split(softly, raw)
    return [
        (b"=\r\n" if i else b"") + part + (b"=\r\n" if i < len(parts) - 1 else b"")
        for i, part in enumerate(parts)
    ]


# A run ──────────────────────────────────────────────────────────────────────────────────────────


def alone(letter_id: int):
    return posting.alone(LOCK, letter_id)


def deliver(letter_id: int) -> bool:
    """Serve every waiting reader. True when the server takes nothing and is worth trying again soon."""
    with alone(letter_id) as mine:
        letter = _open(letter_id) if mine else None
        if letter is None:
            return False
        try:
            with server() as backend:
                _serve(letter, Mail(letter), backend)
        except Unreachable as trouble:
            return posting.wait_or_give_up(
                letter, f"Le serveur de courriel ne prend pas la lettre : {trouble}."
            )
        posting.finish(letter)
        return False


def _open(letter_id: int) -> Newsletter | None:
    """The letter being sent, readers left by a dead run put aside; None when there is nothing to send."""
    rows = posting.going_on(Newsletter, letter_id)
    letter = rows.select_related("territory", "sent_by").first()
    if letter:
        with scoped(letter.territory_id, named=False):
            letter.deliveries.filter(state=State.CLAIMED).update(
                state=State.SKIPPED, error=IN_DOUBT
            )
    return letter


def _serve(letter: Newsletter, mail: Mail, backend) -> None:
    last, settled, beat = 0, [], timezone.now()
    while batch := _claim(letter, settled, after=last):
        settled, last = [], batch[-1][0]
        try:
            for pk, email, token, state in batch:
                settled.append(_one(mail, backend, pk, email, token, state))
        except BaseException as trouble:
            # Whatever stops the run, only the mail on its way is in doubt; the next ones wait for the next run.
            if getattr(trouble, "in_doubt", True):
                settled.append((batch[len(settled)][0], State.SKIPPED, IN_DOUBT))
            settled += [(row[0], State.WAITING, "") for row in batch[len(settled) :]]
            _settle(letter, settled)
            raise
        if timezone.now() - beat > timedelta(seconds=2):
            beat = timezone.now()
            Newsletter.objects.filter(pk=letter.pk).update(heartbeat=beat)


def _one(mail: Mail, backend, pk: int, email: str, token: str, state: str) -> tuple[int, str, str]:
    if state != Subscriber.State.ACTIVE:
        return pk, State.SKIPPED, "désinscription"
    try:
        address = ascii_address(email)
        post(backend, mail.envelope, address, mail.bytes_for(pk, address, token))
    except UnicodeError:
        return pk, State.REFUSED, "adresse illisible"
    except Refused as refusal:
        return pk, State.REFUSED, str(refusal)
    return pk, State.SENT, ""


def _claim(letter: Newsletter, settled: list, *, after: int) -> list[tuple[int, str, str, str]]:
    """Write what became of the last readers and take the next ones, committed before any mail leaves.

    Returns (delivery, address, token, state of the subscription), in order.
    """
    with scoped(letter.territory_id, named=False):
        _write(settled)
        with connection.cursor() as cursor:
            # Materialized: inside a join the planner may run a subquery several times, and claim more than a batch.
            cursor.execute(
                """
                WITH next AS MATERIALIZED (
                    SELECT id FROM evaluation_delivery
                    WHERE newsletter_id = %s AND state = 'waiting' AND id > %s
                    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
                UPDATE evaluation_delivery d SET state = 'claimed', claimed_at = now()
                FROM next, evaluation_subscriber s
                WHERE d.id = next.id AND d.state = 'waiting' AND s.id = d.subscriber_id
                RETURNING d.id, s.email, s.token, s.state
                """,
                [letter.pk, after, BATCH],
            )
            return sorted(cursor.fetchall())


def _settle(letter: Newsletter, settled: list) -> None:
    with scoped(letter.territory_id, named=False):
        _write(settled)


def _write(settled: list) -> None:
    sent = [pk for pk, state, _ in settled if state == State.SENT]
    if sent:
        Delivery.objects.filter(pk__in=sent).update(state=State.SENT, sent_at=timezone.now())
    for pk, state, error in settled:
        if state != State.SENT:
            Delivery.objects.filter(pk=pk).update(state=state, error=error)


# Double opt-in ──────────────────────────────────────────────────────────────────────────────────


def post_confirmation(subscriber_id: int, territory_id: int) -> bool:
    """Ask whoever holds the address to confirm, once for each request: claimed, and kept so, before the mail leaves.

    False when the server takes no mail now, anybody's: this one waits for the sweeper, unless it may have left.
    """
    reader = _claim_confirmation(subscriber_id, territory_id)
    if reader is None:
        return True
    state = Confirmation.DOUBT
    try:
        state = _ask_to_confirm(reader)
    except Unreachable as trouble:
        log.warning("A confirmation waits: %s", trouble)
        if not trouble.in_doubt:
            state = Confirmation.WAITING
        return False
    finally:
        # Whatever stopped the run, the mail may have left: it is said so, and not sent again by itself.
        _settle_confirmation(reader, state)
    return True


def _claim_confirmation(subscriber_id: int, territory_id: int) -> Subscriber | None:
    with scoped(territory_id, named=False):
        due = Subscriber.objects.filter(
            pk=subscriber_id,
            state=Subscriber.State.PENDING,
            confirmation=Confirmation.WAITING,
        )
        if not due.update(confirmation=Confirmation.CLAIMED):
            return None
        return Subscriber.objects.select_related("territory").get(pk=subscriber_id)


def _settle_confirmation(reader: Subscriber, state: str) -> None:
    with scoped(reader.territory_id, named=False):
        # Asked again meanwhile, another mail is due.
        claimed = Subscriber.objects.filter(pk=reader.pk, confirmation=Confirmation.CLAIMED)
        claimed.update(confirmation=state)


def _ask_to_confirm(reader: Subscriber) -> str:
    """What became of the mail. Raises Unreachable."""
    try:
        address = ascii_address(reader.email)
        with server() as backend:
            post(backend, posting.envelope(), address, _confirmation(reader, address))
    except UnicodeError:
        return Confirmation.REFUSED
    except Refused as refusal:
        # A refusal of the moment (4xx) is tried again; it is of this mailbox alone.
        return Confirmation.WAITING if str(refusal).startswith("4") else Confirmation.REFUSED
    return Confirmation.SENT


def _confirmation(reader: Subscriber, address: str) -> bytes:
    page = reverse("evaluation:subscriber_confirm", args=[reader.territory_id, reader.token])
    context = {
        "territory": reader.territory,
        "url": f"{settings.SITE_URL}{page}",
        "audience": reader.get_audience_display(),
    }
    message = posting.new_mail(reader.territory.name)
    message["To"] = address
    message["Subject"] = "Confirmez votre inscription à la lettre d’information"
    message["Date"] = format_datetime(timezone.localtime())
    host = urlsplit(settings.SITE_URL).hostname
    message["Message-ID"] = f"<inscription.{reader.pk}.{secrets.token_hex(6)}@{host}>"
    message.set_content(render_to_string("mail/confirmation.txt", context), cte="quoted-printable")
    html = mrml.to_html(render_to_string("mail/confirmation.mjml", context)).content
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def sweep_confirmations() -> None:
    """Ask those whose mail never left: its worker died before claiming it, or the server took nothing. After a day, it is given up.

    One whose worker died while posting it may have left: it is put aside, and not sent again by itself.
    """
    now, everywhere = timezone.now(), Territory.objects.values_list("pk", flat=True)
    with posting.alone(CONFIRMING, 0) as mine:
        if not mine:
            return
        with scoped(*everywhere, named=False):
            # No run of the sweeper is on its way beside this one, and a task claims within minutes of the request.
            claimed = Subscriber.objects.filter(confirmation=Confirmation.CLAIMED)
            claimed.filter(asked_at__lt=now - LOST).update(confirmation=Confirmation.DOUBT)
            due = Subscriber.objects.filter(confirmation=Confirmation.WAITING)
            due.filter(asked_at__lt=now - KEPT_WAITING).update(confirmation=Confirmation.GIVEN_UP)
            late = due.filter(state=Subscriber.State.PENDING, asked_at__lt=now - posting.STALE)
            found = list(late.order_by("asked_at").values_list("pk", "territory_id"))
        for ids in found:
            if not post_confirmation(*ids):
                return
