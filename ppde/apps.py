from django.apps import AppConfig


class PpdeConfig(AppConfig):
    name = "ppde"
    verbose_name = "personnes"

    def ready(self):
        """What an exit ends in this room: places in trainings not yet begun."""
        from ppde.operations.outcomes import CLOSINGS
        from ppde.operations.training import free_places

        if free_places not in CLOSINGS:
            CLOSINGS.append(free_places)
