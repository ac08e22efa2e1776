"""A text of the hub that names somebody erased by a territory waits for the review: where the name stands is kept, never the name.

Approved minutes lose it by a function of the owner that asks for an open row of the review which says where.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from territories.database import erasing

# The words put there are those of ppde/retention/elsewhere.py.
TAKE_NAME_OUT = erasing(
    "take_name_out(flag bigint)",
    "boolean",
    "told ppde_textflag; said text; n int;",
    """
    SELECT * INTO told FROM ppde_textflag f
    WHERE f.id = flag AND f.state = 'open' AND f.model = 'cle.meeting' AND f.field = 'minutes';
    SELECT m.minutes INTO said FROM cle_meeting m
    WHERE m.id = told.object_id AND m.territory_id = told.territory_id FOR UPDATE;
    n := array_length(told.places, 1);
    IF n IS NULL OR told.places[n] IS DISTINCT FROM char_length(said) THEN
        RAISE EXCEPTION 'a name is taken out of minutes where an open review says it stands'
            USING ERRCODE = 'restrict_violation';
    END IF;
    FOR i IN REVERSE (n - 1) / 2 .. 1 LOOP
        said := overlay(said PLACING '[personne effacée]'
                        FROM told.places[2 * i - 1] + 1 FOR told.places[2 * i] - told.places[2 * i - 1]);
    END LOOP;
    UPDATE cle_meeting m SET minutes = said WHERE m.id = told.object_id;
    """,
    "true",
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0096_marks_by_their_hash")]

    operations = [
        migrations.AddField(
            "textflag",
            "places",
            ArrayField(
                models.PositiveIntegerField(),
                blank=True,
                null=True,
                verbose_name="places dans le texte",
            ),
        ),
        TAKE_NAME_OUT,
    ]
