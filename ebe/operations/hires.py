"""What follows a yes: the hire by another employer, or the employer that gives it up. An EBE's hire is its contract."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ebe.models import Post, Proposal
from ebe.operations.posts import settle
from ebe.operations.proposals import locked, record, refuse_unagreed
from ppde import operations as ppde
from ppde.models import ELSEWHERE, EventKind, Outcome, OutcomeKind
from ppde.operations.texts import refuse_nir
from territories import journal
from tzcld.ui import french

Reply = Proposal.Reply
# What a post outside the EBE may lead to.
HIRES = (*ELSEWHERE, OutcomeKind.FIXED_SHORT, OutcomeKind.ESAT, OutcomeKind.TRAINING)


@transaction.atomic
def hire_elsewhere(
    proposal: Proposal, *, kind: str, on: date, weekly_hours: Decimal, by
) -> Outcome:
    """An accepted post of another employer led to a job: the person leaves the list on its first day."""
    _, row = locked(proposal)
    if not row.organisation_id:
        raise ValidationError("L’embauche par une EBE s’enregistre avec son contrat.")
    if row.reply != Reply.ACCEPTED:
        raise ValidationError(
            f"Cette proposition est {row.get_reply_display()}\u00a0: une embauche suit une proposition acceptée."
        )
    refuse_after_exit(row)
    if kind not in HIRES:
        raise ValidationError({"kind": "Choisissez un motif de la liste."})
    if on < row.replied_on:
        raise ValidationError(
            {
                "on": f"{row.person} a accepté le {french.date(row.replied_on)}. Écrivez ce jour ou après."
            }
        )
    return ppde.record_outcome(row.person, kind, on, str(row.organisation), weekly_hours, by=by)


@transaction.atomic
def drop_hire(proposal: Proposal, *, by, reason: str) -> Proposal:
    """After a yes, the employer gives up the hire: the place and the person are free, the yes stays in the history."""
    post, row = locked(proposal)
    refuse_nir(reason)
    journal.refuse_no_reason(reason, "Dites pourquoi l’employeur renonce.")
    if row.reply != Reply.ACCEPTED:
        raise ValidationError(
            f"Cette proposition est {row.get_reply_display()}\u00a0: un employeur renonce après un oui."
        )
    refuse_after_hire(row)
    _change_hire(row, Reply.DROPPED, f"L’employeur renonce à l’embauche\u00a0: {row}", by, reason)
    if post:
        settle(post)
    return row


def take_up_again(row: Proposal, post: Post | None, by, reason: str) -> Proposal:
    """The employer had not given up: the hire is awaited again."""
    refuse_after_hire(row)
    refuse_unagreed(row.person, row.organisation)
    refuse_no_place(row, post)
    _change_hire(
        row, Reply.ACCEPTED, f"L’embauche est de nouveau attendue\u00a0: {row}", by, reason
    )
    row.consequence = ""
    if post:
        settle(post)
    return row


def _change_hire(row: Proposal, reply: str, words: str, by, reason: str) -> None:
    before = row.reply
    row.reply, row.reason = reply, reason.strip() if reply == Reply.DROPPED else ""
    row.full_clean(exclude=["rule", "person", "post", "enterprise", "organisation", "made_by"])
    row.save(update_fields=["reply", "reason"])
    ppde.add_event(
        row.person, kind=EventKind.NOTE, on=timezone.localdate(), text=words[:300], by=by
    )
    verb = "correct" if reply == Reply.ACCEPTED else "reply"
    record(verb, row, by=by, before={"reply": before}, after={"reply": reply}, reason=reason)


def refuse_after_exit(row: Proposal) -> None:
    """A yes after which the person left the list otherwise leads to nothing more, even once they are back."""
    if row.left_at:
        raise ValidationError(
            f"{row.person} a quitté la liste après son oui, avant l’embauche (noté le {french.date(row.left_at)}). "
            "Proposez de nouveau le poste."
        )


def refuse_after_hire(row: Proposal) -> None:
    contract = row.person.contracts.filter(
        enterprise=row.enterprise_id, starts_on__gte=row.proposed_on
    ).first()
    if row.enterprise_id and contract:
        raise ValidationError(
            f"Un contrat a suivi, depuis le {french.date(contract.starts_on)}. S’il a été écrit par erreur, "
            "la direction de l’EBE l’annule d’abord."
        )
    left = row.person.outcomes.standing().first()
    if left:
        raise ValidationError(
            f"Une sortie a suivi ({left}, {french.date(left.on)}). Si elle a été écrite par erreur, "
            "annulez-la d’abord depuis le dossier."
        )
    refuse_after_exit(row)


def refuse_no_place(row: Proposal, post: Post | None) -> None:
    if post is None:
        return
    if post.state == Post.State.CLOSED:
        raise ValidationError(
            f"Ce poste est fermé depuis le {french.date(post.closed_on)}. Rouvrez-le d’abord."
        )
    taken = post.proposals.holding().exclude(pk=row.pk)
    if taken.count() >= post.positions:
        raise ValidationError(
            "Chaque place de ce poste est de nouveau proposée ou acceptée. Ajoutez d’abord une place au poste."
        )
