"""Persons: row-level security on every table, history append-only, volunteer date immutable."""

from django.db import migrations

from territories.database import append_only, by_territory, ids, same_territory

PERSON = f"person_id = ANY({ids('app.persons')})"

# The volunteer date fixes the rank: only a traced correction, which says so in its transaction, may change it.
VOLUNTEER_DATE = migrations.RunSQL(
    """
    CREATE FUNCTION keep_volunteer_date() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.draw IS DISTINCT FROM NEW.draw
           OR (OLD.volunteer_on IS NOT NULL
               AND (OLD.volunteer_on IS DISTINCT FROM NEW.volunteer_on
                    OR OLD.volunteer_recorded_at IS DISTINCT FROM NEW.volunteer_recorded_at)
               AND coalesce(current_setting('app.correction', true), '') <> 'on')
        THEN
            RAISE EXCEPTION 'the volunteer date is immutable: record a correction'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER keep_volunteer_date BEFORE UPDATE ON ppde_person
        FOR EACH ROW EXECUTE FUNCTION keep_volunteer_date();
    """,
    "DROP TRIGGER keep_volunteer_date ON ppde_person; DROP FUNCTION keep_volunteer_date();",
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0001_initial"), ("cle", "0002_security")]

    operations = [
        by_territory("ppde_person", also=f"id = ANY({ids('app.persons')})"),
        by_territory("ppde_journeyevent", also=PERSON),
        by_territory("ppde_eligibilityreview", also=PERSON),
        by_territory("ppde_pause", also=PERSON),
        by_territory("ppde_outcome", also=PERSON),
        append_only("ppde_journeyevent"),
        VOLUNTEER_DATE,
        same_territory("ppde_person", "district_id", "territories_perimeterunit"),
        same_territory("ppde_journeyevent", "person_id", "ppde_person"),
        same_territory("ppde_eligibilityreview", "person_id", "ppde_person"),
        same_territory("ppde_eligibilityreview", "decision_id", "cle_decision"),
        same_territory("ppde_pause", "person_id", "ppde_person"),
        same_territory("ppde_outcome", "person_id", "ppde_person"),
    ]
