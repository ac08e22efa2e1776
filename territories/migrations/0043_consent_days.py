"""How many days before its last one an agreement is told in « À faire »."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territories", "0042_batches_asked_once")]

    operations = [
        migrations.AddField(
            "territory",
            "consent_days",
            models.PositiveSmallIntegerField(
                "jours avant la fin d’un accord",
                default=30,
                validators=[MinValueValidator(1), MaxValueValidator(180)],
                help_text="À partir de là, cet accord est à renouveler, ou à laisser finir.",
            ),
        )
    ]
