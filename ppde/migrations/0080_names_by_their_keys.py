"""`persons_named` asks the index for each key: given several at once, it read every key of the territory.

Row security says the territory a second time, which makes the planner expect few rows there: it then took the keys for a filter.
"""

from importlib import import_module

from django.db import migrations

NAMED = """
    CREATE OR REPLACE FUNCTION persons_named(here bigint, word text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 20 AS $$
    DECLARE
        keys text[] := ARRAY(SELECT word_keys(word));
        sound text := 's' || name_sound(word);
    BEGIN
        RETURN QUERY SELECT p.id
        FROM (
            SELECT sharing.person_id, bool_or(said.key = sound) AS sounds
            FROM unnest(keys) AS said (key), LATERAL (
                SELECT k.person_id FROM ppde_personkey k WHERE k.territory_id = here AND k.key = said.key OFFSET 0
            ) sharing
            GROUP BY sharing.person_id
        ) found JOIN ppde_person p ON p.id = found.person_id AND p.territory_id = here
        WHERE word_similarity(word, plain_words(p.last_name || ' ' || p.first_name)) >= CASE WHEN sounds THEN 0.25 ELSE 0.5 END;
        -- One or two letters are too few to sound like anything: the beginning of a word.
        IF length(word) < 3 THEN
            RETURN QUERY SELECT p.id FROM ppde_person p
            WHERE p.territory_id = here
              AND ' ' || plain_words(p.last_name || ' ' || p.first_name) LIKE '% ' || word || '%';
        END IF;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = (("ppde", "0079_erased_apart"),)

    operations = (
        migrations.RunSQL(NAMED, import_module("ppde.migrations.0031_names_planned_once").AFTER),
    )
