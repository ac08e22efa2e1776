import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

# What was written had no day: it is known to be so since always.
AS_WRITTEN = migrations.RunSQL(
    """
    INSERT INTO territories_territorydepartment (territory_id, code)
    SELECT id, department FROM territories_territory WHERE department <> '' AND kind = 'local'
    """,
    """
    UPDATE territories_territory t SET department = d.code FROM (
        SELECT DISTINCT ON (territory_id) territory_id, code FROM territories_territorydepartment
        ORDER BY territory_id, valid_from DESC NULLS LAST
    ) AS d WHERE d.territory_id = t.id
    """,
)


class Migration(migrations.Migration):

    dependencies = [
        ("territories", "0036_week_and_job"),
    ]

    operations = [
        migrations.CreateModel(
            name='TerritoryDepartment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Son numéro. La part que ce département fixe pour la CDE s’applique ici.', max_length=3, validators=[django.core.validators.RegexValidator('^(0[1-9]|[1-8]\\d|9[0-5]|2[AB]|97\\d|98\\d)$', 'Écrivez le numéro du département. Exemple\xa0: 69')], verbose_name='département')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='à partir du')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'département du territoire',
                'verbose_name_plural': 'départements du territoire',
                'ordering': (models.OrderBy(models.F('valid_from'), descending=True, nulls_last=True),),
                'constraints': [models.UniqueConstraint(models.F('territory'), models.F('valid_from'), name='territory_department_once_a_day', nulls_distinct=False, violation_error_message='Une ligne commence déjà ce jour-là. Retirez-la d’abord, ou choisissez une autre date.')],
            },
        ),
        AS_WRITTEN,
    ]
