"""Posts ask for skills of the hub's list, each with a level; free words stay beside."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from territories.database import same_territory


LINK = """
    INSERT INTO ebe_postskill (territory_id, post_id, skill_id, level)
        SELECT DISTINCT p.territory_id, p.id, s.id, 'notions'
        FROM ebe_post p
        JOIN territories_territory t ON t.id = p.territory_id
        CROSS JOIN LATERAL unnest(p.skills) AS word
        JOIN ppde_skill s ON s.territory_id = t.hub_id AND lower(s.name) = lower(word);
    UPDATE ebe_post p SET skills = array(
        SELECT word FROM unnest(p.skills) WITH ORDINALITY AS w(word, n)
        WHERE NOT EXISTS (
            SELECT FROM ebe_postskill l JOIN ppde_skill s ON s.id = l.skill_id
            WHERE l.post_id = p.id AND lower(s.name) = lower(word))
        ORDER BY n)
        WHERE EXISTS (SELECT FROM ebe_postskill l WHERE l.post_id = p.id);
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ebe', '0008_free_texts'),
        ('ppde', '0032_cancelled_sessions'),
        ('territories', '0015_delivery_corrections'),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='skills',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=8, verbose_name='autres savoir-faire utiles'),
        ),
        migrations.CreateModel(
            name='PostSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('notions', 'notions'), ('at_ease', 'à l’aise'), ('teaches', 'peut transmettre')], default='notions', max_length=8, verbose_name='niveau utile')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needed_skills', to='ebe.post', verbose_name='poste')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ppde.skill', verbose_name='compétence')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'compétence utile à un poste',
                'verbose_name_plural': 'compétences utiles aux postes',
                'ordering': ('skill__name',),
                'constraints': [models.UniqueConstraint(models.F('post'), models.F('skill'), name='post_skill_once')],
            },
        ),
        same_territory("ebe_postskill", "post_id", "ebe_post"),
        # Words already written that are the name of a skill of the hub's list become that skill.
        migrations.RunSQL(LINK, migrations.RunSQL.noop, elidable=True),
    ]
