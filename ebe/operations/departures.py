"""Somebody leaves the enterprise; the departure was noted wrongly, or does not take place; the journey tells it on its day."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ebe.models import Contract
from ebe.operations.ceilings import refuse_excess
from ebe.operations.contracts import locked, refuse_before
from ebe.operations.statements import outdate
from ppde import operations as ppde
from ppde.models import EventKind, JourneyEvent, OutcomeKind
from territories import journal
from territories.periods import period
from territories.scoping import scoped
from tzcld.ui import french

DAY = timedelta(days=1)
# A departure may be known some time before, not years before.
AHEAD = timedelta(days=366)
# How the journey tells it: what was written and corrected since stays so.
TOLD = "Fin du contrat dans"
# A worker that was stopped catches up this far.
LOOK_BACK = timedelta(days=31)


@transaction.atomic
def end_contract(contract: Contract, *, on: date, leaving: str, by) -> Contract:
    """The last day of the contract and why. The hours planned after it count no more; they stay, should it be taken back.

    The person's place on a list is not decided here: it is for the team and the person to say.
    """
    contract = locked(contract)
    if contract.ends_on:
        raise ValidationError(
            f"Le départ du {french.date(contract.ends_on)} est déjà enregistré\u00a0: corrigez-le."
        )
    _check(contract, on, leaving)
    contract.ends_on, contract.leaving = on, leaving
    contract.save(update_fields=["ends_on", "leaving"])
    _write_fact(contract, by)
    _tell_state(contract, None, by)
    journal.record("end", contract, by=by, after=_departure(contract), named=True)
    _moved(contract, on)
    return contract


@transaction.atomic
def correct_departure(
    contract: Contract,
    *,
    on: date,
    leaving: str,
    reason: str,
    over_ceiling_reason: str = "",
    by,
) -> Contract:
    """Another last day, or another reason of leaving."""
    contract = _left(contract)
    journal.refuse_no_reason(reason, "Dites pourquoi le départ est corrigé.")
    _check(contract, on, leaving)
    before, was, died = _departure(contract), contract.ends_on, _death(contract)
    if (on, leaving) == (was, contract.leaving):
        raise ValidationError("Rien n’a changé. Corrigez ce qui est faux, ou annulez.")
    if on > was:
        _refuse_what_followed(contract, on)
        _give_hours_back(contract, was, on, over_ceiling_reason)
    contract.ends_on, contract.leaving = on, leaving
    contract.save(update_fields=["ends_on", "leaving"])
    if on != was:
        _correct_fact(contract, was, by, reason)
        outdate(min(was, on) + DAY, max(was, on), enterprise=contract.enterprise)
    _tell_state(contract, died, by)
    _journal(contract, before, _departure(contract), reason, over_ceiling_reason, by)
    return contract


@transaction.atomic
def take_back_departure(
    contract: Contract, *, reason: str, over_ceiling_reason: str = "", by
) -> Contract:
    """The person has not left, or will not: the contract runs again, with the hours that it had.

    Refused once the person is back on the list, or has another contract since.
    """
    contract = _left(contract)
    journal.refuse_no_reason(reason, "Dites pourquoi le départ est annulé.")
    before, was, died = _departure(contract), contract.ends_on, _death(contract)
    _refuse_what_followed(contract, None)
    _give_hours_back(contract, was, None, over_ceiling_reason)
    contract.ends_on, contract.leaving = None, ""
    contract.save(update_fields=["ends_on", "leaving"])
    _correct_fact(contract, was, by, reason)
    _tell_state(contract, died, by)
    _journal(contract, before, _departure(contract), reason, over_ceiling_reason, by)
    _moved(contract, was)
    return contract


def _left(contract: Contract) -> Contract:
    contract = locked(contract)
    if contract.ends_on is None:
        raise ValidationError("Aucun départ n’est enregistré pour ce contrat.")
    return contract


def _departure(contract: Contract) -> dict:
    return {"ends_on": contract.ends_on, "leaving": contract.leaving}


def _check(contract: Contract, on: date, leaving: str) -> None:
    refuse_before(contract, on, "on")
    if on > timezone.localdate() + AHEAD:
        raise ValidationError(
            {
                "on": f"Le {french.numeric_date(on)} est trop loin. Écrivez une date dans l’année qui vient."
            }
        )
    if leaving not in Contract.Leaving.values:
        raise ValidationError({"leaving": "Choisissez le motif de départ."})


def _refuse_what_followed(contract: Contract, on: date | None) -> None:
    """The days from the former departure to `on`, the last day now, must be free: nobody works there and waits on the list."""
    person, was = contract.person, contract.ends_on
    if person is None:
        return
    others = person.contracts.exclude(pk=contract.pk).filter(Q(ends_on=None) | Q(ends_on__gt=was))
    if on:
        others = others.filter(starts_on__lte=on)
    if other := others.order_by("starts_on").first():
        raise ValidationError(
            f"{person} a un autre contrat depuis, le {french.date(other.starts_on)}."
        )
    back = person.returns.filter(outcome__kind=OutcomeKind.EBE, outcome__on=contract.starts_on)
    if on:
        back = back.filter(on__lte=on)
    if back.exists():
        raise ValidationError(
            f"{person} a repris sa place sur la liste depuis ce départ. L’équipe projet annule d’abord ce retour."
        )


def _give_hours_back(
    contract: Contract, was: date, on: date | None, over_ceiling_reason: str
) -> None:
    """Hours known after the former last day count again; of a contract written with its end, those of that day go on."""
    later = Q(period__endswith__gt=was + DAY) | Q(period__upper_inf=True)
    rows = list(contract.hours.filter(later))
    if not rows:
        last = contract.hours.order_by("-period").first()
        if last is None:
            return
        last.period = period(last.since)
        last.save(update_fields=["period"])
        rows = [last]
    # The contract counts nothing yet on these days: its hours are all to be added.
    most = max(hours.weekly_hours for hours in rows)
    refuse_excess(
        contract.enterprise,
        was + DAY,
        most,
        contract.from_privation,
        over_ceiling_reason,
        until=on,
    )


# What the journey of the person says ────────────────────────────────────────────────────────────


def _words(contract: Contract) -> str:
    return f"{TOLD} {contract.enterprise}"


def _takes_facts(contract: Contract) -> bool:
    """A frozen file takes no fact, nor an erased one: the contract alone, the employer's own, says its end (RGPD art. 18)."""
    person = contract.person
    return person is not None and person.limited_on is None and person.anonymised_on is None


