from django.db import migrations, models

from territories.database import no_nir

# What the team wrote when it said them under way: only the journal had it.
FROM_JOURNAL = """
    -- Row security would hide it from the owner of the tables as long as it is forced.
    ALTER TABLE territories_entry NO FORCE ROW LEVEL SECURITY;
    UPDATE activities_activity a SET undecided_because = left(e.reason, 300)
    FROM (
        SELECT DISTINCT ON (object_id) object_id, reason FROM territories_entry
        WHERE model = 'activities.activity' AND verb IN ('create', 'update') AND reason <> ''
            AND after ->> 'state' IN ('trial', 'running', 'review')
        ORDER BY object_id, at DESC, id DESC
    ) AS e
    WHERE e.object_id = a.id AND a.decision_id IS NULL AND a.state IN ('trial', 'running', 'review')
        AND NOT holds_nir(e.reason);
    ALTER TABLE territories_entry FORCE ROW LEVEL SECURITY;
"""
BEFORE = ("description", "need", "name")


class Migration(migrations.Migration):

    dependencies = [
        ("activities", "0005_decided_activities"),
        ("territories", "0014_no_nir"),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='undecided_because',
            field=models.CharField(blank=True, default='', max_length=300, verbose_name='pourquoi sans décision'),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "ALTER TABLE activities_activity DROP CONSTRAINT activities_activity_no_nir;",
            no_nir("activities_activity", *BEFORE).sql,
        ),
        no_nir("activities_activity", *BEFORE, "undecided_because"),
        migrations.RunSQL(FROM_JOURNAL, migrations.RunSQL.noop),
    ]
