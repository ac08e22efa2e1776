"""What was written before it was read: social security numbers go to the review, words will be looked for.

Nothing is lost: a row keeps its text until somebody has reviewed it (docs/exploitation.md).
"""

from django.db import migrations

from territories.database import VALIDATE_NIR

# The owner is bound by row security as everybody is: for this statement it reads every territory.
FIND = """
    SELECT set_config('app.named', ids, true), set_config('app.reach', ids, true)
    FROM (SELECT coalesce(string_agg(id::text, ','), '') AS ids FROM territories_territory) AS all_of_them;
    SELECT flag_numbers(NULL);
    SELECT set_config('app.named', '', true), set_config('app.reach', '', true);
    SET CONSTRAINTS ALL IMMEDIATE;
"""
# Tables that were not read before are, from now on: what they hold already is read once, by the sweeper.
READ = """
    INSERT INTO ppde_rereading
        (territory_id, state, done, total, last, read, found, attempt, heartbeat, error, asked_at)
    SELECT id, 'waiting', 0, 0, 0, 0, 0, 0, now(), '', now() FROM territories_territory ON CONFLICT DO NOTHING;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0009_free_texts"),
        ("activities", "0004_free_texts"),
        ("ebe", "0013_free_texts_of_returns"),
        ("ppde", "0040_rereadings"),
    ]

    operations = [
        migrations.RunSQL(FIND, migrations.RunSQL.noop),
        migrations.RunSQL(READ, migrations.RunSQL.noop),
        migrations.RunSQL(VALIDATE_NIR, migrations.RunSQL.noop),
    ]
