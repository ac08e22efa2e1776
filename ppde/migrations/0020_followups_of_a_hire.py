"""The direction of an EBE hires: the dates of the news to take are written in its scope, for its own persons."""

from django.db import migrations

from territories.database import by_territory, ids

PERSON = f"person_id = ANY({ids('app.persons')})"
DROP = "DROP POLICY scope ON ppde_followup;"


class Migration(migrations.Migration):
    dependencies = [("ppde", "0019_orientations")]

    operations = [
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
        by_territory("ppde_followup", also=PERSON),
    ]
