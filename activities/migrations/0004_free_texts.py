"""What is typed here is read for words that have no place, and holds no social security number: see territories/free_texts.py."""

from django.db import migrations

from ppde.database import flagged
from territories.database import no_nir


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_skills"), ("ppde", "0039_free_texts_of_places")]

    operations = [
        flagged("activities_activity", "activities.activity", ("description", "need"), person="NULL::bigint"),
        no_nir("activities_activity", "description", "need", "name"),
    ]
