"""What is forgotten of the journal is found by its numbers: joined to a list that the planner thinks short, the undoing of an
import of ten thousand files compared each entry with each number."""

from django.db import migrations

LISTED, NUMBERED = "object_id IN (SELECT unnest(gone))", "object_id = ANY(gone)"


def instead(old: str, new: str) -> str:
    return f"""
    DO $do$ DECLARE said text := pg_get_functiondef('forget_gone(bigint, text, bigint[])'::regprocedure); BEGIN
        IF position('{old}' IN said) = 0 THEN RAISE EXCEPTION 'forget_gone is not what it was'; END IF;
        EXECUTE replace(said, '{old}', '{new}');
    END $do$;
    """


class Migration(migrations.Migration):
    dependencies = (("territories", "0039_asked_once"),)

    operations = (migrations.RunSQL(instead(LISTED, NUMBERED), instead(NUMBERED, LISTED)),)
