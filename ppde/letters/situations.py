"""Which letters are true of a person today, and to whom none is written."""

from ppde.departures import HIRED, departure_of
from ppde.models import FollowUp, OutcomeKind, Person, RefusalReview
from ppde.operations.journey import waits_of

S = Person.State
# Situations, in the order of the journey.
SITUATIONS = {
    "rencontre": "Rencontre",
    "volontariat": "Volontariat enregistré",
    "decision": "Décision du comité",
    "rang": "Rang sur la liste",
    "proposition": "Proposition d’emploi",
    "pause": "Pause",
    "refus": "Refus, décision du comité",
    "sortie": "Sortie de la liste",
}
BY_STATE = {
    S.IDENTIFIED: "rencontre",
    S.MET: "rencontre",
    S.VOLUNTEER: "volontariat",
    S.NOT_ELIGIBLE: "decision",
    S.LISTED: "rang",
    S.PROPOSED: "proposition",
    S.PAUSED: "pause",
    S.EBE: "sortie",
    S.ENDED: "sortie",
    S.ELSEWHERE: "sortie",
    S.LEFT: "sortie",
}


def situation_of(person: Person) -> str:
    """The situation that the person's state calls for."""
    return BY_STATE[person.state]


# Nobody is written to after these.
UNWRITTEN = (OutcomeKind.DIED, OutcomeKind.DUPLICATE)


def may_be_written_to(person: Person) -> bool:
    """False for a person who died, a file that repeats another, a file whose name was erased."""
    if not person.first_name or person.outcome_kind in UNWRITTEN:
        return False
    if person.outcome_on and person.follow_ups.filter(result=FollowUp.Result.DIED).exists():
        return False
    # A death that the enterprise noted: no letter leaves.
    return person.state not in HIRED or not departure_of(person).has_died


def has_to_answer(person: Person) -> bool:
    """A post waits for their answer: the state says it, unless a pause has begun meanwhile."""
    if person.state == S.PAUSED:
        return waits_of(person.territory_id, [person.pk]).get(person.pk, False)
    return person.state == S.PROPOSED


def situations_of(person: Person) -> list[str]:
    """The letters that are true for this person today, in the order of the journey."""
    if not may_be_written_to(person):
        return []
    ended = bool(person.outcome_on)
    told = {
        "rencontre": not person.volunteer_on and not ended,
        "volontariat": bool(person.volunteer_on) and not ended,
        # Of somebody who left, it would say that they are on the list.
        "decision": person.is_on_list or person.state == S.NOT_ELIGIBLE,
        "rang": person.is_on_list,
        "proposition": has_to_answer(person),
        "pause": person.state == S.PAUSED,
        "refus": latest_refusal(person) is not None,
        "sortie": ended,
    }
    return [key for key in SITUATIONS if told[key]]


def latest_refusal(person: Person) -> RefusalReview | None:
    """The latest refusal of theirs that the list's rule put to the committee."""
    return person.refusal_reviews.told().select_related("decision").first()