def _write_fact(contract: Contract, by) -> None:
    if _takes_facts(contract) and contract.ends_on <= timezone.localdate():
        ppde.add_event(
            contract.person,
            kind=EventKind.NOTE,
            on=contract.ends_on,
            text=_words(contract),
            by=by,
            is_dated_elsewhere=True,
        )


def _correct_fact(contract: Contract, was: date, by, reason: str) -> None:
    """The fact of the former day gives way to that of the new one, or to a sentence that says that nobody left."""
    if not _takes_facts(contract):
        return
    facts = contract.person.events.filter(
        kind=EventKind.NOTE, on=was, text__startswith=TOLD, corrections=None
    )
    fact = facts.order_by("-recorded_at", "-pk").first()
    today = timezone.localdate()
    if fact is None:
        if contract.ends_on:
            _write_fact(contract, by)
    elif contract.ends_on and contract.ends_on <= today:
        ppde.correct_event(
            fact,
            EventKind.NOTE,
            contract.ends_on,
            _words(contract),
            by=by,
            reason=reason,
            is_dated_elsewhere=True,
        )
    else:
        words = f"Le contrat dans {contract.enterprise} n’est pas fini"
        ppde.correct_event(fact, EventKind.NOTE, today, words, by=by, reason=reason)


@transaction.atomic
def tell_departures(territory_id: int) -> int:
    """The fact of each contract whose last day has come. Number of facts; run twice, it finds nothing the second time."""
    today = timezone.localdate()
    told = JourneyEvent.objects.filter(
        person=OuterRef("person"),
        kind=EventKind.NOTE,
        on=OuterRef("ends_on"),
        text__startswith=TOLD,
    )
    due = Contract.objects.filter(
        ~Exists(told),
        territory=territory_id,
        ends_on__range=(today - LOOK_BACK, today),
        person__isnull=False,
        person__limited_on=None,
        person__anonymised_on=None,
    ).select_related("person", "enterprise")
    n = 0
    for contract in due.order_by("person", "pk"):
        text = _words(contract)
        ppde.add_event(
            contract.person,
            EventKind.NOTE,
            contract.ends_on,
            text,
            by=None,
            is_dated_elsewhere=True,
        )
        n += 1
    return n


def _death(contract: Contract) -> date | None:
    return contract.ends_on if contract.leaving == Contract.Leaving.DIED else None


def _tell_state(contract: Contract, died: date | None, by) -> None:
    """Whether the person is still employed there: derived, so that of a frozen file follows too.

    A death leaves no news to take. `died`: its day as it was told before.
    """
    if contract.person is None:
        return
    with scoped(contract.territory_id, user=by.pk if by else None):
        ppde.hold(contract.person)
        if died:
            ppde.take_death_back(contract.person, min(died, timezone.localdate()))
        if on := _death(contract):
            ppde.tell_death(contract.person, on, by=by)
        ppde.refresh(contract.person)


def _journal(
    contract: Contract, before: dict, after: dict, reason: str, over_ceiling_reason: str, by
) -> None:
    if over_ceiling_reason.strip():
        after = {**after, "dépassement": over_ceiling_reason.strip()}
    journal.record(
        "correct",
        contract,
        by=by,
        before=before,
        after=after,
        reason=reason.strip(),
        named=True,
    )
    ppde.figures_moved(contract.territory_id)


def _moved(contract: Contract, last: date) -> None:
    outdate(last + DAY, enterprise=contract.enterprise)
    ppde.figures_moved(contract.territory_id)
