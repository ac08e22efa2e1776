"""Old texts are read again with a new list; the social security numbers written before they were refused are found."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from ppde.database import FLAG
from territories.database import WITHOUT_NIR

# The tables are those of the constraints that are not validated yet: once they are, nothing is left to look for.
NUMBERS = migrations.RunSQL(
    rf"""
    CREATE FUNCTION flag_numbers(place bigint) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
        c record;
        made integer;
        found_in_all integer := 0;
    BEGIN
        FOR c IN
            SELECT k.conrelid::regclass AS place, a.attname AS name,
                   regexp_replace(k.conrelid::regclass::text, '_', '.') AS model,
                   CASE WHEN a.atttypid IN ('text[]'::regtype, 'varchar[]'::regtype)
                        THEN format('array_to_string(w.%I, '' '')', a.attname) ELSE format('w.%I', a.attname) END AS said,
                   CASE WHEN k.conrelid = 'ppde_person'::regclass THEN 'w.id'
                        WHEN EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = k.conrelid AND p.attname = 'person_id')
                        THEN 'w.person_id' ELSE 'NULL::bigint' END AS about
            FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
            WHERE k.conname LIKE '%\_no\_nir' AND NOT k.convalidated
              AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = k.conrelid AND t.attname = 'territory_id')
        LOOP
            EXECUTE format(
                'INSERT INTO ppde_textflag ({FLAG})
                 SELECT w.territory_id, p.id, p.number, %L, w.id, %L, ARRAY[''numéro de sécurité sociale''], now(), ''open'', ''''
                 FROM %s w LEFT JOIN ppde_person p ON p.id = %s
                 WHERE holds_nir(%s) AND ($1 IS NULL OR w.territory_id = $1) AND NOT EXISTS (
                     SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.model = %L
                     AND f.object_id = w.id AND f.field = %L AND ''numéro de sécurité sociale'' = ANY(f.words))',
                c.model, c.name, c.place, c.about, c.said, c.model, c.name) USING place;
            GET DIAGNOSTICS made = ROW_COUNT;
            found_in_all := found_in_all + made;
        END LOOP;
        RETURN found_in_all;
    END $$;
    """,
    "DROP FUNCTION flag_numbers(bigint);",
)
# Approved minutes lose a social security number, which the law forbids to keep, and nothing else.
SEALED = migrations.RunSQL(
    """
    CREATE OR REPLACE FUNCTION keep_approved_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.minutes_state = 'approved'
           AND (NEW.minutes IS DISTINCT FROM OLD.minutes AND NEW.minutes IS DISTINCT FROM without_nir(OLD.minutes)
                OR NEW.minutes_state IS DISTINCT FROM 'approved')
        THEN
            RAISE EXCEPTION 'approved minutes are immutable' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):

    dependencies = [
        ('ppde', '0039_free_texts_of_places'),
        ('territories', '0017_lighter_rows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Rereading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'en attente'), ('running', 'en cours'), ('done', 'finie'), ('failed', 'arrêtée')], default='waiting', max_length=8, verbose_name='état')),
                ('done', models.PositiveSmallIntegerField(default=0, verbose_name='tables relues')),
                ('total', models.PositiveSmallIntegerField(default=0, verbose_name='tables à relire')),
                ('last', models.BigIntegerField(default=0, verbose_name='dernière ligne relue')),
                ('read', models.PositiveIntegerField(default=0, verbose_name='lignes relues')),
                ('found', models.PositiveIntegerField(default=0, verbose_name='textes envoyés à relire')),
                ('attempt', models.PositiveSmallIntegerField(default=0, verbose_name='essai')),
                ('heartbeat', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dernier signe de vie')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='cause de l’échec')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée le')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finie le')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandée par')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'relecture des textes',
                'verbose_name_plural': 'relectures des textes',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(models.F('territory'), condition=models.Q(('state', 'waiting')), name='rereading_waits_once')],
            },
        ),
        WITHOUT_NIR,
        NUMBERS,
        SEALED,
    ]
