"""What the rule made of a refusal keeps the number of its proposal; an act of volunteering may be taken back, by a fact."""

from django.db import migrations, models

# As before, another date needs the act that gives it; none at all, the fact of the act, corrected with a reason.
VOLUNTEER_DATE = """
    CREATE OR REPLACE FUNCTION keep_volunteer_date() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.draw IS DISTINCT FROM NEW.draw
           OR (OLD.volunteer_on IS NOT NULL
               AND (OLD.volunteer_on IS DISTINCT FROM NEW.volunteer_on
                    OR OLD.volunteer_recorded_at IS DISTINCT FROM NEW.volunteer_recorded_at)
               AND (coalesce(current_setting('app.correction', true), '') <> 'on' OR NOT EXISTS (
                   SELECT FROM ppde_rankact a
                   WHERE a.person_id = OLD.id AND a.before_on = OLD.volunteer_on
                     AND a.after_on = NEW.volunteer_on AND a.after_at = NEW.volunteer_recorded_at)%(or_taken_back)s))
        THEN
            RAISE EXCEPTION 'the volunteer date is immutable: record a correction'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
"""
TAKEN_BACK = """
                   AND (NEW.volunteer_on IS NOT NULL OR NEW.volunteer_recorded_at IS NOT NULL OR NOT EXISTS (
                       SELECT FROM ppde_journeyevent e
                       JOIN ppde_journeyevent c ON c.territory_id = e.territory_id AND c.corrects_id = e.id
                       WHERE e.territory_id = OLD.territory_id AND e.person_id = OLD.id AND e.kind = 'volunteer'
                         AND e."on" = OLD.volunteer_on AND c.person_id = OLD.id AND c.kind = 'note' AND c.reason <> ''))"""


def key() -> models.BigIntegerField:
    return models.BigIntegerField(
        blank=True, editable=False, null=True, verbose_name="proposition refusée"
    )


class Migration(migrations.Migration):
    dependencies = [("ppde", "0065_sessions_restored")]

    operations = [
        migrations.AddField("pause", "proposal", key()),
        migrations.AddField("rankact", "proposal", key()),
        migrations.AddField("refusalreview", "proposal", key()),
        migrations.RunSQL(
            VOLUNTEER_DATE % {"or_taken_back": TAKEN_BACK}, VOLUNTEER_DATE % {"or_taken_back": ""}
        ),
    ]
