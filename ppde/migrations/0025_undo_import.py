"""An import undone within the month: its facts go, and what was read of the files it opened keeps their numbers alone."""

from django.db import migrations

from territories.database import erasing

WITHDRAW = erasing(
    "withdraw_import(place bigint, persons bigint[], events bigint[])",
    "bigint",
    "gone bigint;",
    """
    -- Only what an import of this territory wrote, as its rows still say.
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


class Migration(migrations.Migration):
    dependencies = [("ppde", "0024_notes_security"), ("territories", "0011_imports")]

    operations = [WITHDRAW]
