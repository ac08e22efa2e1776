"""Requests of a person about their data: received, instructed within the term of the law, answered; what each answer does."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.eligibility import months_after
from ppde.models import (
    AccessFile,
    Elimination,
    Orientation,
    Outcome,
    OutcomeKind,
    Person,
    RightsRequest,
)
from ppde.operations.journey import refuse_future, refuse_nir
from ppde.operations.outcomes import leave_today, record_outcome
from ppde.operations.person_pages import close_pages
from ppde.privacy.apart import kept_apart
from ppde.privacy.recipients import tell_put_back, tell_taken_out
from ppde.retention.operations import eliminate_on_request, eliminate_row_on_request
from ppde.retention.times import FOLLOWED
from territories import journal
from territories.models import LegalFigure, Territory, TerritoryDepartment
from tzcld.ui import french
from tzcld.working_days import end_of_period, kept_locally, postponed

Kind, State, Identity = RightsRequest.Kind, RightsRequest.State, RightsRequest.Identity
# What freezes the file once granted: an objection and an erasure wait for what follows without being worked on.
FREEZES = frozenset({Kind.LIMITATION, Kind.OBJECTION, Kind.ERASURE})


# What may be asked of an orientation that no file tells: there is nothing to freeze.
OF_AN_ORIENTATION = (Kind.ACCESS, Kind.RECTIFICATION, Kind.ERASURE)
KEPT = "Dites pourquoi, la raison reste au journal."
NO_FILE = "Sans dossier, une demande est d’accès, de rectification ou d’effacement."


def answer_due(territory: Territory, received_on: date, *, extended: bool = False) -> date:
    """The last day to answer, by the months of the hub's legal figure on the day of arrival (RGPD art. 12-3: one, three when
    the request is complex). A Saturday, a Sunday or a public holiday gives way to the next working day.
    """
    return end_of_period(_last_of(territory, received_on, extended))


def due_moved(
    territory: Territory, received_on: date, due_on: date, *, extended: bool = False
) -> str:
    """Why this is the last day to answer and not the one that the months give; "" when it is that one, or was written before."""
    last = _last_of(territory, received_on, extended)
    return postponed(last) if due_on == end_of_period(last) else ""


@transaction.atomic
def recount_due(territory: Territory) -> int:
    """Requests still open whose last day is no more that of the rule, or of the holidays: it is counted again, and the journal
    says so. How many. In the scope of the territory; run twice, it finds nothing the second time.

    The term is the law's, not the one of the day when the request was written. Extended, it was told to the person: it never
    comes later than what was told.
    """
    found = 0
    rows = RightsRequest.objects.filter(territory=territory, state=State.OPEN)
    for request in rows.select_for_update(of=("self",)).order_by("pk"):
        extended = bool(request.extension_reason)
        due_on = answer_due(territory, request.received_on, extended=extended)
        if extended:
            due_on = min(due_on, request.due_on)
        if due_on == request.due_on:
            continue
        before, request.due_on = request.due_on, due_on
        request.save(update_fields=["due_on"])
        journal.record(
            "correct",
            request.subject,
            by=None,
            before={"échéance": before},
            after={"échéance": due_on},
            reason="Le délai de réponse, ou les jours fériés, ont changé.",
            named=True,
        )
        found += 1
    return found


def due_kept(territory: Territory, due_on: date) -> str:
    """« le 26 décembre … n’est férié que dans ce département » when the last day is one of those; "" on other days."""
    for span in TerritoryDepartment.objects.spans(territory.pk):
        if span.covers(due_on):
            return kept_locally(due_on, span.code)
    return ""


def _last_of(territory: Territory, received_on: date, extended: bool) -> date:
    what = LegalFigure.What.ANSWER_LONGEST if extended else LegalFigure.What.ANSWER
    months = LegalFigure.objects.value(territory.rules_hub_id, what, received_on)
    return months_after(received_on, int(months))


def _held(subject):
    """The row, held. A frozen file stops the acts of the journey, not the person's own requests."""
    return type(subject).objects.select_for_update(of=("self",)).get(pk=subject.pk)


