"""Subscribers' addresses: row-level security. Children in their parent's territory."""

from django.db import migrations

from territories.database import by_territory, same_territory


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial"), ("activities", "0002_security")]

    operations = [
        by_territory("evaluation_subscriber", "app.reach"),
        by_territory("evaluation_delivery", "app.reach"),
        same_territory("evaluation_newsletterblock", "newsletter_id", "evaluation_newsletter"),
        same_territory("evaluation_delivery", "newsletter_id", "evaluation_newsletter"),
        same_territory("evaluation_delivery", "subscriber_id", "evaluation_subscriber"),
    ]
