"""What the database itself refuses: rows out of scope, rewritten history, children of another territory.

Each function returns a migration operation. The settings read by the policies are made by
`territories.scoping.apply` inside the transaction of a request or a task:

- `app.reach`        ids of the territories whose collective life the user may read
- `app.named`        ids of the territories where the user may read persons by name
- `app.enterprises`  ids of the enterprises that the user runs
- `app.persons`      ids of the persons proposed to, or hired by, those enterprises
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
    """No update, no delete, no truncate: a correction is a new row."""
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