@transaction.atomic
def record_request(
    subject: Person | Orientation,
    kind: str,
    *,
    received_on: date,
    channel: str,
    by,
    identity: str = Identity.PENDING,
    details: str = "",
) -> RightsRequest:
    """The clock starts the day it was received, not the day it is written here.

    `subject`: the file, or the orientation of somebody who has none.
    """
    subject = _held(subject)
    about = _about(subject, kind)
    refuse_future(received_on, "Écrivez le jour où la demande est arrivée")
    refuse_nir(details)
    request = RightsRequest(
        territory_id=subject.territory_id,
        **about,
        kind=kind,
        received_on=received_on,
        channel=channel,
        identity=identity,
        details=details.strip(),
        due_on=answer_due(subject.territory, received_on),
        recorded_by=by,
    )
    request.full_clean(exclude=["territory"])
    request.save()
    told = {
        "droit": request.get_kind_display(),
        "reçue le": received_on,
        "échéance": request.due_on,
    }
    journal.record("request", subject, by=by, after=told, named=True)
    return request


def _about(subject: Person | Orientation, kind: str) -> dict:
    """What the request keeps of whoever asks."""
    if isinstance(subject, Person):
        return {"person": subject, "number": subject.number}
    if subject.person_id:
        raise ValidationError("Cette personne a un dossier\u00a0: sa demande s’y enregistre.")
    if kind not in OF_AN_ORIENTATION:
        raise ValidationError({"kind": NO_FILE})
    return {"orientation": subject, "number": subject.pk}


def to_the_file(orientation: Orientation, person: Person, *, by) -> None:
    """What was asked of the orientation is answered on the file that it led to. In the caller's transaction.

    Asked in the file too, the right has one clock, that of the request received first (RGPD art. 12-3); the other is closed.
    """
    rows = RightsRequest.objects.filter(orientation=orientation)
    asked = {row.kind: row for row in person.rights_requests.filter(state=State.OPEN)}
    for row in rows.filter(state=State.OPEN, kind__in=asked):
        first, other = sorted((row, asked[row.kind]), key=lambda r: (r.received_on, r.pk))
        _join(other, first, person, by=by)
    rows.update(orientation=None, person=person, number=person.number, came_with=orientation)


def _join(other: RightsRequest, first: RightsRequest, subject: Person | Orientation, *, by) -> None:
    other.state, other.joined_to = State.JOINED, first
    other.answered_on, other.answered_by = timezone.localdate(), by
    other.save(update_fields=["state", "joined_to", "answered_on", "answered_by"])
    other.files.forget()
    after = {
        "droit": other.get_kind_display(),
        "reçue le": other.received_on,
        "réponse": other.get_state_display(),
        "échéance": first.due_on,
    }
    journal.record("reply_right", subject, by=by, after=after, named=True)


def from_the_file(orientation: Orientation) -> None:
    """The file was somebody else's: what still waits for its answer is asked of the orientation again.

    A copy already made tells of that other person: it goes. Requests that the link had joined wait again, each its own
    clock. In the caller's transaction.
    """
    waits = {"state": State.OPEN, "joined_to": None, "answered_on": None, "answered_by": None}
    came = RightsRequest.objects.filter(came_with=orientation, state__in=(State.OPEN, State.JOINED))
    back = list(came.values_list("pk", flat=True))
    AccessFile.objects.filter(request__in=back).forget()
    of_the_file = RightsRequest.objects.filter(joined_to__in=back).exclude(pk__in=back)
    joined = list(of_the_file.values_list("pk", flat=True))
    subject = {"orientation": orientation, "person": None, "number": orientation.pk}
    RightsRequest.objects.filter(pk__in=back).update(**subject, came_with=None, **waits)
    RightsRequest.objects.filter(pk__in=joined).update(**waits)


def _open(request: RightsRequest) -> RightsRequest:
    """The row as it is now, held until the end of the transaction."""
    request = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    refuse_answered(request)
    return request


def refuse_answered(request: RightsRequest) -> None:
    if not request.is_open:
        raise ValidationError("Cette demande a déjà sa réponse.", code="closed")


