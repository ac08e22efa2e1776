"""Requests of a person about their data: received, instructed within a month, answered; what each answer does."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.eligibility import months_after
from ppde.models import Person, RightsRequest
from ppde.operations.journey import refuse_future, refuse_nir
from ppde.operations.person_pages import close_pages
from ppde.retention.operations import eliminate_on_request
from territories import journal
from tzcld.ui import french

Kind, State, Identity = RightsRequest.Kind, RightsRequest.State, RightsRequest.Identity
# Months to answer, and months at most when the request is complex (RGPD art. 12-3).
CLOCK, LONGEST = 1, 3
# What freezes the file once granted: an objection and an erasure wait for what follows without being worked on.
FREEZES = frozenset({Kind.LIMITATION, Kind.OBJECTION, Kind.ERASURE})


def _held(person: Person) -> Person:
    """The row, held. A frozen file stops the acts of the journey, not the person's own requests."""
    return Person.objects.select_for_update(of=("self",)).get(pk=person.pk)


@transaction.atomic
def record_request(
    person: Person,
    kind: str,
    *,
    received_on: date,
    channel: str,
    by,
    identity: str = Identity.PENDING,
    details: str = "",
) -> RightsRequest:
    """The clock starts the day it was received, not the day it is written here."""
    person = _held(person)
    refuse_future(received_on, "Écrivez le jour où la demande est arrivée")
    refuse_nir(details)
    request = RightsRequest(
        territory_id=person.territory_id,
        person=person,
        number=person.number,
        kind=kind,
        received_on=received_on,
        channel=channel,
        identity=identity,
        details=details.strip(),
        due_on=months_after(received_on, CLOCK),
        recorded_by=by,
    )
    request.full_clean(exclude=["territory"])
    request.save()
    told = {
        "droit": request.get_kind_display(),
        "reçue le": received_on,
        "échéance": request.due_on,
    }
    journal.record("request", person, by=by, after=told, named=True)
    return request


def _open(request: RightsRequest) -> RightsRequest:
    """The row as it is now, held until the end of the transaction."""
    request = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not request.is_open:
        raise ValidationError("Cette demande a déjà sa réponse.", code="closed")
    return request


@transaction.atomic
def check_identity(request: RightsRequest, identity: str, *, by) -> RightsRequest:
    """How the team made sure that the person is the one who asks; no document is kept."""
    request = _open(request)
    if identity == Identity.PENDING:
        raise ValidationError({"identity": "Dites comment l’identité a été vérifiée."})
    request.identity = identity
    request.save(update_fields=["identity"])
    after = {"identité": request.get_identity_display()}
    journal.record("update", request, by=by, after=after)
    return request


@transaction.atomic
def extend_request(request: RightsRequest, reason: str, *, by) -> RightsRequest:
    """Two months more, once, told to the person with the reason before the first month ends (RGPD art. 12-3)."""
    request = _open(request)
    if request.extension_reason:
        raise ValidationError(
            "Le délai a déjà été prolongé, une seule fois est permise.", code="twice"
        )
    if request.days_left < 0:
        raise ValidationError(
            f"Le délai est passé depuis le {french.numeric_date(request.due_on)}\u00a0: répondez.",
            code="late",
        )
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi la demande demande plus de temps."})
    refuse_nir(reason)
    request.extension_reason = reason.strip()
    request.due_on = months_after(request.received_on, LONGEST)
    request.save(update_fields=["extension_reason", "due_on"])
    journal.record(
        "update",
        request,
        by=by,
        after={"échéance": request.due_on},
        reason=request.extension_reason,
    )
    return request


@transaction.atomic
def answer_request(request: RightsRequest, state: str, answer: str, *, by) -> RightsRequest:
    """The decision and what was told to the person. Granted, a limitation, an objection or an erasure freezes the file."""
    request = _open(request)
    if state not in (State.GRANTED, State.REFUSED, State.WITHDRAWN):
        raise ValidationError({"state": "Choisissez une réponse."})
    if state == State.GRANTED and request.identity == Identity.PENDING:
        raise ValidationError(
            {"state": "Vérifiez d’abord l’identité de la personne, et notez comment."}
        )
    if not answer.strip():
        raise ValidationError({"answer": "Écrivez ce qui a été répondu à la personne."})
    refuse_nir(answer)
    request.state, request.answer = state, answer.strip()
    request.answered_on, request.answered_by = timezone.localdate(), by
    request.save(update_fields=["state", "answer", "answered_on", "answered_by"])
    if state == State.GRANTED and request.kind in FREEZES:
        _freeze(request, by)
    if state == State.GRANTED and request.kind == Kind.ERASURE:
        # The worker empties the file once this is kept; until then it stays frozen.
        eliminate_on_request(_held(request.person), f"demande d’effacement n° {request.pk}", by=by)
    after = {"droit": request.get_kind_display(), "réponse": request.get_state_display()}
    journal.record("reply_right", _held(request.person), by=by, after=after, named=True)
    return request


def _freeze(request: RightsRequest, by) -> None:
    person = _held(request.person)
    if person.limited_on is None:
        person.limited_on = timezone.localdate()
        person.save(update_fields=["limited_on"])
        after = {"dossier gelé le": person.limited_on, "droit": request.get_kind_display()}
        journal.record("limit", person, by=by, after=after, named=True)
        close_pages(person, by=by)


@transaction.atomic
def lift_limitation(person: Person, *, reason: str, by) -> Person:
    """Work on the file again: the person is told before (RGPD art. 18-3)."""
    person = _held(person)
    if person.limited_on is None:
        raise ValidationError("Ce dossier n’est pas gelé.", code="free")
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi, et quand la personne en a été prévenue."})
    refuse_nir(reason)
    before = {"dossier gelé le": person.limited_on}
    person.limited_on = None
    person.save(update_fields=["limited_on"])
    journal.record("resume", person, by=by, before=before, reason=reason.strip(), named=True)
    return person
