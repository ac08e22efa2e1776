"""No social security number below the forms either: the database refuses it."""

from django.db import migrations

from territories.database import no_nir


class Migration(migrations.Migration):
    dependencies = [("cle", "0004_typography"), ("territories", "0014_no_nir")]

    operations = [no_nir("cle_seat", "holder", "function")]
