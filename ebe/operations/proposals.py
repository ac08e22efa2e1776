"""A post is proposed to a person of the list, who answers."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ebe.models import Enterprise, Proposal
from ppde import mobilisation
from ppde import operations as ppde
from ppde.models import EventKind, Person
from territories import journal
from tzcld.ui import french

Reply = Proposal.Reply


def passed_over(person: Person) -> list[Person]:
    """Who comes before this person on the list, active, and has no proposal waiting: list order, first comes first."""
    ranks = mobilisation.ranks(person.territory)
    mine = ranks.get(person.pk)
    if mine is None:
        return []
    return [p for p in waiting_first(person.territory, ranks) if ranks[p.pk] < mine]


def waiting_first(territory, ranks: dict[int, int] | None = None) -> list[Person]:
    """Active persons of the list without a proposal waiting, in the order of the list."""
    ranks = mobilisation.ranks(territory) if ranks is None else ranks
    busy = Proposal.objects.filter(territory=territory, reply=Reply.WAITING).values("person")
    free = (
        Person.objects.filter(pk__in=ranks).exclude(state=Person.State.PAUSED).exclude(pk__in=busy)
    )
    return sorted(free, key=lambda p: ranks[p.pk])


@transaction.atomic
def make_proposal(
    person: Person,
    enterprise: Enterprise,
    *,
    job_title: str,
    weekly_hours: Decimal,
    proposed_on: date,
    starts_on: date | None = None,
    order_reason: str = "",
    by,
) -> Proposal:
    """A post of `enterprise` proposed to `person`, who must be on the list and not paused.

    The list order is the rule (seed 003): when somebody active comes before without a proposal waiting,
    `order_reason` says why. Raises ValidationError by field.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _refuse_person(person, enterprise)
    _refuse_dates(person, proposed_on, starts_on)
    before = passed_over(person)
    if before and not order_reason.strip():
        raise ValidationError(
            {
                "order_reason": f"{_who_waits(before)} Écrivez la raison de cet ordre, ou choisissez la première."
            },
            code="order",
        )
    proposal = Proposal(
        territory_id=person.territory_id,
        enterprise=enterprise,
        person=person,
        job_title=job_title,
        weekly_hours=weekly_hours,
        proposed_on=proposed_on,
        starts_on=starts_on,
        order_reason=order_reason.strip() if before else "",
        made_by=by,
    )
    proposal.full_clean()
    proposal.save()
    ppde.add_event(
        person,
        kind=EventKind.PROPOSAL,
        on=proposed_on,
        text=f"{job_title}, {enterprise}, {french.number(weekly_hours)} h par semaine",
        by=by,
    )
    journal.record(
        "propose",
        proposal,
        by=by,
        label=f"{person.reference}, {proposal}",
        after={"proposed_on": proposed_on, "weekly_hours": weekly_hours, "starts_on": starts_on},
        reason=proposal.order_reason,
        named=True,
    )
    return proposal


def _refuse_person(person: Person, enterprise: Enterprise) -> None:
    if person.territory_id != enterprise.territory_id:
        raise ValidationError(
            {"person": "Cette personne et cette entreprise ne sont pas du même territoire."}
        )
    if not person.is_on_list:
        raise ValidationError(
            {
                "person": f"{person} n’est pas sur la liste de mobilisation. Le comité décide d’abord de son éligibilité."
            }
        )
    pause = person.pauses.filter(period__contains=timezone.localdate()).first()
    if pause or person.state == Person.State.PAUSED:
        until = f" jusqu’au {french.date(pause.until)}" if pause and pause.until else ""
        raise ValidationError(
            {
                "person": f"{person} est en pause{until}. Terminez la pause avant de proposer un emploi."
            }
        )
    waiting = person.proposals.filter(reply=Reply.WAITING).first()
    if waiting:
        raise ValidationError(
            {"person": f"{person} a déjà une proposition en attente de réponse ({waiting})."}
        )


def _refuse_dates(person: Person, proposed_on: date, starts_on: date | None) -> None:
    if proposed_on > timezone.localdate():
        raise ValidationError(
            {"proposed_on": "Cette date n’est pas encore passée. Écrivez aujourd’hui ou avant."}
        )
    if proposed_on < person.volunteer_on:
        raise ValidationError(
            {
                "proposed_on": f"{person} est volontaire depuis le {french.date(person.volunteer_on)}. "
                "Écrivez ce jour ou après."
            }
        )
    if starts_on and starts_on < proposed_on:
        raise ValidationError(
            {"starts_on": "Le début vient avant la proposition. Écrivez une date plus tardive."}
        )


def _who_waits(before: list[Person]) -> str:
    n = len(before)
    if n == 1:
        return f"{before[0]} vient avant sur la liste et n’a pas de proposition en attente."
    return f"{french.number(n)} personnes viennent avant sur la liste et n’ont pas de proposition en attente."


@transaction.atomic
def answer_proposal(proposal: Proposal, *, reply: str, on: date, reason: str = "", by) -> Proposal:
    """The person's answer, once. A refusal has a reason; the rank on the list does not change."""
    row = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("person", "enterprise")
        .get(pk=proposal.pk)
    )
    if row.reply != Reply.WAITING:
        raise ValidationError(
            f"Cette proposition a déjà sa réponse : {row.get_reply_display()}, le {french.date(row.replied_on)}."
        )
    if reply not in (Reply.ACCEPTED, Reply.REFUSED, Reply.NO_ANSWER):
        raise ValidationError(
            {"reply": "Choisissez la réponse : acceptée, refusée ou sans réponse."}
        )
    if on < row.proposed_on or on > timezone.localdate():
        raise ValidationError(
            {"on": f"Écrivez une date entre le {french.date(row.proposed_on)} et aujourd’hui."}
        )
    if reply == Reply.REFUSED and not reason.strip():
        raise ValidationError(
            {"reason": "Écrivez le motif du refus, en quelques mots, par exemple « horaires »."}
        )
    row.reply, row.replied_on = reply, on
    row.reason = reason.strip() if reply == Reply.REFUSED else ""
    row.save(update_fields=["reply", "replied_on", "reason"])
    ppde.add_event(row.person, kind=EventKind.REPLY, on=on, text=_reply_text(row), by=by)
    journal.record(
        "reply",
        row,
        by=by,
        label=f"{row.person.reference}, {row}",
        before={"reply": Reply.WAITING},
        after={"reply": reply, "replied_on": on},
        reason=row.reason,
        named=True,
    )
    return row


def _reply_text(proposal: Proposal) -> str:
    words = f"{french.upper_first(proposal.get_reply_display())} : {proposal}"
    return f"{words}. Motif : {proposal.reason}"[:300] if proposal.reason else words[:300]
