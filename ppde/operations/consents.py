"""Consents: given with a proof, taken back at once; what needs one asks `require_consent`."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string

from ppde.models import Consent, Person
from ppde.operations.journey import lock, refuse_future, refuse_nir
from territories import journal
from territories.models import Organisation


def current_consents(person: Person) -> list[Consent]:
    """The latest fact of each purpose, and of each partner for a sharing: given or taken back."""
    found: dict[tuple, Consent] = {}
    for consent in person.consents.select_related("organisation", "recorded_by"):
        found.setdefault((consent.purpose, consent.organisation_id), consent)
    return list(found.values())


def has_consent(person: Person, purpose: str, organisation: Organisation | None = None) -> bool:
    """Whether the person agrees now. Read again at each use: a withdrawal stops the next one."""
    latest = person.consents.filter(purpose=purpose, organisation=organisation).first()
    return latest is not None and latest.is_given


def require_consent(person: Person, purpose: str, organisation: Organisation | None = None) -> None:
    """Refuse in words what the person has not agreed to, or no longer does."""
    if has_consent(person, purpose, organisation):
        return
    what = Consent(purpose=purpose, organisation=organisation).what
    raise ValidationError(
        f"{person.reference} n’a pas donné son accord pour {what}, ou l’a retiré. "
        "Demandez-le d’abord, et enregistrez-le dans «\u00a0Données et droits\u00a0».",
        code="consent",
    )


@transaction.atomic
def record_consent(
    person: Person,
    purpose: str,
    *,
    on: date,
    channel: str,
    proof: str,
    by,
    organisation: Organisation | None = None,
) -> Consent:
    """The person agrees to one thing; the proof says what was signed or said, and where it is kept."""
    lock(person)
    refuse_future(on, "Écrivez le jour de l’accord")
    if has_consent(person, purpose, organisation):
        raise ValidationError("Cet accord est déjà enregistré.", code="same")
    consent = _write(person, purpose, organisation, True, on, channel, proof, by)
    _tell_rooms(settings.CONSENT_GIVEN, consent, by)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, on: date, channel: str, by, proof: str = "") -> Consent:
    """The person takes it back: nothing new is done from now on. No reason is asked. A frozen file does not prevent it."""
    for path in settings.CONSENT_HELD:
        import_string(path)(consent)
    person = Person.objects.select_for_update(of=("self",)).get(pk=consent.person_id)
    refuse_future(on, "Écrivez le jour du retrait")
    if not has_consent(person, consent.purpose, consent.organisation):
        raise ValidationError("Cet accord est déjà retiré.", code="same")
    if on < consent.on:
        raise ValidationError({"on": "Le retrait ne peut pas précéder l’accord."})
    taken = _write(person, consent.purpose, consent.organisation, False, on, channel, proof, by)
    _tell_rooms(settings.CONSENT_WITHDRAWN, taken, by)
    return taken


def _tell_rooms(acts: list[str], consent: Consent, by) -> None:
    """What each room does of it, in the same transaction: one that refuses refuses the whole."""
    for path in acts:
        import_string(path)(consent, by=by)


def _write(person, purpose, organisation, is_given, on, channel, proof, by) -> Consent:
    refuse_nir(proof)
    if organisation is not None and organisation.territory_id != person.territory_id:
        raise ValidationError({"organisation": "Ce partenaire est d’un autre territoire."})
    consent = Consent(
        territory_id=person.territory_id,
        person=person,
        purpose=purpose,
        organisation=organisation,
        is_given=is_given,
        on=on,
        channel=channel,
        proof=proof.strip(),
        recorded_by=by,
    )
    consent.full_clean(exclude=["territory"])
    consent.save()
    verb = "consent" if is_given else "withdraw"
    journal.record(verb, person, by=by, after={"accord": consent.what, "date": on}, named=True)
    return consent
