from django.apps import AppConfig


class EbeConfig(AppConfig):
    name = "ebe"
    verbose_name = "entreprises à but d’emploi"

    def ready(self):
        """What only this room knows: a contract that runs at a return, a post proposed since an act or a decision.

        And a proposal that waits, or is accepted, which an exit closes; a contract that a trial elsewhere suspends.
        """
        from ebe.operations.contracts import refuse_running_contract, suspension_moved
        from ebe.operations.exits import end_proposal, resume_proposal, retell_proposal
        from ebe.operations.proposals import (
            all_to_be_hired,
            hold_proposals,
            refuse_open_proposal,
            refuse_posts_proposed,
            refuse_proposal_since,
            refuse_two_waiting,
            to_be_hired,
            waiting,
        )
        from ppde.duplicates import operations as duplicates
        from ppde.operations import corrections, eligibility, journey, mobilities, outcomes, ranks

        for checks, check in (
            (ranks.CHECKS, refuse_running_contract),
            (corrections.CHECKS, refuse_open_proposal),
            (corrections.VOLUNTEER_CHECKS, refuse_posts_proposed),
            (duplicates.CHECKS, refuse_two_waiting),
            (duplicates.HOLDS, hold_proposals),
            (journey.WAITS, waiting),
            (journey.HIRES, to_be_hired),
            (journey.ALL_HIRES, all_to_be_hired),
            (eligibility.CHECKS, refuse_proposal_since),
            (outcomes.CLOSINGS, end_proposal),
            (outcomes.RESUMPTIONS, resume_proposal),
            (outcomes.RETELLINGS, retell_proposal),
            (mobilities.SUSPENSIONS, suspension_moved),
        ):
            if check not in checks:
                checks.append(check)
