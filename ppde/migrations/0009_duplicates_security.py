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
    CREATE FUNCTION name_sound(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT left(s, 1) || regexp_replace(regexp_replace(substr(s, 2), '[aeiou]', '', 'g'), '(.)\1+', '\1', 'g')
        FROM (SELECT translate(
            regexp_replace(
                replace(replace(replace(replace(replace(
                    regexp_replace(word, '[^a-z]', '', 'g'), 'ph', 'f'), 'qu', 'k'), 'ch', 'x'), 'ce', 'se'), 'ci', 'si'),
                '(.)\1+', '\1', 'g'),
            'cqzywh', 'kksiv') AS s) AS sounds
    $$;
    CREATE FUNCTION word_keys(word text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT 's' || name_sound(word) WHERE name_sound(word) <> ''
        UNION SELECT 'b' || left(word, 3)
        UNION SELECT 'e' || right(word, 3) WHERE length(word) > 3
    $$;
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
    RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE AS $$
        WITH names AS (SELECT plain_words(last_name) AS l, plain_words(first_name) AS f),
        words AS (
            SELECT regexp_split_to_table(l || ' ' || f, ' ') AS word FROM names
            UNION SELECT replace(l, ' ', '') FROM names
            UNION SELECT replace(f, ' ', '') FROM names
        )
        SELECT DISTINCT left(word_keys(word), 120) FROM words WHERE word <> ''
        UNION SELECT 'p' || phone_digits(phone) WHERE phone_digits(phone) <> ''
        UNION SELECT left('m' || lower(email), 120) WHERE email <> ''
    $$;
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
    CREATE FUNCTION person_marks(last_name text, first_name text, birth_year int, phone text, email text)
    RETURNS SETOF bytea LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        WITH said AS (
            SELECT name_sound(replace(plain_words(last_name), ' ', '')) AS l,
                   name_sound(replace(plain_words(first_name), ' ', '')) AS f
        ), facts AS (
            -- The two names in one order: swapped by a hurried hand they mark the same.
            SELECT 'n' || least(l, f) || '/' || greatest(l, f) || '/' || birth_year AS fact
            FROM said WHERE birth_year IS NOT NULL
            UNION SELECT 'p' || phone_digits(phone) || '/' || f FROM said WHERE phone_digits(phone) <> ''
            UNION SELECT 'm' || lower(email) || '/' || f FROM said WHERE email <> ''
        )
        SELECT sha256(secret || sha256(secret || fact::bytea)) FROM facts, ppde_seal
    $$;
    REVOKE ALL ON FUNCTION person_marks(text, text, int, text, text) FROM PUBLIC;
    CREATE FUNCTION write_fingerprints() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF (NEW.last_name, NEW.first_name, NEW.birth_year, NEW.phone, NEW.email)
               IS NOT DISTINCT FROM (OLD.last_name, OLD.first_name, OLD.birth_year, OLD.phone, OLD.email)
            THEN RETURN NULL; END IF;
            DELETE FROM ppde_fingerprint WHERE person_id = NEW.id;
        END IF;
        INSERT INTO ppde_fingerprint (territory_id, person_id, mark)
        SELECT NEW.territory_id, NEW.id, m
        FROM person_marks(NEW.last_name, NEW.first_name, NEW.birth_year, NEW.phone, NEW.email) AS m;
        RETURN NULL;
    END $$;
    CREATE TRIGGER write_fingerprints_on_insert AFTER INSERT ON ppde_person
        FOR EACH ROW EXECUTE FUNCTION write_fingerprints();
    CREATE TRIGGER write_fingerprints_on_update
        AFTER UPDATE OF last_name, first_name, birth_year, phone, email ON ppde_person
        FOR EACH ROW EXECUTE FUNCTION write_fingerprints();
    """,
    """
    DROP TRIGGER write_fingerprints_on_update ON ppde_person;
    DROP TRIGGER write_fingerprints_on_insert ON ppde_person;
    DROP FUNCTION write_fingerprints();
    DROP FUNCTION person_marks(text, text, int, text, text);
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
                INSERT INTO ppde_fingerprint (territory_id, person_id, mark)
                SELECT p.territory_id, p.id, m
                FROM ppde_person p, person_marks(p.last_name, p.first_name, p.birth_year, p.phone, p.email) m
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
