"""The quorum and the proxies of a committee are dated rows: what was set so far stands since the committee exists."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from territories.database import VALIDATE_NIR, no_nir, same_territory


class Migration(migrations.Migration):

    dependencies = [
        ("cle", "0010_answers"),
        ("territories", "0025_days_of_a_request"),
    ]

    operations = [
        migrations.CreateModel(
            name='QuorumRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, help_text='Vide\u00a0: depuis la création de l’instance.', null=True, verbose_name='en vigueur depuis le')),
                ('percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='quorum')),
                ('allows_proxies', models.BooleanField(default=True, help_text='Un siège absent donne sa voix à une personne présente, qui n’en porte qu’une.', verbose_name='le règlement intérieur admet les pouvoirs')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source (règlement intérieur, article)')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quorum_rules', to='cle.committee', verbose_name='instance')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'règle de quorum',
                'verbose_name_plural': 'règles de quorum',
                'ordering': (models.OrderBy(models.F('valid_from'), descending=True, nulls_last=True),),
                'constraints': [
                    models.UniqueConstraint(fields=('committee', 'valid_from'), name='quorum_rule_once_a_day', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='quorum_rule_percent'),
                ],
            },
        ),
        same_territory("cle_quorumrule", "committee_id", "cle_committee"),
        no_nir("cle_quorumrule", "source"),
        migrations.RunSQL(
            """
            INSERT INTO cle_quorumrule (territory_id, committee_id, valid_from, percent, allows_proxies, source)
            SELECT territory_id, id, NULL, quorum_percent, allows_proxies, '' FROM cle_committee;
            SET CONSTRAINTS ALL IMMEDIATE;
            """,
            """
            UPDATE cle_committee c SET quorum_percent = q.percent, allows_proxies = q.allows_proxies
            FROM cle_quorumrule q WHERE q.committee_id = c.id AND q.valid_from IS NULL;
            """,
        ),
        migrations.RemoveConstraint(model_name='committee', name='committee_quorum_percent'),
        migrations.RemoveField(model_name='committee', name='quorum_percent'),
        migrations.RemoveField(model_name='committee', name='allows_proxies'),
        migrations.RunSQL(VALIDATE_NIR, migrations.RunSQL.noop),
    ]
