"""Celery: long work only; each job is a row that its task takes by id (design rule 8)."""

import logging.config
import os

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tzcld.settings")

app = Celery("tzcld")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def use_our_logging(**kwargs) -> None:
    """The worker's own would write what ours leaves out (tzcld.logs)."""
    logging.config.dictConfig(settings.LOGGING)
