"""A death may be what is learnt of somebody who left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ppde", "0075_requests_joined")]

    operations = [
        migrations.AlterField(
            model_name="followup",
            name="result",
            field=models.CharField(
                blank=True,
                choices=[
                    ("same", "toujours dans cet emploi ou cette formation"),
                    ("other", "dans un autre emploi"),
                    ("none", "sans emploi"),
                    ("unreachable", "injoignable"),
                    ("died", "décès"),
                ],
                max_length=12,
                verbose_name="nouvelles",
            ),
        ),
    ]
