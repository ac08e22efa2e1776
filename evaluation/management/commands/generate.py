"""Fill an empty database with data of a size of design.md §7."""

from django.core.management.base import BaseCommand, CommandError

from evaluation.bench.data import SIZES, generate
from territories.models import Territory


class Command(BaseCommand):
    help = "Remplit une base vide : metropolis (5 000 personnes) ou nation (400 000)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("size", choices=SIZES)
        parser.add_argument(
            "--keep", action="store_true", help="ne fait rien si la base est déjà remplie"
        )

    def handle(self, size: str, keep: bool, **options) -> None:
        if keep and Territory.objects.count() == SIZES[size].hubs + SIZES[size].territories:
            return
        try:
            generate(SIZES[size], tell=self.stdout.write)
        except ValueError as error:
            raise CommandError(str(error)) from error
