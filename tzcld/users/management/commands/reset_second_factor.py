"""For someone who lost the device and the recovery codes, once their identity has been checked otherwise."""

from django.core.management.base import BaseCommand, CommandError

from tzcld.ui import french
from tzcld.users.models import User
from tzcld.users.operations import reset_second_factor


class Command(BaseCommand):
    help = "Retire la deuxième étape d’un compte et ferme ses sessions ; la personne en est avertie par courriel."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True)

    def handle(self, *args, **options):
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("Aucun compte n’a cette adresse.")
        removed = reset_second_factor(user)
        self.stdout.write(
            f"{french.count(removed, 'moyen retiré', 'moyens retirés')} pour {user}. "
            "La prochaine connexion demandera d’en ajouter un, si le rôle l’exige."
        )
