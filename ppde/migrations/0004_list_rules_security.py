"""Rank acts and returns name persons; a volunteer date changes only by an act that announces it."""

from django.db import migrations

from territories.database import append_only, by_territory, ids, same_territory

PERSON = f"person_id = ANY({ids('app.persons')})"

# As before, the transaction must say so; now the act itself must be there too, with the date it gives.
VOLUNTEER_DATE = """
    CREATE OR REPLACE FUNCTION keep_volunteer_date() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.draw IS DISTINCT FROM NEW.draw
           OR (OLD.volunteer_on IS NOT NULL
               AND (OLD.volunteer_on IS DISTINCT FROM NEW.volunteer_on
                    OR OLD.volunteer_recorded_at IS DISTINCT FROM NEW.volunteer_recorded_at)
               AND (coalesce(current_setting('app.correction', true), '') <> 'on' %(and_act)s))
        THEN
            RAISE EXCEPTION 'the volunteer date is immutable: record a correction'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
"""
ACT = """OR NOT EXISTS (
                   SELECT FROM ppde_rankact a
                   WHERE a.person_id = OLD.id AND a.before_on = OLD.volunteer_on
                     AND a.after_on = NEW.volunteer_on AND a.after_at = NEW.volunteer_recorded_at)"""


class Migration(migrations.Migration):
    dependencies = [("ppde", "0003_list_rules")]

    operations = [
        by_territory("ppde_rankact", also=PERSON),
        by_territory("ppde_return", also=PERSON),
        append_only("ppde_rankact"),
        same_territory("ppde_listrule", "decision_id", "cle_decision"),
        same_territory("ppde_rankact", "person_id", "ppde_person"),
        same_territory("ppde_return", "person_id", "ppde_person"),
        same_territory("ppde_return", "outcome_id", "ppde_outcome"),
        same_territory("ppde_return", "decision_id", "cle_decision"),
        migrations.RunSQL(VOLUNTEER_DATE % {"and_act": ACT}, VOLUNTEER_DATE % {"and_act": ""}),
    ]
