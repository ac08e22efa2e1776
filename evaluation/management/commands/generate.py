"""Fill an empty database with data of a size of design.md §7."""

from django.core.management.base import BaseCommand, CommandError

from evaluation.bench.data import SIZES, generate


class Command(BaseCommand):
    help = "Remplit une base vide : metropolis (5 000 personnes) ou nation (400 000)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("size", choices=SIZES)

    def handle(self, size: str, **options) -> None:
        try:
            generate(SIZES[size], tell=self.stdout.write)
        except ValueError as error:
            raise CommandError(str(error)) from error
