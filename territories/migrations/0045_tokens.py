"""Tokens by which the information systems read the API: their digest alone."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from territories.database import no_nir


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0044_webhooks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='système d’information')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='empreinte')),
                ('ending', models.CharField(editable=False, max_length=4, verbose_name='fin du jeton')),
                ('since', models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name='créé le')),
                ('until', models.DateField(verbose_name='dernier jour')),
                ('last_used_on', models.DateField(editable=False, null=True, verbose_name='dernière lecture')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='révoqué le')),
                ('made_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='créé par')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'jeton de l’API',
                'verbose_name_plural': 'jetons de l’API',
                'ordering': ('label', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='token_ends_after_it_is_made', violation_error_message='Le dernier jour est aujourd’hui ou plus tard.')],
            },
        ),
        no_nir("territories_token", "label"),
    ]
