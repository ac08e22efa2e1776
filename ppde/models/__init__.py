"""Persons durably deprived of work (PPDE): minimal data, journey, eligibility, mobilisation list.

Every table here holds a person's data and is under row-level security. No NIR, no health, no opinion:
everything beyond the minimal set of domain.md §8.1 is refused by design.
"""

from ppde.duplicates.models import (
    Fingerprint,
    Inquiry,
    Lookalike,
    Merge,
    PersonKey,
    Seal,
)
from ppde.models.criteria import (
    DatedVersion,
    EligibilityCriterion,
    EligibilityPrecision,
    EligibilityRule,
)
from ppde.models.eligibility import EligibilityReview
from ppde.models.journey import EventKind, JourneyEvent
from ppde.models.list_rules import ListRule
from ppde.models.mobilisation import ELSEWHERE, SOLUTIONS, Outcome, OutcomeKind, Pause
from ppde.models.persons import Origin, Person, PersonQuerySet, YesNo, draw
from ppde.models.ranks import RankAct, Return
from ppde.models.readings import Reading, ReadingAlert, ReadingRule

__all__ = [
    "ELSEWHERE",
    "SOLUTIONS",
    "DatedVersion",
    "EligibilityCriterion",
    "EligibilityPrecision",
    "EligibilityReview",
    "EligibilityRule",
    "EventKind",
    "Fingerprint",
    "Inquiry",
    "JourneyEvent",
    "ListRule",
    "Lookalike",
    "Merge",
    "Origin",
    "Outcome",
    "OutcomeKind",
    "Pause",
    "Person",
    "PersonKey",
    "PersonQuerySet",
    "RankAct",
    "Reading",
    "ReadingAlert",
    "ReadingRule",
    "Return",
    "Seal",
    "YesNo",
    "draw",
]
