from django.apps import AppConfig


class EbeConfig(AppConfig):
    name = "ebe"
    verbose_name = "entreprises à but d’emploi"
