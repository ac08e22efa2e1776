"""Another process of the product beside a test: it reads what the test has committed."""

import os
import subprocess
import sys
from multiprocessing import get_context

from django.conf import settings
from django.db import connections

from tests import forked


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


# The settings of a test that its workers must share.
TOLD = ("EMAIL_HOST", "EMAIL_PORT", "MEDIA_ROOT")


class Worker:
    """A process that runs a script on the database of this test: real, and killed as any other.

    It is the fork of one that has read the product already: reading it takes two seconds of a core, at each of the forty
    workers that these tests kill.
    """

    forks = get_context("forkserver")

    def __init__(self, script: str, *words: str) -> None:
        self.forks.set_forkserver_preload(["tests.forked"])
        database = connections["default"].settings_dict["NAME"]
        told = {name: getattr(settings, name) for name in TOLD}
        self.process = self.forks.Process(target=forked.run, args=(script, words, database, told))
        self.process.start()

    def wait(self, timeout: float = 60) -> int:
        """Its exit code, negative when a signal ended it."""
        self.process.join(timeout)
        assert self.process.exitcode is not None, f"le travail n’a pas fini en {timeout} secondes"
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()
