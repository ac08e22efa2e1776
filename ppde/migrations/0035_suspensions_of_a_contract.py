"""The direction of an EBE reads on which days a contract of its own is suspended: its hours do not count then."""

from django.db import migrations

from territories.database import by_territory, ids

PERSON = f"person_id = ANY({ids('app.persons')})"
DROP = "DROP POLICY scope ON ppde_mobilitytrial;"


class Migration(migrations.Migration):
    dependencies = [("ppde", "0034_quicker_keys")]

    operations = [
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
        by_territory("ppde_mobilitytrial", also=PERSON),
    ]
