"""What a partner has asked of the team: two persons to meet, one whose file was opened, one already followed, one not followed up."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from ppde.models import Orientation, Origin, Person
from ppde.operations.orientations import accept_orientation, close_orientation, send_orientation
from territories.models import Membership, Organisation, Territory
from territories.roles import Role
from territories.scoping import scoped
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
SENT = [
    (-4, "Mariam", "Kanté", "Le matin, par téléphone"),
    (-1, "Didier", "Roussel", ""),
    (-16, "Farida", "Lemaire", "Un message écrit"),
    (-23, "Solange", "Meunier", ""),
]
REASON = "Habite hors du périmètre."


def load(users: dict[str, User], today) -> None:
    here = Territory.objects.get(slug=WHERE)
    organisation = Organisation.objects.filter(
        territory=here, kind=Organisation.Kind.EMPLOYMENT_NETWORK
    ).first()
    partner = users["partenaire"]
    Membership.objects.filter(territory=here, user=partner, role=Role.PARTNER).update(
        organisation=organisation
    )
    with scoped(here.pk):
        sent = [
            _send(here, partner, today + timedelta(days=days), first, last, i, preference)
            for i, (days, first, last, preference) in enumerate(SENT)
        ]
        close_orientation(sent[-1], by=users["referente"], reason=REASON)
        accept_orientation(sent[-2], by=users["referente"])
        known = Person.objects.filter(
            territory=here, origin=Origin.FRANCE_TRAVAIL, met_on__isnull=False, outcome_on=None
        ).latest("met_on", "pk")
        day = known.identified_on
        linked = _send(here, partner, day, known.first_name, known.last_name, 9, "")
        accept_orientation(linked, by=users["referente"], person=known)


def _send(here, partner, day, first: str, last: str, number: int, preference: str) -> Orientation:
    made = send_orientation(
        here,
        by=partner,
        has_agreed=True,
        first_name=first,
        last_name=last,
        phone=f"06 00 00 09 {number:02}",
        contact_preference=preference,
    )
    made.sent_at = timezone.make_aware(datetime.combine(day, time(11, 20)))
    made.save(update_fields=["sent_at"])
    return made
