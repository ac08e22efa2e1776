"""A question between territories is about the file that shares most with the one asked of; a name of which nothing is heard (other
letters than ours) marks nobody, as it marked all those of one year alike; and a frozen file is compared with nobody (RGPD art. 18).
"""

from importlib import import_module

from django.db import migrations

instead = import_module("ppde.migrations.0092_keys_of_a_territory").instead

HEARD = "CASE WHEN birth_year IS NOT NULL"
SOUNDED = f"{HEARD} AND last_sound <> '' AND first_sound <> ''"
ROWS, FREE = "AS fact FROM heard)", "AS fact FROM heard WHERE limited_on IS NULL)"
YEAR, FROZEN = "w.birth_year, lower(", "w.birth_year, w.limited_on, lower("
CHANGED = "({r}.territory_id, {r}.last_name, {r}.first_name, {r}.birth_year, {r}.phone, {r}.email{more})"


def changed(more: str) -> str:
    return " IS DISTINCT FROM ".join(
        CHANGED.format(r=row, more=more and f", {row}.{more}") for row in "wo"
    )


FIRST = """SELECT peer, min(other.person_id), mine, 'received', exchange, 'open', author, '', now(), why
        FROM ppde_fingerprint other JOIN ppde_fingerprint f ON f.mark = other.mark
        WHERE f.person_id = asked AND other.territory_id = peer AND f.territory_id = mine;"""
LIKEST = """SELECT peer, other.person_id, mine, 'received', exchange, 'open', author, '', now(), why
        FROM ppde_fingerprint other JOIN ppde_fingerprint f ON f.mark = other.mark
        WHERE f.person_id = asked AND other.territory_id = peer AND f.territory_id = mine
        GROUP BY other.person_id ORDER BY count(*) DESC, other.person_id LIMIT 1;"""
ASK = "ask_elsewhere(bigint, bigint, uuid, text, text)"

# The files written before, a territory at a time: row security binds the owner too.
FORGET = """
    DELETE FROM ppde_fingerprint f USING ppde_seal s, ppde_person p,
        heard_of(p.last_name, p.first_name, p.phone, p.email) AS h
    WHERE f.territory_id = p.territory_id AND f.person_id = p.id AND (p.limited_on IS NOT NULL
        OR (h.last_sound = '' OR h.first_sound = '') AND f.mark = sha256(s.secret || sha256(s.secret || convert_to(
            'n' || least(h.last_sound, h.first_sound) || '/' || greatest(h.last_sound, h.first_sound) || '/' || p.birth_year,
            'UTF8'))))
"""


def forget(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM territories_territory WHERE hub_id IS NOT NULL")
        for (territory,) in cursor.fetchall():
            cursor.execute("SELECT set_config('app.named', %s, true)", [str(territory)])
            cursor.execute(FORGET)
        cursor.execute("SELECT set_config('app.named', '', true)")


class Migration(migrations.Migration):
    dependencies = (("ppde", "0101_alerts_over_weeks"),)

    operations = (
        *(
            instead(function, old, new)
            for function in ("write_heard()", "rewrite_heard()")
            for old, new in ((HEARD, SOUNDED), (YEAR, FROZEN), (ROWS, FREE))
        ),
        instead("rewrite_heard()", changed(""), changed("limited_on IS NULL")),
        instead(ASK, FIRST, LIKEST),
        migrations.RunPython(forget, migrations.RunPython.noop),
    )
