"""What a worker of the tests is before it has anything to do: the product read, no connection opened.

Imported first by the process that `tests.processes.Worker` forks.
"""

import os
import sys
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.urls import get_resolver

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tzcld.settings")
    django.setup()
    # What the first address asked for would read.
    _ = get_resolver().reverse_dict


def run(script: str, words: tuple[str, ...], database: str, values: dict[str, Any]) -> None:
    """Run a script as `python -c script *words` would, on this database, with these settings."""
    connections.settings["default"]["NAME"] = database
    for name, value in values.items():
        setattr(settings, name, value)
    sys.argv = ["-c", *words]
    exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
