"""The import that a staged row belongs to is asked once a statement, and held: ten thousand rows asked for the same one.

What the foreign key kept is kept: the import exists, in the same territory, and does not go while a row names it.
"""

from django.db import migrations

ASKED = """
            -- Held as a foreign key would hold it: nobody deletes the import before these rows are there to be seen.
            PERFORM FROM (SELECT DISTINCT batch_id, territory_id FROM written) said
                JOIN territories_batch b ON b.id = said.batch_id AND b.territory_id = said.territory_id
                FOR KEY SHARE OF b;
            GET DIAGNOSTICS held = ROW_COUNT;
            IF held < (SELECT count(*) FROM (SELECT DISTINCT batch_id, territory_id FROM written) said) THEN
                RAISE EXCEPTION 'a row of territories_stagedrow names in batch_id what is not in territories_batch'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;"""


def asking(declared: str, more: str) -> str:
    return f"""
    CREATE OR REPLACE FUNCTION territories_stagedrow_asked_once() RETURNS trigger LANGUAGE plpgsql AS $$
        {declared}
        BEGIN
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT opened_by_id AS key FROM written WHERE opened_by_id IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM users_user p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of territories_stagedrow names in opened_by_id what is not in users_user'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;{more}
            RETURN NULL;
        END $$;
    """


HELD = migrations.RunSQL(
    f"""
    ALTER TABLE territories_stagedrow DROP CONSTRAINT territories_stagedrow_batch_id_same_territory;
    {asking("DECLARE held bigint;", ASKED)}
    CREATE FUNCTION keep_staged_batch() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        named text := current_setting('app.named', true);
        is_held boolean;
    BEGIN
        -- Every row of the import, whoever may read them.
        PERFORM set_config('app.named', OLD.territory_id::text, true);
        is_held := EXISTS (SELECT FROM territories_stagedrow WHERE batch_id = OLD.id);
        PERFORM set_config('app.named', coalesce(named, ''), true);
        IF is_held THEN
            RAISE EXCEPTION 'import % still holds rows', OLD.id USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER keep_staged_batch AFTER DELETE OR UPDATE OF id, territory_id ON territories_batch
        FOR EACH ROW EXECUTE FUNCTION keep_staged_batch();
    """,
    f"""
    DROP TRIGGER keep_staged_batch ON territories_batch;
    DROP FUNCTION keep_staged_batch();
    {asking("", "")}
    ALTER TABLE territories_stagedrow ADD CONSTRAINT territories_stagedrow_batch_id_same_territory
        FOREIGN KEY (batch_id, territory_id) REFERENCES territories_batch (id, territory_id) DEFERRABLE INITIALLY DEFERRED;
    """,
)


class Migration(migrations.Migration):
    dependencies = (("territories", "0041_first_years"),)

    operations = (HELD,)
