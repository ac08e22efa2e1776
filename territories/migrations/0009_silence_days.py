"""After how many days somebody is said to be without contact."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("territories", "0008_resources"),
    ]

    operations = [
        migrations.AddField(
            model_name='territory',
            name='silence_days',
            field=models.PositiveSmallIntegerField(default=60, help_text='Au-delà, une personne de la liste est dite « sans contact ».', validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(365)], verbose_name='jours sans contact'),
        ),
    ]
