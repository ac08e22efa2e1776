"""Who works in a territory: invite, accept, change, end. Each verb leaves its entry in the journal."""

import hashlib
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from territories import journal
from territories.models import Invitation, Membership, Territory
from territories.operations.leads import ask_before_leaving_alone
from territories.operations.named_roles import (
    check_agreement,
    leads_to_ask,
    post,
    tell_team,
    write_to,
)
from territories.periods import period
from territories.roles import HUB_ROLES, LOCAL_ROLES, Role
from territories.scoping import Scope, scope_of, scoped
from tzcld.ui import french
from tzcld.users.models import User


def grantable_roles(scope: Scope, territory: Territory) -> list[Role]:
    """Roles that this account may give here: the hub's by its administration, a territory's by its team or its hub."""
    if "team_edit" not in scope.verbs_in(territory):
        return []
    roles = HUB_ROLES if territory.is_hub else LOCAL_ROLES
    return [role for role in Role if role in roles]


def _check_grant(territory: Territory, role: str, *, by, email: str = "") -> None:
    if role not in grantable_roles(scope_of(by), territory):
        raise ValidationError(
            "Votre rôle ne permet pas de donner celui-ci. Choisissez-en un autre."
        )
    if email and email.lower() == by.email:
        raise ValidationError(
            "Personne ne se donne un rôle à soi-même : demandez-le à quelqu’un d’autre de l’équipe."
        )


# States of an invitation that may still be sent again or cancelled.
WAITING = ("open", "held", "expired")


# Invitations ────────────────────────────────────────────────────────────────────────────────────


def digest(token: str) -> str:
    """What is kept of a link. The token is 256 random bits: no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(token: str) -> str:
    return settings.SITE_URL + reverse("territories:invitation_accept", args=[token])


def _renew(invitation: Invitation) -> str:
    """A new link for this invitation: the former one no longer opens anything."""
    token = f"{invitation.territory_id}-{secrets.token_urlsafe(32)}"
    now = timezone.now()
    invitation.digest = digest(token)
    invitation.sent_at = now
    invitation.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    return token


def _send(invitation: Invitation, token: str) -> None:
    context = {
        "invitation": invitation,
        "territory": invitation.territory,
        "link": address(token),
        "site_url": settings.SITE_URL,
    }
    subject = render_to_string("account/email/invitation_subject.txt", context)
    post(
        subject, render_to_string("account/email/invitation_message.txt", context), invitation.email
    )


@transaction.atomic
def invite(
    territory: Territory, *, by, email: str, first_name: str, last_name: str, role: str, function=""
) -> Invitation:
    """Write the invitation and send its link; nothing is kept when the message does not leave. ValidationError in French.

    Of the hub, for a role that reads names: whoever leads the territory is asked first, and sends it (`resend`).
    """
    email = email.lower()
    _check_grant(territory, role, by=by, email=email)
    held = (
        Membership.objects.active()
        .filter(territory=territory, user__email=email, role=role)
        .first()
    )
    if held:
        to_prolong = (
            f" Son accès se ferme le {french.date(held.until)} : prolongez-le depuis sa ligne de l’équipe."
            if held.until
            else ""
        )
        raise ValidationError({"email": f"Cette personne a déjà ce rôle ici.{to_prolong}"})
    if Invitation.objects.open().filter(territory=territory, email=email, role=role).exists():
        raise ValidationError(
            {
                "email": "Une invitation court déjà pour cette adresse et ce rôle. Renvoyez-la depuis la liste."
            }
        )
    invitation = Invitation(
        territory=territory,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=role,
        function=function,
        invited_by=by,
    )
    token, leads = _renew(invitation), _held(invitation, by)
    invitation.save()
    journal.record("invite", invitation, by=by, after=_said(invitation))
    _deliver(invitation, token, leads, by)
    return invitation


def _held(invitation: Invitation, by) -> list[User]:
    """Whom to ask before the link leaves; written on the invitation."""
    leads = leads_to_ask(invitation.territory, invitation.role, by=by, email=invitation.email)
    invitation.is_held = bool(leads)
    return leads


def _deliver(invitation: Invitation, token: str, leads: list[User], by) -> None:
    """The link to the one invited, or the question to the leads: nobody then has the link."""
    who = f"{invitation.first_name} {invitation.last_name} ({invitation.email})"
    if leads:
        write_to(
            leads,
            f"Votre accord pour un accès aux noms\u00a0: {invitation.territory.name}",
            "mail/named_role_ask.txt",
            {"territory": invitation.territory, "invitation": invitation, "by": by, "who": who},
        )
        return
    # Before the link leaves.
    tell_team(invitation.territory, invitation.role, by=by, who=who)
    _send(invitation, token)


def _said(invitation: Invitation) -> dict:
    return {
        "email": invitation.email,
        "role": invitation.get_role_display(),
        "expires_at": f"{timezone.localtime(invitation.expires_at):%d/%m/%Y}",
    }


@transaction.atomic
def resend(invitation: Invitation, *, by) -> Invitation:
    """A new link, valid from today; the former one stops working. An invitation of the hub that waits leaves with it when
    whoever leads the territory sends it; sent again by the hub, it asks again.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.state not in WAITING:
        raise ValidationError(
            "Cette invitation a été acceptée ou annulée : faites-en une nouvelle."
        )
    _check_grant(invitation.territory, invitation.role, by=by)
    was_held = invitation.is_held
    token, leads = _renew(invitation), _held(invitation, by)
    invitation.save(update_fields=["digest", "sent_at", "expires_at", "is_held"])
    verb = "agree" if was_held and not leads else "resend"
    journal.record(verb, invitation, by=by, after=_said(invitation))
    _deliver(invitation, token, leads, by)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, by) -> Invitation:
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.state not in WAITING:
        raise ValidationError("Cette invitation a déjà été acceptée ou annulée.")
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    journal.record("revoke", invitation, by=by)
    return invitation


