"""Row-level security, append-only journal, children in their parent's territory."""

from django.db import migrations

from territories.database import REFUSE_REWRITE, append_only, by_territory, ids, row_security, same_territory

# The journal is written by whoever acts; entries that name a person are read where persons are.
ENTRY = (
    f"territory_id = ANY({ids('app.named')})"
    f" OR (NOT is_named AND territory_id = ANY({ids('app.reach')}))"
    " OR user_id = nullif(current_setting('app.user', true), '')::bigint"
)


class Migration(migrations.Migration):
    dependencies = [("territories", "0001_initial")]

    operations = [
        REFUSE_REWRITE,
        append_only("territories_entry"),
        row_security("territories_entry", ENTRY, check="true"),
        by_territory("territories_contact", "app.reach"),
        by_territory("territories_invitation", "app.reach"),
        same_territory("territories_contact", "organisation_id", "territories_organisation"),
    ]
