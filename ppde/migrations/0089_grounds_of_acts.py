"""The database refuses an act that its ground cannot bear: signed before the team knew the person, or by another kind of decision.

Each trigger looks at what is written from now on: rows of before that would not pass stay as they are, and go on being
changed in all the rest.
"""

from django.db import migrations

from ppde.database import rests_on

# « list_place », and « other », which it was noted under before it had a name (ppde.operations.ranks.OF_A_PLACE).
OF_A_PLACE = ("list_place", "other")

KNOWN = migrations.RunSQL(
    """
    CREATE FUNCTION known_before_signing() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        known date := NEW.identified_on;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            -- A merge, or an act that undoes another, gives back a date that was accepted in its time.
            IF EXISTS (
                SELECT FROM ppde_rankact a
                WHERE a.territory_id = NEW.territory_id AND a.person_id = NEW.id AND a.after_on = NEW.volunteer_on
                  AND a.after_at = NEW.volunteer_recorded_at AND (a.kind = 'merge' OR a.undoes_id IS NOT NULL)
            ) THEN
                RETURN NEW;
            END IF;
            -- What the facts say beside the act itself. A file that does not tell when it was opened refuses none.
            SELECT CASE WHEN bool_or(e.kind = 'identified') THEN min(e."on") END INTO known
            FROM ppde_journeyevent e
            WHERE e.territory_id = NEW.territory_id AND e.person_id = NEW.id AND e.kind <> 'volunteer'
              AND NOT EXISTS (
                  SELECT FROM ppde_journeyevent c WHERE c.territory_id = e.territory_id AND c.corrects_id = e.id);
        END IF;
        IF NEW.volunteer_on < known THEN
            RAISE EXCEPTION 'known_before_signing: signed on %, known since %', NEW.volunteer_on, known
                USING ERRCODE = 'check_violation', CONSTRAINT = 'known_before_signing';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER known_before_signing BEFORE INSERT ON ppde_person
        FOR EACH ROW WHEN (NEW.volunteer_on < NEW.identified_on) EXECUTE FUNCTION known_before_signing();
    CREATE TRIGGER known_before_signing_again BEFORE UPDATE OF volunteer_on ON ppde_person
        FOR EACH ROW WHEN (NEW.volunteer_on IS DISTINCT FROM OLD.volunteer_on AND NEW.volunteer_on IS NOT NULL)
        EXECUTE FUNCTION known_before_signing();
    """,
    """
    DROP TRIGGER known_before_signing_again ON ppde_person;
    DROP TRIGGER known_before_signing ON ppde_person;
    DROP FUNCTION known_before_signing();
    """,
)
RESTS = migrations.RunSQL(
    """
    CREATE FUNCTION rests_on_decision() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Two files made one, or taken apart: their rows are put back as they were.
        IF coalesce(current_setting('app.merge', true), '') = 'on' THEN
            RETURN NEW;
        END IF;
        IF NOT EXISTS (
            SELECT FROM cle_decision d
            WHERE d.id = NEW.decision_id AND d.territory_id = NEW.territory_id AND d.outcome = 'adopted'
              AND d.kind = ANY (TG_ARGV)
              AND NOT EXISTS (SELECT FROM cle_decision r WHERE r.rectifies_id = d.id)
        ) THEN
            RAISE EXCEPTION 'rests_on_decision: % asks for an adopted decision of this territory, of kind %',
                TG_TABLE_NAME, array_to_string(TG_ARGV, ' or ')
                USING ERRCODE = 'check_violation', CONSTRAINT = 'rests_on_decision';
        END IF;
        RETURN NEW;
    END $$;
    """,
    "DROP FUNCTION rests_on_decision();",
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0088_birth_years"), ("cle", "0013_one_chair")]

    operations = [
        KNOWN,
        RESTS,
        rests_on("ppde_refusalreview", *OF_A_PLACE),
        rests_on("ppde_return", *OF_A_PLACE),
        rests_on("ppde_rankact", *OF_A_PLACE),
        rests_on("ppde_eligibilityreview", "eligibility"),
        rests_on("ppde_listrule", "list_rule"),
    ]
