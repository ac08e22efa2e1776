"""The message of the bounds, with its no-break spaces: nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ebe', '0002_security'),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='cderate',
            name='cde_rate_bounds',
            constraint=models.CheckConstraint(condition=models.Q(('state_percent__gte', 53), ('state_percent__lte', 102)), name='cde_rate_bounds', violation_error_message='La part de l’État est comprise entre 53\xa0% et 102\xa0% du SMIC (décret 2021-863, art. 24).'),
        ),
    ]
