"""What is added to approved minutes: a row, never rewritten, in the territory of its meeting."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from territories.database import append_only, same_territory


class Migration(migrations.Migration):

    dependencies = [
        ('cle', '0005_no_nir'),
        ('territories', '0017_lighter_rows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Addendum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='additif')),
                ('withheld', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='mots retirés de la vue')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='écrit le')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='cle.meeting', verbose_name='séance')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='écrit par')),
            ],
            options={
                'verbose_name': 'additif',
                'verbose_name_plural': 'additifs',
                'ordering': ('written_at', 'pk'),
            },
        ),
        same_territory("cle_addendum", "meeting_id", "cle_meeting"),
        append_only("cle_addendum"),
    ]
