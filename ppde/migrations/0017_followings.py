"""Who followed whom, from when to when."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import territories.periods
from django.conf import settings
from django.db import migrations, models

from territories.database import by_territory, same_territory


class Migration(migrations.Migration):

    dependencies = [
        ("ppde", "0016_facts"),
        ("territories", "0009_silence_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Following',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', territories.periods.PeriodField(verbose_name='période')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='raison du changement')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='followings', to='ppde.person', verbose_name='personne')),
                ('referent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='référent·e')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'suivi par un·e référent·e',
                'verbose_name_plural': 'suivis par les référent·es',
                'ordering': ('-period',),
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('period', '&&')], name='following_no_overlap', violation_error_message='Une autre personne de l’équipe suit déjà cette personne à ces dates.')],
            },
        ),
        by_territory("ppde_following"),
        same_territory("ppde_following", "person_id", "ppde_person"),
    ]
