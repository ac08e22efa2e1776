"""Somebody is hired, changes hours, leaves."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from ebe.models import Contract, ContractHours, Enterprise, Proposal
from ebe.operations.ceilings import refuse_ceiling
from ebe.operations.statements import outdate
from ppde import operations as ppde
from ppde.models import Outcome, OutcomeKind, Person
from territories import journal
from territories.models import refuse_longer_week
from territories.periods import period
from territories.scoping import scoped
from tzcld.ui import french


def accepted(enterprise: Enterprise):
    """Accepted proposals of the enterprise that neither a contract nor another exit has followed."""
    return (
        Proposal.objects.filter(enterprise=enterprise)
        .with_hire()
        .filter(is_open=True)
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
    person = person_of(proposal, enterprise, starts_on) if proposal else None
    if person:
        first_name, last_name = person.first_name, person.last_name
    elif not (first_name.strip() and last_name.strip()):
        raise ValidationError(
            {"last_name": "Écrivez le prénom et le nom, ou choisissez une proposition acceptée."}
        )
    refuse_longer_week(enterprise.territory, weekly_hours, starts_on)
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
    outdate(starts_on, enterprise=enterprise)
    ppde.figures_moved(enterprise.territory_id)
    return contract


def suspension_moved(person, since: date) -> None:
    """Called when the days of a trial elsewhere change: its contracts work other hours from `since` on."""
    contracts = Contract.objects.filter(person=person).select_related("enterprise")
    for contract in contracts:
        outdate(max(since, contract.starts_on), contract.ends_on, enterprise=contract.enterprise)


def refuse_running_contract(person, on: date) -> None:
    """Called before a return to the list: somebody employed by an EBE on that day is not deprived of work."""
    running = (
        Contract.objects.filter(person=person, starts_on__lte=on)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on))
        .select_related("enterprise")
        .order_by(F("ends_on").desc(nulls_first=True))
        .first()
    )
    if running and running.ends_on:
        raise ValidationError(
            f"{person} a un contrat dans {running.enterprise} jusqu’au {french.date(running.ends_on)} inclus. "
            f"Le retour s’enregistre à partir du {french.date(running.ends_on + timedelta(days=1))}.",
            code="contract",
        )
    if running:
        raise ValidationError(
            f"{person} a un contrat dans {running.enterprise}, depuis le {french.date(running.starts_on)}. "
            "La direction de l’EBE enregistre d’abord son départ.",
            code="contract",
        )


def person_of(proposal: Proposal, enterprise: Enterprise, starts_on: date) -> Person:
    """The person of an accepted proposal that no contract has followed yet, the proposal held. Raises ValidationError."""
    row = (
        Proposal.objects.with_hire()
        .select_for_update(of=("self",))
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
    if not row.is_open:
        raise ValidationError(
            f"Un contrat ou une sortie a suivi le oui {french.de(row.person)}, du {french.date(row.replied_on)}. Proposez de nouveau "
            "le poste, dans l’ordre de la liste."
        )
    return row.person


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


def locked(contract: Contract) -> Contract:
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
    contract = locked(contract)
    refuse_before(contract, from_day, "from_day")
    if contract.ends_on and from_day > contract.ends_on:
        raise ValidationError(
            {
                "from_day": f"Le dernier jour du contrat est le {french.date(contract.ends_on)}. Écrivez ce jour ou avant."
            }
        )
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
    refuse_longer_week(contract.territory, weekly_hours, from_day)
    if weekly_hours > running.weekly_hours:
        _refuse_more(contract, from_day, running, weekly_hours, over_ceiling_reason)
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
    outdate(from_day, until, enterprise=contract.enterprise)
    ppde.figures_moved(contract.territory_id)
    return changed


def _refuse_more(
    contract: Contract, day: date, running: ContractHours, weekly_hours: Decimal, reason: str
) -> None:
    until = min(filter(None, (running.until, contract.ends_on)), default=None)
    more = weekly_hours - running.weekly_hours
    try:
        refuse_ceiling(contract.enterprise, day, more, contract.from_privation, reason, until=until)
    except ValidationError as error:
        # The same sentence, under the date of this form.
        if "starts_on" in error.message_dict:
            raise ValidationError({"from_day": error.message_dict["starts_on"]}) from None
        raise


def refuse_before(contract: Contract, day: date, field: str) -> None:
    if day < contract.starts_on:
        raise ValidationError(
            {
                field: f"Le contrat commence le {french.date(contract.starts_on)}. Écrivez ce jour ou après."
            }
        )


@transaction.atomic
def cancel_contract(contract: Contract, *, by, reason: str) -> str:
    """A contract written by mistake goes, and with it the exit that it had given: the person finds their rank again.

    Returns what `ppde.cancel_outcome` says of the places in trainings. Refused once something was built on it: a departure, a
    return to the list, a mobility out of the enterprise.
    """
    contract = locked(contract)
    person = contract.person
    journal.refuse_no_reason(reason, "Dites pourquoi le contrat est annulé.")
    if contract.ends_on:
        raise ValidationError(
            f"Le départ du {french.date(contract.ends_on)} est enregistré\u00a0: le contrat a existé. S’il n’a jamais "
            "commencé, annulez d’abord ce départ."
        )
    if person and has_mobility(person, contract.starts_on):
        raise ValidationError(
            "Des faits du parcours ont suivi ce contrat\u00a0: il a donc existé. Enregistrez un départ, ou voyez avec l’équipe projet."
        )
    outcome = given_exit(contract)
    told = ppde.cancel_outcome(outcome, by=by, reason=reason) if outcome else ""
    _cancel(contract, reason.strip(), by=by)
    outdate(contract.starts_on, enterprise=contract.enterprise)
    ppde.figures_moved(contract.territory_id)
    return told


def _cancel(contract: Contract, reason: str, *, by) -> None:
    """Told in the file of the person: nothing would lead there from a contract that is gone, to be read by her or erased with it."""
    if contract.person is None:
        before = {"starts_on": contract.starts_on, "job_title": contract.job_title}
        journal.record("correct", contract, by=by, before=before, reason=reason, named=True)
        contract.delete()
        return
    before = {
        "contrat": str(contract.enterprise),
        "poste": contract.job_title,
        "premier jour": contract.starts_on,
    }
    journal.record("correct", contract.person, by=by, before=before, reason=reason, named=True)
    journal.record("delete", contract, by=by, named=True)
    territory, key = contract.territory, contract.pk
    contract.delete()
    journal.forget(territory, Contract, [key])


def given_exit(contract: Contract) -> Outcome | None:
    """The exit from the list that this hire gave; None for whoever was hired without being on it."""
    if contract.person is None:
        return None
    return contract.person.outcomes.filter(kind=OutcomeKind.EBE, on=contract.starts_on).first()


def has_mobility(person: Person, since: date, before: date | None = None) -> bool:
    """Whether a mobility out of the enterprise was opened on these days.

    Asked in the scope of the territory: the employer does not read it, and is not told that there is one.
    """
    with scoped(person.territory_id):
        opened = person.mobilities.filter(consented_on__gte=since)
        if before:
            opened = opened.filter(consented_on__lt=before)
        return opened.exists()
