"""What was written wrongly in a contract: a name, the post, where the employee comes from, the first day."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from ebe.models import Contract, Enterprise, Proposal
from ebe.operations.ceilings import refuse_excess, refuse_no_convention
from ebe.operations.contracts import has_mobility, locked
from ebe.operations.statements import outdate
from ppde import operations as ppde
from ppde.models import OutcomeKind
from territories import journal
from territories.periods import period
from tzcld.ui import french

DAY = timedelta(days=1)


@transaction.atomic
def correct_contract(
    contract: Contract, *, reason: str, over_ceiling_reason: str = "", by, **values
) -> Contract:
    """`values`: first_name, last_name, job_title, from_privation, starts_on; what is left out stays.

    Of somebody of the list, the name is that of the file and privation is where the person comes from: only the post and
    the first day change, and the exit follows the first day. The hours begin on it. Refused beyond the ceiling unless
    `over_ceiling_reason` says why.
    """
    # As a hire: the ceiling is counted on what is really there.
    Enterprise.objects.select_for_update(of=("self",)).get(pk=contract.enterprise_id)
    contract = locked(contract)
    journal.refuse_no_reason(reason, "Dites ce qui était faux, et d’où vient la correction.")
    if contract.person:
        values = {name: values[name] for name in ("job_title", "starts_on") if name in values}
    before = {name: getattr(contract, name) for name in values}
    for name, value in values.items():
        setattr(contract, name, value.strip() if isinstance(value, str) else value)
    changed = [name for name in values if getattr(contract, name) != before[name]]
    if not changed:
        raise ValidationError("Rien n’a changé. Corrigez ce qui est faux, ou annulez.")
    if "starts_on" in changed:
        _move(contract, before["starts_on"], reason, by)
    contract.full_clean(exclude=["person", "enterprise", "territory"])
    contract.save(update_fields=changed)
    if {"starts_on", "from_privation"} & set(changed):
        _recount(contract, before, over_ceiling_reason)
    after = {name: getattr(contract, name) for name in changed}
    if over_ceiling_reason.strip():
        after["dépassement"] = over_ceiling_reason.strip()
    journal.record(
        "correct",
        contract,
        by=by,
        before={name: before[name] for name in changed},
        after=after,
        reason=reason.strip(),
        named=True,
    )
    return contract


def _move(contract: Contract, was: date, reason: str, by) -> None:
    """The hours and the exit of the person follow another first day; the contract itself is not saved here."""
    on = contract.starts_on
    if contract.ends_on and on > contract.ends_on:
        raise ValidationError(
            {
                "starts_on": f"Le dernier jour du contrat est le {french.date(contract.ends_on)}. Écrivez ce jour ou avant."
            }
        )
    refuse_no_convention(contract.enterprise, on)
    if contract.person:
        _refuse_other_days(contract, was)
    # Those of before a later first day never were worked; the others begin on it.
    contract.hours.filter(period__fully_lt=period(on)).delete()
    first = contract.hours.order_by("period").first()
    if first and (first.since < on or first.since == was):
        first.period = period(on, first.until)
        first.save(update_fields=["period"])
    if contract.person:
        outcome = contract.person.outcomes.filter(kind=OutcomeKind.EBE, on=was).first()
        if outcome:
            ppde.move_outcome(outcome, on, by=by, reason=reason)


def _refuse_other_days(contract: Contract, was: date) -> None:
    """What the person's file says of these days: the yes, another contract, a mobility opened out of this one."""
    person, on = contract.person, contract.starts_on
    if person.anonymised_on:
        raise ValidationError(
            {
                "starts_on": "Le dossier de cette personne est effacé\u00a0: son premier jour ne change plus."
            }
        )
    said_yes = person.proposals.filter(
        enterprise=contract.enterprise, reply=Proposal.Reply.ACCEPTED, replied_on__lte=was
    )
    yes = said_yes.order_by("-replied_on").first()
    if yes and on < yes.replied_on:
        raise ValidationError(
            {
                "starts_on": f"{person} a accepté le {french.date(yes.replied_on)}. Écrivez ce jour ou après."
            }
        )
    others = person.contracts.exclude(pk=contract.pk).filter(starts_on__lt=was, ends_on__gte=on)
    if other := others.order_by("-ends_on").first():
        raise ValidationError(
            {
                "starts_on": f"Un autre contrat va jusqu’au {french.date(other.ends_on)}. Écrivez un jour qui le suit."
            }
        )
    if has_mobility(person, was, on):
        raise ValidationError(
            {
                "starts_on": "Des faits du parcours viennent avant ce jour et après l’ancien\u00a0: voyez avec l’équipe projet."
            }
        )


def _recount(contract: Contract, before: dict, over_ceiling_reason: str) -> None:
    """More hours, or hours that count otherwise: the ceiling is asked of what stands now, the months of both count again."""
    was = before.get("starts_on", contract.starts_on)
    since, until = min(was, contract.starts_on), max(was, contract.starts_on) - DAY
    is_other = before.get("from_privation", contract.from_privation) != contract.from_privation
    if is_other:
        until = contract.ends_on
    if contract.starts_on < was or (is_other and contract.from_privation):
        origin, more = contract.from_privation, Decimal(0)
        refuse_excess(contract.enterprise, since, more, origin, over_ceiling_reason, until=until)
    outdate(since, until, enterprise=contract.enterprise)
    ppde.figures_moved(contract.territory_id)
