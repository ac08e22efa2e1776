"""Whether a statement changed a text is counted: looked for, each row was compared with each, 400 million pairs for an import
of ten thousand files that is undone. The functions of the rooms above are mended too."""

from django.db import migrations

LOOKED_FOR = "IF NOT EXISTS (SELECT FROM written w JOIN replaced o ON o.id = w.id WHERE "
COUNTED = "IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE "


def instead(old: str, new: str) -> str:
    return f"""
    DO $do$ DECLARE said text; BEGIN
        FOR said IN
            SELECT replace(pg_get_functiondef(f), '{old}', '{new}')
            FROM (SELECT DISTINCT tgfoid AS f FROM pg_trigger WHERE tgname = 'words_rewritten') AS readers
            WHERE position('{old}' IN pg_get_functiondef(f)) > 0
        LOOP
            EXECUTE said;
        END LOOP;
    END $do$;
    """


class Migration(migrations.Migration):
    dependencies = [("ppde", "0060_corrected_steps")]

    operations = [migrations.RunSQL(instead(LOOKED_FOR, COUNTED), instead(COUNTED, LOOKED_FOR))]
