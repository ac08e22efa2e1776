"""Other texts lose the name of somebody whose file is erased: whoever confirms chooses, and approved minutes let it go.

They lose a name by the function of the owner that asks for an approved line (`empty_history`), and by it alone.
"""

from django.db import migrations, models

SEALED = """
    CREATE OR REPLACE FUNCTION keep_approved_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.minutes_state = 'approved'
           AND (NEW.minutes IS DISTINCT FROM OLD.minutes AND NEW.minutes IS DISTINCT FROM without_nir(OLD.minutes) {but}
                OR NEW.minutes_state IS DISTINCT FROM 'approved')
        THEN
            RAISE EXCEPTION 'approved minutes are immutable' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
"""
# As refuse_rewrite: the runtime role that sets the same setting is still refused.
BUT = """AND NOT (coalesce(current_setting('app.erasing', true), '') = 'on'
                         AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID))"""


class Migration(migrations.Migration):
    dependencies = [("ppde", "0094_consents_until")]

    operations = [
        migrations.AddField(
            "elimination",
            "with_texts",
            models.BooleanField(
                "noms remplacés dans les autres textes", default=False, editable=False
            ),
        ),
        migrations.RunSQL(SEALED.format(but=BUT), SEALED.format(but="")),
    ]
