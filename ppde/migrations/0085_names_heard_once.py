"""The names of a file are heard once, for its search keys and for its fingerprints: an import asked each sound twice."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("ppde.migrations.0034_quicker_keys")

# What the database derives of a file: its search keys, and what its fingerprints are made of.
HEARD = """
    CREATE FUNCTION heard_of(last_name text, first_name text, phone text, email text,
        OUT keys text[], OUT last_sound text, OUT first_sound text, OUT digits text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
    DECLARE
        l text := plain_words(last_name);
        f text := plain_words(first_name);
        last_whole text := replace(l, ' ', '');
        first_whole text := replace(f, ' ', '');
        words text[] := string_to_array(l || ' ' || f, ' ');
        word text;
        sound text;
        told text[];
    BEGIN
        IF l <> last_whole THEN words := words || last_whole; END IF;
        IF f <> first_whole THEN words := words || first_whole; END IF;
        last_sound := name_sound(last_whole);
        first_sound := name_sound(first_whole);
        digits := phone_digits(phone);
        keys := '{}';
        FOREACH word IN ARRAY words LOOP
            CONTINUE WHEN word = '';
            sound := CASE word WHEN last_whole THEN last_sound WHEN first_whole THEN first_sound ELSE name_sound(word) END;
            told := ARRAY['b' || left(word, 3)];
            IF sound <> '' THEN told := told || left('s' || sound, 120); END IF;
            IF length(word) > 3 THEN told := told || ('e' || right(word, 3)); END IF;
            -- Two words that begin alike tell one key.
            IF keys && told THEN told := ARRAY(SELECT unnest(told) EXCEPT SELECT unnest(keys)); END IF;
            keys := keys || told;
        END LOOP;
        IF digits <> '' THEN keys := keys || ('p' || digits); END IF;
        IF email <> '' THEN keys := keys || left('m' || lower(email), 120); END IF;
    END $$;
    CREATE OR REPLACE FUNCTION person_keys(last_name text, first_name text, phone text, email text)
    RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 AS $$
        SELECT unnest(keys) FROM heard_of(last_name, first_name, phone, email)
    $$;
"""


def derive(rows: str) -> str:
    """Statement that writes the keys and the fingerprints of these rows of ppde_person."""
    return f"""
        WITH heard AS MATERIALIZED (
            SELECT w.territory_id, w.id, w.birth_year, lower(w.email) AS mail, h.*
            FROM {rows}, heard_of(w.last_name, w.first_name, w.phone, w.email) AS h
        ), keyed AS (
            INSERT INTO ppde_personkey (territory_id, person_id, key) SELECT territory_id, id, unnest(keys) FROM heard
        )
        INSERT INTO ppde_fingerprint (territory_id, person_id, mark)
        SELECT heard.territory_id, heard.id, sha256(secret || sha256(secret || convert_to(fact, 'UTF8')))
        FROM ppde_seal, heard, LATERAL (VALUES
            -- The two names in one order: swapped by a hurried hand they mark the same.
            (CASE WHEN birth_year IS NOT NULL
             THEN 'n' || least(last_sound, first_sound) || '/' || greatest(last_sound, first_sound) || '/' || birth_year END),
            (CASE WHEN digits <> '' THEN 'p' || digits || '/' || first_sound END),
            (CASE WHEN mail <> '' THEN 'm' || mail || '/' || first_sound END)
        ) AS facts (fact)
        WHERE fact IS NOT NULL;
    """


NAMED = "{r}.territory_id, {r}.last_name, {r}.first_name, {r}.birth_year, {r}.phone, {r}.email"
CHANGED = f"({NAMED.format(r='w')}) IS DISTINCT FROM ({NAMED.format(r='o')})"

DERIVED = f"""
    DROP TRIGGER rewrite_person_keys ON ppde_person;
    DROP TRIGGER write_person_keys ON ppde_person;
    DROP TRIGGER write_fingerprints_on_update ON ppde_person;
    DROP TRIGGER write_fingerprints_on_insert ON ppde_person;
    DROP FUNCTION rewrite_person_keys();
    DROP FUNCTION write_person_keys();
    DROP FUNCTION rewrite_fingerprints();
    DROP FUNCTION write_fingerprints();
    DROP FUNCTION mark_persons(ppde_person[]);
    CREATE FUNCTION write_heard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        {derive("written w")}
        RETURN NULL;
    END $$;
    CREATE FUNCTION rewrite_heard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        -- Most updates touch dates and states: nothing to do for them. Counted, not looked for: to find one row the planner
        -- compares each with each.
        IF 0 = (SELECT count(*) FROM written w JOIN replaced o USING (id) WHERE {CHANGED}) THEN RETURN NULL; END IF;
        DELETE FROM ppde_personkey k USING written w JOIN replaced o USING (id)
        WHERE k.person_id = w.id AND k.territory_id = o.territory_id AND {CHANGED};
        DELETE FROM ppde_fingerprint f USING written w JOIN replaced o USING (id)
        WHERE f.person_id = w.id AND f.territory_id = o.territory_id AND {CHANGED};
        {derive(f"(SELECT w.* FROM written w JOIN replaced o USING (id) WHERE {CHANGED}) AS w")}
        RETURN NULL;
    END $$;
    CREATE TRIGGER write_heard AFTER INSERT ON ppde_person
        REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION write_heard();
    CREATE TRIGGER rewrite_heard AFTER UPDATE ON ppde_person
        REFERENCING NEW TABLE AS written OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION rewrite_heard();
"""


class Migration(migrations.Migration):
    dependencies = (("ppde", "0084_longest_week"),)

    operations = (migrations.RunSQL(HEARD), migrations.RunSQL(DERIVED))
