"""Opening and closing a named access. Each verb leaves its entry in the journal of the territory."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from territories import journal
from territories.grants import mails
from territories.grants.models import Grant, GrantRule
from territories.grants.rules import grant_rule
from territories.models import Membership, Territory
from territories.periods import period
from territories.roles import GRANTABLE_ROLES
from territories.scoping import scope_of, scoped
from tzcld.ui import french
from tzcld.users.models import User


def hub_members(territory: Territory):
    """Accounts that a grant may name: those who coordinate the hub of this territory today."""
    held = Membership.objects.active().filter(territory=territory.hub_id, role__in=GRANTABLE_ROLES)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def _check(
    territory: Territory, rule: GrantRule, *, by, holder: User, since: date, until: date
) -> None:
    if "grant_edit" not in scope_of(by).verbs_in(territory):
        raise ValidationError("Seule la cheffe ou le chef de projet ouvre les noms à la métropole.")
    if not hub_members(territory).filter(pk=holder.pk).exists():
        raise ValidationError(
            {"holder": "Choisissez une personne qui coordonne la métropole de ce territoire."}
        )
    if holder.pk == by.pk:
        raise ValidationError({"holder": "Personne ne s’ouvre un accès à soi-même."})
    if since < timezone.localdate():
        raise ValidationError(
            {"since": "Ce jour est passé. Écrivez aujourd’hui ou un jour à venir."}
        )
    if until < since:
        raise ValidationError({"until": "Le dernier jour vient après le premier. Corrigez-le."})
    if (until - since).days >= rule.longest_days:
        raise ValidationError(
            {
                "until": f"Un accès nominatif dure {french.count(rule.longest_days, 'jour')} au plus. Écrivez une date plus "
                "proche : il se rouvre ensuite avec sa raison."
            }
        )


@transaction.atomic
def open_grant(
    territory: Territory, *, by, holder: User, since: date, until: date, reason: str
) -> Grant:
    """`holder` reads the persons of the territory by name from `since` to `until`, both included,
    no longer than the rule of its hub.

    ValidationError in French: another's right, another hub, a date out of bounds, dates already covered.
    """
    rule = grant_rule(territory.rules_hub_id)
    _check(territory, rule, by=by, holder=holder, since=since, until=until)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Dites pourquoi cette personne doit lire les noms."})
    grant = Grant(
        territory=territory,
        holder=holder,
        reason=reason,
        period=period(since, until),
        longest_days=rule.longest_days,
        opened_by=by,
    )
    grant.full_clean(exclude=["opened_by", "closed_by"])
    grant.save()
    journal.record(
        "grant", grant, by=by, after={"since": str(since), "until": str(until)}, reason=reason
    )
    mails.ask(grant)
    return grant


@transaction.atomic
def close_grant(grant: Grant, *, by) -> Grant:
    """Close it now: the next page of its holder no longer shows a name."""
    grant = Grant.objects.select_for_update(of=("self",)).select_related("holder").get(pk=grant.pk)
    if "grant_edit" not in scope_of(by).verbs_in(grant.territory):
        raise ValidationError("Seule la cheffe ou le chef de projet ferme un accès nominatif.")
    refuse_closed(grant)
    return _close(grant, by=by, after={"until": "tout de suite"})


def refuse_closed(grant: Grant) -> None:
    if grant.closed_at or grant.until < timezone.localdate():
        raise ValidationError("Cet accès est déjà fermé.")


@transaction.atomic
def end_grants(today: date) -> int:
    """Write in the journals the accesses whose last day is past: they no longer open anything since. How many."""
    past = Grant.objects.filter(closed_at=None, period__fully_lt=(today, None))
    rows = past.select_for_update(of=("self",), skip_locked=True).select_related("holder")
    for grant in rows:
        with scoped(grant.territory_id, named=False):
            _close(grant, by=None, after={"until": str(grant.until)})
    return len(rows)


def _close(grant: Grant, *, by, after: dict) -> Grant:
    grant.closed_at, grant.closed_by = timezone.now(), by
    grant.save(update_fields=["closed_at", "closed_by"])
    journal.record("end", grant, by=by, after=after)
    mails.ask(grant)
    return grant
