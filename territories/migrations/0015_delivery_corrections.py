"""What a partner gave may be corrected or withdrawn: a new row, with its author and reason."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from territories.database import same_territory


class Migration(migrations.Migration):

    dependencies = [
        ("territories", "0014_no_nir"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='commitmentdelivery',
            name='author',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='noté par'),
        ),
        migrations.AddField(
            model_name='commitmentdelivery',
            name='corrects',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='correction', to='territories.commitmentdelivery', verbose_name='ligne corrigée'),
        ),
        migrations.AddField(
            model_name='commitmentdelivery',
            name='is_withdrawn',
            field=models.BooleanField(default=False, editable=False, verbose_name='retirée'),
        ),
        migrations.AddField(
            model_name='commitmentdelivery',
            name='reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='raison'),
        ),
        migrations.AddField(
            model_name='commitmentdelivery',
            name='recorded_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='noté le'),
        ),
        # After the column: nobody knows when the rows already there were written.
        migrations.AlterField(
            model_name='commitmentdelivery',
            name='recorded_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True, verbose_name='noté le'),
        ),
        same_territory("territories_commitmentdelivery", "corrects_id", "territories_commitmentdelivery"),
        migrations.AddConstraint(
            model_name='commitmentdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects', None), ('is_withdrawn', False), ('reason', '')), models.Q(('corrects__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='delivery_correction_has_reason', violation_error_message='Une correction a sa raison.'),
        ),
    ]
