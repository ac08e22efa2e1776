"""Put the restricted notes, the copies of files and the secrets of the webhooks under the first key of NOTE_KEYS."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ppde.operations import rotate_notes
from territories.models import Territory
from territories.scoping import scoped
from territories.webhooks.operations import rotate_secrets
from tzcld.cipher import cipher


class Command(BaseCommand):
    help = "Rechiffre les notes réservées, les copies de dossier et les secrets des notifications avec la première clé de NOTE_KEYS."

    def handle(self, **options):
        try:
            cipher()
        except ValidationError as missing:
            raise CommandError(missing.message) from missing
        done = lost = 0
        for pk in Territory.objects.values_list("pk", flat=True):
            with scoped(pk):
                for rewritten, unreadable in (rotate_notes(pk), rotate_secrets(pk)):
                    done, lost = done + rewritten, lost + unreadable
        self.stdout.write(f"Notes, copies et secrets rechiffrés : {done}.")
        if lost:
            raise CommandError(
                f"Notes, copies ou secrets illisibles avec les clés données : {lost}. Gardez l’ancienne clé."
            )
