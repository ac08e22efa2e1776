"""Once the old texts that hold a social security number are reviewed: the database says that no row holds one.

    manage.py validate_nir

Looks for what is left first, and sends it to « Textes à relire »; then validates each constraint whose table is clean. Run
again at will: what is validated is not read again. It works as the owner of the tables, like `migrate`.
"""

import sys

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from territories.database import VALIDATE_NIR
from territories.models import Territory
from territories.scoping import scoped
from tzcld.ui import french

LEFT = r"""
    SELECT conrelid::regclass::text FROM pg_constraint WHERE conname LIKE '%\_no\_nir' AND NOT convalidated ORDER BY 1
"""


class Command(BaseCommand):
    help = (
        "Cherche les numéros de sécurité sociale écrits avant d’être refusés, "
        "puis valide les contraintes des tables qui n’en ont pas."
    )

    def handle(self, **options) -> None:
        everywhere = Territory.objects.values_list("pk", flat=True)
        with scoped(*everywhere), connection.cursor() as cursor:
            cursor.execute("select flag_numbers(null)")
            found = cursor.fetchone()[0]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(VALIDATE_NIR)
            cursor.execute(LEFT)
            left = [table for (table,) in cursor.fetchall()]
        if found:
            sent = french.count(found, "texte envoyé", "textes envoyés")
            self.stdout.write(f"{sent} à relire (page «\u00a0Textes à relire\u00a0»).")
        if left:
            self.stdout.write(
                f"Encore à relire dans\u00a0: {', '.join(left)}. Relisez, puis relancez cette commande."
            )
            sys.exit(1)
        self.stdout.write(
            "Aucun numéro de sécurité sociale\u00a0: toutes les contraintes sont validées."
        )
