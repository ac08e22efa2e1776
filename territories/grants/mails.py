"""What the holder of a named access and the leads of its territory are told: opened, soon over, over.

Each mail is asked for when it happens, and again every hour until it has left. Its text names no person: a mail is
forwarded, the platform is not.
"""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from territories.grants.models import Grant
from territories.grants.rules import grant_rule
from territories.models import Membership
from territories.roles import Role
from territories.tasks import tell_grant
from tzcld.users.models import User

log = logging.getLogger(__name__)

OPENING, ENDING, END = "opening", "ending", "end"
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
    return Grant.objects.filter(
        (running & Q(opening_told_at=None))
        | (running & Q(ending_told_at=None, period__endswith__lte=near))
        | (over & Q(end_told_at=None, opening_told_at__isnull=False))
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


@transaction.atomic
def tell(pk: int, today: date) -> str:
    """Send what is due, once; "" when nothing is. OSError when the server refuses: nothing is written then."""
    grant = (
        Grant.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("holder", "territory", "territory__hub", "opened_by", "closed_by")
        .filter(pk=pk)
        .first()
    )
    what = due(grant, today) if grant else ""
    if what:
        setattr(grant, f"{what}_told_at", timezone.now())
        grant.save(update_fields=[f"{what}_told_at"])
        get_connection().send_messages(messages(grant, what))
    return what


def tell_all(today: date) -> int:
    """Every hour: what is due and has not left. Mails refused are tried again at the next hour."""
    told = 0
    for pk in to_tell(today).order_by("pk").values_list("pk", flat=True):
        try:
            told += bool(tell(pk, today))
        except OSError:
            log.exception("grant %s not told", pk)
    return told


def leads(grant: Grant) -> QuerySet[User]:
    """The project leads of the territory today."""
    held = Membership.objects.active().filter(
        territory=grant.territory_id, role=Role.PROJECT_LEAD, user__is_active=True
    )
    return User.objects.filter(pk__in=held.values("user")).order_by("pk")


def messages(grant: Grant, what: str) -> list[EmailMessage]:
    """One mail to the holder and one to each lead: their addresses are not shown to one another."""
    place = grant.territory.slug
    page = reverse("territories:grant_list", args=[place])
    to = [(lead, page) for lead in leads(grant) if lead.pk != grant.holder_id]
    if grant.holder.is_active:
        reads = what != END and grant.since <= timezone.localdate()
        sheet = reverse("territories:territory_detail", args=[place])
        to.insert(0, (grant.holder, grant.get_absolute_url() if reads else sheet))
    return [_message(grant, what, user, link) for user, link in to]


def _message(grant: Grant, what: str, user: User, link: str) -> EmailMessage:
    context = {
        "grant": grant,
        "what": what,
        "user": user,
        "is_holder": user.pk == grant.holder_id,
        "link": settings.SITE_URL + link,
    }
    subject = " ".join(render_to_string("mail/grant_subject.txt", context).split())
    return EmailMessage(subject, render_to_string("mail/grant.txt", context), to=[user.email])
