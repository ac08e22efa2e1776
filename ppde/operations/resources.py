"""Levers and programmes asked for a person; who had what a partner gave."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from ppde.models import Consent, DeliveryPerson, EventKind, Person, SchemeRequest
from ppde.operations.consents import require_consent
from ppde.operations.corrections import refuse_no_reason, take_back
from ppde.operations.journey import lock, refresh, refuse_future, refuse_nir, write
from territories import journal
from territories.models import CommitmentDelivery, Organisation, Scheme, Territory
from territories.resources import operations as resources
from tzcld.ui import french

State = SchemeRequest.State
# The result of a request that the person wants no more.
TAKEN_BACK, OVER = "Accord retiré.", "Accord terminé."


@transaction.atomic
def ask_scheme(person: Person, scheme: Scheme, *, on: date, by) -> SchemeRequest:
    """Ask for a lever, or orient to a programme: one request at a time for the same scheme, and a fact of the journey."""
    lock(person)
    refuse_future(on, "Écrivez la date de la demande")
    if scheme.territory_id not in (person.territory_id, person.territory.hub_id):
        raise ValidationError("Ce levier est dans le répertoire d’un autre territoire.")
    if not scheme.is_open:
        raise ValidationError(f"«\u00a0{scheme}\u00a0» n’est plus ouvert aux demandes.")
    open_ones = SchemeRequest.objects.filter(person=person, scheme=scheme, state=State.ASKED)
    if open_ones.exists():
        raise ValidationError(
            "Une demande est déjà en cours pour cette personne. Notez d’abord sa réponse."
        )
    _refuse_unagreed(person, scheme)
    request = SchemeRequest.objects.create(
        territory_id=person.territory_id, person=person, scheme=scheme, asked_on=on, author=by
    )
    _tell(person, on, f"{scheme.get_kind_display().capitalize()} demandé\u00a0: {scheme}", by)
    journal.record("request", person, by=by, after={"demande": str(scheme), "date": on}, named=True)
    return request


def partner_of(scheme: Scheme, territory: Territory) -> Organisation | None:
    """The organisation that the lever is asked from, when it is one of the territory: a person agrees to a sharing by partner.

    A lever writes a name alone.
    """
    rows = Organisation.objects.filter(territory=territory, name__iexact=scheme.organisation)
    return rows.first()


def _refuse_unagreed(person: Person, scheme: Scheme) -> None:
    """The lever is asked from somebody who is told of the person: who agrees to it, for an organisation that is known."""
    partner = partner_of(scheme, person.territory)
    if partner is None:
        raise ValidationError(
            f"«\u00a0{scheme.organisation}\u00a0» n’est pas dans les organisations du territoire, et un accord nomme à qui le "
            f"dossier est transmis. Ajoutez cette organisation, puis demandez l’accord de {person.reference}.",
            code="outside",
        )
    require_consent(person, Consent.Purpose.SHARING, partner)


def _waiting(consent: Consent) -> list[SchemeRequest]:
    """Requests without an answer, to the partner of this agreement."""
    if consent.organisation is None:
        return []
    rows = SchemeRequest.objects.filter(
        person=consent.person_id,
        state=State.ASKED,
        scheme__organisation__iexact=consent.organisation.name,
    )
    return list(rows.select_related("scheme").order_by("pk"))


def stops_with(consent: Consent) -> list[str]:
    """The levers whose request stops when this agreement is taken back, by name."""
    return [f"«\u00a0{row.scheme}\u00a0»" for row in _waiting(consent)]


def consent_withdrawn(consent: Consent, *, by) -> None:
    """What waited for an answer of this partner is dropped (settings.CONSENT_WITHDRAWN); what was obtained stays."""
    for request in _waiting(consent):
        request.state, request.result = State.DROPPED, OVER if consent.is_end else TAKEN_BACK
        request.closed_on = max(request.asked_on, consent.on)
        request.save(update_fields=["state", "closed_on", "result"])
        _tell(consent.person, request.closed_on, _told(request), by)
        journal.record("reply", consent.person, by=by, after=_answer(request), named=True)


@transaction.atomic
def close_request(
    request: SchemeRequest, *, state: str, on: date, result: str = "", by
) -> SchemeRequest:
    """Write the answer: obtained, refused or dropped, and a fact of the journey."""
    request = SchemeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    refuse_nir(result)
    lock(request.person)
    if request.state != State.ASKED:
        raise ValidationError("La réponse à cette demande est déjà notée.")
    _check_day(request, on)
    request.state, request.closed_on, request.result = state, on, result
    request.save(update_fields=["state", "closed_on", "result"])
    _tell(request.person, on, _told(request), by)
    journal.record(
        "reply",
        request.person,
        by=by,
        after={"demande": str(request.scheme), "réponse": request.get_state_display()},
        named=True,
    )
    return request


@transaction.atomic
def correct_request(
    request: SchemeRequest, *, state: str, on: date | None, result: str = "", reason: str, by
) -> SchemeRequest:
    """The answer was noted wrongly: another takes its place, or the request waits again (`state` asked, no day).

    The first answer stays in the journey, replaced by a fact that gives who corrected it and why.
    """
    request = SchemeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    lock(request.person)
    refuse_nir(result)
    refuse_no_reason(reason, "Dites pourquoi la réponse est corrigée.")
    if request.state == State.ASKED:
        raise ValidationError("Cette demande n’a pas encore de réponse.", code="asked")
    before, told = _answer(request), _told(request)
    day = request.closed_on
    if state == State.ASKED:
        _refuse_another(request)
        _refuse_unagreed(request.person, request.scheme)
        on, result = None, ""
    else:
        _check_day(request, on)
    request.state, request.closed_on, request.result = state, on, result
    if _answer(request) == before:
        raise ValidationError("Rien n’a changé\u00a0: c’est déjà la réponse notée.", code="same")
    request.save(update_fields=["state", "closed_on", "result"])
    words = (
        f"{request.scheme}\u00a0: la réponse notée était une erreur, la demande attend de nouveau"
        if on is None
        else f"{_told(request)} (réponse du {french.date(on)}, corrigée)"
    )
    take_back(
        request.person, EventKind.NOTE, day, words[:300], text=told[:300], by=by, reason=reason
    )
    refresh(request.person)
    journal.record(
        "correct",
        request.person,
        by=by,
        before=before,
        after=_answer(request),
        reason=reason,
        named=True,
    )
    return request


def _refuse_another(request: SchemeRequest) -> None:
    """Two requests of a person for one scheme never wait together."""
    others = SchemeRequest.objects.filter(
        person=request.person_id, scheme=request.scheme_id, state=State.ASKED
    )
    if others.exists():
        raise ValidationError(
            "Une autre demande est en cours pour ce levier. Notez sa réponse, ou corrigez celle-ci autrement.",
            code="open",
        )


def _check_day(request: SchemeRequest, on: date | None) -> None:
    if on is None:
        raise ValidationError({"on": "Écrivez la date de la réponse."})
    refuse_future(on, "Écrivez la date de la réponse")
    if on < request.asked_on:
        raise ValidationError({"on": "La réponse ne peut pas venir avant la demande."})


def _told(request: SchemeRequest) -> str:
    """What the journey says of the answer."""
    told = f"{request.scheme}\u00a0: {request.get_state_display()}"
    return f"{told}. {request.result}" if request.result else told


def _answer(request: SchemeRequest) -> dict:
    return {
        "demande": str(request.scheme),
        "réponse": request.get_state_display(),
        "date": request.closed_on,
        "résultat": request.result,
    }


def _tell(person: Person, on: date, text: str, by) -> None:
    write(person, EventKind.NOTE, on, text[:300], by=by)
    refresh(person)


@transaction.atomic
def link_delivery(delivery: CommitmentDelivery, persons: list[Person], *, by) -> None:
    """Say who had the places or the jobs given: at most as many as were given."""
    delivery = CommitmentDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if CommitmentDelivery.objects.filter(corrects=delivery).exists():
        raise ValidationError("Cette ligne vient d’être corrigée. Ouvrez sa dernière version.")
    if len(persons) > delivery.number:
        raise ValidationError(
            "Il y a plus de personnes que de places données. Corrigez d’abord le nombre donné."
        )
    wanted = {person.pk: person for person in persons}
    rows = DeliveryPerson.objects.filter(delivery=delivery)
    known = set(rows.values_list("person", flat=True))
    for pk in sorted(set(wanted) - known):
        lock(wanted[pk])
    rows.exclude(person__in=wanted).delete()
    DeliveryPerson.objects.bulk_create(
        DeliveryPerson(territory_id=delivery.territory_id, delivery=delivery, person=wanted[pk])
        for pk in sorted(set(wanted) - known)
    )
    for pk in sorted(set(wanted) - known):
        journal.record(
            "update",
            wanted[pk],
            by=by,
            after={"place donnée par": str(delivery.commitment)},
            named=True,
        )


@transaction.atomic
def correct_delivery(
    delivery: CommitmentDelivery,
    *,
    on: date,
    number: int,
    note: str = "",
    reason: str,
    withdraw: bool = False,
    by,
) -> CommitmentDelivery:
    """Correct or withdraw what was noted as given; the persons named for it follow the new row, or are named no more."""
    row = resources.correct_delivery(
        delivery, on=on, number=number, note=note, reason=reason, withdraw=withdraw, by=by
    )
    named = DeliveryPerson.objects.filter(delivery=delivery).select_related("person")
    if not withdraw:
        if named.count() > number:
            raise ValidationError(
                {"number": "Plus de personnes sont nommées pour cette place. Retirez-en d’abord."}
            )
        named.update(delivery=row)
        return row
    for link in named:
        journal.record(
            "correct",
            link.person,
            by=by,
            before={"place donnée par": str(row.commitment)},
            reason=reason,
            named=True,
        )
    named.delete()
    return row
