"""Whoever came back with a new volunteer date waits for a first proposal since then, as `ppde.operations.journey` derives it."""

from django.db import migrations

AGAIN = """
ALTER TABLE ppde_person NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ppde_return NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ppde_journeyevent NO FORCE ROW LEVEL SECURITY;
UPDATE ppde_person p SET first_proposal_on = (
    SELECT min(e."on") FROM ppde_journeyevent e
    WHERE e.person_id = p.id AND e.kind = 'proposal' AND e."on" >= back."on" AND e."on" <= CURRENT_DATE
      AND NOT EXISTS (SELECT FROM ppde_journeyevent c WHERE c.corrects_id = e.id)
)
FROM (
    SELECT DISTINCT ON (person_id) person_id, "on" FROM ppde_return WHERE effect = 'new'
    ORDER BY person_id, "on" DESC, id DESC
) AS back
WHERE back.person_id = p.id AND p.first_proposal_on < back."on";
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE ppde_journeyevent FORCE ROW LEVEL SECURITY;
ALTER TABLE ppde_return FORCE ROW LEVEL SECURITY;
ALTER TABLE ppde_person FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("ppde", "0048_named_entries")]

    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
