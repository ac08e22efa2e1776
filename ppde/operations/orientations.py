"""A partner asks the team to meet somebody; the team accepts, or closes with a reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ppde.duplicates.matching import phone_digits
from ppde.models import Consent, Orientation, Origin, Person
from ppde.operations.journey import lock, refuse_nir
from ppde.operations.persons import register_person
from ppde.operations.rights import from_the_file, to_the_file
from territories import journal
from territories.models import Membership, Organisation, Territory
from tzcld.ui import french

K = Organisation.Kind
ORIGINS = {
    K.DEPARTMENT: Origin.RSA_REFERENT,
    K.CCAS: Origin.CCAS,
    K.ASSOCIATION: Origin.ASSOCIATION,
    K.SOCIAL_CENTRE: Origin.ASSOCIATION,
}
# The employment network is several origins: its organisations are told apart by their name.
NETWORK = {
    "mission locale": Origin.LOCAL_MISSION,
    "cap emploi": Origin.CAP_EMPLOI,
    "france travail": Origin.FRANCE_TRAVAIL,
}

# What an orientation says of the person.
SAID = ("first_name", "last_name", "phone", "email", "contact_preference")
UNREACHABLE = "Écrivez un téléphone ou une adresse électronique."


def origin_of(organisation: Organisation | None) -> Origin | None:
    """Who orients, for the figures by origin (domain.md C13); None when the organisation does not tell."""
    if organisation is None:
        return Origin.OTHER
    if organisation.kind != K.EMPLOYMENT_NETWORK:
        return ORIGINS.get(organisation.kind, Origin.OTHER)
    name = " ".join(french.plain_words(organisation.name))
    return next((origin for words, origin in NETWORK.items() if words in name), None)


@transaction.atomic
def send_orientation(territory: Territory, *, by, has_agreed: bool, **fields) -> Orientation:
    """The request of a partner, in the name of the organisation of its account here. Nothing is kept without agreement.

    Sent again while the first is « reçue » for who sent it, it is refused, with that day and nothing else.
    """
    if not has_agreed:
        raise ValidationError(
            {
                "has_agreed": "Sans son accord, rien n’est enregistré. Demandez-le-lui d’abord, puis revenez."
            }
        )
    if not (fields.get("phone") or fields.get("email")):
        raise ValidationError({"phone": UNREACHABLE})
    refuse_nir(*(str(value) for value in fields.values()))
    for part in ("first_name", "last_name"):
        fields[part] = french.name(fields[part].strip())
    _refuse_again(territory, by, fields)
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


def _refuse_again(territory: Territory, by, fields: dict) -> None:
    """The same names and the same telephone or address. What the sender reads of its own row alone: « reçue », whatever the
    file became of which it is no longer told."""
    sent = Orientation.objects.sent_by(by).filter(
        Orientation.read_as_received(),
        territory=territory,
        sent_at__gt=timezone.now() - Orientation.AGAIN_WITHIN,
    )
    names, contacts = _names(fields), _contacts(fields)
    rows = sent.values("first_name", "last_name", "phone", "email", "sent_at", "author")
    for row in rows.order_by("-sent_at"):
        if _names(row) == names and _contacts(row) & contacts:
            who = "Vous avez" if row["author"] == by.pk else "Votre organisation a"
            raise ValidationError(
                f"{who} déjà orienté cette personne\u00a0: l’équipe a reçu votre demande le {french.date_hour(row['sent_at'])}. "
                "Rien n’est envoyé une seconde fois. Pour changer ou ajouter quelque chose, appelez l’équipe.",
                code="again",
            )


def _names(said: dict) -> list[list[str]]:
    return [french.plain_words(said[part]) for part in ("first_name", "last_name")]


def _contacts(said: dict) -> set[str]:
    told = (phone_digits(said.get("phone") or ""), (said.get("email") or "").strip().casefold())
    return {contact for contact in told if contact}


def _organisation(territory: Territory, user) -> Organisation | None:
    held = Membership.objects.active().filter(territory=territory, user=user)
    found = held.exclude(organisation=None).select_related("organisation").first()
    return found.organisation if found else None


def _open(orientation: Orientation) -> None:
    orientation.refresh_from_db(from_queryset=Orientation.objects.select_for_update(of=("self",)))
    if orientation.is_answered:
        raise ValidationError(
            "Quelqu’un d’autre a déjà répondu à cette orientation.", code="answered"
        )


@transaction.atomic
def accept_orientation(
    orientation: Orientation, *, by, person: Person | None = None, origin: str = ""
) -> Person:
    """Link the request to somebody already known, or open a file with what it says.

    `origin`: of the file that is opened; left out, that of the organisation.
    """
    _open(orientation)
    if person is None:
        organisation = orientation.organisation
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
            origin=origin or origin_of(organisation) or Origin.UNKNOWN,
            orienting_organisation=organisation,
            referent=by,
        )
    elif person.territory_id != orientation.territory_id:
        raise ValidationError("Cette personne est d’un autre territoire.", code="territory")
    else:
        lock(person)
    orientation.person = person
    orientation.state = Orientation.State.MET if person.met_on else Orientation.State.RECEIVED
    orientation.save(update_fields=["person", "state"])
    to_the_file(orientation, person, by=by)
    journal.record(
        "accept_orientation", person, by=by, after={"orientation": _told(orientation)}, named=True
    )
    return person


def _told(orientation: Orientation) -> str:
    by = orientation.organisation or "un partenaire"
    return f"Orientée par {by}, le {french.date(orientation.sent_at)}."


@transaction.atomic
def unlink_orientation(orientation: Orientation, *, by, reason: str) -> Orientation:
    """It was not that person: the partner's request waits again, with what was asked of it about the data.

    The partner no longer reads the state of somebody whom it did not orient.
    """
    orientation.refresh_from_db(from_queryset=Orientation.objects.select_for_update(of=("self",)))
    person = orientation.person
    if person is None:
        raise ValidationError("Cette orientation n’est reliée à aucun dossier.", code="free")
    lock(person)
    if not orientation.first_name:
        raise ValidationError("L’identité de cette orientation est effacée.", code="erased")
    journal.refuse_no_reason(reason, "Dites pourquoi ce n’est pas cette personne.")
    refuse_nir(reason)
    orientation.person, orientation.state = None, Orientation.State.RECEIVED
    # What the other person took back says nothing of this one.
    orientation.is_told, orientation.told_until = True, None
    orientation.save(update_fields=["person", "state", "is_told", "told_until"])
    from_the_file(orientation)
    journal.record(
        "unlink_orientation",
        person,
        by=by,
        before={"orientation": _told(orientation)},
        reason=reason.strip(),
        named=True,
    )
    return orientation


@transaction.atomic
def correct_orientation(orientation: Orientation, *, by, reason: str, **fields) -> Orientation:
    """What the partner wrote wrong of somebody whom no file tells (RGPD art. 16); the others are corrected in their file.

    `fields`: those of SAID. Raises ValidationError by field.
    """
    if unknown := set(fields) - set(SAID):
        raise TypeError(f"not what an orientation says: {', '.join(sorted(unknown))}")
    orientation.refresh_from_db(from_queryset=Orientation.objects.select_for_update(of=("self",)))
    if orientation.person_id:
        raise ValidationError("Cette personne a un dossier\u00a0: corrigez-le là.", code="file")
    if not orientation.first_name:
        raise ValidationError("L’identité de cette orientation est effacée.", code="erased")
    journal.refuse_no_reason(reason, "Dites pourquoi cette orientation est corrigée.")
    before = {name: getattr(orientation, name) for name in SAID}
    for name, value in fields.items():
        setattr(orientation, name, value.strip())
    refuse_nir(reason, *(getattr(orientation, name) for name in SAID))
    was, now = journal.changes(orientation, list(SAID), before)
    if not now:
        raise ValidationError("Rien n’est changé.", code="same")
    if not (orientation.closed_on or orientation.phone or orientation.email):
        raise ValidationError({"phone": UNREACHABLE})
    orientation.clean_fields(exclude=["territory", "author", "organisation", "person"])
    orientation.save(update_fields=list(now))
    told = {name: str(Orientation._meta.get_field(name).verbose_name) for name in now}
    journal.record(
        "correct",
        orientation,
        by=by,
        before={told[name]: was[name] for name in now},
        after={told[name]: now[name] for name in now},
        reason=reason.strip(),
        named=True,
    )
    return orientation


@transaction.atomic
def close_orientation(orientation: Orientation, *, by, reason: str) -> Orientation:
    """The team does not follow it up. How to join the person is erased some days later (`empty_closed`)."""
    _open(orientation)
    journal.refuse_no_reason(reason, "Dites pourquoi cette orientation est close.")
    orientation.state, orientation.closed_on = Orientation.State.CLOSED, timezone.localdate()
    orientation.closed_reason = reason.strip()
    orientation.save(update_fields=["state", "closed_on", "closed_reason"])
    journal.record("close", orientation, by=by, reason=reason, named=True)
    return orientation


@transaction.atomic
def reopen_orientation(orientation: Orientation, *, by, reason: str) -> Orientation:
    """Closed by mistake, it waits for an answer again, as long as it says how to join the person."""
    orientation.refresh_from_db(from_queryset=Orientation.objects.select_for_update(of=("self",)))
    if orientation.closed_on is None:
        raise ValidationError("L’équipe n’a pas clos cette orientation.", code="open")
    if orientation.emptied_on is None:
        raise ValidationError(
            "Les coordonnées de cette orientation sont effacées. Le partenaire peut orienter de nouveau la personne.",
            code="erased",
        )
    journal.refuse_no_reason(reason, "Dites pourquoi cette orientation est rouverte.")
    refuse_nir(reason)
    before = {"close le": orientation.closed_on, "raison": orientation.closed_reason}
    orientation.state = Orientation.State.RECEIVED
    orientation.closed_on, orientation.closed_reason = None, ""
    orientation.save(update_fields=["state", "closed_on", "closed_reason"])
    journal.record(
        "reopen_orientation",
        orientation,
        by=by,
        before=before,
        reason=reason.strip(),
        named=True,
    )
    return orientation


def of_sharing(consent: Consent) -> QuerySet[Orientation]:
    """What the partner of this agreement sent about the person."""
    if consent.organisation is None:
        return Orientation.objects.none()
    return Orientation.objects.filter(person=consent.person_id, organisation=consent.organisation)


def consent_changed(consent: Consent, *, by) -> None:
    """The partner reads what became of its orientation, or no longer does (settings.CONSENT_GIVEN, CONSENT_WITHDRAWN)."""
    of_sharing(consent).update(is_told=consent.is_given, told_until=consent.until)


def empty_closed(territory_id: int) -> int:
    """Erase how to join those whose orientation was closed and may no longer be opened again. Number of rows."""
    last = timezone.localdate() - Orientation.REOPENED_WITHIN
    rows = Orientation.objects.filter(territory=territory_id, person=None, closed_on__lte=last)
    rows = rows.exclude(phone="", email="", contact_preference="")
    return rows.update(phone="", email="", contact_preference="")
