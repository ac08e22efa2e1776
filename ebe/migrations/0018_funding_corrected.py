"""A convention may be amended, a rate replaced by one of the same day, a statement marked as to be computed again."""

import django.db.models.deletion
from django.db import migrations, models

from territories.database import no_nir, same_territory


def without_nir(table: str) -> migrations.RunSQL:
    constraint = no_nir(table, "source")
    return migrations.RunSQL(constraint.reverse_sql, constraint.sql)


class Migration(migrations.Migration):

    dependencies = [
        ('ebe', '0017_close_proposals_of_exits'),
        ('territories', '0025_days_of_a_request'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='cderate',
            name='cde_rate_once_a_day',
        ),
        migrations.RemoveConstraint(
            model_name='smicrate',
            name='smic_once_a_day',
        ),
        migrations.AddField(
            model_name='cderate',
            name='replaced_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='remplacée le'),
        ),
        migrations.AddField(
            model_name='cderate',
            name='replaced_because',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='raison'),
        ),
        migrations.AddField(
            model_name='cdestatement',
            name='outdated_on',
            field=models.DateField(blank=True, null=True, verbose_name='à recalculer depuis le'),
        ),
        migrations.AddField(
            model_name='convention',
            name='amended_end',
            field=models.DateField(blank=True, null=True, verbose_name='fin avant l’avenant'),
        ),
        migrations.AddField(
            model_name='convention',
            name='amends',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='ebe.convention', verbose_name='avenant à'),
        ),
        migrations.AddField(
            model_name='smicrate',
            name='replaced_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='remplacée le'),
        ),
        migrations.AddField(
            model_name='smicrate',
            name='replaced_because',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='raison'),
        ),
        migrations.AddConstraint(
            model_name='cderate',
            constraint=models.UniqueConstraint(models.F('territory'), models.F('valid_from'), condition=models.Q(('replaced_at', None)), name='cde_rate_stands_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='smicrate',
            constraint=models.UniqueConstraint(models.F('territory'), models.F('valid_from'), condition=models.Q(('replaced_at', None)), name='smic_stands_once_a_day'),
        ),
        same_territory("ebe_convention", "amends_id", "ebe_convention"),
        # The same constraint, with one column more.
        without_nir("ebe_smicrate"),
        no_nir("ebe_smicrate", "source", "replaced_because"),
        without_nir("ebe_cderate"),
        no_nir("ebe_cderate", "source", "replaced_because"),
    ]
