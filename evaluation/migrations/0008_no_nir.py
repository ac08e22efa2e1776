"""No social security number below the forms either: the database refuses it."""

from django.db import migrations

from territories.database import no_nir


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0007_forecasts"), ("territories", "0014_no_nir")]

    operations = [no_nir("evaluation_subscriber", "email", "source")]
