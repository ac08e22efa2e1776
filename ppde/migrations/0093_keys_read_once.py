"""The keys of the persons renamed, or gone, are read once whatever the planner believes.

Its figures lag behind an import: it took a territory of ten thousand new files for an empty one, and read its keys again for each
of two thousand persons. Told the persons themselves, it looks each key up among them.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("ppde.migrations.0092_keys_of_a_territory")


def read_once(rows: str, person: str, territory: str) -> str:
    """`+ 0`: not by the index, which would be read from the territory's first key for each person."""
    return f"""EXECUTE (
            SELECT format('DELETE FROM ppde_personkey WHERE territory_id = ANY(%L::bigint[]) AND person_id + 0 = ANY(%L::bigint[])',
                          array_agg(DISTINCT {territory}), array_agg({person}))
            FROM {rows});"""


class Migration(migrations.Migration):
    dependencies = (("ppde", "0092_keys_of_a_territory"),)

    operations = (
        BEFORE.instead(
            "rewrite_heard()",
            BEFORE.planned_each_time(BEFORE.OF_THE_CHANGED),
            read_once(
                f"written w JOIN replaced o USING (id) WHERE {BEFORE.CHANGED}",
                "w.id",
                "o.territory_id",
            ),
        ),
        BEFORE.instead(
            "forget_keys()",
            BEFORE.planned_each_time(BEFORE.OF_THE_GONE_HERE),
            read_once("gone", "gone.id", "gone.territory_id"),
        ),
    )
