"""Write docs/rgpd/donnees.md again, after a table about a person has changed."""

from django.core.management.base import BaseCommand

from evaluation import rgpd


class Command(BaseCommand):
    help = "Écrit docs/rgpd/donnees.md à partir de ce que les tables gardent sur une personne."

    def handle(self, **options) -> None:
        rgpd.FILE.parent.mkdir(exist_ok=True)
        rgpd.FILE.write_text(rgpd.page())
        self.stdout.write(f"{rgpd.FILE.relative_to(rgpd.FILE.parents[2])} est à jour.")
