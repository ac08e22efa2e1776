"""Who watches over the data reads the journal without a name: an entry about a person says that it names one."""

from django.db import migrations

# Two files said to be of two persons told a name. Row security hides every row from the owner as long as it is forced;
# what the entry tells does not change.
MARK = migrations.RunSQL(
    """
    ALTER TABLE territories_entry NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_entry DISABLE TRIGGER append_only;
    UPDATE territories_entry SET is_named = true
        WHERE model = 'ppde.person' AND object_id IS NOT NULL AND NOT is_named;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE territories_entry ENABLE TRIGGER append_only;
    ALTER TABLE territories_entry FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)
# In whatever room it is written: an operation that forgets is refused. The export of a list by number is about nobody.
NAMED = migrations.RunSQL(
    """
    ALTER TABLE territories_entry ADD CONSTRAINT entry_about_a_person_is_named
        CHECK (is_named OR object_id IS NULL OR model <> 'ppde.person');
    """,
    "ALTER TABLE territories_entry DROP CONSTRAINT entry_about_a_person_is_named;",
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0047_renewal_durations"), ("territories", "0019_contacts_known")]

    operations = [MARK, NAMED]