@transaction.atomic
def correct_rights_request(
    request: RightsRequest,
    kind: str,
    *,
    received_on: date,
    channel: str,
    reason: str,
    by,
    details: str = "",
) -> RightsRequest:
    """What was typed wrong on a request that waits: the clock is counted again from the day of arrival.

    What was said to the person, an extension or an identity, stays. A copy made for another right goes.
    """
    # As a new one, which may be of the right that this one becomes.
    subject = RightsRequest.objects.get(pk=request.pk).subject
    if subject:
        _held(subject)
    request = _open(request)
    if request.orientation and kind not in OF_AN_ORIENTATION:
        raise ValidationError({"kind": NO_FILE})
    journal.refuse_no_reason(reason, KEPT)
    refuse_future(received_on, "Écrivez le jour où la demande est arrivée")
    refuse_nir(details, reason)
    before, asked = _told(request), request.details
    request.kind, request.received_on, request.channel = kind, received_on, channel
    request.details = details.strip()
    request.due_on = answer_due(
        request.territory, received_on, extended=bool(request.extension_reason)
    )
    after = _told(request)
    if after == before and request.details == asked:
        raise ValidationError("Rien n’est changé.", code="same")
    request.full_clean(exclude=["territory"])
    request.save()
    if kind != Kind.ACCESS:
        request.files.forget()
    changed = [name for name in after if after[name] != before[name]]
    journal.record(
        "correct",
        request.subject,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason.strip(),
        named=True,
    )
    return request


def _told(request: RightsRequest) -> dict:
    return {
        "droit": request.get_kind_display(),
        "reçue le": request.received_on,
        "par quel moyen": request.get_channel_display(),
        "échéance": request.due_on,
    }


@transaction.atomic
def cancel_rights_request(request: RightsRequest, reason: str, *, by) -> RightsRequest:
    """Recorded by mistake, for a namesake say: it waits no more, and keeps nothing of what somebody else asked."""
    request = _open(request)
    journal.refuse_no_reason(reason, KEPT)
    refuse_nir(reason)
    request.state, request.answer = State.MISTAKE, ""
    request.details = request.extension_reason = ""
    request.answered_on, request.answered_by = timezone.localdate(), by
    request.save(
        update_fields=[
            "state", "answer", "details", "extension_reason", "answered_on", "answered_by",
        ]
    )  # fmt: skip
    request.files.forget()
    journal.record(
        "cancel",
        request.subject,
        by=by,
        before={"droit": request.get_kind_display(), "reçue le": request.received_on},
        reason=reason.strip(),
        named=True,
    )
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
    """More time, once, told to the person with the reason before the first term ends (RGPD art. 12-3)."""
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
    journal.refuse_no_reason(reason, "Dites pourquoi la demande demande plus de temps.")
    refuse_nir(reason)
    request.extension_reason = reason.strip()
    request.due_on = answer_due(request.territory, request.received_on, extended=True)
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
def answer_request(
    request: RightsRequest,
    state: str,
    answer: str,
    *,
    by,
    with_apart: bool = False,
    with_texts: bool = True,
) -> RightsRequest:
    """The decision and what was told to the person. Granted, a limitation, an objection or an erasure freezes the file.

    An erasure granted takes the person off the list first, a frozen file too: to ask for it is to leave.
    `with_apart`: an erasure granted takes away what is kept apart from the file too (ppde/privacy/apart.py); `with_texts`: the
    name from the other texts (ppde/retention/elsewhere.py).
    """
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
    if state == State.GRANTED and request.kind == Kind.ERASURE:
        _leave(request.person, by)
    if state == State.GRANTED and request.kind in FREEZES and request.person:
        _freeze(request, by)
    if state == State.GRANTED and request.kind == Kind.ERASURE:
        _erase(request, with_apart, with_texts, by)
    after = {"droit": request.get_kind_display(), "réponse": request.get_state_display()}
    journal.record("reply_right", _held(request.subject), by=by, after=after, named=True)
    return request


def waiting_too(request: RightsRequest) -> list[RightsRequest]:
    """What else the same person asks, the first received first."""
    same = {"person": request.person_id, "orientation": request.orientation_id}
    rows = RightsRequest.objects.filter(**same, state=State.OPEN).exclude(pk=request.pk)
    return list(rows.order_by("received_on", "pk"))


