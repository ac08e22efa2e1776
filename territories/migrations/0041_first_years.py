"""The first year of a project, that of a habilitation, and the ages of who is accompanied are figures as the others."""

from importlib import import_module

from django.db import migrations, models

clock = import_module("territories.migrations.0034_clock_of_rights")
week = import_module("territories.migrations.0036_week_and_job")
WHAT = [
    *week.WHAT,
    ("premiers_projets", "première année d’un projet de territoire"),
    ("experimentation", "première année d’une habilitation"),
    ("age_min", "âge d’une personne accompagnée, au moins"),
    ("age_max", "âge d’une personne accompagnée, au plus"),
]
BEFORE = f"{week.BEFORE}, {week.ADDED}"
ADDED = (
    "('premiers_projets', 2011, date '2011-01-01', 'premiers projets, avant la loi'), "
    "('experimentation', 2016, date '2016-02-29', 'loi 2016-231 du 29 février 2016'), "
    "('age_min', 15, date '2011-01-01', 'code du travail, art. L. 4153-1 (16 ans, et 15 ans en alternance)'), "
    "('age_max', 100, date '2011-01-01', 'borne de saisie\u00a0: aucun texte')"
)


class Migration(migrations.Migration):
    dependencies = [("territories", "0040_gone_found_by_number")]

    operations = [
        migrations.AlterField(
            "legalfigure",
            "what",
            models.CharField("ce que la ligne fixe", max_length=16, choices=WHAT),
        ),
        migrations.RunSQL(
            f"""
            {clock.start(f"{BEFORE}, {ADDED}")}
            INSERT INTO territories_legalfigure (territory_id, what, value, valid_from, source)
            SELECT h.id, d.what, d.value, d.valid_from, d.source
            FROM territories_territory h, (VALUES {ADDED}) AS d (what, value, valid_from, source)
            WHERE h.kind = 'hub';
            """,
            f"{clock.start(BEFORE)} DELETE FROM territories_legalfigure "
            "WHERE what IN ('premiers_projets', 'experimentation', 'age_min', 'age_max');",
        ),
    ]
