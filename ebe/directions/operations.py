"""Name who directs an enterprise, end it; what the team's own verbs do to it."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ebe.directions.models import DirectionInvitation
from ebe.models import Enterprise, Management
from territories import journal
from territories.models import Invitation, Membership, Territory
from territories.operations import team
from territories.periods import last_day, period
from territories.roles import Role
from territories.scoping import scope_of
from tzcld.ui import french
from tzcld.users.models import User


def may_direct(territory: Territory) -> QuerySet[User]:
    """Accounts that hold the role of direction here, today."""
    held = Membership.objects.active().filter(territory=territory, role=Role.EBE_DIRECTOR)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def nameable(enterprise: Enterprise, by: User) -> QuerySet[User]:
    """Those who do not direct this enterprise already. Never oneself: nobody gives oneself an access."""
    running = Management.objects.filter(enterprise=enterprise, period__endswith=None)
    return (
        may_direct(enterprise.territory)
        .exclude(pk__in=running.values("user"))
        .exclude(pk=by.pk)
        .order_by("last_name", "first_name")
    )


@transaction.atomic
def name_direction(enterprise: Enterprise, *, user: User, since: date, by) -> Management:
    """`user` directs the enterprise from `since` on, and sees it from then on.

    Two persons may direct together; the same one not twice on the same day. A role that has a last day gives it to the
    direction. ValidationError in French.
    """
    _may_give(enterprise.territory, by)
    Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    if user.pk == by.pk:
        raise ValidationError(
            {"user": "Personne ne se nomme soi-même : demandez-le à quelqu’un d’autre de l’équipe."}
        )
    membership = (
        Membership.objects.active()
        .filter(territory=enterprise.territory_id, user=user, role=Role.EBE_DIRECTOR)
        .first()
    )
    if membership is None:
        raise ValidationError(
            {"user": "Cette personne n’a pas le rôle de direction ici. Invitez-la d’abord."}
        )
    if membership.until and membership.until < since:
        raise ValidationError(
            {
                "since": f"L’accès de cette personne se ferme le {french.date(membership.until)}. "
                "Choisissez un jour d’avant, ou prolongez d’abord son accès."
            }
        )
    other = Management.objects.filter(
        enterprise=enterprise, user=user, period__overlap=period(since, membership.until)
    ).first()
    if other:
        raise ValidationError(
            {
                "since": f"{user} dirige déjà cette entreprise à ces dates "
                f"({french.lower_first(french.period(other.since, other.until))}). Choisissez un autre jour."
            }
        )
    return _write(enterprise, user, since, membership.until, by=by)


def _may_give(territory: Territory, by) -> None:
    """Who opens the accounts says what they open: an enterprise shows the names of its employees."""
    if Role.EBE_DIRECTOR not in team.grantable_roles(scope_of(by), territory):
        raise ValidationError("Votre rôle ne permet pas de nommer la direction d’une entreprise.")


def _write(enterprise: Enterprise, user: User, since: date, last: date | None, *, by) -> Management:
    row = Management(
        territory_id=enterprise.territory_id,
        enterprise=enterprise,
        user=user,
        period=period(since, last),
    )
    row.full_clean(exclude=["territory"])
    row.save()
    journal.record("name", row, by=by, after={"since": since, "until": last or ""})
    return row


@transaction.atomic
def end_direction(management: Management, *, last: date | None, reason: str, by) -> Management:
    """The direction ends after its last day, past or coming; `last=None` ends it now.

    One of less than a day leaves only its entries in the journal: a period of no day cannot be kept.
    """
    row = Management.objects.select_for_update(of=("self",)).get(pk=management.pk)
    _may_give(row.territory, by)
    if row.is_over:
        raise ValidationError("Cette direction est déjà terminée.")
    if last and last < row.since:
        raise ValidationError(
            {
                "last": f"La fin vient avant le début. Écrivez le {french.date(row.since)} ou après, "
                "ou choisissez « Tout de suite »."
            }
        )
    if last and row.until and last > row.until:
        raise ValidationError(
            {"last": f"Elle se termine déjà le {french.date(row.until)}, avant ce jour."}
        )
    close(row, last or timezone.localdate() - timedelta(days=1), by=by, reason=reason, said=last)
    return row


def close(row: Management, last: date, *, by, reason: str, said: date | None) -> None:
    """After `last`, in the caller's transaction; `said`: the day that was asked, None for « tout de suite »."""
    journal.record(
        "end",
        row,
        by=by,
        before={"until": row.until or ""},
        after={"until": said or "tout de suite"},
        reason=reason,
    )
    if last < row.since:
        row.delete()
        return
    row.period = period(row.since, last)
    row.save(update_fields=["period"])


# What the team's verbs do to a direction ─────────────────────────────────────────────────────────


def role_ended(membership: Membership, last: date, *, by, reason: str) -> None:
    """The access closes after `last`: whoever no longer has the role directs nothing here (settings.ROLE_ENDED)."""
    if membership.role != Role.EBE_DIRECTOR:
        return
    rows = Management.objects.select_for_update(of=("self",)).filter(
        territory=membership.territory_id, user=membership.user_id
    )
    for row in rows:
        if row.until is None or row.until > last:
            close(row, last, by=by, reason=reason or "fin de l’accès", said=last)


def role_prolonged(membership: Membership, until: date, *, by, reason: str) -> None:
    """The access no longer closes after `until`: what the role directed up to that day follows (settings.ROLE_PROLONGED)."""
    if membership.role != Role.EBE_DIRECTOR:
        return
    rows = Management.objects.select_for_update(of=("self",)).filter(
        territory=membership.territory_id,
        user=membership.user_id,
        period__endswith=until + timedelta(days=1),
    )
    for row in rows:
        row.period = period(row.since, membership.until)
        row.full_clean(exclude=["territory"])
        row.save(update_fields=["period"])
        journal.record(
            "prolong",
            row,
            by=by,
            before={"until": until},
            after={"until": membership.until or ""},
            reason=reason,
        )


@transaction.atomic
def invite_direction(
    enterprise: Enterprise, *, by, email: str, first_name: str, last_name: str, function: str, since
) -> Invitation:
    """Invite somebody to direct this enterprise: accepted, the account works at once."""
    invitation = team.invite(
        enterprise.territory,
        by=by,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=Role.EBE_DIRECTOR,
        function=function,
    )
    DirectionInvitation.objects.create(
        territory_id=enterprise.territory_id,
        invitation=invitation,
        enterprise=enterprise,
        since=since,
    )
    return invitation


def invitation_accepted(invitation: Invitation, user: User) -> None:
    """The enterprise that the invitation entrusts (settings.INVITATION_ACCEPTED). Days already directed stay as they are."""
    asked = (
        DirectionInvitation.objects.filter(invitation=invitation)
        .select_related("enterprise")
        .first()
    )
    if asked is None:
        return
    known = Management.objects.filter(enterprise=asked.enterprise, user=user)
    ends = [last_day(row.period) for row in known.filter(period__endswith__gt=asked.since)]
    if known.filter(period__endswith=None).exists():
        return
    since = max([asked.since, *(last + timedelta(days=1) for last in ends if last)])
    _write(asked.enterprise, user, since, None, by=invitation.invited_by)


def awaited(enterprise: Enterprise) -> list[Invitation]:
    """Invitations to direct this enterprise that nobody has answered yet, the latest first."""
    asked = DirectionInvitation.objects.filter(enterprise=enterprise).values("invitation")
    return list(
        Invitation.objects.filter(pk__in=asked, accepted_at=None, revoked_at=None).order_by(
            "-sent_at"
        )
    )
