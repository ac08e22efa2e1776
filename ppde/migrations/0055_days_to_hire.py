"""How long a hire is awaited after a yes is a term of the list's rule; those already taken keep the thirty days of before."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ppde", "0054_exports_watched")]

    operations = [
        migrations.AddField(
            "listrule",
            "hire_days",
            models.PositiveSmallIntegerField(
                "jours pour embaucher après un oui",
                default=30,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
            ),
        )
    ]
