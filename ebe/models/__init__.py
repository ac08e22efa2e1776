"""Enterprises with an employment purpose (EBE): conventions, posts, contracts at chosen hours, funding."""

from ebe.directions.models import DirectionInvitation
from ebe.models.contracts import Contract, ContractHours
from ebe.models.enterprises import (
    Convention,
    ConventionQuerySet,
    Enterprise,
    EnterpriseQuerySet,
    Management,
    OfEnterpriseQuerySet,
    holds,
    whole_territories,
)
from ebe.models.funding import CdeRate, CdeStatement, MissingMonth, OwnRate, SmicRate
from ebe.models.posts import (
    DEMANDS,
    MAX_SKILLS,
    Post,
    PostQuerySet,
    PostSkill,
    Proposal,
    ProposalQuerySet,
)
from ebe.plans.models import HiringPlan
from ebe.returns.models import MonthlyReturn, ReturnCorrection, ReturnRule
from ebe.staff.models import StaffEntry

__all__ = [
    "DEMANDS",
    "MAX_SKILLS",
    "CdeRate",
    "CdeStatement",
    "Contract",
    "ContractHours",
    "Convention",
    "ConventionQuerySet",
    "DirectionInvitation",
    "Enterprise",
    "EnterpriseQuerySet",
    "HiringPlan",
    "Management",
    "MissingMonth",
    "MonthlyReturn",
    "OfEnterpriseQuerySet",
    "OwnRate",
    "Post",
    "PostQuerySet",
    "PostSkill",
    "Proposal",
    "ProposalQuerySet",
    "ReturnCorrection",
    "ReturnRule",
    "SmicRate",
    "StaffEntry",
    "holds",
    "whole_territories",
]
