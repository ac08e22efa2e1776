"""The database refuses a contract that begins before the team knew of the person; contracts of before stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ebe", "0031_terms_of_a_rate"), ("ppde", "0089_grounds_of_acts")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION known_before_hired() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                known date;
            BEGIN
                -- Of two files made one, the first contact is the older one, written once the contracts are handed over.
                IF coalesce(current_setting('app.merge', true), '') = 'on' THEN
                    RETURN NEW;
                END IF;
                SELECT p.identified_on INTO known FROM ppde_person p
                WHERE p.territory_id = NEW.territory_id AND p.id = NEW.person_id;
                IF NEW.starts_on < known THEN
                    RAISE EXCEPTION 'known_before_hired: begins on %, known since %', NEW.starts_on, known
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'known_before_hired';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER known_before_hired BEFORE INSERT ON ebe_contract
                FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION known_before_hired();
            CREATE TRIGGER known_before_hired_again BEFORE UPDATE OF starts_on, person_id ON ebe_contract
                FOR EACH ROW WHEN (NEW.person_id IS NOT NULL AND (NEW.starts_on, NEW.person_id)
                                   IS DISTINCT FROM (OLD.starts_on, OLD.person_id))
                EXECUTE FUNCTION known_before_hired();
            """,
            """
            DROP TRIGGER known_before_hired_again ON ebe_contract;
            DROP TRIGGER known_before_hired ON ebe_contract;
            DROP FUNCTION known_before_hired();
            """,
        ),
    ]
