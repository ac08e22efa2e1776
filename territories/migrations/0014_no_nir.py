"""No social security number below the forms either: the database refuses it."""

from django.db import migrations

from territories.database import HOLDS_NIR, no_nir


class Migration(migrations.Migration):
    dependencies = [("territories", "0013_grant_rule")]

    operations = [
        HOLDS_NIR,
        no_nir("territories_invitation", "last_name", "first_name", "email", "function"),
        no_nir("territories_contact", "last_name", "first_name", "phone", "email", "function"),
        no_nir("territories_grant", "reason"),
        no_nir("territories_entry", "reason"),
    ]
