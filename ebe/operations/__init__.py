"""What changes the world in this room: `operations.hire(…, by=user)`."""

from ebe.operations.contracts import cancel_contract, change_hours, end_contract, hire
from ebe.operations.enterprises import (
    open_enterprise,
    sign_convention,
    update_enterprise,
    withdraw_convention,
)
from ebe.operations.posts import close_post, open_post, reopen_post, update_post
from ebe.operations.proposals import (
    answer_proposal,
    correct_answer,
    drop_hire,
    hire_elsewhere,
    make_proposal,
    withdraw_proposal,
)
from ebe.operations.rates import add_cde_rate, add_return_rule, add_smic, withdraw_rate
from ebe.operations.statements import compute_statement

__all__ = [
    "add_cde_rate",
    "add_return_rule",
    "add_smic",
    "answer_proposal",
    "cancel_contract",
    "change_hours",
    "close_post",
    "compute_statement",
    "correct_answer",
    "drop_hire",
    "end_contract",
    "hire",
    "hire_elsewhere",
    "make_proposal",
    "open_enterprise",
    "open_post",
    "reopen_post",
    "sign_convention",
    "update_enterprise",
    "update_post",
    "withdraw_convention",
    "withdraw_proposal",
    "withdraw_rate",
]
