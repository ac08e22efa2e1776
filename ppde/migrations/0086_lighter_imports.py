"""An import of ten thousand persons: no line of index for a key that is empty, no key asked row by row for one account and one
territory, none that another key holds, and texts read together for the words to review."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from ppde.database import FROM_BUNDLES
from territories.database import asked_once

ONE_BY_ONE = (
    "SELECT territory_id, now, found_words(now, pattern) AS words\n                    "
    "FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS texts JOIN lists USING (territory_id)"
)
TOGETHER = f"SELECT territory_id, said.now, found_words(said.now, pattern) AS words\n                    {FROM_BUNDLES}"


def instead(old: str, new: str) -> str:
    """Every function that looks for words, the rooms above included (0061_quicker_rewriting)."""
    return f"""
    DO $do$ DECLARE said text; BEGIN
        FOR said IN
            SELECT replace(pg_get_functiondef(f), $old${old}$old$, $new${new}$new$)
            FROM (SELECT DISTINCT tgfoid AS f FROM pg_trigger WHERE tgname = 'words_written') AS readers
            WHERE position($old${old}$old$ IN pg_get_functiondef(f)) > 0
        LOOP
            EXECUTE said;
        END LOOP;
    END $do$;
    """


def key(to: str, label: str, on_delete=django.db.models.deletion.PROTECT, **options):
    options = {"related_name": "+", **options}
    return models.ForeignKey(on_delete=on_delete, to=to, verbose_name=label, **options)


def optional(to: str, label: str, **options):
    return key(to, label, blank=True, null=True, db_index=False, **options)


def where_told(model: str, name: str, index: str):
    told = Q((f"{name}__isnull", False))
    return migrations.AddIndex(model, models.Index(fields=[name], condition=told, name=index))


ACCOUNT, TERRITORY = settings.AUTH_USER_MODEL, "territories.territory"
ORGANISATION = "territories.organisation"


class Migration(migrations.Migration):
    dependencies = (
        ("ppde", "0085_names_heard_once"),
        ("territories", "0039_asked_once"),
        migrations.swappable_dependency(ACCOUNT),
    )

    operations = (
        migrations.AlterField(
            "journeyevent",
            "author",
            key(ACCOUNT, "auteur", db_constraint=False, db_index=False, null=True),
        ),
        migrations.AlterField(
            "journeyevent",
            "corrects",
            optional("ppde.journeyevent", "corrige", related_name="corrections"),
        ),
        migrations.AlterField(
            "journeyevent",
            "organisation",
            optional(ORGANISATION, "organisation", db_constraint=False),
        ),
        migrations.AlterField(
            "journeyevent",
            "prescriber",
            optional(ORGANISATION, "prescripteur", db_constraint=False),
        ),
        migrations.AlterField(
            "person",
            "district",
            optional("territories.perimeterunit", "quartier", db_constraint=False),
        ),
        migrations.AlterField(
            "person",
            "orienting_organisation",
            optional(
                ORGANISATION,
                "organisation qui oriente",
                on_delete=django.db.models.deletion.SET_NULL,
            ),
        ),
        migrations.AlterField("person", "referent", optional(ACCOUNT, "référent·e")),
        migrations.AlterField(
            "person",
            "territory",
            key(TERRITORY, "territoire", db_constraint=False, db_index=False),
        ),
        migrations.AlterField(
            "reading",
            "territory",
            key(TERRITORY, "territoire", db_constraint=False, db_index=False),
        ),
        migrations.AlterField(
            "reading", "user", key(ACCOUNT, "qui", db_constraint=False, null=True)
        ),
        where_told("journeyevent", "organisation", "event_organisation"),
        where_told("journeyevent", "prescriber", "event_prescriber"),
        where_told("journeyevent", "corrects", "event_corrects"),
        where_told("person", "district", "person_district"),
        where_told("person", "orienting_organisation", "person_orienting_organisation"),
        where_told("person", "referent", "person_referent"),
        asked_once("ppde_person", territory_id="territories_territory"),
        asked_once("ppde_journeyevent", author_id="users_user"),
        asked_once("ppde_reading", user_id="users_user", territory_id="territories_territory"),
        migrations.RunSQL(instead(ONE_BY_ONE, TOGETHER), instead(TOGETHER, ONE_BY_ONE)),
    )
