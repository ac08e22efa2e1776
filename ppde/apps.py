from django.apps import AppConfig


class PpdeConfig(AppConfig):
    name = "ppde"
    verbose_name = "personnes"
