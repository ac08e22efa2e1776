"""What the database itself refuses: rows out of scope, rewritten history, children of another territory.

Each function returns a migration operation. The settings read by the policies are made by
`territories.scoping.apply` inside the transaction of a request or a task:

- `app.reach`        ids of the territories whose collective life the user may read
- `app.named`        ids of the territories where the user may read persons by name
- `app.enterprises`  ids of the enterprises that the user runs
- `app.persons`      ids of the persons hired by those enterprises, or proposed to them as long as their direction knows it
- `app.watched`      ids of the territories whose read log and rights requests the user may read, by number
- `app.organisations` ids of the organisations in whose name the user works as a partner
- `app.user`         id of the account

An unset or empty setting gives no row. The `(select …)` makes each setting one InitPlan per query.
"""

from django.db.migrations.operations import RunSQL


def ids(setting: str) -> str:
    return f"(select string_to_array(nullif(current_setting('{setting}', true), ''), ',')::bigint[])::bigint[]"


def row_security(table: str, using: str, *, check: str | None = None) -> RunSQL:
    """Row-level security, for the owner too. `using` is SQL over the row; `check` the same for writes."""
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY scope ON {table} USING ({using}) WITH CHECK ({check or using});
        """,
        f"""
        DROP POLICY scope ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def by_territory(table: str, setting: str = "app.named", *, also: str = "") -> RunSQL:
    """Rows of the territories in `setting`, or those that the SQL in `also` lets through."""
    using = f"territory_id = ANY({ids(setting)})"
    return row_security(table, f"{using} OR {also}" if also else using)


def append_only(table: str) -> RunSQL:
    """No update, no delete, no truncate: a correction is a new row. What the law has erased goes by `erasing`."""
    return RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
        CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
        """,
        f"""
        DROP TRIGGER append_only ON {table};
        DROP TRIGGER append_only_truncate ON {table};
        """,
    )


def same_territory(child: str, column: str, parent: str) -> RunSQL:
    """The database refuses a child whose territory differs from its parent's."""
    name = f"{child}_{column}_same_territory"
    return RunSQL(
        f"""
        CREATE UNIQUE INDEX IF NOT EXISTS {parent}_id_territory ON {parent} (id, territory_id);
        ALTER TABLE {child} ADD CONSTRAINT {name}
            FOREIGN KEY ({column}, territory_id) REFERENCES {parent} (id, territory_id)
            DEFERRABLE INITIALLY DEFERRED;
        """,
        f"ALTER TABLE {child} DROP CONSTRAINT {name};",
    )


def asked_once(child: str, **parents: str) -> RunSQL:
    """The database refuses rows of `child` whose keys, {column: table}, name nothing; asked once a statement.

    For what an import writes by thousands with one account and one territory: a foreign key would ask as many times. The other
    half of a foreign key is `never_deleted`, on each of those tables.
    """
    asked = "".join(
        f"""
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT {column} AS key FROM written WHERE {column} IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM {parent} p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of {child} names in {column} what is not in {parent}'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;"""
        for column, parent in parents.items()
    )
    return RunSQL(
        f"""
        CREATE FUNCTION {child}_asked_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN{asked}
            RETURN NULL;
        END $$;
        CREATE TRIGGER asked_once_written AFTER INSERT ON {child}
            REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {child}_asked_once();
        CREATE TRIGGER asked_once_rewritten AFTER UPDATE ON {child}
            REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {child}_asked_once();
        """,
        f"""
        DROP TRIGGER asked_once_rewritten ON {child};
        DROP TRIGGER asked_once_written ON {child};
        DROP FUNCTION {child}_asked_once();
        """,
    )


def never_deleted(table: str) -> RunSQL:
    """Nobody deletes a row that history names, the owner no more than others: an account is closed, a territory stays."""
    return RunSQL(
        f"""
        CREATE TRIGGER never_deleted BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_deletion();
        """,
        f"DROP TRIGGER never_deleted ON {table};",
    )


REFUSE_DELETION = RunSQL(
    """
    CREATE FUNCTION refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a row of % is never deleted: history names it', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$;
    """,
    "DROP FUNCTION refuse_deletion();",
)

REFUSE_REWRITE = RunSQL(
    """
    CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'table % is append-only: a correction is a new row', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$;
    """,
    "DROP FUNCTION refuse_rewrite();",
)

