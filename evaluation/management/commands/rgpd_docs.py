"""Write again the pages of docs/rgpd that are read from the models, after one of them has changed."""

from django.core.management.base import BaseCommand

from evaluation import rgpd


class Command(BaseCommand):
    help = "Écrit docs/rgpd (données, registre, notices) à partir des tables, du registre et des règles."

    def handle(self, **options) -> None:
        rgpd.FOLDER.mkdir(exist_ok=True)
        for file, text in rgpd.pages().items():
            file.write_text(text)
            self.stdout.write(f"{file.relative_to(file.parents[2])} est à jour.")
