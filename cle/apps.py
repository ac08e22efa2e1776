from django.apps import AppConfig


class CleConfig(AppConfig):
    name = "cle"
    verbose_name = "comités"
