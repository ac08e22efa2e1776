"""Contracts that have had their time: those of nobody on the list (the others go with the person's file)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet

from ebe.holdings import HOLDINGS
from ebe.models import Contract, ContractHours
from ppde.retention import anonymise
from ppde.retention.models import DurationRule, Elimination, EliminationLine
from ppde.retention.times import Ending
from territories.models import Territory

NAMELESS = next(h for h in HOLDINGS if h.model_name == "ebe.Contract").identifying


def _rows(territory: Territory) -> QuerySet[Contract]:
    rows = Contract.objects.filter(territory=territory, person=None, ends_on__isnull=False)
    return rows.exclude(**NAMELESS).annotate(last_on=F("ends_on"))


def _names(keys: Iterable[int]) -> dict[int, str]:
    return {contract.pk: str(contract) for contract in Contract.objects.filter(pk__in=keys)}


def _ended_on(pk: int) -> date | None:
    found = Contract.objects.select_for_update(of=("self",)).filter(pk=pk, person=None).first()
    return found.ends_on if found else None


def _empty(pk: int, line: EliminationLine) -> None:
    """The dates, the post and the hours stay: every figure is counted from them. The name goes, the journal's too."""
    hours = ContractHours.objects.filter(contract=pk).order_by().values("pk")
    anonymise.empty_journal({Contract: [pk], ContractHours: hours}, line)
    Contract.objects.filter(pk=pk).update(**NAMELESS)


CONTRACTS = Ending(
    what=Elimination.What.CONTRACTS,
    word="contrat",
    title="Contrats de personnes sans dossier ici",
    since="le dernier jour",
    past="Terminés",
    remains="Le contrat d’une personne suivie part avec son dossier. Les dates, le poste et les heures restent\u00a0: "
    "aucun chiffre ne change.",
    # An enterprise's own record: no archives to ask, but its agreement.
    agreement=(
        "Accord de l’entreprise",
        "Qui l’a donné, et quand. Exemple\u00a0: direction, courriel du 12/12/2026",
    ),
    rule=DurationRule.What.CONTRACTS,
    rows=_rows,
    name=str,
    names=_names,
    ended_on=_ended_on,
    empty=_empty,
)
