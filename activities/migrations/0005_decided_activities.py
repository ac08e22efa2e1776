"""The decision of the committee that an activity rests on, in its own territory."""

import django.db.models.deletion
from django.db import migrations, models

from territories.database import same_territory


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0004_free_texts'),
        ('cle', '0011_quorum_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='cle.decision', verbose_name='décision du comité'),
        ),
        same_territory("activities_activity", "decision_id", "cle_decision"),
    ]