def why_not_reopened(request: RightsRequest) -> str:
    """A sentence when this request may not wait for another answer, else nothing."""
    if request.is_open:
        return "Cette demande attend encore sa réponse."
    if request.state == State.JOINED:
        return "Cette demande est réunie à une autre, qui a sa réponse."
    if request.state == State.GRANTED and request.kind == Kind.ERASURE:
        return "L’effacement est accordé\u00a0: il est définitif."
    if request.orientation and not request.orientation.first_name:
        return "L’identité de cette orientation est effacée."
    if request.person and request.person.anonymised_on:
        return "Ce dossier est effacé."
    return ""


@transaction.atomic
def reopen_rights_request(request: RightsRequest, reason: str, *, by) -> RightsRequest:
    """Answered or cancelled on the wrong line: it waits again, due on the day it was due.

    What was told goes with the answer; a file that the answer froze stays so until somebody lifts it. Raises
    ValidationError: an erasure granted, another request of this right that waits already.
    """
    request = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if refusal := why_not_reopened(request):
        raise ValidationError(refusal, code="final")
    journal.refuse_no_reason(reason, KEPT)
    refuse_nir(reason)
    before = {
        "droit": request.get_kind_display(),
        "réponse": request.get_state_display(),
        "le": request.answered_on,
    }
    request.state, request.answer = State.OPEN, ""
    request.answered_on, request.answered_by = None, None
    request.full_clean(exclude=["territory"])
    request.save(update_fields=["state", "answer", "answered_on", "answered_by"])
    journal.record(
        "reopen_right",
        _held(request.subject),
        by=by,
        before=before,
        after={"échéance": request.due_on},
        reason=reason.strip(),
        named=True,
    )
    return request


def planned_exit(person: Person | None) -> Outcome | None:
    """The exit whose day has not come, which an erasure granted brings forward."""
    return person.outcomes.to_come().first() if person and person.state in FOLLOWED else None


def leaves_with_erasure(person: Person | None) -> bool:
    """Whether granting an erasure writes the exit too: the person is on the list, and no exit is known."""
    return (
        person is not None and person.state in FOLLOWED and not person.outcomes.standing().exists()
    )


def _leave(person: Person | None, by) -> None:
    # Before the file is held: an exit holds the proposal that it ends first.
    if leaves_with_erasure(person):
        today = timezone.localdate()
        record_outcome(person, OutcomeKind.NO_LONGER, today, frozen_too=True, by=by)
    elif planned := planned_exit(person):
        leave_today(planned, by=by)


def _erase(request: RightsRequest, with_apart: bool, with_texts: bool, by) -> None:
    """The worker empties the file, or the orientation, once this is kept; until then a file stays frozen."""
    reference = f"demande d’effacement n° {request.pk}"
    # Nothing will be left to show or to correct.
    for other in waiting_too(request):
        _join(other, request, request.subject, by=by)
    if request.orientation:
        what = Elimination.What.ORIENTATIONS
        sent = _held(request.orientation)
        eliminate_row_on_request(what, sent, reference, by=by, with_texts=with_texts)
    else:
        eliminate_on_request(_held(request.person), reference, by=by, with_texts=with_texts)
    # Now, while the address that finds it is still there.
    for apart in kept_apart(request.subject) if with_apart else ():
        apart.erase(request.subject, by=by)


def _freeze(request: RightsRequest, by) -> None:
    person = _held(request.person)
    if person.limited_on is None:
        person.limited_on = timezone.localdate()
        person.save(update_fields=["limited_on"])
        after = {"dossier gelé le": person.limited_on, "droit": request.get_kind_display()}
        journal.record("limit", person, by=by, after=after, named=True)
        close_pages(person, by=by)
        tell_taken_out(person)


def refuse_free(person: Person) -> None:
    if person.limited_on is None:
        raise ValidationError("Ce dossier n’est pas gelé.", code="free")


@transaction.atomic
def lift_limitation(person: Person, *, reason: str, by) -> Person:
    """Work on the file again: the person is told before (RGPD art. 18-3)."""
    person = _held(person)
    refuse_free(person)
    journal.refuse_no_reason(reason, "Dites pourquoi, et quand la personne en a été prévenue.")
    refuse_nir(reason)
    before = {"dossier gelé le": person.limited_on}
    person.limited_on = None
    person.save(update_fields=["limited_on"])
    journal.record("resume", person, by=by, before=before, reason=reason.strip(), named=True)
    tell_put_back(person)
    return person
