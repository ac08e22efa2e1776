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
from ebe.models.funding import CdeRate, CdeStatement, SmicRate
from ebe.models.posts import (
    MAX_SKILLS,
    Post,
    PostQuerySet,
    PostSkill,
    Proposal,
    ProposalQuerySet,
)
from ebe.plans.models import HiringPlan
from ebe.returns.models import MonthlyReturn, ReturnCorrection, ReturnRule

__all__ = [
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
    "MonthlyReturn",
    "OfEnterpriseQuerySet",
    "Post",
    "PostQuerySet",
    "PostSkill",
    "Proposal",
    "ProposalQuerySet",
    "ReturnCorrection",
    "ReturnRule",
    "SmicRate",
    "holds",
    "whole_territories",
]
