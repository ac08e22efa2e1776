from django.apps import AppConfig


class BaselineConfig(AppConfig):
    name = "tzcld.baseline"
    label = "baseline"
    verbose_name = "schéma d’une base neuve"
