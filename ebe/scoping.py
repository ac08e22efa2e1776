"""The direction of an EBE: its enterprises, the persons hired by them, and those proposed to them, for a time."""

from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ebe.models import Contract, Management
from ppde.eligibility import months_after
from ppde.models import DurationRule
from territories.roles import Role
from territories.scoping import Reach, Scope, apply


def enterprise_reach(scope: Scope, reach: Reach) -> None:
    scope.enterprise_ids = set()
    scope.person_ids = set()
    # A direction counts where its account still has the role, and nowhere else.
    held = {m.territory_id for m in scope.memberships if m.role == Role.EBE_DIRECTOR}
    if not held:
        return
    running = dict(
        Management.objects.filter(
            user=scope.user, territory__in=held, period__contains=timezone.localdate()
        ).values_list("enterprise_id", "territory_id")
    )
    scope.enterprise_ids = set(running)
    scope.without_enterprise_ids = held - set(running.values())
    reach.enterprises |= scope.enterprise_ids
    if scope.enterprise_ids:
        # Proposals and contracts are themselves under row security: tell the enterprises first.
        apply(reach)
        with connection.cursor() as cursor:
            cursor.execute(
                "select person_id from ebe_proposal where enterprise_id = any(%(e)s)"
                " and proposal_is_known(territory_id, ended_on)"
                " union select person_id from ebe_contract where enterprise_id = any(%(e)s) and person_id is not null",
                {"e": list(scope.enterprise_ids)},
            )
            scope.person_ids = {row[0] for row in cursor.fetchall()}
        reach.persons |= scope.person_ids


def known_months(territory) -> int:
    """Months during which the direction of an EBE still reads whom it proposed a post to, after the end without a hire."""
    rules = DurationRule.objects.of(territory, timezone.localdate())
    return rules[DurationRule.What.PROPOSED].length


def known_until(last_end: date | None, months: int) -> date | None:
    """The last day of these months, after `last_end` (`Proposal.objects.with_last_end`)."""
    return months_after(last_end, months) if last_end else None


def employed(territory):
    """Keys of the persons of this territory whose contract runs: their file lives as long as it does."""
    today = timezone.localdate()
    running = Contract.objects.filter(territory=territory, person__isnull=False)
    return running.filter(Q(ends_on=None) | Q(ends_on__gte=today)).values("person")
