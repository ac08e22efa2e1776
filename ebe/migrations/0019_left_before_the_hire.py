"""A yes that another exit followed before any hire: said of those of before, whose posts are open again.

And the state of the persons to whom a post was proposed, which the days of the facts had told wrongly.
"""

from django.db import migrations, models

# Each table that row security would hide from the owner of the tables as long as it is forced.
READ = ("ebe_proposal", "ebe_contract", "ppde_person", "ppde_outcome", "territories_entry")

# As `ebe.operations.exits` does today. The first exit that follows the yes, unless it is the hire by that employer.
LEFT = """
WITH leaving AS (
    SELECT DISTINCT ON (q.id) q.id, q.territory_id, q.person_id, q.job_title, o.recorded_at,
        o.kind IN ('permanent', 'fixed_long', 'fixed_short', 'siae', 'esat', 'public', 'business', 'training')
            AND o.employer = trim(g.name) AS is_hire
    FROM ebe_proposal q
    LEFT JOIN territories_organisation g ON g.id = q.organisation_id
    JOIN ppde_outcome o ON o.person_id = q.person_id AND o.territory_id = q.territory_id AND o."on" >= q.proposed_on
        AND (q.made_at IS NULL OR o.recorded_at >= q.made_at)
    WHERE q.reply = 'accepted'
      AND NOT EXISTS (
          SELECT FROM ebe_contract c
          WHERE c.person_id = q.person_id AND c.enterprise_id = q.enterprise_id AND c.starts_on >= q.proposed_on
      )
    ORDER BY q.id, o.recorded_at, o.id
), moved AS (
    UPDATE ebe_proposal q SET left_at = l.recorded_at FROM leaving l WHERE l.id = q.id AND l.is_hire IS NOT TRUE
)
INSERT INTO territories_entry
    (territory_id, user_id, at, verb, model, object_id, label, before, after, reason, is_named)
SELECT l.territory_id, NULL, now(), 'reply', 'ebe.proposal', l.id,
    left('M-' || lpad(p.number::text, greatest(4, length(p.number::text)), '0') || ', ' || l.job_title, 200),
    '{"reply": "accepted"}', '{"reply": "accepted"}',
    'Une autre sortie a suivi ce oui avant l’embauche : sa place est de nouveau libre', true
FROM leaving l JOIN ppde_person p ON p.id = l.person_id WHERE l.is_hire IS NOT TRUE
"""
OPEN = """
UPDATE ebe_post t SET state = 'open'
WHERE t.state = 'filled' AND t.positions > (
    SELECT count(*) FROM ebe_proposal q WHERE q.post_id = t.id AND q.reply = 'accepted' AND q.left_at IS NULL
)
"""
STATES = """
UPDATE ppde_person p SET state = CASE WHEN w.waits THEN 'proposed' ELSE 'listed' END
FROM (SELECT person_id, bool_or(reply = 'waiting') AS waits FROM ebe_proposal GROUP BY person_id) w
WHERE w.person_id = p.id AND p.state = CASE WHEN w.waits THEN 'listed' ELSE 'proposed' END
"""


def forced(state: str) -> str:
    return "\n".join(f"ALTER TABLE {table} {state} ROW LEVEL SECURITY;" for table in READ)


class Migration(migrations.Migration):
    dependencies = [
        ("ebe", "0018_funding_corrected"),
        ("ppde", "0066_refused_proposals_and_withdrawn_acts"),
    ]

    operations = [
        migrations.AddField(
            "proposal",
            "left_at",
            models.DateTimeField(
                editable=False, null=True, verbose_name="sortie avant l’embauche, notée le"
            ),
        ),
        migrations.RunSQL(
            f"{forced('NO FORCE')} {LEFT}; {OPEN}; {STATES}; SET CONSTRAINTS ALL IMMEDIATE; {forced('FORCE')}",
            migrations.RunSQL.noop,
        ),
    ]