def find(token: str) -> Invitation | None:
    """The invitation of this link, whatever its state. Called in the scope of its territory."""
    return (
        Invitation.objects.filter(digest=digest(token))
        .select_related("territory", "invited_by")
        .first()
    )


@transaction.atomic
def accept(
    token: str,
    *,
    user: User | None = None,
    first_name="",
    last_name="",
    password: str | None = None,
) -> User:
    """Open the account if there is none, and give it the role, once. Called in the scope of the territory.

    `user` is the signed-in account of the invited address; without it an account is made (`password=None`: it will
    sign in by a code). ValidationError in French when the link no longer serves.
    """
    invitation = _open(token)
    if user is None:
        user = User.objects.create_user(
            invitation.email, password, first_name=first_name, last_name=last_name
        )
    elif user.email != invitation.email:
        raise ValidationError("Cette invitation est pour une autre adresse que celle de ce compte.")
    _give(invitation, user)
    for path in settings.INVITATION_ACCEPTED:
        import_string(path)(invitation, user)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    journal.record("accept", invitation, by=user, after={"role": invitation.get_role_display()})
    return user


def _open(token: str) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).filter(digest=digest(token)).first()
    if found is None or found.state != "open":
        raise ValidationError("Cette invitation ne peut plus être acceptée.")
    return found


def closed_account(email: str) -> User | None:
    """The account of this address that was closed because nobody used it, and whose name is not erased yet."""
    return User.objects.filter(
        email=email, is_active=False, closed_on__isnull=False, erased_on=None
    ).first()


def has_closed_account_here(invitation: Invitation) -> bool:
    """Told to whoever invites, of those who worked here only: accounts of elsewhere are nobody's business."""
    user = closed_account(invitation.email)
    here = Membership.objects.filter(territory=invitation.territory_id, user=user)
    return user is not None and here.exists()


@transaction.atomic
def reopen(token: str) -> User:
    """Open again the closed account of the invited address, with the role of the invitation and no other: what it held
    elsewhere ended with it. Called in the scope of the territory.

    Whoever holds the link received it at this address; no session is opened, the account signs in as it did, second
    step included. ValidationError in French when there is nothing to open.
    """
    invitation = _open(token)
    user = closed_account(invitation.email)
    if user is None:
        raise ValidationError("Ce compte n’est pas fermé\u00a0: connectez-vous.")
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    for membership in Membership.objects.active().filter(user=user).select_related("territory"):
        with scoped(membership.territory_id, named=False):
            end_with_account(membership, user.closed_on)
    user.is_active, user.closed_on, user.dormant_told_on = True, None, None
    user.save(update_fields=["is_active", "closed_on", "dormant_told_on"])
    journal.record("reopen", user, by=user, territory=invitation.territory_id)
    return accept(token, user=user)


