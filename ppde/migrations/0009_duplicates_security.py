"""Duplicates: keys and fingerprints written by the database, each side's questions under its own scope."""

from django.db import migrations

from territories.database import (
    HAND_OVER,
    by_territory,
    ids,
    same_territory,
)

NAMED = f"ANY({ids('app.named')})"

# What a name is found by. `name_sound` keeps the first letter and the consonants that French tells apart:
# « Benaïssa », « Benaisa » and « Ben Hayssa » sound the same.
SOUNDS = migrations.RunSQL(
    r"""
    CREATE FUNCTION plain_words(said text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT btrim(regexp_replace(lower(unaccent(said)), '[^a-z0-9]+', ' ', 'g'))
    $$;
    CREATE FUNCTION name_sound(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        s text := translate(word, '0123456789 ', '');
    BEGIN
        s := replace(replace(replace(replace(replace(s, 'ph', 'f'), 'qu', 'k'), 'ch', 'x'), 'ce', 'se'), 'ci', 'si');
        s := translate(regexp_replace(s, '(.)\1+', '\1', 'g'), 'cqzywh', 'kksiv');
        RETURN left(s, 1) || regexp_replace(translate(substr(s, 2), 'aeiou', ''), '(.)\1+', '\1', 'g');
    END $$;
    CREATE FUNCTION word_keys(word text) RETURNS SETOF text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        sound text := name_sound(word);
    BEGIN
        IF sound <> '' THEN RETURN NEXT left('s' || sound, 120); END IF;
        RETURN NEXT 'b' || left(word, 3);
        IF length(word) > 3 THEN RETURN NEXT 'e' || right(word, 3); END IF;
    END $$;
    CREATE FUNCTION phone_digits(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN length(d) >= 9 THEN right(d, 9) ELSE '' END
        FROM (SELECT regexp_replace(phone, '[^0-9]', '', 'g') AS d) AS digits
    $$;
    CREATE FUNCTION persons_named(here bigint, word text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
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
    CREATE FUNCTION person_keys(last_name text, first_name text, phone text, email text)
    RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
    DECLARE
        l text := plain_words(last_name);
        f text := plain_words(first_name);
        words text[] := string_to_array(l || ' ' || f, ' ') || replace(l, ' ', '') || replace(f, ' ', '');
        keys text[] := '{}';
        word text;
        sound text;
    BEGIN
        -- Written out rather than calling word_keys: a name is keyed at every row of an import.
        FOREACH word IN ARRAY words LOOP
            CONTINUE WHEN word = '';
            sound := name_sound(word);
            IF sound <> '' THEN keys := keys || left('s' || sound, 120); END IF;
            keys := keys || ('b' || left(word, 3));
            IF length(word) > 3 THEN keys := keys || ('e' || right(word, 3)); END IF;
        END LOOP;
        IF phone_digits(phone) <> '' THEN keys := keys || ('p' || phone_digits(phone)); END IF;
        IF email <> '' THEN keys := keys || left('m' || lower(email), 120); END IF;
        RETURN QUERY SELECT DISTINCT k FROM unnest(keys) AS k;
    END $$;
    """,
    """
    DROP FUNCTION person_keys(text, text, text, text);
    DROP FUNCTION persons_named(bigint, text);
    DROP FUNCTION phone_digits(text);
    DROP FUNCTION word_keys(text);
    DROP FUNCTION name_sound(text);
    DROP FUNCTION plain_words(text);
    """,
)

# Keys follow the names whatever wrote them: a form, an import, a merge. One statement, not one row, at a time.
KEYS = migrations.RunSQL(
    """
    ALTER TABLE ppde_personkey ADD CONSTRAINT personkey_person_same_territory
        FOREIGN KEY (person_id, territory_id) REFERENCES ppde_person (id, territory_id) ON DELETE CASCADE;
    CREATE FUNCTION write_person_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO ppde_personkey (territory_id, person_id, key)
        SELECT n.territory_id, n.id, k
        FROM written n, person_keys(n.last_name, n.first_name, n.phone, n.email) AS k;
        RETURN NULL;
    END $$;
    CREATE FUNCTION rewrite_person_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Most updates touch dates and states: nothing to do for them.
        IF NOT EXISTS (SELECT FROM written n JOIN replaced o USING (id)
            WHERE (n.last_name, n.first_name, n.phone, n.email) IS DISTINCT FROM (o.last_name, o.first_name, o.phone, o.email))
        THEN RETURN NULL; END IF;
        DELETE FROM ppde_personkey k USING written n JOIN replaced o USING (id)
        WHERE k.person_id = n.id AND k.territory_id = n.territory_id
          AND (n.last_name, n.first_name, n.phone, n.email) IS DISTINCT FROM (o.last_name, o.first_name, o.phone, o.email);
        INSERT INTO ppde_personkey (territory_id, person_id, key)
        SELECT n.territory_id, n.id, k
        FROM written n JOIN replaced o USING (id), person_keys(n.last_name, n.first_name, n.phone, n.email) AS k
        WHERE (n.last_name, n.first_name, n.phone, n.email) IS DISTINCT FROM (o.last_name, o.first_name, o.phone, o.email);
        RETURN NULL;
    END $$;
    CREATE TRIGGER write_person_keys AFTER INSERT ON ppde_person
        REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION write_person_keys();
    CREATE TRIGGER rewrite_person_keys AFTER UPDATE ON ppde_person
        REFERENCING NEW TABLE AS written OLD TABLE AS replaced
        FOR EACH STATEMENT EXECUTE FUNCTION rewrite_person_keys();
    """,
    """
    DROP TRIGGER rewrite_person_keys ON ppde_person;
    DROP TRIGGER write_person_keys ON ppde_person;
    DROP FUNCTION rewrite_person_keys();
    DROP FUNCTION write_person_keys();
    ALTER TABLE ppde_personkey DROP CONSTRAINT personkey_person_same_territory;
    """,
)

