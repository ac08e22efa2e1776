"""« Diagnostic partagé du territoire » is no illness: the starting list of a new hub looks for what is said of a person.

The list of a hub that is there is its own: it removes « diagnos » if it wants to.
"""

from django.db import migrations

ROWS = "('diagnostiqu', 'health', false), ('diagnostic medical', 'health', false), ('diagnostic psy', 'health', false)"
# The body of the function as 0029 wrote it, but for this word.
SWAP = """
    DO $swap$ DECLARE body text := pg_get_functiondef('start_words'::regproc); BEGIN
        ASSERT position({old} in body) > 0, 'start_words is not what was expected';
        EXECUTE replace(body, {old}, {new});
    END $swap$;
"""
OLD = "('diagnos', 'health', false)"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class Migration(migrations.Migration):
    dependencies = [("ppde", "0040_rereadings")]

    operations = [
        migrations.RunSQL(
            SWAP.format(old=quoted(OLD), new=quoted(ROWS)),
            SWAP.format(old=quoted(ROWS), new=quoted(OLD)),
        ),
    ]
