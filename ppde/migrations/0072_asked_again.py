"""A question between territories is asked again with a reason, which both sides read; exported rows count as files opened; the
undo of a large import asks the database to know the tables that it has just filled."""

from importlib import import_module

import django.core.validators
from django.db import migrations, models

from ppde.database import flagged
from territories.database import no_nir

DOORS = import_module("ppde.migrations.0009_duplicates_security").DOORS.sql
UNDOING = import_module("ppde.migrations.0052_undoing")

start = DOORS.index("CREATE FUNCTION ask_elsewhere")
ASK = DOORS[start : DOORS.index("CREATE FUNCTION answer_elsewhere")]
ASK_AGAIN = (
    ASK.replace("exchange uuid, author text)", "exchange uuid, author text, why text)")
    .replace("answered_by, asked_at)", "answered_by, asked_at, reason)")
    .replace("author, '', now())", "author, '', now(), why)")
    .replace("author, '', now()\n", "author, '', now(), why\n")
)

# Until somebody has counted them, the tables are planned for as they were: a check of a key then reads every row of the
# territory, once for each row that goes.
COUNT = """
    IF cardinality(persons) > 200 THEN
        ANALYZE ppde_person (id, territory_id);
        ANALYZE ppde_journeyevent (id, territory_id, person_id);
        ANALYZE ppde_reading (territory_id, person_id);
    END IF;
    UPDATE ppde_reading"""
WITHDRAW = UNDOING.WITHDRAW.replace("UPDATE ppde_reading", COUNT.strip(), 1)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0071_decision_recorded_at")]

    operations = [
        migrations.AddField(
            model_name="inquiry",
            name="reason",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="pourquoi demander de nouveau"
            ),
        ),
        no_nir("ppde_inquiry", "reason"),
        flagged("ppde_inquiry", "ppde.inquiry", ("reason",)),
        migrations.RunSQL(
            f"DROP FUNCTION ask_elsewhere(bigint, bigint, uuid, text); {ASK_AGAIN}",
            f"DROP FUNCTION ask_elsewhere(bigint, bigint, uuid, text, text); {ASK}",
        ),
        migrations.AlterField(
            model_name="readingrule",
            name="volume_minimum",
            field=models.PositiveSmallIntegerField(
                default=20,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="dossiers ouverts ou exportés par jour, au moins",
            ),
        ),
        migrations.RunSQL(UNDOING.instead(WITHDRAW), UNDOING.instead(UNDOING.WITHDRAW)),
    ]
