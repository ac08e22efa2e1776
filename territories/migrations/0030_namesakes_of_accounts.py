"""A closed account that is forgotten leaves the name of its namesakes where it is theirs: another account, somebody followed or
who sits in a committee."""

from importlib import import_module

from django.db import migrations

from territories.database import erasing

BEFORE = import_module("territories.migrations.0023_forget_accounts")
OF_OTHERS, AS_JSON = BEFORE.OF_OTHERS, BEFORE.AS_JSON
# Where the journal names a colleague in the life of somebody followed.
OF_COLLEAGUES = "('referent', 'référent·e')"

# With another account of this name: what is told of this one alone.
OWN = """(NOT has_twin OR model = 'users.user' AND object_id = who
    OR model = 'territories.membership' AND object_id IN (SELECT id FROM territories_membership WHERE user_id = who))"""
# With somebody else of this name here: not what may be told of them.
FREE = f"(NOT is_shared OR NOT (is_named OR model IN {OF_OTHERS}))"


def told(what: str, name: str, mail: str) -> str:
    """The text without the address, and without the name where it is that of the account."""
    return f"replace(CASE WHEN {OWN} AND {FREE} THEN replace({what}, {name}, opaque) ELSE {what} END, {mail}, opaque)"


def values(what: str) -> str:
    """The same of what was before or after, key by key: a colleague is named under a key of its own."""
    text = "pair.value::text"
    name = f"{OWN} AND ({FREE} OR pair.key IN {OF_COLLEAGUES})"
    return f"""coalesce((
        SELECT jsonb_object_agg(pair.key, replace(
            CASE WHEN {name} THEN replace({text}, json_said, opaque) ELSE {text} END, json_mail, opaque)::jsonb)
        FROM jsonb_each({what}) AS pair), '{{}}')"""


FORGET_ACCOUNT = erasing(
    "forget_account(place bigint, who bigint)",
    "bigint",
    """emptied bigint; said text; mail text; json_said text; json_mail text; opaque text; has_twin boolean;
    is_shared boolean;""",
    f"""
    SELECT first_name || ' ' || last_name, email INTO said, mail FROM users_user
        WHERE id = who AND NOT is_active AND erased_on IS NULL AND closed_on < current_date;
    IF length(trim(said)) > 4 IS NOT TRUE THEN
        RAISE EXCEPTION 'only a closed account is forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    opaque := 'Compte fermé n° ' || who;
    json_said := {AS_JSON.format("said")};
    json_mail := {AS_JSON.format("mail")};
    has_twin := EXISTS (
        SELECT FROM users_user WHERE id <> who AND erased_on IS NULL AND first_name || ' ' || last_name = said);
    is_shared := EXISTS (SELECT FROM ppde_person WHERE territory_id = place AND first_name || ' ' || last_name = said)
        OR EXISTS (SELECT FROM ppde_orientation WHERE territory_id = place AND first_name || ' ' || last_name = said)
        OR EXISTS (SELECT FROM ebe_contract WHERE territory_id = place AND first_name || ' ' || last_name = said)
        OR EXISTS (SELECT FROM territories_contact WHERE territory_id = place AND first_name || ' ' || last_name = said)
        OR EXISTS (SELECT FROM cle_seat WHERE territory_id = place AND holder = said);
    UPDATE territories_entry SET
        label = CASE WHEN model IN {OF_OTHERS} THEN label ELSE left({told("label", "said", "mail")}, 200) END,
        before = {values("before")},
        after = {values("after")},
        reason = left({told("reason", "said", "mail")}, 300)
        WHERE territory_id = place AND (
            strpos(label, said) > 0 OR strpos(label, mail) > 0 OR strpos(reason, said) > 0 OR strpos(reason, mail) > 0
            OR strpos(before::text, json_said) > 0 OR strpos(before::text, json_mail) > 0
            OR strpos(after::text, json_said) > 0 OR strpos(after::text, json_mail) > 0);
    GET DIAGNOSTICS emptied = ROW_COUNT;
    """,
    "emptied",
).sql


def instead(sql: str) -> str:
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("territories", "0029_territory_department")]

    operations = [migrations.RunSQL(instead(FORGET_ACCOUNT), instead(BEFORE.FORGET_ACCOUNT.sql))]
