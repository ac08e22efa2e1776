from django.apps import AppConfig


class UiConfig(AppConfig):
    """Visual language and page machinery: tags, forms, lists, charts. Holds no model."""

    name = "tzcld.ui"
    label = "ui"
    verbose_name = "interface"
