from django.apps import AppConfig


class EbeConfig(AppConfig):
    name = "ebe"
    verbose_name = "entreprises à but d’emploi"

    def ready(self):
        """What only this room knows: a contract that runs at a return, a post proposed since a return or a decision.

        And a proposal that waits, which an exit closes.
        """
        from ebe.operations.contracts import refuse_running_contract
        from ebe.operations.exits import end_proposal, resume_proposal
        from ebe.operations.proposals import refuse_open_proposal, refuse_proposal_since
        from ppde.operations import corrections, eligibility, outcomes, ranks

        for checks, check in (
            (ranks.CHECKS, refuse_running_contract),
            (corrections.CHECKS, refuse_open_proposal),
            (eligibility.CHECKS, refuse_proposal_since),
            (outcomes.CLOSINGS, end_proposal),
            (outcomes.RESUMPTIONS, resume_proposal),
        ):
            if check not in checks:
                checks.append(check)
