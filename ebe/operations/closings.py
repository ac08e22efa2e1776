"""An enterprise closes, or was closed by mistake."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ebe.models import Contract, Convention, Enterprise, HiringPlan, Post, Proposal
from ebe.operations.conventions import end_convention
from territories import journal
from tzcld.ui import french


@transaction.atomic
def close_enterprise(
    enterprise: Enterprise, *, on: date, closing: str, reason: str, by
) -> Enterprise:
    """Its last day and why. It leaves the lists and is asked nothing more; its past figures stay.

    Refused while a contract, a post or a proposal runs after that day. The convention in force ends that day, and the
    hires planned after it are taken off.
    """
    row = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    _refuse(row, on, closing, reason)
    before = {"closed_on": row.closed_on, "closing": row.closing}
    row.closed_on, row.closing = on, closing
    row.save(update_fields=["closed_on", "closing"])
    for convention in Convention.objects.filter(enterprise=row, period__contains=on):
        if convention.until != on:
            end_convention(convention, ends_on=on, reason=f"Fermeture de l’EBE. {reason}", by=by)
    HiringPlan.objects.filter(enterprise=row, month__gt=on).delete()
    after = {"closed_on": on, "closing": closing}
    journal.record("close", row, by=by, before=before, after=after, reason=reason.strip())
    return row


@transaction.atomic
def reopen_enterprise(enterprise: Enterprise, *, reason: str, by) -> Enterprise:
    """The closing was noted wrongly. The convention that it ended is prolonged on its own."""
    row = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    if row.closed_on is None:
        raise ValidationError("Cette entreprise n’est pas fermée.")
    journal.refuse_no_reason(reason, "Dites pourquoi l’entreprise rouvre.")
    before = {"closed_on": row.closed_on, "closing": row.closing}
    row.closed_on, row.closing = None, ""
    row.save(update_fields=["closed_on", "closing"])
    journal.record("correct", row, by=by, before=before, after={"closed_on": None}, reason=reason)
    return row


def _refuse(row: Enterprise, on: date, closing: str, reason: str) -> None:
    if row.closed_on:
        raise ValidationError(
            f"Elle est déjà fermée, le {french.date(row.closed_on)}. Rouvrez-la d’abord pour changer ce jour."
        )
    if closing not in Enterprise.Closing.values:
        raise ValidationError({"closing": "Choisissez le motif."})
    journal.refuse_no_reason(reason, "Dites ce qui s’est passé, et d’où vous le savez.")
    if on > timezone.localdate():
        raise ValidationError({"on": "Écrivez un jour passé, ou aujourd’hui."})
    if row.opened_on and on < row.opened_on:
        raise ValidationError(
            {"on": f"Elle a ouvert le {french.date(row.opened_on)}. Écrivez ce jour ou après."}
        )
    running = (
        Contract.objects.filter(enterprise=row).filter(Q(ends_on=None) | Q(ends_on__gt=on)).count()
    )
    if running:
        runs = french.accord(running, "court encore,courent encore")
        raise ValidationError(
            {
                "on": f"{french.count(running, 'contrat')} {runs} après ce jour. La direction de l’EBE enregistre d’abord "
                "les départs."
            }
        )
    _refuse_open(row)
    later = Convention.objects.filter(enterprise=row, period__startswith__gt=on).first()
    if later:
        raise ValidationError(
            {
                "on": f"La convention {later.reference} commence le {french.date(later.since)}. Retirez-la, ou corrigez-la, d’abord."
            }
        )


def _refuse_open(row: Enterprise) -> None:
    posts = Post.objects.filter(enterprise=row, state=Post.State.OPEN).count()
    if posts:
        are = french.accord(posts, "est encore ouvert,sont encore ouverts")
        raise ValidationError(
            f"{french.count(posts, 'poste')} {are}. Fermez d’abord ce qui est proposé."
        )
    waiting = Proposal.objects.filter(enterprise=row).with_hire()
    n = waiting.filter(Q(reply=Proposal.Reply.WAITING) | Q(is_open=True)).count()
    if n:
        ask = french.accord(n, "attend,attendent")
        raise ValidationError(
            f"{french.count(n, 'proposition')} {ask} une réponse ou une embauche. Notez d’abord ce qu’il en est."
        )
