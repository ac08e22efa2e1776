"""`make bench`: each figure beside its floor, on the data sizes of design.md §7."""

import os
import subprocess
import sys

import psycopg
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import override_settings

from evaluation.bench import jobs, matching, pages
from evaluation.bench.data import SIZES
from evaluation.operations.figures import backfill
from territories.models import Territory
from tzcld.collector import settle

MONTHS = 13
URL = {"DATABASE_URL", "DATABASE_OWNER_URL"}


class Command(BaseCommand):
    help = (
        "Mesure les pages et les travaux, chacun à côté de son plancher (médianes, en alternance)."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", choices=[*SIZES, "all"], default="all")
        parser.add_argument(
            "--here", action="store_true", help="mesure la base en cours (usage interne)"
        )

    def handle(self, size: str, here: bool, **options) -> None:
        if here:
            self.measure(size)
            return
        failed = 0
        for name in SIZES if size == "all" else [size]:
            environment = self.prepare(name)
            failed += subprocess.run(
                [sys.executable, "manage.py", "bench", "--here", "--size", name],
                env=environment,
                check=False,
            ).returncode
        if failed:
            sys.exit(1)

    def prepare(self, name: str) -> dict[str, str]:
        """The environment of the database `bench_<name>`, made and filled the first time."""
        database = f"bench_{name}"
        environment = (
            os.environ
            | {key: os.environ[key].rpartition("/")[0] + f"/{database}" for key in URL}
            | {"DEBUG": "0", "SECURE": "0", "MFA_REQUIRED": "0", "SECRET_KEY": "bench"}
        )
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            if not owner.execute(
                "select 1 from pg_database where datname = %s", [database]
            ).fetchone():
                self.stdout.write(
                    f"Base {database} : première mesure, les données sont fabriquées."
                )
                owner.execute(f"create database {database}")
        run = [sys.executable, "manage.py"]
        subprocess.run([*run, "migrate", "-v0"], env=environment, check=True)
        try:
            subprocess.run([*run, "generate", name, "--keep"], env=environment, check=True)
        except (subprocess.CalledProcessError, KeyboardInterrupt):
            # Half of the data is no base to measure on: the next call starts again.
            with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
                owner.execute(f"drop database {database} with (force)")
            raise
        return environment

    def measure(self, name: str) -> None:
        self.stdout.write(f"\n{name} ({connection.settings_dict['NAME']})")
        # Dashboards read stored figures; a live base gathers the planner's statistics and tidies its pages by itself: just after
        # so many rows are written, a list takes a quarter longer.
        hub = Territory.objects.filter(kind="hub").order_by("pk").first()
        backfill(hub.pk, MONTHS)
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            # The rows of long lists that former measures gave up: too few in a large table for a vacuum to leave its indexes of
            # them by itself, they were read again by each page, two thousand more a measure.
            owner.execute("vacuum (analyze, index_cleanup on)")
        # As a process of the site begins; the floor too.
        settle()
        held = True
        with override_settings(ROOT_URLCONF="evaluation.bench.floor", ALLOWED_HOSTS=["testserver"]):
            for figures in (pages.figures, matching.figures, jobs.figures):
                for figure in figures(name):
                    self.stdout.write(figure.line())
                    held &= figure.holds
        if name == "metropolis":
            # A public set: it does not depend on the database.
            self.stdout.write("\n".join(matching.febrl()))
        if not held:
            sys.exit(1)
