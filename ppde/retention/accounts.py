"""Closed accounts and invitations that are over: the name goes when the rule's time has passed, the number stays.

What an account did stays attributed to it (RGPD art. 5-2, CNIL, journalisation): the journal, the decisions and the read log
point to the account, which reads « Compte fermé n° 12 » from then on; nobody is found from it any more.
"""

import logging
from datetime import date, datetime, time, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from ppde.duplicates.models import Inquiry
from ppde.eligibility import months_before
from ppde.retention.models import DurationRule, delivered_durations
from territories import journal
from territories.models import Invitation, Membership, Territory
from territories.scoping import scoped
from tzcld.users.models import User

log = logging.getLogger(__name__)
What = DurationRule.What
WHY = "durée de conservation"


def end_accounts(today: date) -> int:
    """Erase who held the accounts closed for longer than the rule; how many. One transaction an account, run twice the same."""
    closed = User.objects.filter(is_active=False, erased_on=None, closed_on__lt=today)
    done = 0
    for pk in closed.order_by("pk").values_list("pk", flat=True):
        try:
            done += _end_account(pk, today)
        except Exception:
            # The others go on; the next day tries again.
            log.exception("account %s not erased", pk)
    return done


def _end_account(pk: int, today: date) -> bool:
    held = Membership.objects.filter(user=pk).select_related("territory")
    places = list({m.territory_id: m.territory for m in held}.values())
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(pk=pk)
        if user.is_active or user.erased_on:
            return False
        if user.closed_on > months_before(today, _months(places, today)):
            return False
        _forget(user, places)
        _empty(user, today)
    return True


def _months(places: list[Territory], today: date) -> int:
    """The longest that one of the places where it worked keeps an account; as delivered for an account of nowhere."""
    rules = [DurationRule.objects.of(place, today) for place in places] or [delivered_durations()]
    return max(of_place[What.ACCOUNTS].months for of_place in rules)


def _forget(user: User, places: list[Territory]) -> None:
    """The journal of every place that may name the account keeps its number."""
    hubs = {place.rules_hub_id for place in places}
    told = Territory.objects.filter(Q(pk__in=hubs) | Q(hub__in=hubs)).order_by("pk")
    worked = {place.pk for place in places}
    twins = User.objects.filter(
        first_name=user.first_name, last_name=user.last_name, erased_on=None
    )
    has_namesake = twins.exclude(pk=user.pk).exists()
    for place in told.values_list("pk", flat=True):
        with scoped(place):
            with connection.cursor() as cursor:
                cursor.execute("select forget_account(%s, %s)", [place, user.pk])
            # A question from one team to another keeps its author in words: accounts there are out of reach here.
            for field in () if has_namesake else ("asked_by", "answered_by"):
                rows = Inquiry.objects.filter(territory=place, **{field: user.get_full_name()})
                rows.update(**{field: nameless(user)})
            if place in worked:
                journal.record(
                    "delete", user, by=None, territory=place, label=nameless(user), reason=WHY
                )


def nameless(user: User) -> str:
    return f"Compte fermé n° {user.pk}"


def _empty(user: User, today: date) -> None:
    """The name, the address and every way to sign in."""
    for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
        model.objects.filter(user=user).delete()
    user.first_name, user.last_name = "", nameless(user)
    user.email = f"efface.{user.pk}@example.invalid"
    user.erased_on, user.export_columns = today, {}
    user.set_unusable_password()
    gone = ["first_name", "last_name", "email", "password", "erased_on", "export_columns"]
    user.save(update_fields=gone)


# Invitations ─────────────────────────────────────────────────────────────────────────────────────


def over(territory: Territory, today: date) -> QuerySet[Invitation]:
    """Accepted, cancelled or past their day for longer than the rule of the territory."""
    months = DurationRule.objects.of(territory, today)[What.INVITATIONS].months
    # Of the local day, whose midnight belongs to it.
    since = timezone.make_aware(datetime.combine(months_before(today, months), time()))
    since += timedelta(days=1)
    ended = Coalesce("accepted_at", "revoked_at", "expires_at")
    rows = Invitation.objects.filter(territory=territory).annotate(ended_at=ended)
    return rows.filter(ended_at__lt=since)


@transaction.atomic
def end_invitations(territory: Territory, today: date) -> int:
    """Delete them, in the scope of the territory; who invited to which role, and when, stays in the journal. How many."""
    rows = list(over(territory, today).select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        with connection.cursor() as cursor:
            cursor.execute("select forget_invitation(%s, %s)", [territory.pk, row.pk])
        label = f"Invitation n° {row.pk}"
        journal.record("delete", row, by=None, label=label, reason=WHY)
        row.delete()
    return len(rows)
