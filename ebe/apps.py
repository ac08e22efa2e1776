from django.apps import AppConfig


class EbeConfig(AppConfig):
    name = "ebe"
    verbose_name = "entreprises à but d’emploi"

    def ready(self):
        """What only this room knows: a contract that runs at a return, a post proposed since a return or a decision."""
        from ebe.operations.contracts import refuse_running_contract
        from ebe.operations.proposals import refuse_open_proposal, refuse_proposal_since
        from ppde.operations import corrections, eligibility, ranks

        for checks, check in (
            (ranks.CHECKS, refuse_running_contract),
            (corrections.CHECKS, refuse_open_proposal),
            (eligibility.CHECKS, refuse_proposal_since),
        ):
            if check not in checks:
                checks.append(check)
