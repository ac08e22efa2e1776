"""What was closed early stays closed in a restored backup: accesses to the data, told to the register of eliminations by a number
and a day, each room its own (`settings.CLOSED_AGAIN`)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde.models import PersonPage
from territories import journal
from territories.models import Entry, Grant, Membership, Territory, Token
from territories.operations.dormant import close_again
from territories.operations.team import end_again
from territories.periods import OverPeriod
from tzcld.users.models import User

ALREADY = "déjà fermé le {day}, base restaurée"


@dataclass(frozen=True)
class Closing:
    """`what`: how the register calls it. `rows(territory)`: (key of the row, day) of each, in the scope of the territory.
    `again(territory, number, day, by)`: the same of the row of this key that a restored backup brought back open, when it was
    there on `day`; the number of rows. Nobody is told again.
    """

    what: str
    rows: Callable[[Territory], Iterable[tuple[int, date]]]
    again: Callable[[Territory, int, date, Any], int]


def all_closings() -> dict[str, Closing]:
    """By `what`."""
    found = [import_string(path) for path in settings.CLOSED_AGAIN]
    return {closing.what: closing for closing in found}


def _grants(territory: Territory) -> Iterable[tuple[int, date]]:
    """Named accesses closed before their last day was over: the others end by themselves."""
    early = Grant.objects.annotate(day=TruncDate("closed_at")).filter(
        territory=territory, closed_by__isnull=False, day__lt=F("period__endswith")
    )
    return early.order_by("closed_at", "pk").values_list("pk", "day")


def _close_grant(territory: Territory, number: int, day: date, by) -> int:
    open_ones = Grant.objects.select_for_update(of=("self",)).filter(
        territory=territory, pk=number, closed_at=None, opened_at__date__lte=day
    )
    for grant in open_ones:
        grant.closed_at, grant.closed_by, grant.end_told_at = timezone.now(), by, timezone.now()
        grant.save(update_fields=["closed_at", "closed_by", "end_told_at"])
        journal.record("end", grant, by=by, reason=ALREADY.format(day=day))
    return len(open_ones)


def _pages(territory: Territory) -> Iterable[tuple[int, date]]:
    """Private links closed before they ended."""
    early = PersonPage.objects.annotate(day=TruncDate("revoked_at")).filter(
        territory=territory, revoked_at__lt=F("expires_at")
    )
    return early.order_by("revoked_at", "pk").values_list("pk", "day")


def _close_page(territory: Territory, number: int, day: date, by) -> int:
    open_ones = PersonPage.objects.select_for_update(of=("self",)).filter(
        territory=territory, pk=number, revoked_at=None, given_at__date__lte=day
    )
    for page in open_ones.select_related("person"):
        page.revoked_at = timezone.now()
        page.save(update_fields=["revoked_at"])
        journal.record("close_page", page.person, by=by, reason=ALREADY.format(day=day), named=True)
    return len(open_ones)


def _tokens(territory: Territory) -> Iterable[tuple[int, date]]:
    """Tokens of the API revoked before their last day was over."""
    early = Token.objects.annotate(day=TruncDate("revoked_at")).filter(
        territory=territory, day__lte=F("until")
    )
    return early.order_by("revoked_at", "pk").values_list("pk", "day")


def _revoke_token(territory: Territory, number: int, day: date, by) -> int:
    open_ones = Token.objects.select_for_update(of=("self",)).filter(
        territory=territory, pk=number, revoked_at=None, since__lte=day
    )
    for token in open_ones:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        journal.record("end", token, by=by, reason=ALREADY.format(day=day))
    return len(open_ones)


def ends(model: type[OverPeriod], territory: Territory) -> Iterable[tuple[int, date]]:
    """Rows of a period that have a last day: the backup may hold a later one, or none. And those that were closed on their
    first day: of these, the row is gone and the journal alone tells."""
    rows = model._default_manager.filter(territory=territory)
    ended = rows.filter(period__endswith__isnull=False).order_by("period__endswith", "pk")
    told = Entry.objects.filter(territory=territory, verb="end", model=model._meta.label_lower)
    gone = told.exclude(object_id__in=rows.values("pk")).order_by("at", "pk")
    return (
        *((row.pk, row.until) for row in ended),
        *((pk, timezone.localdate(at)) for pk, at in gone.values_list("object_id", "at")),
    )


def open_after(
    model: type[OverPeriod], territory: Territory, number: int, day: date
) -> QuerySet[OverPeriod]:
    """The row of this key, held, when it lasts longer than `day`; not one begun since under the same number."""
    later = Q(period__endswith=None) | Q(period__endswith__gt=day + timedelta(days=1))
    rows = model._default_manager.select_for_update(of=("self",)).filter(later, territory=territory)
    return rows.filter(pk=number, period__startswith__lte=day)


def _end_membership(territory: Territory, number: int, day: date, by) -> int:
    found = open_after(Membership, territory, number, day)
    for membership in found:
        end_again(membership, day, by=by, reason=ALREADY.format(day=day))
    return len(found)


def _accounts(territory: Territory) -> Iterable[tuple[int, date]]:
    """Closed accounts that worked here: one that worked in two places is told twice, and closed once."""
    worked = Membership.objects.filter(territory=territory).values("user")
    closed = User.objects.filter(is_active=False, closed_on__isnull=False, pk__in=worked)
    return closed.order_by("closed_on", "pk").values_list("pk", "closed_on")


def _close_account(territory: Territory, number: int, day: date, by) -> int:
    """Not one opened since under the same number."""
    worked = Membership.objects.filter(territory=territory, user=number)
    found = User.objects.select_for_update(of=("self",)).filter(
        pk=number, is_active=True, created_at__date__lte=day
    )
    if not worked.exists():
        return 0
    for user in found:
        close_again(user, day, by=by, reason=ALREADY.format(day=day))
    return len(found)


GRANTS = Closing("acces", rows=_grants, again=_close_grant)
PAGES = Closing("liens", rows=_pages, again=_close_page)
TOKENS = Closing("jetons", rows=_tokens, again=_revoke_token)
MEMBERSHIPS = Closing("rattachements", rows=partial(ends, Membership), again=_end_membership)
ACCOUNTS = Closing("comptes", rows=_accounts, again=_close_account)
