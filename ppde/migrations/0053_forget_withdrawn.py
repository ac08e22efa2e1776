"""Persons whose import was undone before: the journal says no more who they were. A number that somebody read is kept."""

from django.db import migrations, models

BEFORE = migrations.RunSQL(
    """
    ALTER TABLE ppde_person NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_entry NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_entry DISABLE TRIGGER append_only;
    UPDATE territories_entry e SET label = 'Dossier supprimé', before = '{}', after = '{}', reason = ''
        WHERE model = 'ppde.person' AND NOT EXISTS (SELECT FROM ppde_person p WHERE p.id = e.object_id)
          AND object_id IN (
            SELECT object_id FROM territories_entry
            WHERE model = 'ppde.person' AND verb = 'delete' AND reason = 'import d’un tableur annulé');
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE territories_entry ENABLE TRIGGER append_only;
    ALTER TABLE territories_entry FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_person FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0052_undoing"), ("territories", "0021_forget_gone")]

    operations = [
        BEFORE,
        migrations.AddIndex(
            "reading",
            models.Index(
                "territory", "number", condition=models.Q(person=None), name="reading_freed_number"
            ),
        ),
    ]
