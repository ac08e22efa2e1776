"""Approved minutes are history: the database refuses to rewrite their text or to reopen them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cle", "0002_security")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION keep_approved_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF OLD.minutes_state = 'approved'
                   AND (OLD.minutes IS DISTINCT FROM NEW.minutes
                        OR NEW.minutes_state IS DISTINCT FROM 'approved')
                THEN
                    RAISE EXCEPTION 'approved minutes are immutable'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER keep_approved_minutes BEFORE UPDATE ON cle_meeting
                FOR EACH ROW EXECUTE FUNCTION keep_approved_minutes();
            """,
            "DROP TRIGGER keep_approved_minutes ON cle_meeting; DROP FUNCTION keep_approved_minutes();",
        ),
    ]
