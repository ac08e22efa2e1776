"""A fact says itself which import wrote it: undoing an import takes back these facts, whatever its staged rows claim."""

from django.db import migrations, models

from territories.database import erasing

OLD = (
    "withdraw_import(place bigint, persons bigint[], events bigint[])",
    "bigint",
    "gone bigint;",
    """
    PERFORM FROM unnest(persons || events) AS asked (id) WHERE NOT EXISTS (
        SELECT FROM territories_stagedrow r JOIN territories_batch b ON b.id = r.batch_id
        WHERE r.territory_id = place AND r.target = asked.id AND b.state = 'done');
    IF FOUND THEN
        RAISE EXCEPTION 'only what an import wrote is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE ppde_reading SET person_id = NULL WHERE territory_id = place AND person_id = ANY(persons);
    DELETE FROM ppde_journeyevent
        WHERE territory_id = place AND (person_id = ANY(persons) OR id = ANY(events))
          AND recorded_at > now() - interval '31 days';
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO territories_entry (territory_id, user_id, at, verb, model, label, before, after, reason, is_named)
    VALUES (place, nullif(current_setting('app.user', true), '')::bigint, now(), 'undo_import', 'ppde.journeyevent',
            'Faits du parcours importés', '{}', jsonb_build_object('lignes', gone), 'import d’un tableur annulé', false);
    """,
    "gone",
)
DROP_OLD = migrations.RunSQL(erasing(*OLD).reverse_sql, erasing(*OLD).sql)

# The staged rows and the batch may be written by whoever imports; the facts are append-only, and so is what they say of
# their import. A file goes only when all its facts are of that import.
WITHDRAW = erasing(
    "withdraw_import(place bigint, batch bigint, persons bigint[], events bigint[])",
    "bigint",
    "gone bigint;",
    """
    PERFORM FROM territories_batch b WHERE b.id = batch AND b.territory_id = place AND b.state = 'done';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only what an import wrote is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM FROM unnest(events) AS asked (id) WHERE NOT EXISTS (
        SELECT FROM ppde_journeyevent e WHERE e.id = asked.id AND e.territory_id = place AND e.imported_in = batch);
    IF FOUND THEN
        RAISE EXCEPTION 'only what an import wrote is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM FROM unnest(persons) AS asked (id) WHERE NOT coalesce((
        SELECT bool_and(e.imported_in IS NOT DISTINCT FROM batch) FROM ppde_journeyevent e
        WHERE e.territory_id = place AND e.person_id = asked.id), false);
    IF FOUND THEN
        RAISE EXCEPTION 'only what an import wrote is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE ppde_reading SET person_id = NULL WHERE territory_id = place AND person_id = ANY(persons);
    DELETE FROM ppde_journeyevent
        WHERE territory_id = place AND imported_in = batch AND (person_id = ANY(persons) OR id = ANY(events))
          AND recorded_at > now() - interval '31 days';
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO territories_entry (territory_id, user_id, at, verb, model, label, before, after, reason, is_named)
    VALUES (place, nullif(current_setting('app.user', true), '')::bigint, now(), 'undo_import', 'ppde.journeyevent',
            'Faits du parcours importés', '{}', jsonb_build_object('lignes', gone), 'import d’un tableur annulé', false);
    """,
    "gone",
)

# Imports that may still be undone: their staged rows are the only trace, once. Row security hides every row from the owner
# as long as it is forced.
KNOWN = migrations.RunSQL(
    """
    ALTER TABLE ppde_journeyevent NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_stagedrow NO FORCE ROW LEVEL SECURITY;
    SELECT set_config('app.erasing', 'on', true);
    UPDATE ppde_journeyevent e SET imported_in = b.id
        FROM territories_stagedrow r JOIN territories_batch b ON b.id = r.batch_id
        WHERE b.state = 'done' AND r.action = 'create' AND e.territory_id = b.territory_id
          AND e.recorded_at = b.written_at
          AND (b.kind = 'faits' AND e.id = r.target OR b.kind = 'personnes' AND e.person_id = r.target);
    SELECT set_config('app.erasing', '', true);
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE territories_stagedrow FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_journeyevent FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0035_suspensions_of_a_contract")]

    operations = [
        migrations.AddField(
            "journeyevent",
            "imported_in",
            models.BigIntegerField("import qui l’a écrit", null=True, editable=False),
        ),
        KNOWN,
        DROP_OLD,
        WITHDRAW,
    ]
