"""The reason of a rectified decision is read as its wording is."""

from django.db import migrations

from ppde.database import read_again
from territories.database import no_nir

READ = ("wording", "conditions", "reason")
BEFORE = ("wording", "conditions")


def told(columns: tuple[str, ...]) -> str:
    return f"COMMENT ON TRIGGER words_written ON cle_decision IS '{' '.join(columns)}';"


class Migration(migrations.Migration):
    dependencies = [("ppde", "0043_durations"), ("cle", "0007_rectified_decisions")]

    operations = [
        read_again("cle_decision", "cle.decision", READ, person="NULL::bigint"),
        migrations.RunSQL(told(READ), told(BEFORE)),
        migrations.RunSQL(
            "ALTER TABLE cle_decision DROP CONSTRAINT cle_decision_no_nir;",
            no_nir("cle_decision", *BEFORE).sql,
        ),
        no_nir("cle_decision", *READ),
    ]
