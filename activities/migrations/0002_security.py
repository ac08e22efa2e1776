"""Children in their parent's territory."""

from django.db import migrations

from territories.database import same_territory


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial"), ("ebe", "0002_security")]

    operations = [
        same_territory("activities_activity", "carrier_id", "ebe_enterprise"),
        same_territory("activities_activitypartner", "activity_id", "activities_activity"),
    ]
