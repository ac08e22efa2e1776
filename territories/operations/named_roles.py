"""Roles that read the persons of a territory by name, when its hub gives, prolongs or ends them: the territory has its word to
say, as for a named access (territories/grants). Whoever leads it is asked; where nobody does, its team is told.
"""

from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from territories.models import Membership, Territory
from territories.operations.leads import lead_accounts
from territories.roles import NAMED_ROLES, Role
from territories.scoping import scope_of
from tzcld.mail import one_line
from tzcld.users.models import User


def _is_for_the_team(territory: Territory, role: str, by) -> bool:
    """The hub gives, prolongs or ends a role that reads the persons of a territory by name: that territory has its word to say,
    as for a named access.
    """
    is_named = role in NAMED_ROLES and not territory.is_hub
    return is_named and "grant_edit" not in scope_of(by).verbs_in(territory)


def leads_to_ask(territory: Territory, role: str, *, by, email: str) -> list[User]:
    """Who leads the territory besides the one it is for. None: the hub names whom it must, and the team is told."""
    if not _is_for_the_team(territory, role, by):
        return []
    return list(lead_accounts(territory.pk).exclude(email=email))


def check_agreement(membership: Membership, role: str, *, by) -> None:
    if leads_to_ask(membership.territory, role, by=by, email=membership.user.email):
        raise ValidationError(
            f"Le rôle « {Role(role).label} » lit les personnes par leur nom, et quelqu’un dirige ce territoire : "
            "demandez-lui de le donner ici, ou invitez cette personne, l’invitation attendra son accord."
        )


def tell_team(territory: Territory, role: str, *, by, who: str, ends: bool = False) -> None:
    """Nobody of the hub reads a name that the territory does not know of: its leads are told, or else the rest of its team."""
    if not _is_for_the_team(territory, role, by):
        return
    team = Membership.objects.active().filter(territory=territory, role__in=NAMED_ROLES)
    users = User.objects.filter(is_active=True, pk__in=team.values("user")).order_by("pk")
    told = "Un accès aux noms fermé" if ends else "Un accès aux noms donné"
    write_to(
        lead_accounts(territory.pk) or users,
        f"{told} par la métropole\u00a0: {territory.name}",
        "mail/named_role.txt",
        {"territory": territory, "by": by, "who": who, "role": Role(role).label, "ends": ends},
    )


def write_to(users: Iterable[User], subject: str, template: str, context: dict) -> None:
    page = reverse("territories:team_list", args=[context["territory"].slug])
    for user in users:
        body = render_to_string(
            template, context | {"user": user, "link": settings.SITE_URL + page}
        )
        post(subject, body, user.email)


def post(subject: str, body: str, email: str) -> None:
    """ValidationError in French when the message does not leave."""
    message = EmailMultiAlternatives(one_line(subject).strip(), body.strip() + "\n", to=[email])
    try:
        message.send()
    except (OSError, SMTPException) as error:
        raise ValidationError(
            "Le message n’est pas parti : le serveur de courriel ne répond pas. Rien n’a été enregistré ; "
            "recommencez dans quelques minutes."
        ) from error
