"""The longest week, and what the CDE of a job may be at most, are figures of the law as the others."""

from importlib import import_module

from django.db import migrations, models

clock = import_module("territories.migrations.0034_clock_of_rights")
SAID = dict(clock.WHAT)
WHAT = [
    ("etat_min", SAID["etat_min"]),
    ("etat_max", SAID["etat_max"]),
    ("cde_max", "CDE d’un emploi à temps plein au SMIC, au plus"),
    ("autres_max", SAID["autres_max"]),
    ("temps_plein", SAID["temps_plein"]),
    ("semaine_max", "temps de travail, au plus"),
    *clock.WHAT[4:],
]
JOB = (
    "décret 2021-863 du 30 juin 2021, art. 24\u00a0: moins que la rémunération\u00a0; repère\u00a0: SMIC et cotisations patronales, "
    "environ 42\u00a0%, avant toute réduction"
)
BEFORE = f"{clock.BEFORE}, {clock.CLOCKS}"
ADDED = (
    "('semaine_max', 48, date '2016-08-10', 'code du travail, art. L. 3121-20'), "
    f"('cde_max', 142, date '2021-07-01', '{JOB}')"
)


class Migration(migrations.Migration):
    dependencies = [("territories", "0035_delays")]

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
            f"{clock.start(BEFORE)} DELETE FROM territories_legalfigure WHERE what IN ('semaine_max', 'cde_max');",
        ),
    ]
