"""Put the restricted notes, and the copies of files, under the first key of NOTE_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from ppde.operations import rotate_notes
from territories.models import Territory
from territories.scoping import scoped


class Command(BaseCommand):
    help = (
        "Rechiffre les notes réservées et les copies de dossier avec la première clé de NOTE_KEYS."
    )

    def handle(self, **options):
        done = lost = 0
        for pk in Territory.objects.values_list("pk", flat=True):
            with scoped(pk):
                rewritten, unreadable = rotate_notes(pk)
            done, lost = done + rewritten, lost + unreadable
        self.stdout.write(f"Notes et copies rechiffrées : {done}.")
        if lost:
            raise CommandError(
                f"Notes ou copies illisibles avec les clés données : {lost}. Gardez l’ancienne clé."
            )
