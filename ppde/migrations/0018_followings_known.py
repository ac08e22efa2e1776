"""The persons already followed are so since their first interview; row security is lifted for the copy alone."""

from django.db import migrations

COPY = """
ALTER TABLE ppde_person NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ppde_following NO FORCE ROW LEVEL SECURITY;
INSERT INTO ppde_following (territory_id, person_id, referent_id, period, reason)
SELECT territory_id, id, referent_id, daterange(coalesce(interviewed_on, met_on, identified_on), NULL), ''
FROM ppde_person WHERE referent_id IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE ppde_following FORCE ROW LEVEL SECURITY;
ALTER TABLE ppde_person FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("ppde", "0017_followings")]

    operations = [migrations.RunSQL(COPY, migrations.RunSQL.noop)]
