"""The search keys of a person are found by her territory: an index of their own cost an import eighty thousand lines.

They are looked for by person when a name changes or a file goes, which reads the keys of one territory once, however many the
persons. Such a statement is planned each time: what suits one person would read them all again for each of ten thousand.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING

CHANGED = import_module("ppde.migrations.0085_names_heard_once").CHANGED
OF_THE_CHANGED = f"""DELETE FROM ppde_personkey k USING written w JOIN replaced o USING (id)
        WHERE k.person_id = w.id AND k.territory_id = o.territory_id AND {CHANGED};"""
OF_THE_GONE = "DELETE FROM ppde_personkey k USING gone WHERE k.person_id = gone.id;"
OF_THE_GONE_HERE = f"{OF_THE_GONE[:-1]} AND k.territory_id = gone.territory_id;"


def planned_each_time(statement: str) -> str:
    return f"EXECUTE $run${statement[:-1]}$run$;"


def instead(function: str, old: str, new: str) -> migrations.RunSQL:
    def put(there: str, then: str) -> str:
        return f"""
        DO $do$ DECLARE said text := pg_get_functiondef('{function}'::regprocedure); BEGIN
            IF position($old${there}$old$ IN said) = 0 THEN RAISE EXCEPTION '{function} is not what it was'; END IF;
            EXECUTE replace(said, $old${there}$old$, $new${then}$new$);
        END $do$;
        """

    return migrations.RunSQL(put(old, new), put(new, old))


# The same sounds: a repeated letter is looked for before it is replaced, which costs four times as much.
TWICE = "|".join(letter * 2 for letter in "abcdefghijklmnopqrstuvwxyz")
SOUND = migrations.RunSQL(
    f"""
    CREATE OR REPLACE FUNCTION name_sound(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        s text := replace(replace(replace(replace(replace(translate(word, '0123456789 ', ''),
            'ph', 'f'), 'qu', 'k'), 'ch', 'x'), 'ce', 'se'), 'ci', 'si');
        rest text;
    BEGIN
        IF s ~ '[^a-z]|{TWICE}' THEN s := regexp_replace(s, '(.)\\1+', '\\1', 'g'); END IF;
        s := translate(s, 'cqzywh', 'kksiv');
        rest := translate(substr(s, 2), 'aeiou', '');
        IF rest ~ '[^a-z]|{TWICE}' THEN rest := regexp_replace(rest, '(.)\\1+', '\\1', 'g'); END IF;
        RETURN left(s, 1) || rest;
    END $$;
    """,
    """
    CREATE OR REPLACE FUNCTION name_sound(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        s text := translate(word, '0123456789 ', '');
    BEGIN
        s := replace(replace(replace(replace(replace(s, 'ph', 'f'), 'qu', 'k'), 'ch', 'x'), 'ce', 'se'), 'ci', 'si');
        s := translate(regexp_replace(s, '(.)\\1+', '\\1', 'g'), 'cqzywh', 'kksiv');
        RETURN left(s, 1) || regexp_replace(translate(substr(s, 2), 'aeiou', ''), '(.)\\1+', '\\1', 'g');
    END $$;
    """,
)

# In the order of the files: they are all heard before the first key is written, rather than in turn, which costs a fifth more.
HEARD = "heard_of(w.last_name, w.first_name, w.phone, w.email) AS h"


class Migration(migrations.Migration):
    dependencies = (("ppde", "0091_training_interrupted"),)

    operations = (
        SOUND,
        instead("write_heard()", HEARD, f"{HEARD} ORDER BY w.id"),
        instead("rewrite_heard()", HEARD, f"{HEARD} ORDER BY w.id"),
        instead("rewrite_heard()", OF_THE_CHANGED, planned_each_time(OF_THE_CHANGED)),
        instead("forget_keys()", OF_THE_GONE, planned_each_time(OF_THE_GONE_HERE)),
        migrations.AlterField(
            "personkey",
            "person",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=DO_NOTHING,
                related_name="keys",
                to="ppde.person",
                verbose_name="personne",
            ),
        ),
    )
