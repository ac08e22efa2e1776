"""One presidency of a committee on a day: the mandates already written so stay, the page says which; no new one is let in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cle", "0012_list_place")]

    operations = [
        migrations.RunSQL(
            # At the end of the transaction: a presidency that ends and the next one that begins may be written in any order.
            # A mandate that gets no longer is let through, so that an overlap already there can be put right by steps.
            """
            CREATE FUNCTION one_chair() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                mine cle_seat;
            BEGIN
                IF TG_OP = 'UPDATE' AND OLD.rank = 'chair' AND OLD.committee_id = NEW.committee_id
                   AND NEW.period <@ OLD.period THEN
                    RETURN NULL;
                END IF;
                SELECT * INTO mine FROM cle_seat WHERE id = NEW.id AND rank = 'chair';
                IF NOT FOUND THEN
                    RETURN NULL;
                END IF;
                -- Two colleagues at once: the second waits, then sees what the first wrote.
                PERFORM 1 FROM cle_committee WHERE id = mine.committee_id FOR NO KEY UPDATE;
                IF EXISTS (SELECT FROM cle_seat WHERE committee_id = mine.committee_id AND rank = 'chair'
                           AND id <> mine.id AND period && mine.period) THEN
                    RAISE EXCEPTION 'one_chair: a committee has one presidency on a day'
                        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'one_chair';
                END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER one_chair AFTER INSERT OR UPDATE ON cle_seat
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
                WHEN (NEW.rank = 'chair') EXECUTE FUNCTION one_chair();
            """,
            "DROP TRIGGER one_chair ON cle_seat; DROP FUNCTION one_chair();",
        ),
    ]
