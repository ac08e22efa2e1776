"""Consents: given with a proof, taken back at once, over after their last day; what needs one asks `require_consent`."""

import logging
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde.models import Consent, Person
from ppde.operations.journey import lock, refuse_future, refuse_nir
from territories import journal
from territories.models import Organisation
from tzcld.ui import french

log = logging.getLogger(__name__)


def current_consents(person: Person) -> list[Consent]:
    """The latest fact of each purpose, and of each partner for a sharing: given, taken back or over (`holds`)."""
    return list(person.consents.latest_facts().select_related("organisation", "recorded_by"))


def latest_consent(
    person: Person, purpose: str, organisation: Organisation | None = None
) -> Consent | None:
    """What was said last of this purpose, and of this partner for a sharing."""
    return person.consents.filter(purpose=purpose, organisation=organisation).first()


def has_consent(person: Person, purpose: str, organisation: Organisation | None = None) -> bool:
    """Whether the person agrees now. Read again at each use: a withdrawal or a last day stops the next one."""
    latest = latest_consent(person, purpose, organisation)
    return latest is not None and latest.holds


def require_consent(person: Person, purpose: str, organisation: Organisation | None = None) -> None:
    """Refuse in words what the person has not agreed to, or no longer does."""
    latest = latest_consent(person, purpose, organisation)
    if latest is not None and latest.holds:
        return
    what = Consent(purpose=purpose, organisation=organisation).what
    if latest is not None and latest.ended_on:
        raise ValidationError(
            f"L’accord de {person.reference} pour {what} s’est terminé le {french.date(latest.ended_on)}. "
            "Demandez-le de nouveau, et enregistrez-le dans «\u00a0Données et droits\u00a0».",
            code="consent",
        )
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
    until: date | None = None,
) -> Consent:
    """The person agrees to one thing; the proof says what was signed or said, and where it is kept.

    `until`: its last day, included; None: until taken back. Given again before its end, it lasts longer from then on.
    """
    lock(person)
    refuse_future(on, "Écrivez le jour de l’accord")
    _check_last_day(on, until)
    if latest := latest_consent(person, purpose, organisation):
        if latest.holds:
            _refuse_no_longer(latest, on, until)
        elif latest.is_given:
            # Its last day has passed and the night has not said so yet: what stops with it stops all the same.
            end_consent(latest)
    consent = _write(person, purpose, organisation, True, on, channel, proof, by, until=until)
    _tell_rooms(settings.CONSENT_GIVEN, consent, by)
    return consent


def _check_last_day(on: date, until: date | None) -> None:
    if until is None:
        return
    if until < on:
        raise ValidationError({"until": "Le dernier jour ne peut pas précéder l’accord."})
    if until < timezone.localdate():
        raise ValidationError(
            {
                "until": "Ce jour est passé\u00a0: l’accord serait déjà terminé. Écrivez un jour à venir."
            }
        )


def _refuse_no_longer(latest: Consent, on: date, until: date | None) -> None:
    """A renewal lasts longer than what it renews."""
    if latest.until is None:
        raise ValidationError(
            "Cet accord est déjà enregistré, sans dernier jour. Si la personne ne le donne plus, retirez-le.",
            code="same",
        )
    if on < latest.on:
        raise ValidationError({"on": "Le renouvellement ne peut pas précéder l’accord."})
    if until is not None and until <= latest.until:
        raise ValidationError(
            {
                "until": f"Cet accord est déjà enregistré jusqu’au {french.date(latest.until)}. Pour le renouveler, "
                "écrivez un jour plus tard\u00a0; pour le finir plus tôt, retirez-le."
            },
            code="same",
        )


@transaction.atomic
def withdraw_consent(consent: Consent, *, on: date, channel: str, by, proof: str = "") -> Consent:
    """The person takes it back: nothing new is done from now on. No reason is asked. A frozen file does not prevent it."""
    person = _held(consent)
    refuse_future(on, "Écrivez le jour du retrait")
    latest = latest_consent(person, consent.purpose, consent.organisation)
    if latest is not None and latest.ended_on:
        raise ValidationError(
            f"Cet accord s’est terminé le {french.date(latest.ended_on)}.", code="same"
        )
    if latest is None or not latest.holds:
        raise ValidationError("Cet accord est déjà retiré.", code="same")
    if on < consent.on:
        raise ValidationError({"on": "Le retrait ne peut pas précéder l’accord."})
    taken = _write(person, consent.purpose, consent.organisation, False, on, channel, proof, by)
    _tell_rooms(settings.CONSENT_WITHDRAWN, taken, by)
    return taken


def end_consents(territory_id: int) -> int:
    """What the rooms do at a withdrawal, done for each agreement whose last day has passed. Number ended.

    Twice is the same as once: the end is a fact, after which the agreement is no longer the latest. One that fails leaves
    the others to be. A frozen file does not prevent it: the person agreed until that day and no longer.
    """
    rows = Consent.objects.filter(territory=territory_id, person__anonymised_on=None)
    ended = 0
    for consent in rows.past(timezone.localdate()).order_by("pk"):
        try:
            ended += end_consent(consent) is not None
        except Exception:
            log.exception("end of consent %s", consent.pk)
    return ended


@transaction.atomic
def end_consent(consent: Consent) -> Consent | None:
    """The last day has passed: nothing new is done from now on. None when somebody said something else meanwhile."""
    person = _held(consent)
    if not Consent.objects.filter(pk=consent.pk).past(timezone.localdate()).exists():
        return None
    ended = _write(
        person,
        consent.purpose,
        consent.organisation,
        False,
        consent.until,
        Consent.Channel.END,
        "",
        None,
    )
    _tell_rooms(settings.CONSENT_WITHDRAWN, ended, None)
    return ended


def _held(consent: Consent) -> Person:
    """The person, whose row is held after those that each room will touch (settings.CONSENT_HELD)."""
    for path in settings.CONSENT_HELD:
        import_string(path)(consent)
    return Person.objects.select_for_update(of=("self",)).get(pk=consent.person_id)


def _tell_rooms(acts: list[str], consent: Consent, by) -> None:
    """What each room does of it, in the same transaction: one that refuses refuses the whole."""
    for path in acts:
        import_string(path)(consent, by=by)


def _write(person, purpose, organisation, is_given, on, channel, proof, by, until=None) -> Consent:
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
        until=until,
        channel=channel,
        proof=proof.strip(),
        recorded_by=by,
    )
    # Nobody records the end: it comes by itself.
    consent.full_clean(exclude=["territory", *(["recorded_by"] if consent.is_end else [])])
    consent.save()
    verb = "consent" if is_given else "end_consent" if consent.is_end else "withdraw"
    after = {"accord": consent.what, "date": on} | ({"jusqu’au": until} if until else {})
    journal.record(verb, person, by=by, after=after, named=True)
    return consent
