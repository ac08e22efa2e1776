"""A partner asks the team to meet somebody; the team accepts, or closes with a reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import Orientation, Origin, Person
from ppde.operations.journey import refuse_nir
from ppde.operations.persons import register_person
from territories import journal
from territories.models import Membership, Organisation, Territory
from tzcld.ui import french

K = Organisation.Kind
ORIGINS = {
    K.EMPLOYMENT_NETWORK: Origin.FRANCE_TRAVAIL,
    K.DEPARTMENT: Origin.RSA_REFERENT,
    K.CCAS: Origin.CCAS,
    K.ASSOCIATION: Origin.ASSOCIATION,
    K.SOCIAL_CENTRE: Origin.ASSOCIATION,
}


@transaction.atomic
def send_orientation(territory: Territory, *, by, has_agreed: bool, **fields) -> Orientation:
    """The request of a partner, in the name of the organisation of its account here. Nothing is kept without agreement."""
    if not has_agreed:
        raise ValidationError(
            {
                "has_agreed": "Sans son accord, rien n’est enregistré. Demandez-le-lui d’abord, puis revenez."
            }
        )
    if not (fields.get("phone") or fields.get("email")):
        raise ValidationError({"phone": "Écrivez un téléphone ou une adresse électronique."})
    refuse_nir(*(str(value) for value in fields.values()))
    orientation = Orientation(
        territory=territory,
        author=by,
        organisation=_organisation(territory, by),
        has_agreed=True,
        **fields,
    )
    orientation.clean_fields(exclude=["territory", "author", "organisation"])
    orientation.save()
    # The partner reads no journal of ours: the entry names nobody.
    journal.record("orient", orientation, by=by, label="Orientation par un partenaire")
    return orientation


def _organisation(territory: Territory, user) -> Organisation | None:
    held = Membership.objects.active().filter(territory=territory, user=user)
    found = held.exclude(organisation=None).select_related("organisation").first()
    return found.organisation if found else None


def _open(orientation: Orientation) -> None:
    orientation.refresh_from_db(from_queryset=Orientation.objects.select_for_update(of=("self",)))
    if orientation.person_id or orientation.state == Orientation.State.CLOSED:
        raise ValidationError("Une collègue a déjà répondu à cette orientation.", code="answered")


@transaction.atomic
def accept_orientation(orientation: Orientation, *, by, person: Person | None = None) -> Person:
    """Link the request to somebody already known, or open a file with what it says."""
    _open(orientation)
    if person is None:
        organisation = orientation.organisation
        origin = ORIGINS.get(organisation.kind, Origin.OTHER) if organisation else Origin.OTHER
        person = register_person(
            orientation.territory,
            by=by,
            identified_on=timezone.localdate(orientation.sent_at),
            text=_told(orientation),
            first_name=orientation.first_name,
            last_name=orientation.last_name,
            phone=orientation.phone,
            email=orientation.email,
            contact_preference=orientation.contact_preference,
            origin=origin,
            orienting_organisation=organisation,
            referent=by,
        )
    elif person.territory_id != orientation.territory_id:
        raise ValidationError("Cette personne est d’un autre territoire.", code="territory")
    orientation.person = person
    orientation.state = Orientation.State.MET if person.met_on else Orientation.State.RECEIVED
    orientation.save(update_fields=["person", "state"])
    journal.record(
        "accept_orientation", person, by=by, after={"orientation": _told(orientation)}, named=True
    )
    return person


def _told(orientation: Orientation) -> str:
    by = orientation.organisation or "un partenaire"
    return f"Orientée par {by}, le {french.date(orientation.sent_at)}."


@transaction.atomic
def close_orientation(orientation: Orientation, *, by, reason: str) -> Orientation:
    """The team does not follow it up. How to join the person is erased: nothing needs it any more."""
    _open(orientation)
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi cette orientation est close."})
    orientation.state = Orientation.State.CLOSED
    orientation.closed_reason = reason.strip()
    orientation.phone = orientation.email = orientation.contact_preference = ""
    orientation.save()
    journal.record("close", orientation, by=by, reason=reason, named=True)
    return orientation
