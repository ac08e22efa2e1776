"""By which day of the following month the figures of a month are given: a dated row of the hub."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from territories.database import no_nir


class Migration(migrations.Migration):

    dependencies = [
        ('ebe', '0013_free_texts_of_returns'),
        ('territories', '0017_lighter_rows'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='en vigueur depuis le')),
                ('source', models.CharField(max_length=300, verbose_name='source (texte, article)')),
                ('due_day', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='jour du mois suivant')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'jour de remise',
                'verbose_name_plural': 'jours de remise',
                'ordering': ('-valid_from',),
                'abstract': False,
                'constraints': [models.UniqueConstraint(models.F('territory'), models.F('valid_from'), name='return_rule_once_a_day')],
            },
        ),
        no_nir("ebe_returnrule", "source"),
    ]
