"""The direction of an EBE no longer knows whom a proposal named, some months after it ended without a hire (domain.md §8.1).

The number of months is a dated row of ppde_durationrule; 3 until one is written, as `DELIVERED_LENGTHS` says.
"""

from django.db import migrations, models

from territories.database import ids

TODAY = "(now() AT TIME ZONE 'Europe/Paris')::date"
# Each table that row security would hide from the owner of the tables as long as it is forced.
READ = ("ebe_proposal", "territories_entry")

# An answer may be told late: the months run from the day when it was written, so that it can still be corrected. What is
# written at once with its end, by an import or a copy, ended on the day that it tells.
ENDS = migrations.RunSQL(
    f"""
    CREATE FUNCTION proposal_ends() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.reply = 'waiting' OR (NEW.reply = 'accepted' AND NEW.left_at IS NULL) THEN
            NEW.ended_on := NULL;
        ELSIF NEW.ended_on IS NULL THEN
            NEW.ended_on := CASE TG_OP
                WHEN 'INSERT' THEN
                    coalesce((NEW.left_at AT TIME ZONE 'Europe/Paris')::date, NEW.replied_on, NEW.proposed_on)
                ELSE coalesce(OLD.ended_on, {TODAY}) END;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER proposal_ends BEFORE INSERT OR UPDATE OF reply, left_at, ended_on ON ebe_proposal
        FOR EACH ROW EXECUTE FUNCTION proposal_ends();
    """,
    "DROP TRIGGER proposal_ends ON ebe_proposal; DROP FUNCTION proposal_ends();",
)

# Those of before: the day of the answer, or of the exit; the journal tells the day when an employer gave up.
OF_BEFORE = """
UPDATE ebe_proposal q SET ended_on = greatest(
    coalesce((q.left_at AT TIME ZONE 'Europe/Paris')::date, q.replied_on, q.proposed_on),
    CASE WHEN q.reply = 'dropped' THEN (
        SELECT max((e.at AT TIME ZONE 'Europe/Paris')::date) FROM territories_entry e
        WHERE e.territory_id = q.territory_id AND e.model = 'ebe.proposal' AND e.object_id = q.id
    ) END
)
WHERE q.reply NOT IN ('waiting', 'accepted') OR q.reply = 'accepted' AND q.left_at IS NOT NULL;
"""

KNOWN = migrations.RunSQL(
    f"""
    CREATE FUNCTION proposal_is_known(place bigint, ended date) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT ended IS NULL OR ended + make_interval(months => coalesce((
            SELECT r.months FROM territories_territory t
            JOIN ppde_durationrule r ON r.territory_id IN (t.id, t.hub_id)
            WHERE t.id = place AND r.what = 'proposees' AND r.valid_from <= {TODAY}
            ORDER BY (r.territory_id = t.id) DESC, r.valid_from DESC, r.id DESC LIMIT 1
        ), 3)) >= {TODAY}
    $$;
    """,
    "DROP FUNCTION proposal_is_known(bigint, date);",
)

NAMED = f"territory_id = ANY({ids('app.named')})"
OWN = f"enterprise_id = ANY({ids('app.enterprises')})"
# The past of somebody whom the enterprise knows otherwise, by another proposal or a contract, is read with it.
STILL = f"(person_id = ANY({ids('app.persons')}) OR proposal_is_known(territory_id, ended_on))"


def policy(using: str) -> str:
    return f"""
    DROP POLICY scope ON ebe_proposal;
    CREATE POLICY scope ON ebe_proposal USING ({using}) WITH CHECK ({using});
    """


def forced(state: str) -> str:
    return "\n".join(f"ALTER TABLE {table} {state} ROW LEVEL SECURITY;" for table in READ)


class Migration(migrations.Migration):
    dependencies = [("ebe", "0033_stopped_or_over"), ("ppde", "0098_durations_of_proposals")]

    operations = [
        migrations.AddField(
            "proposal",
            "ended_on",
            models.DateField("close le", null=True, editable=False),
        ),
        migrations.RunSQL(
            f"{forced('NO FORCE')} {OF_BEFORE} SET CONSTRAINTS ALL IMMEDIATE; {forced('FORCE')}",
            migrations.RunSQL.noop,
        ),
        ENDS,
        KNOWN,
        migrations.RunSQL(policy(f"{NAMED} OR {OWN} AND {STILL}"), policy(f"{NAMED} OR {OWN}")),
    ]
