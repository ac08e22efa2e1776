"""A proposal made by mistake is withdrawn: another value of the reply, the rows do not change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ebe", "0011_direction_invitations")]

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
                ],
                default="waiting",
                max_length=10,
                verbose_name="réponse",
            ),
        ),
    ]
