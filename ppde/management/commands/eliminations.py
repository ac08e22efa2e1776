"""After a backup is restored: what was eliminated since would come back; this empties it again.

    manage.py eliminations --write FILE     the register: territory, number, day, of each file eliminated, and of what else was
                                            erased because the person asked for it: an orientation, a seat, a subscription
                                            to the letter, a testimony
                                            and what was closed early, or brought to an earlier day: an extract, a named access,
                                            a private link, a direction, an access of the team, an account
    manage.py eliminations --apply FILE     eliminate and close again what the register tells and is there

The other rows past their time are found again by the lists themselves.

FILE may be - : the standard output or input, where nothing else is written (a container whose files are read-only).

The register names nobody. Keep it beside the backups, not in them (docs/exploitation.md).
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ppde.models import Elimination, EliminationLine, Orientation, Person, RightsRequest
from ppde.privacy.apart import all_apart
from ppde.retention import operations
from ppde.retention.closings import all_closings
from territories.models import Territory
from territories.scoping import scoped
from tzcld.ui.french import count
from tzcld.users.models import User

# The last one is the key of the territory: its name in the addresses may have changed since the backup.
COLUMNS = ("territoire", "numero", "elimine_le", "objet", "cle_territoire")
What = Elimination.What


class Command(BaseCommand):
    help = "Écrit le registre des dossiers éliminés et des accès fermés, ou l’applique à une base restaurée."

    def add_arguments(self, parser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--write", metavar="FICHIER")
        which.add_argument("--apply", metavar="FICHIER")
        parser.add_argument("--by", metavar="ADRESSE", help="le compte qui applique le registre")

    def handle(self, write: str | None, apply: str | None, by: str | None, **options) -> None:
        try:
            if write:
                lines = self.write(write)
                self.stderr.write(f"{count(lines, 'ligne écrite', 'lignes écrites')} dans {write}.")
            else:
                author = User.objects.filter(email=by or "").first()
                if author is None:
                    raise CommandError("Indiquez votre compte : --by prenom.nom@exemple.fr")
                done = self.apply(apply, author)
                said = count(
                    done,
                    "ligne éliminée ou fermée à nouveau",
                    "lignes éliminées ou fermées à nouveau",
                )
                self.stdout.write(f"{said}.")
        except OSError as error:
            raise CommandError(f"{write or apply} : {error.strerror}") from error

    def write(self, file: str) -> int:
        lines = 0
        with _opened(file, "w") as text:
            register = csv.writer(text)
            register.writerow(COLUMNS)
            # Of a hub: its own team, its own mandates.
            for territory in Territory.objects.order_by("slug"):
                with scoped(territory.pk):
                    rows = (
                        *_files(territory),
                        *_orientations(territory),
                        *_apart(territory),
                        *_closings(territory),
                    )
                    for number, day, what in rows:
                        register.writerow(
                            [territory.slug, number, f"{day:%Y-%m-%d}", what, territory.pk]
                        )
                        lines += 1
        return lines

    def apply(self, file: str, by: User) -> int:
        done, unknown = 0, Counter()
        # Read together: the texts of a territory are searched once for all those of one list.
        together: dict[tuple[Territory, str], list[dict[str, str]]] = {}
        with _opened(file, "r") as text:
            for row in csv.DictReader(text):
                territory, what = _territory(row), row.get("objet") or What.FILES
                if territory is None:
                    unknown[row["territoire"]] += 1
                elif what in operations.NAMED:
                    together.setdefault((territory, what), []).append(row)
                else:
                    done += self._again(territory, what, row, by)
        for (territory, what), rows in together.items():
            done += self._named_again(territory, what, rows, by)
        for slug, lines in unknown.items():
            self.stderr.write(
                f"{slug} : cette base n’a pas ce territoire, {count(lines, 'ligne', 'lignes')} sans effet. Il a été ouvert depuis la "
                "sauvegarde ; si un ancien registre le nomme par une adresse changée depuis, écrivez-y celle d’avant."
            )
        return done

    def _again(self, territory: Territory, what: str, row: dict[str, str], by: User) -> int:
        number, day = int(row["numero"]), row["elimine_le"]
        if apart := all_apart().get(what):
            reach = filter(None, (territory.pk, territory.hub_id))
            with scoped(*reach, user=by.pk):
                return apart.again(territory, number, date.fromisoformat(day), by)
        closing = all_closings().get(what)
        if closing is None:
            raise CommandError(f"Ce registre a un objet que cette version ne connaît pas : {what}.")
        with scoped(territory.pk, user=by.pk):
            return closing.again(territory, number, date.fromisoformat(day), by)

    def _named_again(
        self, territory: Territory, what: str, rows: list[dict[str, str]], by: User
    ) -> int:
        days = {int(row["numero"]): date.fromisoformat(row["elimine_le"]) for row in rows}
        find = _files_back if what == What.FILES else _orientations_back
        with scoped(territory.pk):
            found = find(territory, days)
            last = max(days.values())
            made = operations.eliminate_again(what, found, last, by=by) if found else None
        return operations.eliminate(made) if made else 0


def _opened(file: str, mode: str) -> AbstractContextManager[TextIO]:
    if file == "-":
        return nullcontext(sys.stdout if mode == "w" else sys.stdin)
    return open(file, mode, newline="", encoding="utf-8")


def _territory(row: dict[str, str]) -> Territory | None:
    """The one of a line; None when it was opened after the backup. A register written before the keys were has its address only."""
    if key := row.get("cle_territoire"):
        return Territory.objects.filter(pk=key).first()
    return Territory.objects.filter(slug=row["territoire"]).first()


def _files_back(territory: Territory, days: dict[int, date]) -> list[Person]:
    """Those that are there again, of these numbers."""
    here = Person.objects.filter(territory=territory, number__in=days, anonymised_on=None)
    return list(here.order_by("number"))


def _orientations_back(territory: Territory, days: dict[int, date]) -> list[Orientation]:
    """Not one sent since under the same number: the register tells of before its day."""
    here = Orientation.objects.filter(territory=territory, pk__in=days).exclude(first_name="")
    return [row for row in here.order_by("pk") if timezone.localdate(row.sent_at) <= days[row.pk]]


def _files(territory: Territory) -> Iterator[tuple]:
    done = EliminationLine.objects.filter(
        territory=territory, done_at__isnull=False, elimination__what=What.FILES
    )
    for number, at in done.order_by("done_at").values_list("number", "done_at"):
        yield number, timezone.localdate(at), What.FILES.value


def _apart(territory: Territory) -> Iterator[tuple]:
    """Erased on request, each by the key of its row; those past their time are found again by their own lists."""
    done = EliminationLine.objects.filter(
        territory=territory,
        done_at__isnull=False,
        elimination__what__in=list(all_apart()),
        elimination__origin=Elimination.Origin.REQUEST,
    )
    rows = done.order_by("done_at", "pk").values_list("number", "done_at", "elimination__what")
    for number, at, what in rows:
        # The day here: in the first hour, that of the clock of the database is still the day before.
        yield number, timezone.localdate(at), what


def _closings(territory: Territory) -> Iterator[tuple]:
    for closing in all_closings().values():
        for number, day in closing.rows(territory):
            yield number, day, closing.what


def _orientations(territory: Territory) -> Iterator[tuple]:
    """Told by the erasures granted: the line of the list no longer leads to its row."""
    asked = RightsRequest.objects.filter(
        territory=territory,
        kind=RightsRequest.Kind.ERASURE,
        state=RightsRequest.State.GRANTED,
        orientation__first_name="",
    )
    for number, day in asked.order_by("answered_on", "pk").values_list("number", "answered_on"):
        yield number, day, What.ORIENTATIONS.value
