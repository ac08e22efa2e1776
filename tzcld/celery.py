"""Celery: long work only; each job is a row that its task takes by id (design rule 8)."""

import logging.config
import os

import celery
from celery import signals
from django.conf import settings

from tzcld.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tzcld.settings")


class Task(celery.Task):
    def __call__(self, *args, **kwargs):
        # By the worker, which has said what is asked; or by hand.
        call = super().__call__ if self.request.called_directly else self.run
        return with_room(call, *args, **kwargs)


app = celery.Celery("tzcld", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def use_our_logging(**kwargs) -> None:
    """The worker's own would write what ours leaves out (tzcld.logs)."""
    logging.config.dictConfig(settings.LOGGING)
