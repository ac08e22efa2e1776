"""Accounts that nobody signs in to any more: closed after the months of a dated rule, told one month before (peers.md §4,
« comptes inactifs »)."""

import logging
from collections.abc import Container, Iterable
from datetime import date, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Greatest
from django.template.loader import render_to_string
from django.utils import timezone

from territories import journal
from territories.durations import IDLE, durations_of
from territories.models import Membership
from territories.operations.leads import hub_administration, is_last_lead
from territories.operations.team import end_with_account, keep_an_administration
from territories.scoping import scoped
from tzcld.ui import french
from tzcld.users.models import User

log = logging.getLogger(__name__)

# No rule closes an account sooner (ppde.retention.models.BOUNDS): what is looked at.
SHORTEST = 3
# Told late, because the task did not run, the account still has this long to come back.
NOTICE = timedelta(days=28)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def _idle_since(day: date) -> QuerySet[User]:
    """Open accounts whose last sign-in, else their opening, is on this day or before, as `seen_on`."""
    seen = Cast(Greatest(Coalesce("last_login", "created_at"), "created_at"), DateField())
    return User.objects.filter(is_active=True).annotate(seen_on=seen).filter(seen_on__lte=day)


def tell_dormant(today: date) -> int:
    """One mail to each account unused, a month before its time has passed; somebody who signs in again starts anew. Mails sent."""
    idle = _idle_since(_months_before(today, SHORTEST - 1))
    untold = idle.filter(Q(dormant_told_on=None) | Q(dormant_told_on__lt=F("seen_on")))
    told = 0
    for user in untold.order_by("pk"):
        if user.seen_on > _months_before(today, months_of(user, today) - 1):
            continue
        try:
            told += _tell(user.pk, today)
        except OSError:
            # The mail server's fault: the next run tries again, and nothing is written for this account.
            log.exception("account %s not told that it will be closed", user.pk)
    return told


def months_of(user: User, today: date) -> int:
    """The longest that one of the places where it works leaves an account unused; as delivered for an account of nowhere."""
    held = Membership.objects.active().filter(user=user).select_related("territory")
    places = {membership.territory for membership in held} or {None}
    return max(durations_of(place, today)[IDLE] for place in places)


@transaction.atomic
def _tell(pk: int, today: date) -> bool:
    untold = User.objects.filter(pk=pk).exclude(dormant_told_on=today)
    user = untold.select_for_update(of=("self",), skip_locked=True).first()
    if user is None:
        return False
    user.dormant_told_on = today
    user.save(update_fields=["dormant_told_on"])
    context = {
        "site_url": settings.SITE_URL,
        "closes_on": today + NOTICE,
        "seen_on": timezone.localdate(max(filter(None, (user.last_login, user.created_at)))),
    }
    subject = render_to_string("account/email/dormant_subject.txt", context).strip()
    message = render_to_string("account/email/dormant_message.txt", context).strip() + "\n"
    send_mail(subject, message, None, [user.email])
    for membership in _led_alone(user):
        _warn_the_hub(membership, context)
    return True


def _led_alone(user: User) -> list[Membership]:
    """Territories that this account is the last one to lead."""
    held = Membership.objects.active().filter(user=user).select_related("territory")
    return [membership for membership in held if is_last_lead(membership)]


def _warn_the_hub(membership: Membership, context: dict) -> None:
    """Its administration has this month to give the role to somebody else."""
    territory = membership.territory
    context = context | {"membership": membership, "territory": territory}
    subject = render_to_string("account/email/dormant_lead_subject.txt", context).strip()
    message = render_to_string("account/email/dormant_lead_message.txt", context).strip() + "\n"
    for address in hub_administration(territory):
        send_mail(subject, message, None, [address])


def close_dormant(today: date) -> int:
    """Close the accounts whose time unused has passed, told a month ago; the journal of each territory says it. How many.

    The last administration of a hub is never closed: somebody must be able to open accounts. The last lead of a
    territory is: the hub was told a month before, and its overview shows where nobody leads.
    """
    idle = _idle_since(_months_before(today, SHORTEST))
    told = idle.filter(dormant_told_on__gte=F("seen_on"), dormant_told_on__lte=today - NOTICE)
    closed = 0
    for user in told.order_by("pk"):
        months = months_of(user, today)
        if user.seen_on <= _months_before(today, months):
            closed += _close(user.pk, months)
    return closed


@transaction.atomic
def _close(pk: int, months: int) -> bool:
    user = User.objects.select_for_update(of=("self",)).get(pk=pk)
    held = list(Membership.objects.active().filter(user=user).select_related("territory"))
    try:
        for membership in held:
            keep_an_administration(membership)
    except ValidationError:
        log.warning("account %s is unused, and the last administration of a hub: kept open", pk)
        return False
    alone = {membership.pk for membership in held if is_last_lead(membership)}
    reason = f"compte sans connexion depuis {french.count(months, 'mois', 'mois')}"
    _shut(user, timezone.localdate(), held, by=None, reason=reason, alone=alone)
    return True


def _shut(
    user: User,
    day: date,
    held: Iterable[Membership],
    *,
    by,
    reason: str,
    alone: Container[int] = (),
) -> None:
    """Close the account; what it held ends with it, and the journal of each territory says it. `alone`: those that nobody leads
    any more."""
    user.is_active, user.closed_on = False, day
    user.save(update_fields=["is_active", "closed_on"])
    for session in UserSession.objects.filter(user=user):
        session.end()
    for membership in held:
        with scoped(membership.territory_id, named=False):
            end_with_account(membership, day)
            after = {"chef·fe de projet": "plus personne"} if membership.pk in alone else {}
            journal.record("end", membership, by=by, after=after, reason=reason)


@transaction.atomic
def close_again(user: User, day: date, *, by, reason: str) -> None:
    """An account closed on `day` that a restored backup opened again."""
    held = Membership.objects.active().filter(user=user).select_related("territory")
    _shut(user, day, held, by=by, reason=reason)
