"""The first hub and the invitation of who administers it: there is no superuser, every right is a membership."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug

from territories.operations import team
from tzcld.ui import french


class Command(BaseCommand):
    help = "Crée la métropole si elle n’existe pas et donne le lien d’invitation de son administration."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True)
        parser.add_argument("--hub-name", required=True)
        parser.add_argument("--hub-slug", required=True)
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")

    def handle(self, *args, **options):
        try:
            validate_email(options["email"])
            validate_slug(options["hub_slug"])
            invitation, link = team.open_hub(
                name=options["hub_name"],
                slug=options["hub_slug"],
                email=options["email"],
                first_name=options["first_name"],
                last_name=options["last_name"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"Invitation de {invitation.email} à administrer « {invitation.territory.name} », "
            f"valable jusqu’au {french.date(invitation.expires_at)} :\n{link}"
        )
