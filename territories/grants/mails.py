"""What the holder of a named access and the leads of its territory are told: opened, soon over, over.

What is due is written first, one row for each mail; each row is claimed before its mail leaves, so that a worker killed in
between never sends it twice. What the server refuses is tried again every hour. The text names no person: a mail is
forwarded, the platform is not.
"""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from territories import account_mails
from territories.grants.models import Grant, GrantMail
from territories.grants.rules import grant_rule
from territories.operations.leads import lead_accounts
from territories.tasks import tell_grant
from tzcld.users.models import User

log = logging.getLogger(__name__)

OPENING, ENDING, END = GrantMail.What.values
State = GrantMail.State
# What a rule may ask for at most (GrantRule.notice_days).
FARTHEST_NOTICE = 30


def ask(grant: Grant) -> None:
    """Tell what just happened, once this transaction is kept."""
    pk = grant.pk
    # A broker that is down must not fail the page: the hourly task catches up.
    transaction.on_commit(lambda: tell_grant.delay(pk), robust=True)


def to_tell(today: date) -> QuerySet[Grant]:
    """Accesses of which something is still to be told, or may be."""
    running, over = Q(closed_at=None), Q(closed_at__isnull=False)
    near = today + timedelta(days=FARTHEST_NOTICE + 1)
    waiting = GrantMail.objects.filter(state=State.WAITING)
    return Grant.objects.filter(
        (running & Q(opening_told_at=None))
        | (running & Q(ending_told_at=None, period__endswith__lte=near))
        | (over & Q(end_told_at=None, opening_told_at__isnull=False))
        | Q(pk__in=waiting.values("grant"))
    )


def due(grant: Grant, today: date) -> str:
    """What this access has to tell on this day, or "". What never was told open is not told over."""
    if grant.closed_at:
        return END if grant.opening_told_at and not grant.end_told_at else ""
    if grant.until < today:
        # Its end is told once it is in the journal.
        return ""
    if not grant.opening_told_at:
        return OPENING
    notice = grant_rule(grant.territory.rules_hub_id, today).notice_days
    near = grant.until - timedelta(days=notice)
    # An access as short as the notice was told of its end when it opened.
    if not grant.ending_told_at and near <= today and near > grant.since:
        return ENDING
    return ""


def tell(pk: int, today: date) -> int:
    """Write what this access has to tell on this day, then send what waits. How many mails left.

    OSError when the server refuses: what waits leaves with those of the next hour.
    """
    write_due(pk, today)
    waiting = GrantMail.objects.filter(grant=pk, state=State.WAITING).order_by("pk")
    return sum(send(mail) for mail in waiting.values_list("pk", flat=True))


@transaction.atomic
def write_due(pk: int, today: date) -> str:
    """The rows of the mails that are due, once; what they tell, "" when nothing is due."""
    grant = (
        Grant.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("holder", "territory", "territory__hub")
        .filter(pk=pk)
        .first()
    )
    what = due(grant, today) if grant else ""
    if not what:
        return ""
    setattr(grant, f"{what}_told_at", timezone.now())
    grant.save(update_fields=[f"{what}_told_at"])
    untold = _forget_unsent(grant) if what == END else set()
    GrantMail.objects.bulk_create(
        GrantMail(territory_id=grant.territory_id, grant=grant, what=what, user=user)
        for user in recipients(grant)
        if user.pk not in untold
    )
    return what


def _forget_unsent(grant: Grant) -> set[int]:
    """It is over: what waits is of no more use. The accounts that never were told of the opening, nor are of the end."""
    waiting = grant.mails.filter(state=State.WAITING)
    untold = set(waiting.filter(what=OPENING).values_list("user", flat=True))
    waiting.delete()
    return untold


def send(pk: int) -> bool:
    """Send one mail, once (account_mails.send)."""
    rows = GrantMail.objects.select_related(
        "user", "grant__holder", "grant__territory__hub", "grant__opened_by", "grant__closed_by"
    )
    return account_mails.send(rows, pk, _message)


def tell_all(today: date) -> int:
    """Every hour: what is due and has not left. Mails refused are tried again at the next hour. Accesses told."""
    account_mails.put_aside(GrantMail.objects.all(), timezone.now())
    told = 0
    for pk in to_tell(today).order_by("pk").values_list("pk", flat=True):
        try:
            told += bool(tell(pk, today))
        except OSError:
            log.exception("grant %s not told", pk)
    return told


def recipients(grant: Grant) -> list[User]:
    """The holder and each lead: one mail each, their addresses are not shown to one another."""
    to = [lead for lead in lead_accounts(grant.territory_id) if lead.pk != grant.holder_id]
    return [grant.holder, *to] if grant.holder.is_active else to


def _link(mail: GrantMail) -> str:
    grant, place = mail.grant, mail.grant.territory.slug
    if mail.user_id != grant.holder_id:
        return reverse("territories:grant_list", args=[place])
    reads = mail.what != END and grant.since <= timezone.localdate()
    sheet = reverse("territories:territory_detail", args=[place])
    return grant.get_absolute_url() if reads else sheet


def _message(mail: GrantMail) -> EmailMessage:
    context = {
        "grant": mail.grant,
        "what": mail.what,
        "user": mail.user,
        "is_holder": mail.user_id == mail.grant.holder_id,
        "link": settings.SITE_URL + _link(mail),
    }
    subject = " ".join(render_to_string("mail/grant_subject.txt", context).split())
    return EmailMessage(subject, render_to_string("mail/grant.txt", context), to=[mail.user.email])
