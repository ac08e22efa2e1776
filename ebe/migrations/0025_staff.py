"""What the law has an enterprise keep of those whose file is erased: within reach of its direction alone."""

import django.db.models.deletion
from django.db import migrations, models

from territories.database import ids, no_nir, row_security, same_territory


class Migration(migrations.Migration):

    dependencies = [
        ('ebe', '0024_months_without_hires'),
        ('territories', '0030_namesakes_of_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='StaffEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('first_name', models.CharField(max_length=80, verbose_name='prénom')),
                ('job_title', models.CharField(max_length=120, verbose_name='poste')),
                ('starts_on', models.DateField(verbose_name='entrée')),
                ('ends_on', models.DateField(verbose_name='dernier jour')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ebe.enterprise', verbose_name='entreprise')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'entrée du registre du personnel',
                'verbose_name_plural': 'registre du personnel',
                'ordering': ('last_name', 'first_name', 'starts_on'),
                'indexes': [models.Index(models.F('enterprise'), models.F('ends_on'), name='staff_entry_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='staff_entry_in_order')],
            },
        ),
        row_security("ebe_staffentry", f"enterprise_id = ANY({ids('app.enterprises')})"),
        same_territory("ebe_staffentry", "enterprise_id", "ebe_enterprise"),
        no_nir("ebe_staffentry", "last_name", "first_name", "job_title"),
    ]
