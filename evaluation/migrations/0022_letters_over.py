"""Whoever no longer reads the letter because an agreement was over may be asked again; those who left so far came back by themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0021_agreed_until")]

    operations = [
        migrations.AddField(
            "subscriber",
            "is_over",
            models.BooleanField(
                "désinscription à la fin de l’accord", default=False, editable=False
            ),
        )
    ]
