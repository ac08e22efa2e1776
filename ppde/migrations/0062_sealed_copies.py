"""Copies of a file made before were kept in clear: they go, and are prepared again when asked for. An answer to a territory
that asked about somebody may be changed."""

from django.db import migrations

from territories.database import ids

NAMED = f"ANY({ids('app.named')})"
FORGOTTEN = """
    ALTER TABLE ppde_accessfile NO FORCE ROW LEVEL SECURITY;
    UPDATE ppde_accessfile SET state = 'gone', pdf = NULL, json = NULL WHERE pdf IS NOT NULL OR json IS NOT NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE ppde_accessfile FORCE ROW LEVEL SECURITY;
"""

ONCE, AGAIN = "state = 'open'", "state <> answer"


def answer_elsewhere(waiting: str) -> str:
    return f"""
    CREATE OR REPLACE FUNCTION answer_elsewhere(exchange uuid, answer text, author text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        asking bigint;
        named text := current_setting('app.named', true);
        told int;
    BEGIN
        UPDATE ppde_inquiry SET state = answer, answered_by = author, answered_at = now()
        WHERE token = exchange AND way = 'received' AND {waiting} AND territory_id = {NAMED}
        RETURNING peer_id INTO asking;
        IF asking IS NULL THEN RETURN 0; END IF;
        PERFORM set_config('app.named', asking::text, true);
        UPDATE ppde_inquiry SET state = answer, answered_by = author, answered_at = now()
        WHERE token = exchange AND way = 'sent' AND territory_id = asking;
        GET DIAGNOSTICS told = ROW_COUNT;
        PERFORM set_config('app.named', coalesce(named, ''), true);
        RETURN told;
    END $$;
    """


class Migration(migrations.Migration):
    dependencies = [("ppde", "0061_quicker_rewriting")]

    operations = [
        migrations.RunSQL(FORGOTTEN, migrations.RunSQL.noop),
        migrations.RunSQL(answer_elsewhere(AGAIN), answer_elsewhere(ONCE)),
    ]
