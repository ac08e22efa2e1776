"""A meeting cancelled leaves its hour and place to another one of the same title."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ppde", "0064_orientations_taken_back")]

    operations = [
        migrations.RemoveConstraint(model_name="session", name="session_once"),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                models.F("territory"),
                models.F("starts_at"),
                models.F("title"),
                models.F("place"),
                condition=models.Q(("state", "cancelled"), _negated=True),
                name="session_once",
                violation_error_message="Une rencontre du même titre est déjà prévue à ce lieu, ce jour et cette heure.",
            ),
        ),
    ]
