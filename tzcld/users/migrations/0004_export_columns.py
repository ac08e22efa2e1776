"""The columns that an account takes in the files of each list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0003_closed_accounts")]

    operations = [
        migrations.AddField(
            "user",
            "export_columns",
            models.JSONField(default=dict, editable=False, verbose_name="colonnes retenues"),
        ),
    ]
