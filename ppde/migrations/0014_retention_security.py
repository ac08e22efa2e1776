"""Lists of elimination: lines under row security, history emptied only for an approved line."""

from django.db import migrations

from territories.database import by_territory, erasing, same_territory

APPROVED = """
    PERFORM FROM ppde_eliminationline l JOIN ppde_elimination e ON e.id = l.elimination_id
    WHERE l.id = line AND l.done_at IS NULL AND l.kept_because = '' AND e.state = 'approved';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'history is emptied for an approved line of elimination only'
            USING ERRCODE = 'restrict_violation';
    END IF;
"""

EMPTY_HISTORY = erasing(
    "empty_history(line bigint, history text, row_id bigint, changes jsonb)",
    "boolean",
    "said text;",
    APPROVED
    + """
    SELECT string_agg(format('%1$I = (jsonb_populate_record(x, $1)).%1$I', key), ', ') INTO said
    FROM jsonb_object_keys(changes) AS key;
    EXECUTE format(
        'UPDATE %I AS x SET %s WHERE x.id = $2'
        ' AND x.territory_id = (SELECT territory_id FROM ppde_eliminationline WHERE id = $3)', history, said)
    USING changes, row_id, line;
    """,
    "true",
)

# The fingerprints are sealed: only a function of the owner reaches them.
FORGET_MARKS = erasing(
    "forget_marks(forgotten bigint, line bigint)",
    "boolean",
    "",
    APPROVED + "DELETE FROM ppde_fingerprint WHERE person_id = forgotten;",
    "true",
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0013_retention")]

    operations = [
        by_territory("ppde_eliminationline"),
        same_territory("ppde_eliminationline", "elimination_id", "ppde_elimination"),
        same_territory("ppde_eliminationline", "person_id", "ppde_person"),
        EMPTY_HISTORY,
        FORGET_MARKS,
    ]
