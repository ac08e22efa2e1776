"""Accounts and territories are asked once a statement by what is written by thousands, and are never deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from territories.database import REFUSE_DELETION, asked_once, never_deleted

# Written again three times: beside itself while its page has room, and then no index moves.
HALF_FULL = migrations.RunSQL(
    "ALTER TABLE territories_stagedrow SET (fillfactor = 40)",
    "ALTER TABLE territories_stagedrow RESET (fillfactor)",
)


def account(label: str, **options) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=label,
        **options,
    )


class Migration(migrations.Migration):
    dependencies = (("territories", "0038_departments_dated"),)

    operations = (
        migrations.RemoveIndex(model_name="stagedrow", name="stagedrow_batch_action"),
        HALF_FULL,
        migrations.AlterField("entry", "user", account("qui", null=True)),
        migrations.AlterField("stagedrow", "opened_by", account("auteur", db_index=False)),
        migrations.AlterField(
            "entry",
            "territory",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.territory",
                verbose_name="territoire",
            ),
        ),
        REFUSE_DELETION,
        never_deleted("users_user"),
        never_deleted("territories_territory"),
        asked_once(
            "territories_entry", user_id="users_user", territory_id="territories_territory"
        ),
        asked_once("territories_stagedrow", opened_by_id="users_user"),
    )
