"""Of a training interrupted, the last day followed and why; those noted before have neither."""

from django.db import migrations, models

STOPS = [
    ("job", "a trouvé un emploi"),
    ("training", "a trouvé une autre formation"),
    ("hours", "horaires"),
    ("place", "lieu ou trajet"),
    ("care", "garde d’enfant ou de proche"),
    ("content", "la formation ne convient pas"),
    ("provider", "arrêt décidé par l’organisme"),
    ("unsaid", "ne souhaite pas le dire"),
    ("other", "autre raison"),
]


class Migration(migrations.Migration):
    dependencies = [("ppde", "0090_precision_rests_on")]

    operations = [
        migrations.AddField(
            "enrolment", "last_on", models.DateField("dernier jour suivi", blank=True, null=True)
        ),
        migrations.AddField(
            "enrolment",
            "stop",
            models.CharField(
                "raison de l’arrêt", max_length=8, choices=STOPS, blank=True, default=""
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "enrolment",
            models.CheckConstraint(
                condition=models.Q(("state", "dropped"))
                | models.Q(("last_on", None), ("stop", "")),
                name="enrolment_stop_when_dropped",
                violation_error_message="Seule une formation interrompue a un dernier jour suivi et une raison.",
            ),
        ),
    ]
