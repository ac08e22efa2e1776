"""Read the hub's file of skills, as the page does."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ppde.operations import import_skills
from ppde.skills.files import read
from territories.models import Territory
from territories.scoping import scoped


class Command(BaseCommand):
    help = "Lit un fichier de compétences (CSV, XLSX, ODS) dans la liste d’une métropole. Tout ou rien."

    def add_arguments(self, parser) -> None:
        parser.add_argument("hub", help="identifiant de la métropole dans les adresses")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--common",
            action="store_true",
            help="proposer d’office les nouvelles compétences dans la grille de saisie",
        )

    def handle(self, *, hub: str, file: Path, common: bool, **options) -> None:
        territory = Territory.objects.filter(slug=hub, kind=Territory.Kind.HUB).first()
        if territory is None:
            raise CommandError(f"Aucune métropole ne s’appelle « {hub} ».")
        try:
            rows = read(file.read_bytes(), file.name)
            with scoped(territory.pk, named=False):
                found = import_skills(territory, rows, common=common, by=None)
        except OSError as error:
            raise CommandError(f"Le fichier ne s’ouvre pas : {error.strerror}.") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(
            f"Ajoutées : {found['created']}. Modifiées : {found['updated']}. "
            f"Déjà connues : {found['unchanged']}."
        )
