"""A decision may be about the rule of eligibility: what a territory makes precise rests on one of this kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cle", "0013_one_chair")]

    operations = [
        migrations.AlterField(
            "decision",
            "kind",
            models.CharField(
                "nature",
                max_length=20,
                choices=[
                    ("eligibility", "éligibilité"),
                    ("supplementarity", "supplémentarité"),
                    ("action_programme", "programme d’actions"),
                    ("rules_of_procedure", "règlement intérieur"),
                    ("ebe_convention", "convention EBE"),
                    ("eligibility_rule", "règle d’éligibilité"),
                    ("list_rule", "règle de liste"),
                    ("list_place", "place sur la liste"),
                    ("opinion", "avis"),
                    ("other", "autre"),
                ],
            ),
        ),
    ]