# Fingerprints: sha256 keyed by a secret that the database made and keeps. Row security without any policy: the
# runtime role reads and writes nothing; the functions below run as the owner.
FINGERPRINTS = migrations.RunSQL(
    """
    ALTER TABLE ppde_fingerprint ADD CONSTRAINT fingerprint_person_same_territory
        FOREIGN KEY (person_id, territory_id) REFERENCES ppde_person (id, territory_id) ON DELETE CASCADE;
    ALTER TABLE ppde_fingerprint ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ppde_seal ENABLE ROW LEVEL SECURITY;
    INSERT INTO ppde_seal (secret) SELECT sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea);
    -- What marks a person: each fact alone is strong. A view of the owner's, over the rows of a statement.
    CREATE FUNCTION mark_persons(persons ppde_person[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        INSERT INTO ppde_fingerprint (territory_id, person_id, mark)
        SELECT said.territory_id, said.id, sha256(secret || sha256(secret || convert_to(fact, 'UTF8')))
        FROM ppde_seal, (
            SELECT p.*, name_sound(replace(plain_words(p.last_name), ' ', '')) AS l,
                   name_sound(replace(plain_words(p.first_name), ' ', '')) AS f
            FROM unnest(persons) AS p
        ) AS said, LATERAL (VALUES
            -- The two names in one order: swapped by a hurried hand they mark the same.
            (CASE WHEN birth_year IS NOT NULL THEN 'n' || least(l, f) || '/' || greatest(l, f) || '/' || birth_year END),
            (CASE WHEN phone_digits(phone) <> '' THEN 'p' || phone_digits(phone) || '/' || f END),
            (CASE WHEN email <> '' THEN 'm' || lower(email) || '/' || f END)
        ) AS facts (fact)
        WHERE fact IS NOT NULL
    $$;
    REVOKE ALL ON FUNCTION mark_persons(ppde_person[]) FROM PUBLIC;
    CREATE FUNCTION write_fingerprints() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM mark_persons(array_agg(w::ppde_person)) FROM written w HAVING count(*) > 0;
        RETURN NULL;
    END $$;
    CREATE FUNCTION rewrite_fingerprints() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF (NEW.last_name, NEW.first_name, NEW.birth_year, NEW.phone, NEW.email)
           IS DISTINCT FROM (OLD.last_name, OLD.first_name, OLD.birth_year, OLD.phone, OLD.email)
        THEN
            DELETE FROM ppde_fingerprint WHERE person_id = NEW.id;
            PERFORM mark_persons(ARRAY[NEW]);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER write_fingerprints_on_insert AFTER INSERT ON ppde_person
        REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION write_fingerprints();
    CREATE TRIGGER write_fingerprints_on_update
        AFTER UPDATE OF last_name, first_name, birth_year, phone, email ON ppde_person
        FOR EACH ROW EXECUTE FUNCTION rewrite_fingerprints();
    """,
    """
    DROP TRIGGER write_fingerprints_on_update ON ppde_person;
    DROP TRIGGER write_fingerprints_on_insert ON ppde_person;
    DROP FUNCTION rewrite_fingerprints();
    DROP FUNCTION write_fingerprints();
    DROP FUNCTION mark_persons(ppde_person[]);
    ALTER TABLE ppde_fingerprint DROP CONSTRAINT fingerprint_person_same_territory;
    """,
)