def end_with_account(membership: Membership, closed_on: date) -> None:
    """A role ends on the day its account is closed. Called in the scope of its territory."""
    last = max(membership.since, closed_on)
    _role_ends(membership, last, by=None, reason="compte fermé")
    membership.period = period(membership.since, last)
    membership.save(update_fields=["period"])


@transaction.atomic
def end_again(membership: Membership, last: date, *, by, reason: str) -> None:
    """An access that ended after `last`, and that a restored backup opened again. Called in the scope of its territory.

    Nothing is asked: neither whether somebody is left to lead, nor whose access it is; it was when it ended.
    """
    before = {"until": str(membership.until or "")}
    journal.record(
        "end", membership, by=by, before=before, after={"until": str(last)}, reason=reason
    )
    _role_ends(membership, last, by=by, reason=reason)
    membership.period = period(membership.since, last)
    membership.save(update_fields=["period"])


def _give(invitation: Invitation, user: User) -> None:
    """The role from today, without end: a running one is prolonged rather than doubled."""
    today = timezone.localdate()
    same = {"territory_id": invitation.territory_id, "user": user, "role": invitation.role}
    running = Membership.objects.active(today).filter(**same).first()
    if running is None:
        Membership.objects.create(**same, function=invitation.function, period=period(today))
    elif running.until:
        running.period = period(running.since)
        running.save(update_fields=["period"])


# Memberships ────────────────────────────────────────────────────────────────────────────────────


def _not_oneself(membership: Membership, by) -> None:
    if membership.user_id == by.pk:
        raise ValidationError(
            "Personne ne change ni ne ferme son propre accès : demandez-le à quelqu’un d’autre de l’équipe."
        )


def _told(membership: Membership) -> dict[str, str]:
    return {
        "role": membership.get_role_display(),
        "function": membership.function,
        "organisation": str(membership.organisation or ""),
    }


@transaction.atomic
def change(
    membership: Membership, *, by, role: str, function: str, organisation=None, sure: bool = False
) -> Membership:
    """Another function is a correction; another role starts today and the former one ends the day before.

    `sure`: the territory may be left without a project lead.
    """
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    today = timezone.localdate()
    before, alone = _told(membership), False
    if role != membership.role:
        _not_oneself(membership, by)
        _check_grant(membership.territory, role, by=by)
        check_agreement(membership, role, by=by)
        keep_an_administration(membership)
        alone = ask_before_leaving_alone(membership, sure)
        _role_ends(membership, today - timedelta(days=1), by=by, reason="changement de rôle")
        if membership.since < today:
            last = membership.until
            membership.period = period(membership.since, today - timedelta(days=1))
            membership.save(update_fields=["period"])
            membership = Membership(
                territory_id=membership.territory_id,
                user_id=membership.user_id,
                period=period(today, last),
            )
        membership.role = role
    membership.function = function
    membership.organisation = organisation
    membership.full_clean()
    membership.save()
    after = _told(membership)
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        journal.record(
            "update",
            membership,
            by=by,
            before={n: before[n] for n in changed},
            after={n: after[n] for n in changed} | _alone(alone),
        )
    if "role" in changed:
        tell_team(membership.territory, role, by=by, who=_named(membership))
    return membership


def _named(membership: Membership) -> str:
    return f"{membership.user} ({membership.user.email})"


def _alone(alone: bool) -> dict[str, str]:
    """What the journal adds when the territory is knowingly left without a project lead."""
    return {"chef·fe de projet": "plus personne"} if alone else {}


