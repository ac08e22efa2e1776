"""Rows written by thousands: no key that another holds, no index that is the beginning of another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ppde', '0037_watch_rules'),
        ('territories', '0017_lighter_rows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='fingerprint',
            name='territory',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire'),
        ),
        migrations.AlterField(
            model_name='journeyevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='ppde.person', verbose_name='personne'),
        ),
        migrations.AlterField(
            model_name='journeyevent',
            name='territory',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire'),
        ),
        migrations.AlterField(
            model_name='person',
            name='territory',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire'),
        ),
        migrations.AlterField(
            model_name='reading',
            name='person',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='ppde.person', verbose_name='personne'),
        ),
        migrations.AlterField(
            model_name='reading',
            name='territory',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire'),
        ),
    ]
