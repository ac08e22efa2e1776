"""A proposal stops when the agreement is over as when it is taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ebe", "0032_known_before_hired")]

    operations = [
        migrations.AlterField(
            "proposal",
            "reply",
            models.CharField(
                "réponse",
                max_length=10,
                choices=[
                    ("waiting", "en attente"),
                    ("accepted", "acceptée"),
                    ("refused", "refusée"),
                    ("no_answer", "sans réponse"),
                    ("withdrawn", "retirée"),
                    ("ended", "close par la sortie"),
                    ("stopped", "arrêtée, accord retiré ou terminé"),
                    ("dropped", "abandonnée par l’employeur"),
                ],
                default="waiting",
            ),
        )
    ]
