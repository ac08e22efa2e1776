"""Celery: long work only; each job is a row that its task takes by id (design rule 8)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tzcld.settings")

app = Celery("tzcld")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
