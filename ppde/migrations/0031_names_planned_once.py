"""`persons_named` in plpgsql: its plan is kept for the connection, where SQL's was made again at every search."""

from django.db import migrations

BEFORE = """
    CREATE OR REPLACE FUNCTION persons_named(here bigint, word text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
        SELECT p.id
        FROM (
            SELECT person_id, bool_or(key = 's' || name_sound(word)) AS sounds FROM ppde_personkey
            WHERE territory_id = here AND key = ANY(ARRAY(SELECT word_keys(word))) GROUP BY person_id
        ) found JOIN ppde_person p ON p.id = found.person_id AND p.territory_id = here
        WHERE word_similarity(word, plain_words(p.last_name || ' ' || p.first_name)) >= CASE WHEN sounds THEN 0.25 ELSE 0.5 END
        UNION ALL
        -- One or two letters are too few to sound like anything: the beginning of a word.
        SELECT p.id FROM ppde_person p
        WHERE length(word) < 3 AND p.territory_id = here
          AND ' ' || plain_words(p.last_name || ' ' || p.first_name) LIKE '% ' || word || '%'
    $$;
"""
AFTER = """
    CREATE OR REPLACE FUNCTION persons_named(here bigint, word text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN QUERY SELECT p.id
        FROM (
            SELECT person_id, bool_or(key = 's' || name_sound(word)) AS sounds FROM ppde_personkey
            WHERE territory_id = here AND key = ANY(ARRAY(SELECT word_keys(word))) GROUP BY person_id
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
    dependencies = (("ppde", "0030_latest_fact"),)
    operations = (migrations.RunSQL(AFTER, BEFORE),)
