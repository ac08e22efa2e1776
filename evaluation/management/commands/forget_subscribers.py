"""Addresses of the letter that have had their time: how many would go, or erase them now.

manage.py forget_subscribers             what the daily task would erase today, territory by territory
manage.py forget_subscribers --write     erase it
"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from evaluation.forgetting import forget, forgettable
from territories.models import Territory
from territories.scoping import scoped


class Command(BaseCommand):
    help = "Compte, ou efface, les adresses de la lettre qui ont passé leur durée."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--write", action="store_true", help="efface, au lieu de compter")

    def handle(self, write: bool, **options) -> None:
        today, is_silent = timezone.localdate(), True
        for territory in Territory.objects.select_related("hub").order_by("slug"):
            with scoped(territory.pk, named=False):
                if write:
                    left, waiting = forget(territory, today).values()
                else:
                    left, waiting = (rows.count() for rows in forgettable(territory, today))
            if left or waiting:
                is_silent = False
                done = "effacées" if write else "à effacer"
                self.stdout.write(
                    f"{territory.slug} : {done}, désinscrites {left}, jamais confirmées {waiting}"
                )
        if is_silent:
            self.stdout.write("Aucune adresse n’a passé sa durée.")