# The only doors between two territories. Each checks that the caller reads the person by name; what it learns is the
# other territory, never the other person.
DOORS = migrations.RunSQL(
    f"""
    CREATE FUNCTION followed_elsewhere(asked bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT DISTINCT other.territory_id
        FROM ppde_fingerprint mine
        JOIN territories_territory here ON here.id = mine.territory_id
        JOIN ppde_fingerprint other ON other.mark = mine.mark AND other.territory_id <> mine.territory_id
        JOIN territories_territory there ON there.id = other.territory_id AND there.hub_id = here.hub_id
        WHERE mine.person_id = asked AND mine.territory_id = {NAMED}
    $$;
    CREATE FUNCTION followed_elsewhere_from(here bigint) RETURNS TABLE (person_id bigint, peer_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT DISTINCT mine.person_id, other.territory_id
        FROM ppde_fingerprint mine
        JOIN territories_territory t ON t.id = mine.territory_id
        JOIN ppde_fingerprint other ON other.mark = mine.mark AND other.territory_id <> mine.territory_id
        JOIN territories_territory there ON there.id = other.territory_id AND there.hub_id = t.hub_id
        WHERE mine.territory_id = here AND here = {NAMED}
    $$;
    CREATE FUNCTION ask_elsewhere(asked bigint, peer bigint, exchange uuid, author text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        mine bigint;
        named text := current_setting('app.named', true);
        made int;
    BEGIN
        SELECT f.territory_id INTO mine FROM ppde_fingerprint f
        WHERE f.person_id = asked AND f.territory_id = {NAMED} LIMIT 1;
        IF mine IS NULL OR NOT peer IN (SELECT followed_elsewhere(asked)) THEN RETURN 0; END IF;
        INSERT INTO ppde_inquiry (territory_id, person_id, peer_id, way, token, state, asked_by, answered_by, asked_at)
        VALUES (mine, asked, peer, 'sent', exchange, 'open', author, '', now());
        PERFORM set_config('app.named', peer::text, true);
        INSERT INTO ppde_inquiry (territory_id, person_id, peer_id, way, token, state, asked_by, answered_by, asked_at)
        SELECT peer, min(other.person_id), mine, 'received', exchange, 'open', author, '', now()
        FROM ppde_fingerprint other JOIN ppde_fingerprint f ON f.mark = other.mark
        WHERE f.person_id = asked AND other.territory_id = peer;
        GET DIAGNOSTICS made = ROW_COUNT;
        PERFORM set_config('app.named', coalesce(named, ''), true);
        RETURN made;
    END $$;
    CREATE FUNCTION answer_elsewhere(exchange uuid, answer text, author text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        asking bigint;
        named text := current_setting('app.named', true);
        told int;
    BEGIN
        UPDATE ppde_inquiry SET state = answer, answered_by = author, answered_at = now()
        WHERE token = exchange AND way = 'received' AND state = 'open' AND territory_id = {NAMED}
        RETURNING peer_id INTO asking;
        IF asking IS NULL THEN RETURN 0; END IF;
        PERFORM set_config('app.named', asking::text, true);
        UPDATE ppde_inquiry SET state = answer, answered_by = author, answered_at = now()
        WHERE token = exchange AND way = 'sent' AND territory_id = asking;
        GET DIAGNOSTICS told = ROW_COUNT;
        PERFORM set_config('app.named', coalesce(named, ''), true);
        RETURN told;
    END $$;
    """,
    """
    DROP FUNCTION answer_elsewhere(uuid, text, text);
    DROP FUNCTION ask_elsewhere(bigint, bigint, uuid, text);
    DROP FUNCTION followed_elsewhere_from(bigint);
    DROP FUNCTION followed_elsewhere(bigint);
    """,
)

def _keys_of_those_already_there(apps, schema_editor):
    """Runs as the owner, whom row security binds too: territory by territory."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM territories_territory WHERE hub_id IS NOT NULL")
        for (territory,) in cursor.fetchall():
            cursor.execute("SELECT set_config('app.named', %s, true)", [str(territory)])
            cursor.execute(
                """
                INSERT INTO ppde_personkey (territory_id, person_id, key)
                SELECT p.territory_id, p.id, k FROM ppde_person p, person_keys(p.last_name, p.first_name, p.phone, p.email) k
                """
            )
            cursor.execute(
                """
                SELECT mark_persons(array_agg(p)) FROM ppde_person p HAVING count(*) > 0
                """
            )
        cursor.execute("SELECT set_config('app.named', '', true)")


class Migration(migrations.Migration):
    dependencies = [("ppde", "0008_duplicates")]

    operations = [
        by_territory("ppde_personkey"),
        by_territory("ppde_lookalike"),
        by_territory("ppde_merge"),
        by_territory("ppde_inquiry"),
        same_territory("ppde_lookalike", "first_id", "ppde_person"),
        same_territory("ppde_lookalike", "second_id", "ppde_person"),
        same_territory("ppde_merge", "kept_id", "ppde_person"),
        same_territory("ppde_inquiry", "person_id", "ppde_person"),
        SOUNDS,
        KEYS,
        FINGERPRINTS,
        DOORS,
        HAND_OVER,
        migrations.RunPython(_keys_of_those_already_there, migrations.RunPython.noop),
    ]
