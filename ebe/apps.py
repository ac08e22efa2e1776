from django.apps import AppConfig


class EbeConfig(AppConfig):
    name = "ebe"
    verbose_name = "entreprises à but d’emploi"

    def ready(self):
        """A return to the list is refused while a contract runs: the persons' room does not know contracts."""
        from ebe.operations.contracts import refuse_running_contract
        from ppde.operations.ranks import CHECKS

        if refuse_running_contract not in CHECKS:
            CHECKS.append(refuse_running_contract)
