"""An import is undone as a work of its own, and by sets: ten thousand files in one reading of their facts, not one each."""

from importlib import import_module

from django.db import migrations

from territories.database import erasing

OWN = import_module("ppde.migrations.0036_withdraw_own").WITHDRAW.sql

# The same refusals as before: only facts of this import go, and a file only when all its facts are of it.
WITHDRAW = erasing(
    "withdraw_import(place bigint, batch bigint, persons bigint[], events bigint[])",
    "bigint",
    "gone bigint;",
    """
    PERFORM FROM territories_batch b
        WHERE b.id = batch AND b.territory_id = place AND b.state IN ('done', 'undoing');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only what an import wrote is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (SELECT count(DISTINCT asked) FROM unnest(events) AS asked) <> (
        SELECT count(*) FROM ppde_journeyevent e
        WHERE e.territory_id = place AND e.imported_in = batch AND e.id IN (SELECT unnest(events)))
    OR (SELECT count(DISTINCT asked) FROM unnest(persons) AS asked) <> (
        SELECT count(*) FROM (
            SELECT FROM ppde_journeyevent e
            WHERE e.territory_id = place AND e.person_id IN (SELECT unnest(persons))
            GROUP BY e.person_id HAVING bool_and(e.imported_in IS NOT DISTINCT FROM batch)) AS own)
    THEN
        RAISE EXCEPTION 'only what an import wrote is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE ppde_reading SET person_id = NULL WHERE territory_id = place AND person_id IN (SELECT unnest(persons));
    DELETE FROM ppde_journeyevent
        WHERE territory_id = place AND imported_in = batch
          AND (person_id IN (SELECT unnest(persons)) OR id IN (SELECT unnest(events)))
          AND recorded_at > now() - interval '31 days';
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO territories_entry (territory_id, user_id, at, verb, model, label, before, after, reason, is_named)
    VALUES (place, nullif(current_setting('app.user', true), '')::bigint, now(), 'undo_import', 'ppde.journeyevent',
            'Faits du parcours importés', '{}', jsonb_build_object('lignes', gone), 'import d’un tableur annulé', false);
    """,
    "gone",
).sql


def instead(sql: str) -> str:
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("ppde", "0051_proposals_without_a_reply"), ("territories", "0020_undoing")]

    operations = [migrations.RunSQL(instead(WITHDRAW), instead(OWN))]
