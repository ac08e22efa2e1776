from django.core.management.commands import migrate
from django.db import connections

from tzcld.baseline import schema

# What asks for something else than "bring this database to the code's state".
OTHERWISE = ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "run_syncdb", "prune")


class Command(migrate.Command):
    """Django's own, which first gives an empty database its tables at once."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--by-steps",
            action="store_true",
            help="Chaque migration l’une après l’autre, même sur une base vide.",
        )

    def handle(self, *args, by_steps, **options):
        whole = not by_steps and not any(options[name] for name in OTHERWISE)
        given = whole and schema.load(connections[options["database"]])
        if given and options["verbosity"]:
            self.stdout.write("Base vide : tables créées d’un coup (tzcld/baseline/schema.sql).")
        super().handle(*args, **options)
