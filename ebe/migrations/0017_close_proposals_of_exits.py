"""Exits written before they closed the proposal that waited: closed as `ebe.operations.exits` closes it today."""

from django.db import migrations

# Each table that row security would hide from the owner of the tables as long as it is forced.
READ = ("ebe_proposal", "ppde_person", "ppde_outcome", "ppde_return", "territories_entry")

# A proposal made before an exit was written, that no return from it precedes, waits for nobody. Its day is that on which
# the exit was written: cancelled, it gives the proposal back. An exit to come left the person shown as waiting for an
# answer. The journal says what was done, for nobody in particular.
CLOSE = """
WITH closing AS (
    SELECT DISTINCT ON (q.id) q.id, q.territory_id, q.person_id, q.job_title,
        (o.recorded_at AT TIME ZONE 'Europe/Paris')::date AS closed_on,
        CASE
            WHEN o.kind = 'ebe' THEN 'embauche dans une EBE, à partir du '
            WHEN o.kind = 'training' THEN 'entrée en formation, à partir du '
            WHEN o.kind IN ('permanent', 'fixed_long', 'fixed_short', 'siae', 'esat', 'public', 'business')
                THEN 'autre emploi, à partir du '
            ELSE 'départ de la liste, le '
        END || CASE extract(day FROM o."on") WHEN 1 THEN '1er' ELSE extract(day FROM o."on")::text END || U&'\\00A0'
        || (ARRAY['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre',
            'novembre', 'décembre'])[extract(month FROM o."on")::int] || U&'\\00A0' || extract(year FROM o."on")::text AS why
    FROM ebe_proposal q
    JOIN ppde_outcome o ON o.person_id = q.person_id AND o.territory_id = q.territory_id
        AND CASE WHEN q.made_at IS NULL THEN o."on" >= q.proposed_on ELSE o.recorded_at >= q.made_at END
    WHERE q.reply = 'waiting'
      AND NOT EXISTS (SELECT FROM ppde_return r WHERE r.outcome_id = o.id AND r."on" <= q.proposed_on)
    ORDER BY q.id, o.recorded_at, o.id
), closed AS (
    UPDATE ebe_proposal q SET reply = 'ended', replied_on = c.closed_on, reason = c.why
    FROM closing c WHERE c.id = q.id
), listed AS (
    UPDATE ppde_person p SET state = 'listed' FROM closing c WHERE c.person_id = p.id AND p.state = 'proposed'
)
INSERT INTO territories_entry
    (territory_id, user_id, at, verb, model, object_id, label, before, after, reason, is_named)
SELECT c.territory_id, NULL, now(), 'reply', 'ebe.proposal', c.id,
    left('M-' || lpad(p.number::text, greatest(4, length(p.number::text)), '0') || ', ' || c.job_title, 200),
    '{"reply": "waiting"}', jsonb_build_object('reply', 'ended', 'replied_on', c.closed_on),
    'Une sortie a été écrite ce jour-là, avant qu’une sortie ne ferme la proposition qui attend', true
FROM closing c JOIN ppde_person p ON p.id = c.person_id
"""


def forced(state: str) -> str:
    return "\n".join(f"ALTER TABLE {table} {state} ROW LEVEL SECURITY;" for table in READ)


class Migration(migrations.Migration):
    dependencies = [("ebe", "0016_ended_and_dropped_proposals"), ("ppde", "0053_forget_withdrawn")]

    operations = [
        migrations.RunSQL(
            f"{forced('NO FORCE')} {CLOSE}; SET CONSTRAINTS ALL IMMEDIATE; {forced('FORCE')}",
            migrations.RunSQL.noop,
        )
    ]
