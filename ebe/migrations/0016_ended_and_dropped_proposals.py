"""A proposal closed by an exit, one that the employer gave up after a yes: two values of the reply, the rows do not change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ebe", "0015_numbers_side_by_side")]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="reply",
            field=models.CharField(
                choices=[
                    ("waiting", "en attente"),
                    ("accepted", "acceptée"),
                    ("refused", "refusée"),
                    ("no_answer", "sans réponse"),
                    ("withdrawn", "retirée"),
                    ("ended", "close par la sortie"),
                    ("dropped", "abandonnée par l’employeur"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="réponse",
            ),
        ),
    ]
