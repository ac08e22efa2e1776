"""History is emptied of whom the line of elimination erases, and of nobody else.

A row of somebody else may lose their name alone, where the other texts are to lose it, or a search for it: what is around stays
(ppde/retention/elsewhere.py). `forget_marks` too is of the person of the line.
"""

from django.db import migrations

from territories.database import erasing

# The file that a row is about, its own or, of the journal, that of the row it tells of; NULL of a row about nobody, or gone.
PERSON_OF = migrations.RunSQL(
    """
    CREATE FUNCTION person_of(kept text, key bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
    DECLARE said jsonb;
    BEGIN
        PERFORM FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(kept)) AND attname = 'id';
        IF key IS NULL OR NOT FOUND THEN RETURN NULL; END IF;
        EXECUTE format('SELECT to_jsonb(x) FROM %I AS x WHERE x.id = $1', kept) INTO said USING key;
        RETURN CASE kept
            WHEN 'ppde_person' THEN (said ->> 'id')::bigint
            WHEN 'territories_entry' THEN
                person_of(replace(said ->> 'model', '.', '_'), (said ->> 'object_id')::bigint)
            WHEN 'ebe_contracthours' THEN person_of('ebe_contract', (said ->> 'contract_id')::bigint)
            WHEN 'ppde_mobilitystep' THEN person_of('ppde_mobilityfile', (said ->> 'mobility_id')::bigint)
            WHEN 'ppde_trainingpresence' THEN person_of('ppde_enrolment', (said ->> 'enrolment_id')::bigint)
            ELSE (said ->> 'person_id')::bigint
        END;
    END $$;
    """,
    "DROP FUNCTION person_of(text, bigint);",
)

# Whether `new` is `old` with « [personne effacée] » (PUT of elsewhere.py) in the place of some names, of 200 signs
# at most with what stands between them, and nothing else changed. `most`: signs that the column takes, the end is cut there; NULL without a limit.
IS_WITHOUT_NAMES = migrations.RunSQL(
    r"""
    CREATE FUNCTION is_without_names(old text, new text, most int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
    DECLARE
        put CONSTANT text := '[personne effacée]';
        whole text := new;
        is_cut boolean := coalesce(length(new) >= most, false);
        n int;
    BEGIN
        IF is_cut THEN
            FOR i IN REVERSE length(put) - 1 .. 1 LOOP
                IF right(new, i) = left(put, i) THEN
                    whole := left(new, -i) || put;
                    EXIT;
                END IF;
            END LOOP;
        END IF;
        n := (length(whole) - length(replace(whole, put, ''))) / length(put);
        RETURN n > 0
            AND (is_cut OR length(old) <= length(whole) + n * 200)
            AND old LIKE replace(replace(replace(replace(whole, '\', '\\'), '%', '\%'), '_', '\_'), put, '_%')
                || CASE WHEN is_cut THEN '%' ELSE '' END;
    END $$;
    """,
    "DROP FUNCTION is_without_names(text, text, int);",
)

EMPTY_HISTORY = erasing(
    "empty_history(line bigint, history text, row_id bigint, changes jsonb)",
    "boolean",
    "asked record; was jsonb; put jsonb; whose bigint; key text; said text;",
    """
    SELECT l.person_id, l.territory_id, e.with_texts INTO asked
    FROM ppde_eliminationline l JOIN ppde_elimination e ON e.id = l.elimination_id
    WHERE l.id = line AND l.done_at IS NULL AND l.kept_because = '' AND e.state = 'approved';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'history is emptied for an approved line of elimination only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    whose := person_of(history, row_id);
    IF whose IS NOT NULL AND whose IS DISTINCT FROM asked.person_id THEN
        EXECUTE format('SELECT to_jsonb(x), to_jsonb(jsonb_populate_record(x, $1)) FROM %I AS x WHERE x.id = $2', history)
            INTO was, put USING changes, row_id;
        FOR key IN SELECT jsonb_object_keys(changes) LOOP
            CONTINUE WHEN put -> key = was -> key;
            -- What an export was looked for may lose a search; a note that is sealed is read by the server alone.
            CONTINUE WHEN history = 'territories_entry' AND key = 'after' AND was ->> 'verb' = 'export'
                AND (put -> key) - 'filters' = (was -> key) - 'filters' AND was #> '{after,filters}' @> (put #> '{after,filters}');
            CONTINUE WHEN asked.with_texts AND history = 'ppde_restrictednote' AND key = 'token';
            CONTINUE WHEN asked.with_texts AND is_without_names(was ->> key, put ->> key, (
                SELECT atttypmod - 4 FROM pg_attribute
                WHERE attrelid = to_regclass(quote_ident(history)) AND attname = key AND atttypmod > 4
                  AND atttypid = 'varchar'::regtype));
            RAISE EXCEPTION 'history is emptied of the person of the line: row % of % is about somebody else', row_id, history
                USING ERRCODE = 'restrict_violation';
        END LOOP;
    END IF;
    SELECT string_agg(format('%1$I = (jsonb_populate_record(x, $1)).%1$I', k), ', ') INTO said
    FROM jsonb_object_keys(changes) AS k;
    EXECUTE format('UPDATE %I AS x SET %s WHERE x.id = $2 AND x.territory_id = $3', history, said)
    USING changes, row_id, asked.territory_id;
    """,
    "true",
)

FORGET_MARKS = erasing(
    "forget_marks(forgotten bigint, line bigint)",
    "boolean",
    "place bigint;",
    """
    SELECT l.territory_id INTO place FROM ppde_eliminationline l JOIN ppde_elimination e ON e.id = l.elimination_id
    WHERE l.id = line AND l.person_id = forgotten AND l.done_at IS NULL AND l.kept_because = '' AND e.state = 'approved';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'marks are forgotten for the person of an approved line of elimination only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    DELETE FROM ppde_fingerprint WHERE person_id = forgotten AND territory_id = place;
    """,
    "true",
)


def again(function: migrations.RunSQL) -> migrations.RunSQL:
    """A function of before, as it is written now; it goes back to accepting more by hand alone."""
    return migrations.RunSQL(
        function.sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("ppde", "0099_numbers_by_their_key")]

    operations = [PERSON_OF, IS_WITHOUT_NAMES, again(EMPTY_HISTORY), again(FORGET_MARKS)]
