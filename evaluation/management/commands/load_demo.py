"""Load the demonstration world; again changes nothing."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand

from evaluation.demo.load import load


class Command(BaseCommand):
    help = "Charge le monde de démonstration (faits réels, personnes inventées). Une seconde fois ne change rien."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--accounts", type=Path, help="fichier où écrire la liste des comptes, à la fin"
        )

    def handle(self, **options) -> None:
        if load():
            self.stdout.write("Monde de démonstration chargé.")
        else:
            self.stdout.write("Le monde de démonstration est déjà là.")
        if options["accounts"]:
            with options["accounts"].open("w", encoding="utf-8") as file:
                call_command("demo_accounts", stdout=file)
