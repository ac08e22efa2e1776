"""What the reader of an extract and the leads of its territory are told. The text names nobody: a mail is forwarded.

Written in the transaction of what it tells; claimed before it leaves, and tried again every hour when the server refuses.
"""

import logging
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from evaluation.extracts.models import Extract, ExtractMail
from ppde.retention.models import DurationRule
from territories import account_mails
from territories.durations import NOTICE
from territories.models import Territory
from territories.operations.leads import lead_accounts
from territories.scoping import scoped
from tzcld.later import ask_later

log = logging.getLogger(__name__)
State = ExtractMail.State
ASKED, WITHDRAWN, OPEN, REFUSED, MOVED, ENDING, END, REMOVAL = ExtractMail.What.values
TO_LEADS = frozenset({ASKED, WITHDRAWN, END})
TO_READER = frozenset({OPEN, REFUSED, MOVED, ENDING, END, REMOVAL})


def ask(extract: Extract, what: str) -> None:
    """In the caller's transaction; the worker sends once it is kept."""
    to = list(lead_accounts(extract.territory_id)) if what in TO_LEADS else []
    if what in TO_READER and extract.holder.is_active:
        to = [extract.holder, *(lead for lead in to if lead.pk != extract.holder_id)]
    ExtractMail.objects.bulk_create(
        ExtractMail(territory_id=extract.territory_id, extract=extract, what=what, user=user)
        for user in to
    )
    ask_later("evaluation.tasks.send_extract_mails", extract.territory_id)


def tell_ending(territory: Territory, today: date) -> int:
    """Those whose last day is near, by the rule of the territory; once each. In its scope; how many."""
    notice = DurationRule.objects.of(territory, today)[NOTICE].days
    near = Extract.objects.open(today).filter(
        territory=territory, until__lte=today + timedelta(days=notice), ending_told_at=None
    )
    told = 0
    for extract in near.select_related("holder").select_for_update(of=("self",), skip_locked=True):
        extract.ending_told_at = timezone.now()
        extract.save(update_fields=["ending_told_at"])
        # One as short as the notice was told of its end when it opened.
        if timezone.localdate(extract.answered_at) + timedelta(days=notice) < extract.until:
            ask(extract, ENDING)
            told += 1
    return told


def send_waiting(territory_id: int) -> int:
    """Send what waits in this territory; how many left. What the server refuses for now stays."""
    sent = 0
    while (pk := _next(territory_id)) is not None:
        try:
            sent += _send(territory_id, pk)
        except OSError:
            log.exception("extract mail %s not sent", pk)
            break
    return sent


def _next(territory_id: int) -> int | None:
    with scoped(territory_id, named=False):
        waiting = ExtractMail.objects.filter(territory=territory_id, state=State.WAITING)
        return waiting.order_by("pk").values_list("pk", flat=True).first()


def _send(territory_id: int, pk: int) -> bool:
    rows = ExtractMail.objects.select_related(
        "user", "extract__holder", "extract__territory__hub", "extract__ended_by"
    )
    return account_mails.send(
        rows,
        pk,
        _message,
        # The extract is read by the team or by its reader: the worker reads it as the team.
        reading=partial(scoped, territory_id),
        writing=partial(scoped, territory_id, named=False),
    )


def put_aside(territory_id: int) -> int:
    """Mails claimed by a worker that never came back. How many."""
    rows = ExtractMail.objects.filter(territory=territory_id)
    return account_mails.put_aside(rows, timezone.now())


def _message(mail: ExtractMail) -> EmailMessage:
    context = {
        "extract": mail.extract,
        "what": mail.what,
        "user": mail.user,
        "is_reader": mail.user_id == mail.extract.holder_id,
        "link": settings.SITE_URL + mail.extract.get_absolute_url(),
    }
    subject = " ".join(render_to_string("mail/extract_subject.txt", context).split())
    return EmailMessage(
        subject, render_to_string("mail/extract.txt", context), to=[mail.user.email]
    )
