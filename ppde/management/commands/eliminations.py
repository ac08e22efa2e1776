"""After a backup is restored: the files eliminated since would come back; this empties them again.

    manage.py eliminations --write FILE     the register: territory, number, day of each file eliminated
    manage.py eliminations --apply FILE     eliminate again the files of the register that are there

The register names nobody. Keep it beside the backups, not in them (docs/exploitation.md).
"""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ppde.models import Elimination, EliminationLine, Person
from ppde.retention import operations
from territories.models import Territory
from territories.scoping import scoped
from tzcld.users.models import User

COLUMNS = ("territoire", "numero", "elimine_le")


class Command(BaseCommand):
    help = "Écrit le registre des dossiers éliminés, ou l’applique à une base restaurée."

    def add_arguments(self, parser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--write", metavar="FICHIER", type=Path)
        which.add_argument("--apply", metavar="FICHIER", type=Path)
        parser.add_argument("--by", metavar="ADRESSE", help="le compte qui applique le registre")

    def handle(self, write: Path | None, apply: Path | None, by: str | None, **options) -> None:
        if write:
            self.stdout.write(f"{self.write(write)} dossiers écrits dans {write}.")
        else:
            author = User.objects.filter(email=by or "").first()
            if author is None:
                raise CommandError("Indiquez votre compte : --by prenom.nom@exemple.fr")
            self.stdout.write(f"{self.apply(apply, author)} dossiers éliminés à nouveau.")

    def write(self, file: Path) -> int:
        lines = 0
        with file.open("w", newline="") as text:
            register = csv.writer(text)
            register.writerow(COLUMNS)
            for territory in Territory.objects.filter(kind=Territory.Kind.LOCAL).order_by("slug"):
                with scoped(territory.pk):
                    # Files only: the other lists find again by themselves what a backup brings back.
                    done = EliminationLine.objects.filter(
                        territory=territory,
                        done_at__isnull=False,
                        elimination__what=Elimination.What.FILES,
                    )
                    for line in done.order_by("done_at"):
                        register.writerow([territory.slug, line.number, f"{line.done_at:%Y-%m-%d}"])
                        lines += 1
        return lines

    def apply(self, file: Path, by: User) -> int:
        done = 0
        with file.open(newline="") as text:
            for row in csv.DictReader(text):
                territory = Territory.objects.get(slug=row["territoire"])
                made = self._list(territory, int(row["numero"]), row["elimine_le"], by)
                done += operations.eliminate(made) if made else 0
        return done

    def _list(self, territory: Territory, number: int, day: str, by: User) -> Elimination | None:
        with scoped(territory.pk):
            person = Person.objects.filter(
                territory=territory, number=number, anonymised_on=None
            ).first()
            if person is None:
                return None
            return operations.eliminate_again(person, day, by=by)
