"""A closed account and an invitation that is over leave no name in the journal: their number, what was done and when stay."""

from django.db import migrations

from territories.database import erasing

# As the journal holds a text inside a value.
AS_JSON = "trim(both '\"' from to_json({}::text)::text)"
# A namesake who is followed, sits in a committee or answers for an organisation keeps its own label.
OF_OTHERS = "('ppde.person', 'ppde.orientation', 'cle.seat', 'territories.contact', 'ebe.contract')"


def told(what: str, name: str, mail: str) -> str:
    return f"replace(replace({what}, {name}, opaque), {mail}, opaque)"


FORGET_ACCOUNT = erasing(
    "forget_account(place bigint, who bigint)",
    "bigint",
    "emptied bigint; said text; mail text; json_said text; json_mail text; opaque text;",
    f"""
    SELECT first_name || ' ' || last_name, email INTO said, mail FROM users_user
        WHERE id = who AND NOT is_active AND erased_on IS NULL AND closed_on < current_date;
    IF length(trim(said)) > 4 IS NOT TRUE THEN
        RAISE EXCEPTION 'only a closed account is forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    opaque := 'Compte fermé n° ' || who;
    json_said := {AS_JSON.format("said")};
    json_mail := {AS_JSON.format("mail")};
    UPDATE territories_entry SET
        label = CASE WHEN model IN {OF_OTHERS} THEN label ELSE left({told("label", "said", "mail")}, 200) END,
        before = {told("before::text", "json_said", "json_mail")}::jsonb,
        after = {told("after::text", "json_said", "json_mail")}::jsonb,
        reason = left({told("reason", "said", "mail")}, 300)
        WHERE territory_id = place AND (
            strpos(label, said) > 0 OR strpos(label, mail) > 0 OR strpos(reason, said) > 0 OR strpos(reason, mail) > 0
            OR strpos(before::text, json_said) > 0 OR strpos(before::text, json_mail) > 0
            OR strpos(after::text, json_said) > 0 OR strpos(after::text, json_mail) > 0);
    GET DIAGNOSTICS emptied = ROW_COUNT;
    """,
    "emptied",
)

FORGET_INVITATION = erasing(
    "forget_invitation(place bigint, which bigint)",
    "bigint",
    "emptied bigint;",
    """
    IF NOT EXISTS (
        SELECT FROM territories_invitation WHERE id = which AND territory_id = place
        AND (accepted_at IS NOT NULL OR revoked_at IS NOT NULL OR expires_at < now()))
    THEN
        RAISE EXCEPTION 'only an invitation that is over is forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE territories_entry SET label = 'Invitation n° ' || which, before = before - 'email', after = after - 'email'
        WHERE territory_id = place AND model = 'territories.invitation' AND object_id = which;
    GET DIAGNOSTICS emptied = ROW_COUNT;
    """,
    "emptied",
)


class Migration(migrations.Migration):
    dependencies = [("territories", "0022_outlines"), ("users", "0003_closed_accounts")]

    operations = [FORGET_ACCOUNT, FORGET_INVITATION]
