"""What was closed early stays closed in a restored backup: accesses to the data, told to the register of eliminations by a number
and a day, each room its own (`settings.CLOSED_AGAIN`)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde.models import PersonPage
from territories import journal
from territories.models import Grant, Territory

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


GRANTS = Closing("acces", rows=_grants, again=_close_grant)
PAGES = Closing("liens", rows=_pages, again=_close_page)
