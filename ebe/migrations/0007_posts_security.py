"""A post and its proposals stay in one territory."""

from django.db import migrations

from territories.database import same_territory


class Migration(migrations.Migration):
    dependencies = [("ebe", "0006_posts")]

    operations = [
        same_territory("ebe_post", "enterprise_id", "ebe_enterprise"),
        same_territory("ebe_post", "organisation_id", "territories_organisation"),
        same_territory("ebe_proposal", "organisation_id", "territories_organisation"),
        same_territory("ebe_proposal", "post_id", "ebe_post"),
    ]
