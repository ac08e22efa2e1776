"""Enterprises, their contracts and hours, the activities shared."""

from datetime import date, timedelta

from activities.models import Activity, ActivityPartner
from ebe.models import Contract, ContractHours, Convention, Enterprise, Management, Proposal
from evaluation.demo import people
from evaluation.demo.facts import Ebe
from evaluation.demo.ground import Ground, staff
from evaluation.demo.people import Journey
from ppde.models import Person
from territories.models import Territory
from territories.periods import period
from tzcld.users.models import User


def open_enterprise(
    ground: Ground,
    ebe: Ebe,
    journeys: list[Journey],
    persons: dict[int, Person],
    users: dict[str, User],
) -> Enterprise:
    territory, rng = ground.territory, ground.rng
    enterprise = Enterprise.objects.create(
        territory=territory,
        name=ebe.name,
        legal_form=ebe.legal_form,
        model=ebe.model,
        opened_on=ebe.opened_on,
        address=ebe.address,
    )
    Convention.objects.create(
        territory=territory,
        enterprise=enterprise,
        reference=f"Convention EBE {ebe.name}",
        signed_on=ebe.opened_on - timedelta(days=20),
        # In force whatever the day: what is due is due under a convention.
        period=period(ebe.opened_on, date(ground.today.year, 12, 31)),
        fte_ceiling=ebe.ceiling,
    )
    if territory.slug == "villeurbanne-les-brosses":
        Management.objects.create(
            territory=territory,
            enterprise=enterprise,
            user=users["ebe"],
            period=period(ebe.opened_on),
        )
        Management.objects.create(
            territory=territory,
            enterprise=enterprise,
            user=users["ebe-adjointe"],
            period=period(date(2025, 3, 3), date(2025, 8, 29)),
        )
    hired = [(j, persons[j.number]) for j in journeys if j.outcome_kind == "ebe"]
    Proposal.objects.bulk_create(
        Proposal(
            territory=territory,
            enterprise=enterprise,
            person=person,
            job_title=rng.choice(people.JOBS),
            weekly_hours=j.hours,
            proposed_on=j.proposed_on,
            reply="accepted",
            replied_on=j.outcome_on,
            made_by=ground.team[0],
        )
        for j, person in hired
    )
    contracts = [
        Contract(
            territory=territory,
            enterprise=enterprise,
            person=person,
            last_name=person.last_name,
            first_name=person.first_name,
            job_title=rng.choice(people.JOBS),
            starts_on=j.outcome_on,
        )
        for j, person in hired
    ]
    for _ in range(ebe.staff):
        first, last = staff(rng)
        contracts.append(
            Contract(
                territory=territory,
                enterprise=enterprise,
                last_name=last,
                first_name=first,
                from_privation=False,
                job_title="Encadrement",
                starts_on=ebe.opened_on,
            )
        )
    _departures(ground, contracts)
    Contract.objects.bulk_create(contracts)
    ContractHours.objects.bulk_create(
        row for contract in contracts for row in _hours(ground, enterprise, contract)
    )
    return enterprise


def _departures(ground: Ground, contracts: list[Contract]) -> None:
    """About one employee in nine has left, most of them for another job."""
    for contract in contracts:
        age = (ground.today - contract.starts_on).days
        if contract.from_privation and age > 200 and ground.rng.random() < 0.11:
            contract.ends_on = contract.starts_on + timedelta(days=ground.rng.randint(60, age - 20))
            contract.leaving = ground.rng.choice(
                ["resigned_for_job", "resigned_for_job", "resigned", "retired", "agreed"]
            )


def _hours(ground: Ground, enterprise: Enterprise, contract: Contract) -> list[ContractHours]:
    """Chosen hours; one contract in five changed them once."""
    rng = ground.rng
    hours = 35 if not contract.from_privation else rng.choice([20, 24, 24, 26, 28, 28, 30, 32, 35])
    last = contract.ends_on
    change = contract.starts_on + timedelta(days=180)
    if (
        contract.from_privation
        and rng.random() < 0.2
        and change < (last or ground.today) - timedelta(days=1)
    ):
        return [
            ContractHours(
                territory=ground.territory,
                enterprise=enterprise,
                contract=contract,
                period=period(contract.starts_on, change - timedelta(days=1)),
                weekly_hours=hours,
            ),
            ContractHours(
                territory=ground.territory,
                enterprise=enterprise,
                contract=contract,
                period=period(change, last),
                weekly_hours=min(35, hours + 4),
            ),
        ]
    return [
        ContractHours(
            territory=ground.territory,
            enterprise=enterprise,
            contract=contract,
            period=period(contract.starts_on, last),
            weekly_hours=hours,
        )
    ]


def share_activities() -> None:
    """Two activities are shared between territories of the metropolis."""
    for name, slug, partner in (
        ("Légumerie", "villeurbanne-les-brosses", "saint-fons-arsenal"),
        ("Vélos remis à neuf", "saint-fons-arsenal", "villeurbanne-saint-jean"),
    ):
        activity = Activity.objects.get(name=name, territory__slug=slug)
        ActivityPartner.objects.create(
            territory=activity.territory,
            activity=activity,
            partner=Territory.objects.get(slug=partner),
        )
