"""A person takes back the agreement that another employer be told of them: what waits there stops, and the employer is told."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ebe.models import Proposal
from ebe.operations.proposals import record
from ppde import operations as ppde
from ppde.models import Consent, EventKind
from ppde.operations.journey import write
from tzcld.ui import french

Reply = Proposal.Reply
TOLD = "employeur prévenu le"


def waiting(consent: Consent) -> QuerySet[Proposal]:
    """What this employer waits for about the person, if the agreement is that of sharing with it."""
    if consent.organisation_id is None:
        return Proposal.objects.none()
    rows = Proposal.objects.filter(person=consent.person_id, organisation=consent.organisation_id)
    return rows.filter(reply=Reply.WAITING)


def hold(consent: Consent) -> None:
    """Before the person is held (settings.CONSENT_HELD): whoever notes an answer holds the proposal first, then the person."""
    list(waiting(consent).select_for_update(of=("self",)).order_by("pk"))


def stops(consent: Consent) -> list[str]:
    """What the page of the withdrawal announces, a sentence a proposal (settings.CONSENT_STOPS)."""
    return [
        f"la proposition «\u00a0{row.job_title}\u00a0», qui attend sa réponse, s’arrête" for row in waiting(consent)
    ]  # fmt: skip


def consent_withdrawn(consent: Consent, *, by) -> None:
    """The proposal stops and its place is free (settings.CONSENT_WITHDRAWN). A yes stays: its hire is seen with the person.

    The post needs no lock: a place that waits makes it neither open nor filled.
    """
    rows = waiting(consent).select_for_update(of=("self",)).select_related("organisation")
    for row in rows.order_by("pk"):
        row.person = consent.person
        stop(row, consent.on, by=by, is_over=consent.is_end)


def stop(row: Proposal, on: date, *, by, is_over: bool = False) -> None:
    """`on`: the day when the agreement was taken back, or that of the proposal when it came later.

    `is_over`: the agreement was not taken back, its last day has passed.
    """
    before = row.reply
    row.reply, row.replied_on, row.reason = Reply.STOPPED, max(on, row.proposed_on), ""
    row.save(update_fields=["reply", "replied_on", "reason"])
    words = f"Accord {'terminé' if is_over else 'retiré'}, la proposition s’arrête\u00a0: {row}"
    write(row.person, EventKind.NOTE, timezone.localdate(), words[:300], by=by)
    ppde.refresh(row.person)
    after = {"reply": row.reply, "replied_on": row.replied_on}
    record("reply", row, by=by, before={"reply": before}, after=after)


@transaction.atomic
def tell_employer(proposal: Proposal, *, on: date | None, by) -> Proposal:
    """The day when the employer was asked to keep nothing of the person any more (RGPD art. 19); None: not yet after all.

    Raises ValidationError by field. A frozen file does not prevent it: the person asked.
    """
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("person", "organisation")
    row = rows.get(pk=proposal.pk)
    if row.reply != Reply.STOPPED:
        raise ValidationError(
            "Cette proposition n’est pas arrêtée par un accord retiré ou terminé."
        )
    if on and not row.replied_on <= on <= timezone.localdate():
        raise ValidationError(
            {"on": f"Écrivez une date entre le {french.date(row.replied_on)} et aujourd’hui."}
        )
    if on == row.told_on:
        raise ValidationError({"on": "Rien n’est changé."}, code="same")
    before, row.told_on = row.told_on, on
    row.save(update_fields=["told_on"])
    record("reply", row, by=by, before={TOLD: before}, after={TOLD: on})
    return row
