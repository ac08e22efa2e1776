from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "territories"
    verbose_name = "territoires"

    def ready(self):
        from territories.free_texts import mark_columns

        mark_columns()
