"""Restricted notes and reviewed texts: who reads them, and the only way a text is replaced in what is append-only."""

from django.db import migrations

from territories.database import by_territory, erasing, ids, same_territory

# Exact texts only: a word is never cut out of somebody else's sentence.
REPLACE = erasing(
    "replace_words(about bigint, old text, new text, who bigint, why text)",
    "void",
    "quoted_old text := to_jsonb(old)::text; quoted_new text := to_jsonb(new)::text;",
    """
    INSERT INTO territories_entry
        (territory_id, user_id, at, verb, model, object_id, label, before, after, reason, is_named)
        SELECT territory_id, who, now(), 'review', 'ppde.person', id, left(first_name || ' ' || last_name, 200),
               '{}', '{"texte": "remplacé partout"}', why, true
        FROM ppde_person WHERE id = about;
    UPDATE ppde_journeyevent SET text = new WHERE person_id = about AND text = old;
    UPDATE ppde_journeyevent SET reason = new WHERE person_id = about AND reason = old;
    UPDATE ppde_reading SET reason = new WHERE person_id = about AND reason = old;
    UPDATE territories_entry SET
        before = replace(before::text, quoted_old, quoted_new)::jsonb,
        after = replace(after::text, quoted_old, quoted_new)::jsonb,
        reason = CASE WHEN reason = old THEN new ELSE reason END
        WHERE model = 'ppde.person' AND object_id = about
          AND (reason = old OR position(quoted_old in before::text) > 0 OR position(quoted_old in after::text) > 0);
    """,
    "",
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0023_notes")]

    operations = [
        by_territory("ppde_restrictednote"),
        by_territory("ppde_textflag", also=f"territory_id = ANY({ids('app.watched')})"),
        same_territory("ppde_restrictednote", "person_id", "ppde_person"),
        same_territory("ppde_textflag", "person_id", "ppde_person"),
        same_territory("ppde_textflag", "event_id", "ppde_journeyevent"),
        REPLACE,
    ]
