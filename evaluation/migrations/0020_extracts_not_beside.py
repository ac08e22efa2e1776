"""Two extracts of the same persons are never open to the same account: held by the database too."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.conf import settings
from django.db import migrations, models

import evaluation.extracts.models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0019_extracts"),
        ("territories", "0039_asked_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="extract",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state", "open")),
                expressions=[
                    ("territory", "="),
                    ("holder", "="),
                    (evaluation.extracts.models.Volunteers("volunteers_from", "volunteers_until"), "&&"),
                ],
                name="extract_not_beside",
                violation_error_message="Un extrait est déjà ouvert à ce compte sur une partie de cette période.",
            ),
        ),
    ]
