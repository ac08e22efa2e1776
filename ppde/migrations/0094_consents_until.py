"""An agreement may have a last day. Those given so far have none: they hold until taken back."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("ppde", "0093_keys_read_once")]

    operations = [
        migrations.AddField(
            "consent",
            "until",
            models.DateField("jusqu’au", null=True, blank=True),
        ),
        migrations.AddField(
            "orientation",
            "told_until",
            models.DateField("le partenaire lit la suite jusqu’au", null=True, editable=False),
        ),
        migrations.AlterField(
            "consent",
            "channel",
            models.CharField(
                "par quel moyen",
                max_length=8,
                choices=[
                    ("paper", "papier signé"),
                    ("mail", "courriel"),
                    ("spoken", "de vive voix"),
                    ("phone", "téléphone"),
                    ("end", "à son dernier jour"),
                ],
            ),
        ),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=Q(until=None) | Q(is_given=True, until__gte=F("on")),
                name="consent_until_after_on",
                violation_error_message="Le dernier jour est celui d’un accord, le jour où il est donné ou après.",
            ),
        ),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=~Q(channel="end") | Q(is_given=False),
                name="consent_end_gives_nothing",
                violation_error_message="Dites par quel moyen la personne a donné son accord.",
            ),
        ),
    ]
