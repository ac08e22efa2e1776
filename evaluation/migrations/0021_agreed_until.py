"""Until when whoever a letter shows agrees. The agreements given so far have no last day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0020_extracts_not_beside")]

    operations = [
        migrations.AddField(
            "witness",
            "agreed_until",
            models.DateField("accord donné jusqu’au", null=True),
        )
    ]
