"""Search keys, fingerprints and the read log: the same rows, at half the price when a thousand files come at once."""

import django.db.models.deletion
from django.db import migrations, models

from ppde.database import read_again
from territories.database import ids

# A word sounds once: the name in one piece counts apart only when it has several.
KEYS = migrations.RunSQL(
    r"""
    CREATE OR REPLACE FUNCTION phone_digits(phone text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        d text := translate(phone, ' .-/()+', '');
    BEGIN
        IF d ~ '[^0-9]' THEN d := regexp_replace(d, '[^0-9]', '', 'g'); END IF;
        RETURN CASE WHEN length(d) >= 9 THEN right(d, 9) ELSE '' END;
    END $$;
    CREATE OR REPLACE FUNCTION person_keys(last_name text, first_name text, phone text, email text)
    RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
    DECLARE
        l text := plain_words(last_name);
        f text := plain_words(first_name);
        words text[] := string_to_array(l || ' ' || f, ' ');
        digits text := phone_digits(phone);
        keys text[] := '{}';
        word text;
        sound text;
    BEGIN
        IF position(' ' in l) > 0 THEN words := words || replace(l, ' ', ''); END IF;
        IF position(' ' in f) > 0 THEN words := words || replace(f, ' ', ''); END IF;
        FOREACH word IN ARRAY words LOOP
            CONTINUE WHEN word = '';
            sound := name_sound(word);
            IF sound <> '' THEN keys := keys || left('s' || sound, 120); END IF;
            keys := keys || ('b' || left(word, 3));
            IF length(word) > 3 THEN keys := keys || ('e' || right(word, 3)); END IF;
        END LOOP;
        IF digits <> '' THEN keys := keys || ('p' || digits); END IF;
        IF email <> '' THEN keys := keys || left('m' || lower(email), 120); END IF;
        RETURN QUERY SELECT DISTINCT k FROM unnest(keys) AS k;
    END $$;
    """,
    r"""
    CREATE OR REPLACE FUNCTION phone_digits(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN length(d) >= 9 THEN right(d, 9) ELSE '' END
        FROM (SELECT regexp_replace(phone, '[^0-9]', '', 'g') AS d) AS digits
    $$;
    CREATE OR REPLACE FUNCTION person_keys(last_name text, first_name text, phone text, email text)
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
)

# `OFFSET 0`: what a name sounds like is asked once a row, not once for each fact that mentions it.
MARKS = migrations.RunSQL(
    """
    CREATE OR REPLACE FUNCTION mark_persons(persons ppde_person[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        INSERT INTO ppde_fingerprint (territory_id, person_id, mark)
        SELECT said.territory_id, said.id, sha256(secret || sha256(secret || convert_to(fact, 'UTF8')))
        FROM ppde_seal, (
            SELECT p.territory_id, p.id, p.birth_year, lower(p.email) AS m, phone_digits(p.phone) AS d,
                   name_sound(replace(plain_words(p.last_name), ' ', '')) AS l,
                   name_sound(replace(plain_words(p.first_name), ' ', '')) AS f
            FROM unnest(persons) AS p OFFSET 0
        ) AS said, LATERAL (VALUES
            -- The two names in one order: swapped by a hurried hand they mark the same.
            (CASE WHEN birth_year IS NOT NULL THEN 'n' || least(l, f) || '/' || greatest(l, f) || '/' || birth_year END),
            (CASE WHEN d <> '' THEN 'p' || d || '/' || f END),
            (CASE WHEN m <> '' THEN 'm' || m || '/' || f END)
        ) AS facts (fact)
        WHERE fact IS NOT NULL
    $$;
    """,
    """
    CREATE OR REPLACE FUNCTION mark_persons(persons ppde_person[]) RETURNS void
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
    """,
)

# Once a statement: an import writes its entries by thousands.
LOG = migrations.RunSQL(
    """
    CREATE OR REPLACE FUNCTION log_reading() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO ppde_reading (territory_id, person_id, number, user_id, at, kind, verb, reason, is_referent, rows)
            SELECT territory_id, NULL, NULL, user_id, at, 'export', model, reason, false, (after->>'rows')::integer
            FROM written WHERE verb = 'export' AND is_named;
        INSERT INTO ppde_reading (territory_id, person_id, number, user_id, at, kind, verb, reason, is_referent, rows)
            SELECT e.territory_id, p.id, p.number, e.user_id, e.at, 'change', e.verb, e.reason,
                   coalesce(p.referent_id = e.user_id, false), NULL
            FROM written e JOIN ppde_person p ON p.id = e.object_id
            WHERE e.model = 'ppde.person' AND NOT (e.verb = 'export' AND e.is_named);
        RETURN NULL;
    END $$;
    DROP TRIGGER log_reading ON territories_entry;
    CREATE TRIGGER log_reading AFTER INSERT ON territories_entry
        REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION log_reading();
    """,
    """
    CREATE OR REPLACE FUNCTION log_reading() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.verb = 'export' AND NEW.is_named THEN
            INSERT INTO ppde_reading (territory_id, person_id, number, user_id, at, kind, verb, reason, is_referent, rows)
            VALUES (NEW.territory_id, NULL, NULL, NEW.user_id, NEW.at, 'export', NEW.model, NEW.reason, false,
                    (NEW.after->>'rows')::integer);
        ELSIF NEW.model = 'ppde.person' AND NEW.object_id IS NOT NULL THEN
            INSERT INTO ppde_reading (territory_id, person_id, number, user_id, at, kind, verb, reason, is_referent, rows)
            SELECT NEW.territory_id, p.id, p.number, NEW.user_id, NEW.at, 'change', NEW.verb, NEW.reason,
                   coalesce(p.referent_id = NEW.user_id, false), NULL
            FROM ppde_person p WHERE p.id = NEW.object_id;
        END IF;
        RETURN NULL;
    END $$;
    DROP TRIGGER log_reading ON territories_entry;
    CREATE TRIGGER log_reading AFTER INSERT ON territories_entry
        FOR EACH ROW EXECUTE FUNCTION log_reading();
    """,
)

# Keys and fingerprints are written from the person's own row by functions of the owner, and by nothing else: the territory
# is hers by construction, and eleven foreign keys a person need no asking. They go with her.
IS_OWNER = "current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'ppde_personkey'::regclass)"
SEALED = migrations.RunSQL(
    f"""
    ALTER TABLE ppde_personkey DROP CONSTRAINT personkey_person_same_territory;
    ALTER TABLE ppde_fingerprint DROP CONSTRAINT fingerprint_person_same_territory;
    ALTER POLICY scope ON ppde_personkey WITH CHECK ({IS_OWNER});
    CREATE OR REPLACE FUNCTION write_person_keys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO ppde_personkey (territory_id, person_id, key)
        SELECT n.territory_id, n.id, k
        FROM written n, person_keys(n.last_name, n.first_name, n.phone, n.email) AS k;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE FUNCTION rewrite_person_keys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        -- Most updates touch dates and states: nothing to do for them.
        IF NOT EXISTS (SELECT FROM written n JOIN replaced o USING (id)
            WHERE (n.territory_id, n.last_name, n.first_name, n.phone, n.email)
               IS DISTINCT FROM (o.territory_id, o.last_name, o.first_name, o.phone, o.email))
        THEN RETURN NULL; END IF;
        DELETE FROM ppde_personkey k USING written n JOIN replaced o USING (id)
        WHERE k.person_id = n.id AND k.territory_id = o.territory_id
          AND (n.territory_id, n.last_name, n.first_name, n.phone, n.email)
              IS DISTINCT FROM (o.territory_id, o.last_name, o.first_name, o.phone, o.email);
        INSERT INTO ppde_personkey (territory_id, person_id, key)
        SELECT n.territory_id, n.id, k
        FROM written n JOIN replaced o USING (id), person_keys(n.last_name, n.first_name, n.phone, n.email) AS k
        WHERE (n.territory_id, n.last_name, n.first_name, n.phone, n.email)
              IS DISTINCT FROM (o.territory_id, o.last_name, o.first_name, o.phone, o.email);
        RETURN NULL;
    END $$;
    CREATE FUNCTION forget_keys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        DELETE FROM ppde_personkey k USING gone WHERE k.person_id = gone.id;
        DELETE FROM ppde_fingerprint f USING gone WHERE f.person_id = gone.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER forget_keys AFTER DELETE ON ppde_person
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION forget_keys();
    """,
    f"""
    DROP TRIGGER forget_keys ON ppde_person;
    DROP FUNCTION forget_keys();
    CREATE OR REPLACE FUNCTION write_person_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO ppde_personkey (territory_id, person_id, key)
        SELECT n.territory_id, n.id, k
        FROM written n, person_keys(n.last_name, n.first_name, n.phone, n.email) AS k;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE FUNCTION rewrite_person_keys() RETURNS trigger LANGUAGE plpgsql AS $$
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
    ALTER POLICY scope ON ppde_personkey WITH CHECK (territory_id = ANY({ids('app.named')}));
    ALTER TABLE ppde_personkey ADD CONSTRAINT personkey_person_same_territory
        FOREIGN KEY (person_id, territory_id) REFERENCES ppde_person (id, territory_id) ON DELETE CASCADE;
    ALTER TABLE ppde_fingerprint ADD CONSTRAINT fingerprint_person_same_territory
        FOREIGN KEY (person_id, territory_id) REFERENCES ppde_person (id, territory_id) ON DELETE CASCADE;
    """,
)

# Asking whether a text holds a word costs half when no query is opened for it; see also ppde.database.
WORDS = migrations.RunSQL(
    """
    CREATE OR REPLACE FUNCTION found_words(said text, pattern text) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
    DECLARE
        plain text := plain_words(said);
    BEGIN
        IF plain ~ pattern THEN
            RETURN (SELECT array_agg(DISTINCT left(hit[1], 40)) FROM regexp_matches(plain, pattern, 'g') AS hit);
        END IF;
        RETURN '{}';
    END $$;
    """,
    """
    CREATE OR REPLACE FUNCTION found_words(said text, pattern text) RETURNS text[] LANGUAGE sql STABLE AS $$
        SELECT CASE WHEN plain ~ pattern THEN (
            SELECT array_agg(DISTINCT left(hit[1], 40)) FROM regexp_matches(plain, pattern, 'g') AS hit
        ) ELSE '{}' END
        FROM (SELECT plain_words(said) AS plain OFFSET 0) AS words
    $$;
    """,
)
TYPED = (
    "CASE WHEN {r}.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview',"
    " 'workshop', 'visit', 'training', 'immersion') THEN {r}.text ELSE '' END"
)
ENTRY = "CASE WHEN w.model = 'ppde.person' THEN w.object_id END"


class Migration(migrations.Migration):
    dependencies = [("ppde", "0033_controllers")]

    operations = [
        KEYS,
        MARKS,
        LOG,
        SEALED,
        WORDS,
        read_again("territories_entry", "territories.entry", ("reason",), person=ENTRY, once=True),
        read_again("ppde_person", "ppde.person", ("comment", "contact_preference"), person="w.id"),
        read_again(
            "ppde_journeyevent",
            "ppde.journeyevent",
            {"text": TYPED, "reason": "{r}.reason"},
        ),
        read_again("ppde_reading", "ppde.reading", ("reason",), once=True),
        migrations.AlterField(
            "personkey",
            "territory",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.territory",
                verbose_name="territoire",
            ),
        ),
        migrations.AlterField(
            "fingerprint",
            "territory",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.territory",
            ),
        ),
        # The key of the person and its territory together says both.
        migrations.AlterField(
            "journeyevent",
            "territory",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.territory",
                verbose_name="territoire",
            ),
        ),
    ]
