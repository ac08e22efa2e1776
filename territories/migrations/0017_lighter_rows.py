"""Rows written by thousands: no key that another holds, no index that is the beginning of another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0016_staged_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='territory',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire'),
        ),
        migrations.AlterField(
            model_name='stagedrow',
            name='batch',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='staged', to='territories.batch', verbose_name='import'),
        ),
        migrations.AlterField(
            model_name='stagedrow',
            name='territory',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire'),
        ),
    ]
