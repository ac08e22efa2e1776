from django.apps import AppConfig


class EbeConfig(AppConfig):
    name = "ebe"
    verbose_name = "entreprises à but d’emploi"

    def ready(self):
        """What only this room knows of a return: a contract that runs, a post proposed since."""
        from ebe.operations.contracts import refuse_running_contract
        from ebe.operations.proposals import refuse_open_proposal
        from ppde.operations import corrections, ranks

        for checks, check in (
            (ranks.CHECKS, refuse_running_contract),
            (corrections.CHECKS, refuse_open_proposal),
        ):
            if check not in checks:
                checks.append(check)
