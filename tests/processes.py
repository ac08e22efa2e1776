"""Another process of the product beside a test: it reads what the test has committed."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connections


def beside(*words: str, environment: dict[str, str] | None = None, **options) -> subprocess.Popen:
    """`python *words` on the database of this test. `environment`: added to ours; `options`: those of Popen."""
    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    here = {
        "DATABASE_URL": f"{base}/{connections['default'].settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "tzcld.settings",
    }
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env=os.environ | here | (environment or {}),
        **options,
    )
