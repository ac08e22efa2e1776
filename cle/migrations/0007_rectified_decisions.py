"""A decision noted wrongly is rectified by another, of the same territory, with its reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from territories.database import same_territory


class Migration(migrations.Migration):

    dependencies = [
        ('cle', '0006_addenda'),
        ('territories', '0016_staged_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='raison de la rectification'),
        ),
        migrations.AddField(
            model_name='decision',
            name='rectifies',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rectification', to='cle.decision', verbose_name='décision rectifiée'),
        ),
        migrations.AddField(
            model_name='decision',
            name='remains',
            field=models.TextField(blank=True, editable=False, verbose_name='ce qui demeure'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='outcome',
            field=models.CharField(choices=[('adopted', 'adoptée'), ('rejected', 'rejetée'), ('postponed', 'reportée'), ('void', 'annulée')], max_length=10, verbose_name='issue'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rectifies', None), models.Q(('outcome', 'void'), _negated=True)), models.Q(('rectifies__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='decision_rectifies_with_reason', violation_error_message='Une rectification dit quelle décision elle reprend, et pourquoi.'),
        ),
        same_territory("cle_decision", "rectifies_id", "cle_decision"),
    ]