@transaction.atomic
def end(membership: Membership, *, by, last: date | None, reason: str, sure: bool = False) -> None:
    """Close the access after its last day; `last=None` closes it now. A role held for less than a day leaves only
    its entries in the journal: a period of no day cannot be kept. `sure`: the territory may be left without a lead."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    _not_oneself(membership, by)
    _check_grant(membership.territory, membership.role, by=by)
    keep_an_administration(membership)
    today = timezone.localdate()
    if last and last < today:
        raise ValidationError(
            {
                "last": "Ce jour est passé. Pour fermer l’accès maintenant, choisissez « Tout de suite »."
            }
        )
    if last and membership.until and last > membership.until:
        raise ValidationError(
            {
                "last": "L’accès se ferme déjà avant ce jour. Pour le prolonger, ouvrez sa page depuis la liste de l’équipe."
            }
        )
    alone = ask_before_leaving_alone(membership, sure)
    before = {"until": str(membership.until or "")}
    closes = last or today - timedelta(days=1)
    journal.record(
        "end",
        membership,
        by=by,
        before=before,
        after={"until": str(last) if last else "tout de suite"} | _alone(alone),
        reason=reason,
    )
    tell_team(membership.territory, membership.role, by=by, who=_named(membership), ends=True)
    _role_ends(membership, closes, by=by, reason=reason)
    if closes < membership.since:
        membership.delete()
        return
    membership.period = period(membership.since, closes)
    membership.save(update_fields=["period"])


@transaction.atomic
def prolong(membership: Membership, *, by, last: date | None, reason: str) -> None:
    """Move the last day of an access that still runs to a later one, or take it back (`last=None`).

    What ended with the role that day ends with it again. ValidationError in French.
    """
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    _not_oneself(membership, by)
    _check_grant(membership.territory, membership.role, by=by)
    until = membership.until
    if until is None:
        raise ValidationError("Cet accès n’a pas de dernier jour.")
    if until < timezone.localdate():
        raise ValidationError("Cet accès est déjà fermé : invitez de nouveau cette personne.")
    check_agreement(membership, membership.role, by=by)
    if last and last <= until:
        raise ValidationError(
            {
                "last": f"L’accès va déjà jusqu’au {french.date(until)}. Pour le fermer plus tôt, choisissez « Mettre fin à l’accès »."
            }
        )
    membership.period = period(membership.since, last)
    membership.full_clean()
    membership.save(update_fields=["period"])
    journal.record(
        "prolong",
        membership,
        by=by,
        before={"until": until},
        after={"until": last or ""},
        reason=reason,
    )
    tell_team(membership.territory, membership.role, by=by, who=_named(membership))
    for path in settings.ROLE_PROLONGED:
        import_string(path)(membership, until, by=by, reason=reason)


def _role_ends(membership: Membership, last: date, *, by, reason: str) -> None:
    """What the rooms above keep of this role ends with it."""
    for path in settings.ROLE_ENDED:
        import_string(path)(membership, last, by=by, reason=reason)


def keep_an_administration(membership: Membership) -> None:
    """Raises ValidationError when nobody else would administer the hub."""
    if membership.role != Role.HUB_ADMIN:
        return
    others = (
        Membership.objects.active()
        .filter(
            territory=membership.territory_id,
            role=Role.HUB_ADMIN,
            period__endswith__isnull=True,
            user__is_active=True,
        )
        .exclude(pk=membership.pk)
    )
    if not others.exists():
        raise ValidationError(
            "Il n’y aurait plus personne pour administrer la métropole. Donnez d’abord ce rôle à quelqu’un d’autre."
        )


# First opening ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_hub(
    *, name: str, slug: str, email: str, first_name="", last_name=""
) -> tuple[Invitation, str]:
    """The hub, made if it does not exist, and the invitation of who will administer it: (invitation, link).

    Nothing is sent: a new installation may have no mail yet, the link is read at the console.
    """
    hub, _ = Territory.objects.get_or_create(
        slug=slug, defaults={"name": name, "kind": Territory.Kind.HUB}
    )
    if not hub.is_hub:
        raise ValidationError(
            "Ce nom d’adresse est celui d’un territoire local. Choisissez-en un autre."
        )
    invitation = Invitation(
        territory=hub,
        email=email.lower(),
        first_name=first_name,
        last_name=last_name,
        role=Role.HUB_ADMIN,
    )
    token = _renew(invitation)
    with scoped(hub.pk, named=False):
        invitation.save()
        journal.record("invite", invitation, by=None, after=_said(invitation))
    return invitation, address(token)
