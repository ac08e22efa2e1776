from django.apps import AppConfig


class PpdeConfig(AppConfig):
    name = "ppde"
    verbose_name = "personnes"

    def ready(self):
        """What an exit ends in this room: places in trainings not yet begun. The names that no committee reads."""
        from ppde.names import names_in
        from ppde.operations.outcomes import CLOSINGS
        from ppde.operations.training import free_places
        from territories.names import FINDERS

        if free_places not in CLOSINGS:
            CLOSINGS.append(free_places)
        if names_in not in FINDERS:
            FINDERS.append(names_in)
