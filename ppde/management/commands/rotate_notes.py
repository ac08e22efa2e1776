"""Put the restricted notes, the copies of files and the secrets of the webhooks under the first key of NOTE_KEYS."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ppde.operations import rotate_notes
from ppde.operations.notes import notes_behind
from territories.models import Territory
from territories.scoping import scoped
from territories.webhooks.operations import rotate_secrets, secrets_behind
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
        behind = 0
        for pk in Territory.objects.values_list("pk", flat=True):
            with scoped(pk):
                behind += notes_behind(pk) + secrets_behind(pk)
        self.stdout.write(f"Notes, copies et secrets rechiffrés : {done}.")
        if lost:
            raise CommandError(
                f"Notes, copies ou secrets illisibles avec les clés données : {lost}. Gardez l’ancienne clé."
            )
        if behind:
            raise CommandError(
                f"Notes, copies ou secrets écrits pendant ce temps avec l’ancienne clé : {behind}. Redémarrez web et worker, "
                "puis relancez cette commande avant de retirer l’ancienne clé."
            )
