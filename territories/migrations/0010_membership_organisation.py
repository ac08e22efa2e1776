"""The organisation in whose name an account works here."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("territories", "0009_silence_days"),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='territories.organisation', verbose_name='organisation'),
        ),
    ]
