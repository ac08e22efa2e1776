"""An import asks less of the database for each person: keys in the order of their bytes, fingerprints found by a hash of them, a
repeated letter told by one comparison, and no text searched for a social security number where no three digits follow."""

from importlib import import_module

from django.contrib.postgres.indexes import HashIndex
from django.db import migrations, models

HEARD = import_module("ppde.migrations.0085_names_heard_once")
BEFORE = import_module("ppde.migrations.0092_keys_of_a_territory")

# The same sounds. One reference to what was just read costs half of as many comparisons as there are letters.
TWICE = f"[^a-z]|{BEFORE.TWICE}"
ONCE = BEFORE.SOUND.sql.replace(f"'{TWICE}'", "'(.)\\1'")

# The same fingerprints, from one list of facts a person rather than from three rows joined to each.
ROWS = HEARD.derive("")
ROWS = ROWS[ROWS.index("INSERT INTO ppde_fingerprint") :].strip()
FACTS = """INSERT INTO ppde_fingerprint (territory_id, person_id, mark)
        SELECT told.territory_id, told.id, sha256(secret || sha256(secret || convert_to(told.fact, 'UTF8')))
        FROM ppde_seal, (SELECT territory_id, id, unnest(ARRAY[
            -- The two names in one order: swapped by a hurried hand they mark the same.
            CASE WHEN birth_year IS NOT NULL
                THEN 'n' || least(last_sound, first_sound) || '/' || greatest(last_sound, first_sound) || '/' || birth_year END,
            CASE WHEN digits <> '' THEN 'p' || digits || '/' || first_sound END,
            CASE WHEN mail <> '' THEN 'm' || mail || '/' || first_sound END
        ]) AS fact FROM heard) AS told
        WHERE told.fact IS NOT NULL;"""

# Two groups of a number have three digits: few texts hold as many, and looking for those alone costs a third.
SAID = "AND said ~"
FIGURES = rf"{SAID} '\d{{3}}' {SAID}"


class Migration(migrations.Migration):
    dependencies = (("ppde", "0095_names_elsewhere"),)

    operations = (
        migrations.RunSQL(ONCE, BEFORE.SOUND.sql),
        BEFORE.instead("write_heard()", ROWS, FACTS),
        BEFORE.instead("rewrite_heard()", ROWS, FACTS),
        BEFORE.instead("holds_nir(text)", SAID, FIGURES),
        migrations.RemoveIndex("fingerprint", "fingerprint_mark"),
        migrations.AddIndex("fingerprint", HashIndex(fields=["mark"], name="fingerprint_mark")),
        migrations.AlterField(
            "personkey",
            "key",
            models.CharField("clé", db_collation="C", max_length=120),
        ),
    )
