"""Contracts that have had their time: those of nobody on the list (the others go with the person's file)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from ebe.holdings import HOLDINGS
from ebe.models import Contract, ContractHours
from ppde.retention import anonymise
from ppde.retention.models import DurationRule, Elimination, EliminationLine
from ppde.retention.operations import Ending
from territories.holdings import holdings
from territories.models import Entry, Territory

NAMELESS = next(h for h in HOLDINGS if h.model_name == "ebe.Contract").identifying


def _due(territory: Territory, cut_off: date) -> list[tuple[int, date]]:
    rows = Contract.objects.filter(territory=territory, person=None, ends_on__lte=cut_off)
    named = rows.exclude(**NAMELESS)
    return list(named.order_by("ends_on", "pk").values_list("pk", "ends_on"))


def _names(keys: Iterable[int]) -> dict[int, str]:
    return {contract.pk: str(contract) for contract in Contract.objects.filter(pk__in=keys)}


def _ended_on(pk: int) -> date | None:
    found = Contract.objects.select_for_update(of=("self",)).filter(pk=pk, person=None).first()
    return found.ends_on if found else None


def _empty(pk: int, line: EliminationLine) -> None:
    """The dates, the post and the hours stay: every figure is counted from them. The name goes, the journal's too."""
    hours = ContractHours.objects.filter(contract=pk).order_by().values("pk")
    told = Q(model=Contract._meta.label_lower, object_id=pk)
    told |= Q(model=ContractHours._meta.label_lower, object_id__in=hours)
    journal = next(h for h in holdings() if h.model is Entry)
    entries = Entry.objects.filter(told, territory=line.territory_id)
    anonymise.empty_rows(journal, list(entries), line)
    Contract.objects.filter(pk=pk).update(**NAMELESS)


CONTRACTS = Ending(
    what=Elimination.What.CONTRACTS,
    word="contrat",
    title="Contrats de personnes sans dossier ici",
    rule=DurationRule.What.CONTRACTS,
    due=_due,
    names=_names,
    ended_on=_ended_on,
    empty=_empty,
)
