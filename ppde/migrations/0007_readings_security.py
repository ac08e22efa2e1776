"""The read log: who may read it, append-only but for its purge, fed by the journal, with the readings written so far."""

from django.db import migrations

from territories.database import append_only, erasing, ids, row_security, same_territory

# By name in one's own territory, by number where one watches over the data, and what one did oneself.
READING = (
    f"territory_id = ANY({ids('app.named')})"
    f" OR territory_id = ANY({ids('app.watched')})"
    " OR user_id = nullif(current_setting('app.user', true), '')::bigint"
)

COLUMNS = "territory_id, person_id, number, user_id, at, kind, verb, reason, is_referent, rows"

# The journal of a file and the exports with names are copied by the database: an operation cannot forget it.
COPY = migrations.RunSQL(
    f"""
    CREATE FUNCTION log_reading() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.verb = 'export' AND NEW.is_named THEN
            INSERT INTO ppde_reading ({COLUMNS})
            VALUES (NEW.territory_id, NULL, NULL, NEW.user_id, NEW.at, 'export', NEW.model, NEW.reason, false,
                    (NEW.after->>'rows')::integer);
        ELSIF NEW.model = 'ppde.person' AND NEW.object_id IS NOT NULL THEN
            INSERT INTO ppde_reading ({COLUMNS})
            SELECT NEW.territory_id, p.id, p.number, NEW.user_id, NEW.at, 'change', NEW.verb, NEW.reason,
                   coalesce(p.referent_id = NEW.user_id, false), NULL
            FROM ppde_person p WHERE p.id = NEW.object_id;
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER log_reading AFTER INSERT ON territories_entry
        FOR EACH ROW EXECUTE FUNCTION log_reading();
    """,
    "DROP TRIGGER log_reading ON territories_entry; DROP FUNCTION log_reading();",
)

# Row-level security hides every row from the owner too, as long as it is forced.
MOVE = migrations.RunSQL(
    f"""
    ALTER TABLE territories_entry NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_person NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_entry DISABLE TRIGGER append_only;
    INSERT INTO ppde_reading ({COLUMNS})
        SELECT e.territory_id, p.id, p.number, e.user_id, e.at,
               CASE e.verb WHEN 'read' THEN 'read' ELSE 'change' END,
               CASE e.verb WHEN 'read' THEN '' ELSE e.verb END,
               e.reason, coalesce(p.referent_id = e.user_id, false), NULL
        FROM territories_entry e JOIN ppde_person p ON p.id = e.object_id
        WHERE e.model = 'ppde.person' AND e.verb <> 'export';
    INSERT INTO ppde_reading ({COLUMNS})
        SELECT territory_id, NULL, NULL, user_id, at, 'export', model, reason, false, (after->>'rows')::integer
        FROM territories_entry WHERE verb = 'export' AND is_named;
    DELETE FROM territories_entry e USING ppde_person p
        WHERE e.verb = 'read' AND e.model = 'ppde.person' AND p.id = e.object_id;
    -- A table whose foreign keys are still to be checked cannot be altered.
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE territories_entry ENABLE TRIGGER append_only;
    ALTER TABLE ppde_person FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_entry FORCE ROW LEVEL SECURITY;
    """,
    f"""
    ALTER TABLE ppde_reading NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_person NO FORCE ROW LEVEL SECURITY;
    INSERT INTO territories_entry (territory_id, user_id, at, verb, model, object_id, label, before, after, reason, is_named)
        SELECT r.territory_id, r.user_id, r.at, 'read', 'ppde.person', p.id,
               left(p.first_name || ' ' || p.last_name, 200), '{{}}', '{{}}', r.reason, true
        FROM ppde_reading r JOIN ppde_person p ON p.id = r.person_id WHERE r.kind = 'read';
    ALTER TABLE ppde_person FORCE ROW LEVEL SECURITY;
    """,
)

PURGE = erasing(
    "purge_readings(place bigint, before timestamptz)",
    "bigint",
    "gone bigint;",
    """
    IF before > now() - interval '6 months' THEN
        RAISE EXCEPTION 'readings are kept six months at least' USING ERRCODE = 'restrict_violation';
    END IF;
    DELETE FROM ppde_reading WHERE territory_id = place AND at < before;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
        INSERT INTO territories_entry (territory_id, at, verb, model, label, before, after, reason, is_named)
        VALUES (place, now(), 'delete', 'ppde.reading', 'Consultations plus anciennes que la durée fixée', '{}',
                jsonb_build_object('lignes', gone, 'avant le', before::date), 'durée de conservation', false);
    END IF;
    """,
    "gone",
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0006_readings")]

    operations = [
        MOVE,
        append_only("ppde_reading"),
        row_security("ppde_reading", READING, check="true"),
        same_territory("ppde_reading", "person_id", "ppde_person"),
        COPY,
        PURGE,
    ]
