"""What the database reads by itself in the texts typed about persons: words that have no place there are flagged for review."""

from collections.abc import Mapping

from django.db.migrations.operations import RunSQL

from territories.database import erasing

FLAG = "territory_id, person_id, number, model, object_id, field, words, found_at, state, reason"
# One text is often written in two places at once, its own row and the journal: the first flag is enough.
ONCE = """AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words)"""

# Most texts hold no word: they are read together, and one by one only where something was found among them.
TOGETHER = 25
FROM_BUNDLES = f"""FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / {TOGETHER} AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{{}}' END) AS said (now)"""


def flagged(
    table: str,
    model: str,
    columns: tuple[str, ...] | Mapping[str, str],
    *,
    person: str = "w.person_id",
    once: bool = False,
) -> RunSQL:
    """After each statement that writes `table`, a row of ppde_textflag for each text where a word of the list is found.

    Each text is read once a statement: an import writes the same words ten thousand times.
    `model`: label of the model. `columns`: those to read, or {column: SQL over the row {r}}. `person`: SQL over the row w
    that gives the id of the person, or NULL. `once`: not when the same words were flagged in this transaction.
    """
    return RunSQL(
        f"""
        CREATE {_reading(table, model, columns, person, once)}
        CREATE TRIGGER words_written AFTER INSERT ON {table}
            REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {table}_words();
        CREATE TRIGGER words_rewritten AFTER UPDATE ON {table}
            REFERENCING NEW TABLE AS written OLD TABLE AS replaced
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_words();
        COMMENT ON TRIGGER words_written ON {table} IS '{" ".join(columns)}';
        """,
        f"""
        DROP TRIGGER words_rewritten ON {table};
        DROP TRIGGER words_written ON {table};
        DROP FUNCTION {table}_words();
        """,
    )


def read_again(
    table: str,
    model: str,
    columns: tuple[str, ...] | Mapping[str, str],
    *,
    person: str = "w.person_id",
    once: bool = False,
) -> RunSQL:
    """The function of a table `flagged` before, as it is written now."""
    return RunSQL(f"CREATE OR REPLACE {_reading(table, model, columns, person, once)}", RunSQL.noop)


def _reading(table: str, model: str, columns, person: str, once: bool) -> str:
    said = (
        columns
        if isinstance(columns, Mapping)
        else {name: f"coalesce({{r}}.{name}, '')" for name in columns}
    )
    new = [sql.format(r="w") for sql in said.values()]
    old = [sql.format(r="o") for sql in said.values()]
    fresh = ", ".join(f"('{name}', {now}, '')" for name, now in zip(said, new, strict=True))
    both = ", ".join(
        f"('{name}', {now}, {was})" for name, now, was in zip(said, new, old, strict=True)
    )
    some = " OR ".join(f"{now} <> ''" for now in new)
    changed = f"({', '.join(new)}) IS DISTINCT FROM ({', '.join(old)})"
    return f"""FUNCTION {table}_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE {some}) THEN RETURN NULL; END IF;
                {_insert("written w", fresh, model, person, once)}
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE {changed})
                THEN RETURN NULL; END IF;
                {_insert("written w JOIN replaced o ON o.id = w.id", both, model, person, once)}
            END IF;
            RETURN NULL;
        END $$;
    """


def _insert(rows: str, values: str, model: str, person: str, once: bool) -> str:
    return f"""
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, {person} AS about, said.field, said.now
                    FROM {rows} CROSS JOIN LATERAL (VALUES {values}) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    {FROM_BUNDLES}
                )
                INSERT INTO ppde_textflag ({FLAG})
                SELECT w.territory_id, p.id, p.number, '{model}', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{{}}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true {ONCE if once else ""};
    """


def replace_text(*more: str) -> RunSQL:
    """What a review writes in the place of a text, in its row, in the person's history and in the journal.

    `more`: statements for the append-only tables of the rooms above, with `subject`, `item`, `old`, `new`. Exact texts only:
    a word is never cut out of somebody else's sentence.
    """
    function = erasing(
        "replace_text(place bigint, about bigint, subject text, item bigint, old text, new text, who bigint, why text)",
        "void",
        "quoted_old text := to_jsonb(old)::text; quoted_new text := to_jsonb(new)::text;",
        f"""
        INSERT INTO territories_entry
            (territory_id, user_id, at, verb, model, object_id, label, before, after, reason, is_named)
            VALUES (place, who, now(), 'review', CASE WHEN about IS NULL THEN subject ELSE 'ppde.person' END,
                    coalesce(about, item),
                    coalesce((SELECT left(first_name || ' ' || last_name, 200) FROM ppde_person WHERE id = about), 'Texte relu'),
                    '{{}}', '{{"texte": "remplacé partout"}}', why, about IS NOT NULL);
        -- Both at once: a row that holds another social security number is taken without any, or not at all.
        UPDATE ppde_journeyevent SET
            text = CASE WHEN text = old THEN new ELSE left(without_nir(text), 300) END,
            reason = CASE WHEN reason = old THEN new ELSE left(without_nir(reason), 300) END
            WHERE person_id = about AND old IN (text, reason);
        UPDATE ppde_rankact SET reason = new WHERE person_id = about AND reason = old;
        UPDATE ppde_consent SET proof = left(new, 200) WHERE person_id = about AND proof = old;
        UPDATE ppde_reading SET reason = new WHERE (person_id = about OR subject = 'ppde.reading' AND id = item) AND reason = old;
        {" ".join(more)}
        UPDATE territories_entry SET
            before = replace(before::text, quoted_old, quoted_new)::jsonb,
            after = replace(after::text, quoted_old, quoted_new)::jsonb,
            reason = CASE WHEN reason = old THEN new ELSE reason END
            WHERE territory_id = place
              AND (model = 'ppde.person' AND object_id = about OR model = subject AND object_id = item
                   OR subject = 'territories.entry' AND id = item)
              AND (reason = old OR position(quoted_old in before::text) > 0 OR position(quoted_old in after::text) > 0);
        """,
        "",
    )
    return RunSQL(
        function.sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), RunSQL.noop
    )


def rests_on(table: str, *kinds: str, required: bool = False) -> RunSQL:
    """What is written in `table` names an adopted decision of its own territory, of one of these kinds, not rectified since.

    Of the rows to come, and of those whose decision changes: what was written before stays as it is. `required`: a row
    without any decision is refused too.
    """
    arguments = ", ".join(f"'{kind}'" for kind in kinds)
    named = "" if required else "WHEN (NEW.decision_id IS NOT NULL)"
    also = "" if required else "AND NEW.decision_id IS NOT NULL"
    return RunSQL(
        f"""
        CREATE TRIGGER rests_on_decision BEFORE INSERT ON {table}
            FOR EACH ROW {named} EXECUTE FUNCTION rests_on_decision({arguments});
        CREATE TRIGGER rests_on_another BEFORE UPDATE OF decision_id ON {table}
            FOR EACH ROW WHEN (NEW.decision_id IS DISTINCT FROM OLD.decision_id {also})
            EXECUTE FUNCTION rests_on_decision({arguments});
        """,
        f"""
        DROP TRIGGER rests_on_another ON {table};
        DROP TRIGGER rests_on_decision ON {table};
        """,
    )
