"""Load the demonstration world; again changes nothing."""

from django.core.management.base import BaseCommand

from evaluation.demo.load import load


class Command(BaseCommand):
    help = "Charge le monde de démonstration (faits réels, personnes inventées). Une seconde fois ne change rien."

    def handle(self, **options) -> None:
        if load():
            self.stdout.write("Monde de démonstration chargé.")
        else:
            self.stdout.write("Le monde de démonstration est déjà là.")
