"""The project lead of a territory: what nobody can do any more when the last one leaves, and where there is none.

The lead alone decides, answers and erases (territories/roles.py). Nothing forbids a territory from being without one for
a time, so leaving it so is a choice that somebody makes knowingly, and that the hub sees.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from territories.models import Invitation, Membership, Phase, Territory
from territories.roles import OWN, Role
from tzcld.queries import Composed, alphabetical
from tzcld.users.models import User

# How long before the last lead leaves the hub is told.
AHEAD = timedelta(days=30)

# What each verb of the lead is called in the warning, in the order of their weight.
ACTS: dict[str, str] = {
    "eligibility_decide": "décider de l’éligibilité en séance",
    "rights_answer": "répondre aux demandes de droits",
    "retention_manage": "approuver l’effacement des dossiers",
    "person_merge": "réunir deux dossiers de la même personne",
    "volunteer_correct": "corriger une date de volontariat",
    "flag_review": "relire les textes signalés",
    "grant_edit": "ouvrir ou fermer un accès nominatif",
    "extract_answer": "ouvrir ou fermer un extrait pseudonymisé",
}


@dataclass(frozen=True)
class Left:
    """What remains in a territory without its last lead."""

    acts: list[str]
    team: int
    invited: bool


def _leads():
    return Membership.objects.filter(role=Role.PROJECT_LEAD, user__is_active=True)


def lead_accounts(territory_id: int) -> QuerySet[User]:
    """The accounts that lead this territory today."""
    held = _leads().active().filter(territory=territory_id)
    return User.objects.filter(pk__in=held.values("user")).order_by("pk")


def is_last_lead(membership: Membership) -> bool:
    """No other active account leads the territory without a day of departure."""
    is_over = membership.until is not None and membership.until < timezone.localdate()
    if membership.role != Role.PROJECT_LEAD or is_over:
        return False
    others = _leads().active().filter(territory=membership.territory_id, period__endswith=None)
    return not others.exclude(pk=membership.pk).exclude(user=membership.user_id).exists()


def left_without(membership: Membership) -> Left:
    """What nobody in the territory could do, read from the table of rights of those who stay."""
    team = (
        Membership.objects.active()
        .filter(territory=membership.territory_id, user__is_active=True)
        .exclude(user=membership.user_id)
    )
    roles = list(team.order_by().values_list("role", flat=True))
    kept = frozenset().union(*(OWN[Role(role)] for role in roles))
    invited = Invitation.objects.open().filter(
        territory=membership.territory_id, role=Role.PROJECT_LEAD
    )
    return Left(
        acts=[words for verb, words in ACTS.items() if verb not in kept],
        team=sum(role == Role.JOURNEY_OFFICER for role in roles),
        invited=invited.exists(),
    )


def ask_before_leaving_alone(membership: Membership, sure: bool) -> bool:
    """Whether the territory is left without a lead. ValidationError until that is confirmed."""
    if not is_last_lead(membership):
        return False
    if not sure:
        raise ValidationError(
            {
                "sure": "Ce territoire n’aurait plus de chef·fe de projet. Cochez cette case si c’est voulu, "
                "ou donnez d’abord ce rôle à quelqu’un d’autre."
            }
        )
    return True


def without_lead(hub: Territory, today: date | None = None) -> list[Territory]:
    """Territories of the hub that no active account leads, now or within a month; `leaves_on` is then the last day.

    Those that left the experiment need none.
    """
    day = today or timezone.localdate()
    found = _without_lead(hub.pk, day, day + AHEAD)
    for territory in found:
        territory.leaves_on = territory.ends - timedelta(days=1) if territory.ends else None
    return found


def _led_by_nobody(hub: int, day: date, soon: date) -> QuerySet[Territory]:
    here = _leads().filter(territory=OuterRef("pk"))
    now = here.filter(period__contains=day)
    later = here.filter(period__contains=soon)
    gone = Phase.objects.filter(
        territory=OuterRef("pk"), kind=Phase.Kind.LEFT, period__contains=day
    )
    last = now.order_by("-period__endswith").values("period__endswith")[:1]
    return (
        Territory.objects.of_hub(hub)
        .filter(~Exists(gone), ~Exists(later) | ~Exists(now))
        .annotate(ends=Subquery(last))
        .order_by(alphabetical("name"))
    )


_without_lead = Composed(_led_by_nobody, int, date, date)


def hub_administration(territory: Territory) -> list[str]:
    """Addresses of who may give the role to somebody else."""
    held = Membership.objects.active().filter(
        territory=territory.hub_id, role=Role.HUB_ADMIN, user__is_active=True
    )
    return sorted(held.order_by().values_list("user__email", flat=True).distinct())
