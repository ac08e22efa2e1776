"""How long a request for a lever may wait for its answer, by territory."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0024_silence_before_the_list'),
    ]

    operations = [
        migrations.AddField(
            model_name='territory',
            name='request_days',
            field=models.PositiveSmallIntegerField(default=30, help_text='Au-delà, une demande de levier sans réponse attend dans « À faire ».', validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(365)], verbose_name='jours d’attente d’un levier'),
        ),
    ]
