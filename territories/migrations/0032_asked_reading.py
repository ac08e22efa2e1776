"""The reading asked for is kept beside what was read; a file that was refused once read left its rows."""

from django.db import migrations, models

# Row security hides every row from the owner as long as it is forced.
LEFT = migrations.RunSQL(
    """
    ALTER TABLE territories_stagedrow NO FORCE ROW LEVEL SECURITY;
    DELETE FROM territories_stagedrow WHERE batch_id IN (
        SELECT id FROM territories_batch WHERE state IN ('refused', 'closed', 'undone'));
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE territories_stagedrow FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("territories", "0031_removed_dates")]

    operations = [
        LEFT,
        migrations.AddField(
            model_name="batch",
            name="asked",
            field=models.JSONField(default=dict, verbose_name="lecture demandée"),
        ),
    ]
