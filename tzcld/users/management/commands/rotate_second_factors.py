"""Put the secrets of the second steps under the current SECRET_KEY, so that the former one can be forgotten."""

from django.core.management.base import BaseCommand, CommandError

from tzcld.users.operations import rotate_second_factors


class Command(BaseCommand):
    help = "Rechiffre les secrets de la double authentification avec SECRET_KEY, avant de retirer l’ancienne."

    def handle(self, **options) -> None:
        done, lost = rotate_second_factors()
        self.stdout.write(f"Secrets rechiffrés : {done}.")
        if lost:
            raise CommandError(
                f"Secrets illisibles avec les clés données : {lost}. Gardez l’ancienne clé."
            )