# The law sometimes asks that a row of history goes: the end of its retention, an erasure. Only a function of the owner,
# called by its name, may then pass; the runtime role that sets the same setting is still refused.
REFUSE_REWRITE_BUT_ERASURE = RunSQL(
    """
    CREATE OR REPLACE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_LEVEL = 'ROW' AND coalesce(current_setting('app.erasing', true), '') = 'on'
           AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
        THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'table % is append-only: a correction is a new row', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$;
    """,
    REFUSE_REWRITE.sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
)


# A merge hands rows over to the file that stays: whom they are about changes, nothing of what they say.
HAND_OVER = RunSQL(
    REFUSE_REWRITE_BUT_ERASURE.sql.replace(
        "        RAISE EXCEPTION",
        """        IF TG_OP = 'UPDATE' AND coalesce(current_setting('app.merge', true), '') = 'on'
           AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION""",
    ),
    REFUSE_REWRITE_BUT_ERASURE.sql,
)


def erasing(signature: str, returns: str, declare: str, body: str, result: str) -> RunSQL:
    """A function of the owner that may pass `append_only`: the only way a row of history is deleted or emptied.

    `signature`: name and arguments; `body`: statements that also write in the journal what they did; `result`: returned.
    Row-level security still applies: the caller's scope bounds what it reaches.
    """
    return RunSQL(
        f"""
        CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE {declare}
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            {body}
            PERFORM set_config('app.erasing', '', true);
            RETURN {result};
        END $$;
        """,
        f"DROP FUNCTION {signature};",
    )


# The pattern of tzcld/ui/nir.py, where its structure is told: tests/test_free_texts.py holds the two to one answer.
_SEP = r"[\s\u00a0\u202f._/-]{0,3}"
HOLDS_NIR = RunSQL(
    rf"""
    CREATE FUNCTION holds_nir(said text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT length(said) > 12 AND said ~ '(?<![0-9A-Za-z])[1-478]{_SEP}\d\d{_SEP}(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d){_SEP}(?:\d\d|2[ABab]){_SEP}\d{{3}}{_SEP}\d{{3}}(?:{_SEP}\d\d)?(?!\d)'
    $$;
    """,
    "DROP FUNCTION holds_nir(text);",
)


def no_nir(table: str, *columns: str) -> RunSQL:
    """No social security number in these columns, whatever writes them (rule 7). A list of texts: « name[] »."""
    tests = [
        f"holds_nir(array_to_string({name[:-2]}, ' '))"
        if name.endswith("[]")
        else f"holds_nir({name})"
        for name in columns
    ]
    # NOT VALID first, so that no upgrade stops on what was there before: where it holds none, it is said at once; else once it
    # is reviewed (VALIDATE_NIR).
    return RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_no_nir CHECK (NOT ({" OR ".join(tests)})) NOT VALID;
        DO $$ BEGIN
            ALTER TABLE {table} VALIDATE CONSTRAINT {table}_no_nir;
        EXCEPTION WHEN check_violation THEN NULL;
        END $$;
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_no_nir;",
    )


# A text with « [numéro retiré] » where the number was, and nothing else changed.
WITHOUT_NIR = RunSQL(
    HOLDS_NIR.sql.replace(
        "holds_nir(said text) RETURNS boolean", "without_nir(said text) RETURNS text"
    )
    .replace("SELECT length(said) > 12 AND said ~ '", "SELECT regexp_replace(said, '")
    .replace("(?!\\d)'", "(?!\\d)', '[numéro retiré]', 'g')"),
    "DROP FUNCTION without_nir(text);",
)

# The constraints of `no_nir` whose old rows hold no number either: said by the database itself from then on. Run by the
# owner, at an upgrade and by `manage.py validate_nir`; those that still have an old row stay as they are.
VALIDATE_NIR = r"""
    DO $$ DECLARE c record; BEGIN
        FOR c IN SELECT conname, conrelid::regclass AS place FROM pg_constraint
                 WHERE conname LIKE '%\_no\_nir' AND NOT convalidated
        LOOP
            BEGIN
                EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', c.place, c.conname);
            EXCEPTION WHEN check_violation THEN NULL;
            END;
        END LOOP;
    END $$;
"""
