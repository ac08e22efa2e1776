"""Somebody who left the enterprise and came back to the list, at the rank that the committee's rule gives."""

from datetime import timedelta

from ebe.models import Contract
from ebe.operations import end_contract
from evaluation.demo.ground import Ground
from ppde.models import FollowUp, OutcomeKind, Person
from ppde.operations import record_return

PLACE = "villeurbanne-les-brosses"
# Days before today: in whole months that are over, the figures and the forecast count the return.
LEFT, BACK = 62, 45
# Long enough under contract for news to have been taken once, back before the rule's year is over.
HIRED = (330, 170)
WHY = "Le contrat s’est arrêté d’un commun accord, la personne souhaite un autre poste."


def come_back(ground: Ground) -> None:
    """By the ordinary operations: the contract ends, the return asks the rule in force that day."""
    if ground.place.slug != PLACE:
        return
    left, back = (ground.today - timedelta(days=n) for n in (LEFT, BACK))
    contract = _of_somebody(ground)
    if contract is None:
        return
    end_contract(contract, on=left, leaving=Contract.Leaving.AGREED, by=ground.team[0])
    outcome = contract.person.outcomes.get(kind=OutcomeKind.EBE)
    # What was told of the job once it was over would be of another life.
    later = FollowUp.objects.filter(outcome=outcome, done_on__gt=left)
    later.update(result="", done_on=None, recorded_by=None)
    record_return(outcome, back, by=ground.team[0], reason=WHY)


def _of_somebody(ground: Ground) -> Contract | None:
    """The latest volunteer of those hired in time."""
    since, until = (ground.today - timedelta(days=n) for n in HIRED)
    persons = Person.objects.filter(territory=ground.territory, outcome_kind=OutcomeKind.EBE)
    running = Contract.objects.filter(
        territory=ground.territory,
        ends_on=None,
        starts_on__range=(since, until),
        person__in=persons,
    )
    free = running.filter(person__mobilities=None, person__limited_on=None)
    return free.select_related("person").order_by("-person__volunteer_on", "-pk").first()
