"""What changes the world in this room: `operations.hire(…, by=user)`."""

from ebe.operations.answers import answer_proposal, correct_answer
from ebe.operations.closings import close_enterprise, reopen_enterprise
from ebe.operations.contracts import cancel_contract, change_hours, hire
from ebe.operations.conventions import (
    amend_convention,
    correct_convention,
    end_convention,
    sign_convention,
    withdraw_convention,
)
from ebe.operations.corrections import correct_contract
from ebe.operations.departures import (
    correct_departure,
    end_contract,
    take_back_departure,
    tell_departures,
)
from ebe.operations.enterprises import delete_enterprise, open_enterprise, update_enterprise
from ebe.operations.hires import drop_hire, hire_elsewhere
from ebe.operations.posts import close_post, open_post, reopen_post, update_post
from ebe.operations.proposals import make_proposal, refuse_answered, withdraw_proposal
from ebe.operations.rates import (
    add_cde_rate,
    add_own_rate,
    add_return_rule,
    add_smic,
    withdraw_rate,
)
from ebe.operations.sharing import tell_employer
from ebe.operations.statements import (
    compute_outdated,
    compute_statement,
    outdate_mismatched,
)

__all__ = [
    "add_cde_rate",
    "add_own_rate",
    "add_return_rule",
    "add_smic",
    "amend_convention",
    "answer_proposal",
    "cancel_contract",
    "change_hours",
    "close_enterprise",
    "close_post",
    "compute_outdated",
    "compute_statement",
    "correct_answer",
    "correct_contract",
    "correct_convention",
    "correct_departure",
    "delete_enterprise",
    "drop_hire",
    "end_contract",
    "end_convention",
    "hire",
    "hire_elsewhere",
    "make_proposal",
    "open_enterprise",
    "open_post",
    "outdate_mismatched",
    "refuse_answered",
    "reopen_enterprise",
    "reopen_post",
    "sign_convention",
    "take_back_departure",
    "tell_departures",
    "tell_employer",
    "update_enterprise",
    "update_post",
    "withdraw_convention",
    "withdraw_proposal",
    "withdraw_rate",
]
