"""The dated rule of the hub: how long a named access may last."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from territories import journal
from territories.grants.models import GrantRule
from territories.models import Territory
from territories.rules import from_today


def grant_rule(hub_id: int, on: date | None = None) -> GrantRule:
    """The hub's rule of the day; without a row, the values by default."""
    found = GrantRule.objects.in_force(hub_id, on or timezone.localdate())
    return found or GrantRule(territory_id=hub_id)


@transaction.atomic
def write_grant_rule(
    hub: Territory, *, by, valid_from: date, longest_days: int, notice_days: int, source: str
) -> GrantRule:
    """Another length, from a day that has not passed: an access already open keeps the one it was opened under."""
    from_today(valid_from)
    rule = GrantRule(
        territory=hub,
        valid_from=valid_from,
        longest_days=longest_days,
        notice_days=notice_days,
        source=source,
    )
    rule.full_clean()
    rule.save()
    after = {"jours": longest_days, "rappel": notice_days, "à partir du": str(valid_from)}
    journal.record("create", rule, by=by, after=after)
    return rule
