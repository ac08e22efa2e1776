"""When an account was closed, and when its name was erased. One closed before counts from today."""

from django.db import migrations, models

CLOSED = migrations.RunSQL(
    "UPDATE users_user SET closed_on = current_date WHERE NOT is_active", migrations.RunSQL.noop
)


class Migration(migrations.Migration):
    dependencies = [("users", "0002_dormant_told_on")]

    operations = [
        migrations.AddField(
            "user",
            "closed_on",
            models.DateField(editable=False, null=True, verbose_name="fermé le"),
        ),
        migrations.AddField(
            "user",
            "erased_on",
            models.DateField(editable=False, null=True, verbose_name="nom effacé le"),
        ),
        CLOSED,
    ]
