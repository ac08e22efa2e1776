"""A social security number written with digits of another width, something unseen between them, other groups or an overseas
department is refused too, and one glued to what announces it. What the rule is stands in tzcld/ui/nir.py.

Every write asks: what is quick to tell (no look behind, no translation) is told first.
"""

from django.db import migrations

from territories.database import VALIDATE_NIR

UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
OTHER_DIGITS = "".join(chr(zero + n) for zero in (0xFF10, 0x0660, 0x06F0) for n in range(10))
OTHERS = "\uff10-\uff19\u0660-\u0669\u06f0-\u06f9"
PLAIN = f"translate(said, '{OTHER_DIGITS}{UNSEEN}', '{'0123456789' * 3}')"
# Twelve digits: a number has thirteen, or twelve and a letter.
TWELVE = f"[0-9{OTHERS}](?:[^0-9{OTHERS}]{{0,8}}[0-9{OTHERS}]){{11}}"

BETWEEN = r"\s\u00a0\u202f._/·\u2010-\u2014\u2212\-"
SEP, ONE = f"[{BETWEEN}]{{0,3}}", f"[{BETWEEN},;|*]"
FEW, FIRST = ONE + "{0,2}", "[1-478]"
MONTH = r"(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)"
GROUPS = (
    rf"{FIRST}{SEP}\d\d{SEP}{MONTH}{SEP}(?:(?:\d\d|2[ABab]){SEP}\d{{3}}|9[78]\d{SEP}\d\d){SEP}"
    rf"\d{{3}}(?:{SEP}\d\d)?(?!\d)"
)
ALONE = "(?<![0-9A-Za-z])"
ANNOUNCED = "[Nn](?:[Ii][Rr]|[Ss][Ss])"
REST = rf"(?:{FEW}\d){{5}}{FEW}[\dABab](?:{FEW}\d){{8}}"
FIFTEEN = rf"{FIRST}(?<!\d{FIRST})(?<!\d{ONE}{FIRST})(?<!\d{ONE}{ONE}{FIRST}){REST}(?!{FEW}\d)"
BARE = rf"^{FIRST}\d\d{MONTH}(?:\d\d|2[AB])\d{{8}}$"
REMOVED = "[numéro retiré]"

# What was written while such a number was let in: each constraint is said of the new rows alone, until the old ones are read
# (docs/exploitation.md); those found go to the review, as those of evaluation 0010 did.
NEW_ROWS_ALONE = r"""
    DO $$ DECLARE c record; BEGIN
        FOR c IN SELECT conname, conrelid::regclass AS place, pg_get_constraintdef(oid) AS said FROM pg_constraint
                 WHERE conname LIKE '%\_no\_nir' AND convalidated
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s NOT VALID',
                           c.place, c.conname, c.conname, c.said);
        END LOOP;
    END $$;
"""
FIND = """
    SELECT set_config('app.named', ids, true), set_config('app.reach', ids, true)
    FROM (SELECT coalesce(string_agg(id::text, ','), '') AS ids FROM territories_territory) AS all_of_them;
    SELECT flag_numbers(NULL);
    SELECT set_config('app.named', '', true), set_config('app.reach', '', true);
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = (("ppde", "0098_durations_of_proposals"),)

    operations = (
        migrations.RunSQL(
            rf"""
            -- The first number of fifteen digits of a plain text whose control digits are right.
            CREATE FUNCTION nir_by_its_key(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
            DECLARE
                found text;
                bare text;
            BEGIN
                FOR found IN SELECT m[1] FROM regexp_matches(said, '({FIFTEEN})', 'g') AS m LOOP
                    bare := upper(regexp_replace(found, '[^0-9A-Za-z]', '', 'g'));
                    IF bare ~ '{BARE}'
                       AND 97 - replace(replace(left(bare, 13), '2A', '19'), '2B', '18')::bigint % 97 = right(bare, 2)::bigint
                    THEN RETURN found; END IF;
                END LOOP;
                RETURN NULL;
            END $$;
            CREATE FUNCTION plain_holds_nir(said text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
            BEGIN
                RETURN said ~ '{ALONE}{GROUPS}' OR said ~ '{ANNOUNCED}{GROUPS}'
                    OR said ~ '{FIRST}{REST}' AND nir_by_its_key(said) IS NOT NULL;
            END $$;
            """,
            "DROP FUNCTION plain_holds_nir(text); DROP FUNCTION nir_by_its_key(text);",
        ),
        migrations.RunSQL(
            f"""
            CREATE OR REPLACE FUNCTION holds_nir(said text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT length(said) > 12 AND said ~ '{TWELVE}'
                    AND plain_holds_nir(CASE WHEN said ~ '[{OTHERS}{UNSEEN}]' THEN {PLAIN} ELSE said END)
            $$;
            CREATE OR REPLACE FUNCTION without_nir(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
            DECLARE
                found text;
            BEGIN
                IF NOT holds_nir(said) THEN RETURN said; END IF;
                said := regexp_replace({PLAIN}, '{ALONE}{GROUPS}', '{REMOVED}', 'g');
                said := regexp_replace(said, '({ANNOUNCED}){GROUPS}', '\\1{REMOVED}', 'g');
                LOOP
                    found := nir_by_its_key(said);
                    EXIT WHEN found IS NULL;
                    said := replace(said, found, '{REMOVED}');
                END LOOP;
                RETURN said;
            END $$;
            """,
            # The former pattern refuses less: a return to it would let in what is refused since.
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(NEW_ROWS_ALONE, migrations.RunSQL.noop),
        migrations.RunSQL(VALIDATE_NIR, migrations.RunSQL.noop),
        migrations.RunSQL(FIND, migrations.RunSQL.noop),
    )
