"""A partner reads what its colleagues of the same organisation sent; it writes, and takes away, nothing in their name."""

from django.db import migrations

from territories.database import ids


class Migration(migrations.Migration):
    dependencies = [("ppde", "0058_handed_over")]

    operations = [
        migrations.RunSQL(
            "CREATE POLICY colleagues ON ppde_orientation FOR SELECT"
            f" USING (organisation_id = ANY({ids('app.organisations')}));",
            "DROP POLICY colleagues ON ppde_orientation;",
        ),
    ]
