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
from ppde.models.after import (
    FOLLOWED,
    MONTHS,
    FollowUp,
    MobilityFile,
    MobilityStep,
    MobilityTrial,
)
from ppde.models.consents import Consent
from ppde.models.controllers import Controller
from ppde.models.criteria import (
    DatedVersion,
    EligibilityCriterion,
    EligibilityPrecision,
    EligibilityRule,
)
from ppde.models.eligibility import EligibilityReview
from ppde.models.journey import DETAILS, RESULTS, EventKind, JourneyEvent
from ppde.models.list_rules import ListRule
from ppde.models.list_sheets import ListSheet
from ppde.models.mobilisation import (
    BY_ACT,
    DECIDED,
    ELSEWHERE,
    JOBS,
    SOLUTIONS,
    Outcome,
    OutcomeKind,
    Pause,
)
from ppde.models.notes import RestrictedNote
from ppde.models.orientations import Orientation
from ppde.models.person_pages import Desk, PersonPage
from ppde.models.persons import Origin, Person, PersonQuerySet, YesNo, draw
from ppde.models.processings import JOURNEY, Processing
from ppde.models.ranks import RankAct, Return
from ppde.models.readings import Reading, ReadingAlert, ReadingRule
from ppde.models.referents import Following
from ppde.models.refusals import RefusalReview
from ppde.models.resources import DeliveryPerson, SchemeRequest
from ppde.models.rights import AccessFile, RightsRequest
from ppde.models.sessions import Presence, Session
from ppde.models.skills import Availability, PersonSkill, Skill
from ppde.models.texts import Rereading, SensitiveWord, TextFlag
from ppde.models.training import (
    Enrolment,
    SessionShare,
    Training,
    TrainingPresence,
    TrainingSession,
    TrainingSkill,
)
from ppde.retention.models import (
    DurationRule,
    Elimination,
    EliminationLine,
    PastTime,
    RetentionRule,
)

__all__ = [
    "BY_ACT",
    "DECIDED",
    "DETAILS",
    "ELSEWHERE",
    "FOLLOWED",
    "JOBS",
    "JOURNEY",
    "MONTHS",
    "RESULTS",
    "SOLUTIONS",
    "AccessFile",
    "Availability",
    "Consent",
    "Controller",
    "DatedVersion",
    "DeliveryPerson",
    "Desk",
    "DurationRule",
    "EligibilityCriterion",
    "EligibilityPrecision",
    "EligibilityReview",
    "EligibilityRule",
    "Elimination",
    "EliminationLine",
    "Enrolment",
    "EventKind",
    "Fingerprint",
    "FollowUp",
    "Following",
    "Inquiry",
    "JourneyEvent",
    "ListRule",
    "ListSheet",
    "Lookalike",
    "Merge",
    "MobilityFile",
    "MobilityStep",
    "MobilityTrial",
    "Orientation",
    "Origin",
    "Outcome",
    "OutcomeKind",
    "PastTime",
    "Pause",
    "Person",
    "PersonKey",
    "PersonPage",
    "PersonQuerySet",
    "PersonSkill",
    "Presence",
    "Processing",
    "RankAct",
    "Reading",
    "ReadingAlert",
    "ReadingRule",
    "RefusalReview",
    "Rereading",
    "RestrictedNote",
    "RetentionRule",
    "Return",
    "RightsRequest",
    "SchemeRequest",
    "Seal",
    "SensitiveWord",
    "Session",
    "SessionShare",
    "Skill",
    "TextFlag",
    "Training",
    "TrainingPresence",
    "TrainingSession",
    "TrainingSkill",
    "YesNo",
    "draw",
]
