"""Orientations: the team reads those of its territory, a partner those that it sent."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from territories.database import ids, row_security, same_territory

SENT = "author_id = (select nullif(current_setting('app.user', true), '')::bigint)"


class Migration(migrations.Migration):

    dependencies = [
        ("ppde", "0018_followings_known"),
        ("territories", "0010_membership_organisation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Orientation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('contact_preference', models.CharField(blank=True, max_length=120, verbose_name='comment la joindre')),
                ('has_agreed', models.BooleanField(verbose_name='d’accord pour être contactée')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='envoyée le')),
                ('state', models.CharField(choices=[('received', 'reçue'), ('met', 'rencontrée'), ('closed', 'close')], default='received', max_length=8, verbose_name='état')),
                ('closed_reason', models.CharField(blank=True, max_length=300, verbose_name='raison de la clôture')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='orientée par')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='territories.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orientations', to='ppde.person', verbose_name='personne')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'orientation par un partenaire',
                'verbose_name_plural': 'orientations par les partenaires',
                'ordering': ('-sent_at', '-pk'),
                'indexes': [models.Index(models.F('territory'), models.F('state'), models.F('sent_at'), name='orientation_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('has_agreed', True)), name='orientation_agreed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'met'), _negated=True), ('person__isnull', False), _connector='OR'), name='orientation_met_person')],
            },
        ),
        row_security(
            "ppde_orientation",
            f"territory_id = ANY({ids('app.named')}) OR {SENT}",
            check=f"territory_id = ANY({ids('app.named')}) OR ({SENT} AND territory_id = ANY({ids('app.reach')}))",
        ),
        same_territory("ppde_orientation", "person_id", "ppde_person"),
        same_territory("ppde_orientation", "organisation_id", "territories_organisation"),
    ]
