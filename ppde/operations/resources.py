"""Levers and programmes asked for a person; who had what a partner gave."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from ppde.models import DeliveryPerson, EventKind, Person, SchemeRequest
from ppde.operations.journey import lock, refresh, refuse_future, refuse_nir, write
from territories import journal
from territories.models import CommitmentDelivery, Scheme
from territories.resources import operations as resources

State = SchemeRequest.State


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
    request = SchemeRequest.objects.create(
        territory_id=person.territory_id, person=person, scheme=scheme, asked_on=on, author=by
    )
    _tell(person, on, f"{scheme.get_kind_display().capitalize()} demandé\u00a0: {scheme}", by)
    journal.record("request", person, by=by, after={"demande": str(scheme), "date": on}, named=True)
    return request


@transaction.atomic
def close_request(
    request: SchemeRequest, *, state: str, on: date, result: str = "", by
) -> SchemeRequest:
    """Write the answer: obtained, refused or dropped, and a fact of the journey."""
    request = SchemeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    refuse_future(on, "Écrivez la date de la réponse")
    refuse_nir(result)
    lock(request.person)
    if request.state != State.ASKED:
        raise ValidationError("La réponse à cette demande est déjà notée.")
    if on < request.asked_on:
        raise ValidationError({"on": "La réponse ne peut pas venir avant la demande."})
    request.state, request.closed_on, request.result = state, on, result
    request.save(update_fields=["state", "closed_on", "result"])
    told = f"{request.scheme}\u00a0: {request.get_state_display()}"
    _tell(request.person, on, f"{told}. {result}" if result else told, by)
    journal.record(
        "reply",
        request.person,
        by=by,
        after={"demande": str(request.scheme), "réponse": request.get_state_display()},
        named=True,
    )
    return request


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
