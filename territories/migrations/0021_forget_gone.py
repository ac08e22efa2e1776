"""What was deleted leaves no name in the journal: who did it, and when, stay."""

from django.db import migrations

from territories.database import erasing

LABEL = """CASE {0} WHEN 'territories.contact' THEN 'Contact supprimé' WHEN 'cle.seat' THEN 'Siège supprimé'
    WHEN 'ebe.contract' THEN 'Contrat supprimé' ELSE 'Dossier supprimé' END"""

# Only rows about somebody, that are there no more, and whose deletion the journal tells: no other history is emptied.
FORGET_GONE = erasing(
    "forget_gone(place bigint, about text, gone bigint[])",
    "bigint",
    "emptied bigint; remaining bigint;",
    f"""
    IF about NOT IN ('territories.contact', 'cle.seat', 'ebe.contract', 'ppde.person') THEN
        RAISE EXCEPTION 'the journal of % is kept', about USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('SELECT count(*) FROM %I WHERE id IN (SELECT unnest($1))', replace(about, '.', '_'))
        INTO remaining USING gone;
    IF remaining > 0 OR (SELECT count(DISTINCT asked) FROM unnest(gone) AS asked) <> (
        SELECT count(DISTINCT e.object_id) FROM territories_entry e
        WHERE e.territory_id = place AND e.model = about AND e.verb = 'delete'
          AND e.object_id IN (SELECT unnest(gone)))
    THEN
        RAISE EXCEPTION 'only what was deleted is forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE territories_entry SET label = {LABEL.format("about")}, before = '{{}}', after = '{{}}',
        reason = CASE WHEN reason IN ('import d’un tableur', 'import d’un tableur annulé') THEN reason ELSE '' END
        WHERE territory_id = place AND model = about AND object_id IN (SELECT unnest(gone));
    GET DIAGNOSTICS emptied = ROW_COUNT;
    """,
    "emptied",
)

# Contacts deleted before. Row security hides every row from the owner as long as it is forced.
BEFORE = migrations.RunSQL(
    """
    ALTER TABLE territories_contact NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_entry NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_entry DISABLE TRIGGER append_only;
    UPDATE territories_entry e SET label = 'Contact supprimé', before = '{}', after = '{}', reason = ''
        WHERE model = 'territories.contact' AND object_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM territories_contact c WHERE c.id = e.object_id);
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE territories_entry ENABLE TRIGGER append_only;
    ALTER TABLE territories_entry FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_contact FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("territories", "0020_undoing")]

    operations = [FORGET_GONE, BEFORE]
