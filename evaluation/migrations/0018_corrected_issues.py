"""Two corrections move the figures of past months too: the reason of a departure, and the issue of a trial elsewhere.

`leaving` says whether who left the enterprise has found a solution; a trial that ended on its planned day is « hired » or not
from the day after it.
"""

from importlib import import_module

from django.db import migrations

STALE = import_module("evaluation.migrations.0015_stale_figures")

MOVED = {
    "ebe_contract": ("ends_on", "leaving"),
    "ppde_mobilitytrial": ("upper(r.period)", "result"),
}


def _function(table: str, lines) -> str:
    sql = STALE.watch(table, lines).sql
    return sql[: sql.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def watch(table: str, known: str, beside: str) -> migrations.RunSQL:
    before = STALE.TABLES[table]
    after = [(names + [beside] if names == [known] else names, day) for names, day in before]
    return migrations.RunSQL(_function(table, after), _function(table, before))


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0017_searched_addresses")]

    operations = [watch(table, *columns) for table, columns in MOVED.items()]
