"""A file that ends leaves its contracts to the register of the enterprise, for the time of the law; then they go."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from ebe.holdings import HOLDINGS
from ebe.models import Contract, Enterprise, StaffEntry
from ppde.eligibility import months_after, months_before
from ppde.models import DurationRule, Person
from ppde.retention.by_law import ByLaw
from territories import journal
from territories.models import Territory
from territories.scoping import of_enterprises
from tzcld.ui import french

NAMELESS = next(h for h in HOLDINGS if h.model_name == "ebe.Contract").identifying


def months_kept(territory: Territory, on: date) -> int:
    """After the last day: the rule of the contracts."""
    return DurationRule.objects.of(territory, on)[DurationRule.What.CONTRACTS].months


def _to_keep(person: Person) -> list[tuple[Contract, date]]:
    """Contracts that ended too lately for their name to go, each with its term."""
    today = timezone.localdate()
    months = months_kept(person.territory, today)
    rows = Contract.objects.filter(person=person, ends_on__isnull=False).exclude(**NAMELESS)
    rows = rows.select_related("enterprise").order_by("ends_on", "pk")
    found = [(contract, months_after(contract.ends_on, months)) for contract in rows]
    return [(contract, term) for contract, term in found if term > today]


def _told(person: Person) -> list[str]:
    return [
        f"{contract.enterprise} garde à son registre du personnel, jusqu’au {french.date(term)}, le nom, le poste et les dates du "
        "contrat"
        for contract, term in _to_keep(person)
    ]


@transaction.atomic
def _keep(person: Person) -> None:
    for contract, term in _to_keep(person):
        with of_enterprises(contract.enterprise_id):
            entry = StaffEntry.objects.create(
                territory_id=contract.territory_id,
                enterprise=contract.enterprise,
                last_name=contract.last_name,
                first_name=contract.first_name,
                job_title=contract.job_title,
                starts_on=contract.starts_on,
                ends_on=contract.ends_on,
            )
        label = f"registre du personnel, entrée n° {entry.pk}"
        journal.record("create", entry, by=None, label=label, after={"jusqu’au": term})


STAFF = ByLaw(told=_told, keep=_keep)


@transaction.atomic
def forget(territory: Territory, today: date) -> int:
    """Delete those past their term, in the scope of the territory; how many. Run twice, it finds nothing."""
    cut = months_before(today, months_kept(territory, today))
    keys = Enterprise.objects.filter(territory=territory).values_list("pk", flat=True)
    with of_enterprises(*keys):
        gone = StaffEntry.objects.filter(territory=territory, ends_on__lte=cut)
        for entry in gone.select_for_update(of=("self",)):
            label = f"registre du personnel, entrée n° {entry.pk}"
            journal.record("delete", entry, by=None, label=label, reason="durée de conservation")
        return gone.delete()[0]
