"""An enterprise may be closed, on a day and for a reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ebe", "0019_left_before_the_hire"),
        ("territories", "0025_days_of_a_request"),
    ]

    operations = [
        migrations.AddField(
            model_name="enterprise",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="dernier jour"),
        ),
        migrations.AddField(
            model_name="enterprise",
            name="closing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mistake", "enregistrée par erreur"),
                    ("liquidated", "liquidation"),
                    ("merged", "fusion avec une autre structure"),
                    ("convention", "fin de la convention"),
                    ("other", "autre"),
                ],
                max_length=12,
                verbose_name="motif de fermeture",
            ),
        ),
        migrations.AddConstraint(
            model_name="enterprise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("closing", "")),
                    models.Q(
                        ("closed_on__isnull", False), models.Q(("closing", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="enterprise_closing_has_reason",
                violation_error_message="Une fermeture a une date et un motif.",
            ),
        ),
    ]
