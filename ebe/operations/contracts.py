"""Somebody is hired, changes hours, leaves."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from ebe import fte, funding
from ebe.models import CdeRate, Contract, ContractHours, Convention, Enterprise, Proposal
from ppde import operations as ppde
from ppde.models import EventKind, OutcomeKind
from territories import journal
from territories.periods import period
from tzcld.ui import french


def convention_on(enterprise: Enterprise, day: date) -> Convention | None:
    return Convention.objects.filter(enterprise=enterprise, period__contains=day).first()


def accepted(enterprise: Enterprise):
    """Accepted proposals of the enterprise that no contract has followed."""

    hired = Contract.objects.filter(
        enterprise=OuterRef("enterprise"),
        person=OuterRef("person"),
        starts_on__gte=OuterRef("proposed_on"),
    )
    return (
        Proposal.objects.filter(
            ~Exists(hired), enterprise=enterprise, reply=Proposal.Reply.ACCEPTED
        )
        .select_related("person", "enterprise")
        .order_by(F("starts_on").asc(nulls_last=True), "proposed_on")
    )


@transaction.atomic
def hire(
    enterprise: Enterprise,
    *,
    starts_on: date,
    weekly_hours: Decimal,
    job_title: str,
    proposal: Proposal | None = None,
    first_name: str = "",
    last_name: str = "",
    over_ceiling_reason: str = "",
    by,
) -> Contract:
    """A contract, from an accepted proposal, or by name for staff who do not come from privation.

    Refused without a convention in force on `starts_on`; refused beyond its ceiling unless `over_ceiling_reason` says
    why. A hire from the list ends the person's journey there: outcome « emploi dans l'EBE ».
    """
    # One hire at a time in an enterprise: the ceiling is counted on what is really there.
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    person = _person_of(proposal, enterprise, starts_on) if proposal else None
    if person:
        first_name, last_name = person.first_name, person.last_name
    elif not (first_name.strip() and last_name.strip()):
        raise ValidationError(
            {"last_name": "Écrivez le prénom et le nom, ou choisissez une proposition acceptée."}
        )
    refuse_ceiling(enterprise, starts_on, weekly_hours, person is not None, over_ceiling_reason)
    contract = Contract(
        territory_id=enterprise.territory_id,
        enterprise=enterprise,
        person=person,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        from_privation=person is not None,
        job_title=job_title,
        starts_on=starts_on,
    )
    contract.full_clean()
    contract.save()
    _hours(contract, starts_on, None, weekly_hours)
    if person:
        ppde.record_outcome(
            person,
            kind=OutcomeKind.EBE,
            on=starts_on,
            employer=str(enterprise),
            weekly_hours=weekly_hours,
            by=by,
        )
    journal.record(
        "hire",
        contract,
        by=by,
        after={"starts_on": starts_on, "weekly_hours": weekly_hours, "job_title": job_title},
        reason=over_ceiling_reason.strip(),
        named=True,
    )
    ppde.figures_moved(enterprise.territory_id)
    return contract


def refuse_running_contract(person, on: date) -> None:
    """Called before a return to the list: somebody employed by an EBE on that day is not deprived of work."""
    running = (
        Contract.objects.filter(person=person, starts_on__lte=on)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on))
        .select_related("enterprise")
        .first()
    )
    if running:
        raise ValidationError(
            f"{person} a un contrat dans {running.enterprise}, depuis le {french.date(running.starts_on)}. "
            "La direction de l’EBE enregistre d’abord son départ.",
            code="contract",
        )


def _person_of(proposal: Proposal, enterprise: Enterprise, starts_on: date):
    """The person of an accepted proposal that no contract has followed yet."""
    row = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=proposal.pk, enterprise=enterprise)
    )
    if row.reply != Proposal.Reply.ACCEPTED:
        raise ValidationError(
            f"Cette proposition est {row.get_reply_display()} : une embauche suit une proposition acceptée."
        )
    if starts_on < row.replied_on:
        raise ValidationError(
            {
                "starts_on": f"{row.person} a accepté le {french.date(row.replied_on)}. Écrivez ce jour ou après."
            }
        )
    running = row.person.contracts.filter(enterprise=enterprise, ends_on=None).first()
    if running:
        raise ValidationError(
            f"{row.person} a déjà un contrat dans {enterprise}, depuis le {french.date(running.starts_on)}."
        )
    return row.person


def refuse_ceiling(
    enterprise: Enterprise, day: date, more_hours: Decimal, from_privation: bool, reason: str
) -> None:
    """More hours from `day` on must stay within the convention, or have their reason."""
    convention = convention_on(enterprise, day)
    if convention is None:
        raise ValidationError(
            {
                "starts_on": f"Aucune convention de {enterprise} n’est en vigueur le {french.date(day)}. "
                "L’équipe projet enregistre d’abord la convention."
            },
            code="no_convention",
        )
    hub = enterprise.territory.hub_id
    now = fte.on(day, [enterprise.pk], hub)[enterprise.pk]
    more = funding.fte(more_hours / fte.full_time(hub, day))
    rate = CdeRate.objects.in_force(hub, day)
    after = funding.financed_fte(
        now.privation + (more if from_privation else 0),
        now.other + (0 if from_privation else more),
        rate.other_percent if rate else 10,
    )
    if after > convention.fte_ceiling and not reason.strip():
        raise ValidationError(
            {
                "over_ceiling_reason": f"Avec ces heures, {enterprise} aurait {french.number(after)} ETP finançables, "
                f"au-delà des {french.number(convention.fte_ceiling)} de la convention {convention.reference}. "
                "Le dépassement ne sera pas financé. Écrivez pourquoi vous le confirmez."
            },
            code="ceiling",
        )


def _hours(
    contract: Contract, first: date, last: date | None, weekly_hours: Decimal
) -> ContractHours:
    row = ContractHours(
        territory_id=contract.territory_id,
        enterprise_id=contract.enterprise_id,
        contract=contract,
        period=period(first, last),
        weekly_hours=weekly_hours,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    return row


def _locked(contract: Contract) -> Contract:
    return (
        Contract.objects.select_for_update(of=("self",))
        .select_related("enterprise", "person")
        .get(pk=contract.pk)
    )


@transaction.atomic
def change_hours(
    contract: Contract,
    *,
    weekly_hours: Decimal,
    from_day: date,
    over_ceiling_reason: str = "",
    by,
) -> ContractHours:
    """Weekly hours from a day on: the running period ends the day before, the next one takes its place."""
    contract = _locked(contract)
    _refuse_outside(contract, from_day, "from_day")
    running = contract.hours.filter(period__contains=from_day).first()
    if running is None:
        raise ValidationError(
            {
                "from_day": "Aucun temps de travail n’est connu ce jour-là. Choisissez une autre date."
            }
        )
    if running.weekly_hours == weekly_hours:
        raise ValidationError(
            {
                "weekly_hours": f"Le temps de travail est déjà de {french.number(weekly_hours)} h par semaine à cette date."
            }
        )
    if weekly_hours > running.weekly_hours:
        _refuse_more(contract, from_day, weekly_hours - running.weekly_hours, over_ceiling_reason)
    before, until = running.weekly_hours, running.until
    if running.since == from_day:
        running.weekly_hours = weekly_hours
        running.full_clean(validate_constraints=False)
        running.save(update_fields=["weekly_hours"])
        changed = running
    else:
        running.period = period(running.since, from_day - timedelta(days=1))
        running.save(update_fields=["period"])
        changed = _hours(contract, from_day, until, weekly_hours)
    journal.record(
        "update",
        contract,
        by=by,
        before={"weekly_hours": before},
        after={"weekly_hours": weekly_hours, "from_day": from_day},
        reason=over_ceiling_reason.strip(),
        named=True,
    )
    ppde.figures_moved(contract.territory_id)
    return changed


def _refuse_more(contract: Contract, day: date, more: Decimal, reason: str) -> None:
    try:
        refuse_ceiling(contract.enterprise, day, more, contract.from_privation, reason)
    except ValidationError as error:
        # The same sentence, under the date of this form.
        if "starts_on" in error.message_dict:
            raise ValidationError({"from_day": error.message_dict["starts_on"]}) from None
        raise


def _refuse_outside(contract: Contract, day: date, field: str) -> None:
    if day < contract.starts_on:
        raise ValidationError(
            {
                field: f"Le contrat commence le {french.date(contract.starts_on)}. Écrivez ce jour ou après."
            }
        )
    if contract.ends_on:
        raise ValidationError(f"Ce contrat est terminé depuis le {french.date(contract.ends_on)}.")


@transaction.atomic
def cancel_contract(contract: Contract, *, by, reason: str) -> list[date]:
    """A contract written by mistake goes, and with it the exit that it had given: the person finds their rank again.

    Returns the months whose CDE statement had counted it, to be computed again. Refused once something was built on it:
    a departure, a return to the list, a mobility out of the enterprise.
    """
    contract = _locked(contract)
    person = contract.person
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi le contrat est annulé."})
    if contract.ends_on:
        raise ValidationError(
            f"Le départ du {french.date(contract.ends_on)} est enregistré\u00a0: le contrat a existé."
        )
    if person and person.mobilities.filter(consented_on__gte=contract.starts_on).exists():
        raise ValidationError(
            "Une mobilité externe a été ouverte depuis ce contrat\u00a0: il a donc existé. Enregistrez un départ."
        )
    outcome = (
        person.outcomes.filter(kind=OutcomeKind.EBE, on=contract.starts_on).first()
        if person
        else None
    )
    if outcome:
        ppde.cancel_outcome(outcome, by=by, reason=reason)
    first = contract.starts_on.replace(day=1)
    counted = contract.enterprise.statements.filter(month__gte=first).order_by("month")
    months = list(counted.values_list("month", flat=True))
    journal.record(
        "correct",
        contract,
        by=by,
        before={"starts_on": contract.starts_on, "job_title": contract.job_title},
        reason=reason.strip(),
        named=True,
    )
    territory = contract.territory_id
    contract.delete()
    ppde.figures_moved(territory)
    return months


@transaction.atomic
def end_contract(contract: Contract, *, on: date, leaving: str, by) -> Contract:
    """The last day of the contract and why. Hours planned after it are withdrawn.

    The person's place on a list is not decided here: it is for the team and the person to say.
    """
    contract = _locked(contract)
    _refuse_outside(contract, on, "on")
    if leaving not in Contract.Leaving.values:
        raise ValidationError({"leaving": "Choisissez le motif de départ."})
    contract.ends_on, contract.leaving = on, leaving
    contract.save(update_fields=["ends_on", "leaving"])
    contract.hours.filter(period__startswith__gt=on).delete()
    for hours in contract.hours.filter(period__contains=on):
        hours.period = period(hours.since, on)
        hours.save(update_fields=["period"])
    if contract.person and on <= timezone.localdate():
        ppde.add_event(
            contract.person,
            kind=EventKind.NOTE,
            on=on,
            text=f"Fin du contrat dans {contract.enterprise}",
            by=by,
        )
    journal.record("end", contract, by=by, after={"ends_on": on, "leaving": leaving}, named=True)
    ppde.figures_moved(contract.territory_id)
    return contract
