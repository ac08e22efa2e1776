"""What became of the mail that asks to confirm. Those asked so far are left as they are: nobody is written to again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0022_letters_over")]

    operations = [
        migrations.AddField(
            "subscriber",
            "confirmation",
            models.CharField(
                "courriel de confirmation",
                blank=True,
                choices=[
                    ("", "aucun"),
                    ("waiting", "à envoyer"),
                    ("claimed", "en cours d’envoi"),
                    ("sent", "parti"),
                    ("refused", "refusé par le serveur"),
                    ("doubt", "peut-être reçu"),
                    ("given_up", "non envoyé"),
                ],
                default="",
                editable=False,
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            "subscriber",
            models.Index(
                "asked_at",
                name="subscriber_to_ask",
                condition=models.Q(confirmation="waiting"),
            ),
        ),
    ]
