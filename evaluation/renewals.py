"""Readers asked, when the rule's time has passed since their last act, whether they still want the letter.

One mail each, one page, one button. No answer by the day that the mail gave: the subscription ends, and the address goes
as that of whoever left (evaluation/forgetting.py). One row for each mail, claimed before it is posted (see territories/mailing.py).
"""

from datetime import date, datetime, time
from email.utils import format_datetime
from urllib.parse import urlsplit

import mrml
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from evaluation.composing import unsubscribe_url
from evaluation.models import Renewal, RenewalMail, Subscriber
from evaluation.subscribers import end_all
from ppde.eligibility import months_after, months_before
from ppde.retention.models import DurationRule
from territories import journal, mailing
from territories.models import Territory
from tzcld import mail as posting
from tzcld.later import ask_later
from tzcld.mail import Refused, Unreachable, ascii_address, server

Sent = RenewalMail.State
ANSWERED, GIVEN_UP = "a répondu avant", "envoi interrompu"
# First key of the advisory lock of a sending; the second is its row.
LOCK = 4220


# Who ─────────────────────────────────────────────────────────────────────────────────────────────


def active(territory: Territory) -> QuerySet[Subscriber]:
    """Those who receive the letter, with `acted_at`: when they asked, confirmed or renewed, the last time."""
    rows = Subscriber.objects.filter(territory=territory, state=Subscriber.State.ACTIVE).known()
    acted = Greatest(
        "asked_at", Coalesce("confirmed_at", "asked_at"), Coalesce("renewed_at", "asked_at")
    )
    return rows.annotate(acted_at=acted)


def _asked_since() -> QuerySet[RenewalMail]:
    return RenewalMail.objects.filter(
        subscriber=OuterRef("pk"), renewal__asked_at__gte=OuterRef("acted_at")
    )


def to_ask(territory: Territory, today: date) -> QuerySet[Subscriber]:
    """Past the rule's time, and not asked since. What a mail server may not have delivered is asked again, a delay later."""
    months = DurationRule.objects.of(territory, today)[DurationRule.What.RENEWAL].months
    # Of the local day, whose midnight belongs to it.
    day = timezone.make_aware(datetime.combine(months_before(today, months), time()))
    certain = Q(state__in=(Sent.WAITING, Sent.CLAIMED, Sent.SENT, Sent.REFUSED))
    certain |= Q(state=Sent.DOUBT, renewal__answer_by__gte=today)
    asked = _asked_since().filter(certain)
    return active(territory).filter(~Exists(asked), acted_at__lt=day)


def unanswered(territory: Territory, today: date) -> QuerySet[Subscriber]:
    """Asked since their last act, by a mail that left or that their server refuses for good, and its day has passed."""
    asked = _asked_since().filter(state__in=(Sent.SENT, Sent.REFUSED), renewal__answer_by__lt=today)
    return active(territory).filter(Exists(asked))


# Each day ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask(territory: Territory, today: date) -> Renewal | None:
    """One row for each mail due, then the sending. Called in the scope of the territory; run twice, it finds nobody."""
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    readers = list(to_ask(territory, today).order_by("pk").values_list("pk", flat=True))
    if not readers:
        return None
    months = DurationRule.objects.of(territory, today)[DurationRule.What.ANSWER].months
    renewal = Renewal.objects.create(territory=territory, answer_by=months_after(today, months))
    RenewalMail.objects.bulk_create(
        RenewalMail(territory=territory, renewal=renewal, subscriber_id=pk) for pk in readers
    )
    journal.record("send", renewal, by=None, after={"personnes abonnées": len(readers)})
    ask_later("evaluation.tasks.send_renewal", renewal.pk)
    return renewal


@transaction.atomic
def end(territory: Territory, today: date) -> int:
    """The subscriptions that nobody renewed end, as if their readers had left today. How many."""
    found = unanswered(territory, today).order_by().values_list("pk", flat=True)
    rows = Subscriber.objects.select_for_update(of=("self",), skip_locked=True)
    ended = end_all(rows.filter(pk__in=list(found), state=Subscriber.State.ACTIVE))
    if ended:
        told = {"abonnements finis sans réponse": ended}
        journal.record("end", territory, by=None, after=told, label="lettre d’information")
    return ended


def sweep() -> list[int]:
    """Sendings without sign of life, to be started again."""
    return posting.silent(Renewal)


# A run ──────────────────────────────────────────────────────────────────────────────────────────


def deliver(pk: int) -> bool:
    """Serve every waiting reader. True when the server takes nothing and is worth trying again soon."""
    with posting.alone(LOCK, pk) as mine:
        renewal = _open(pk) if mine else None
        if renewal is None:
            return False
        try:
            with server() as backend:
                mails = renewal.mails.select_related("subscriber")
                mailing.serve(renewal, mails, lambda mail: _one(renewal, backend, mail))
        except Unreachable as trouble:
            return posting.wait_or_give_up(
                renewal,
                f"Le serveur de courriel ne prend pas la demande\u00a0: {trouble}.",
                # Asked another day.
                giving_up=lambda: mailing.leave_out(renewal, GIVEN_UP),
            )
        posting.finish(renewal)
        return False


def _open(pk: int) -> Renewal | None:
    """The sending, what a dead run left put aside; None when there is nothing to send."""
    found = posting.going_on(Renewal, pk).select_related("territory").first()
    if found:
        mailing.put_aside(found)
    return found


def _one(renewal: Renewal, backend, mail: RenewalMail) -> tuple[str, str]:
    reader = mail.subscriber
    renewed = reader.renewed_at and reader.renewed_at >= renewal.asked_at
    if reader.state != Subscriber.State.ACTIVE or renewed:
        return Sent.LEFT, ANSWERED
    try:
        address = ascii_address(reader.email)
        posting.post(backend, posting.envelope(), address, letter(renewal, mail, address))
    except UnicodeError:
        return Sent.REFUSED, "adresse illisible"
    except Refused as refusal:
        # A refusal of the moment is asked again another day; that of an address which is none tells enough.
        return Sent.LEFT if str(refusal).startswith("4") else Sent.REFUSED, str(refusal)
    return Sent.SENT, ""


def letter(renewal: Renewal, mail: RenewalMail, address: str) -> bytes:
    reader, host = mail.subscriber, urlsplit(settings.SITE_URL).hostname
    page = reverse("evaluation:subscriber_renew", args=[renewal.territory_id, reader.token])
    leave = unsubscribe_url(renewal.territory_id, reader.token)
    context = {
        "territory": renewal.territory,
        "audience": reader.get_audience_display(),
        "since": timezone.localdate(reader.confirmed_at or reader.asked_at),
        "answer_by": renewal.answer_by,
        "url": f"{settings.SITE_URL}{page}",
        "unsubscribe_url": leave,
    }
    message = posting.new_mail(renewal.territory.name)
    message["To"] = address
    message["Subject"] = "Voulez-vous continuer à recevoir la lettre d’information\u00a0?"
    message["Date"] = format_datetime(timezone.localtime())
    message["Message-ID"] = f"<renouvellement.{mail.pk}@{host}>"
    message["List-Unsubscribe"] = f"<{leave}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render_to_string("mail/renewal.txt", context), cte="quoted-printable")
    html = mrml.to_html(render_to_string("mail/renewal.mjml", context)).content
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()
