"""The months to answer a request about the data are dated rows of each hub, as the other figures that a text fixes."""

from importlib import import_module

from django.db import migrations, models

WHAT = [
    ("etat_min", "part de l’État dans la CDE, au moins"),
    ("etat_max", "part de l’État dans la CDE, au plus"),
    ("autres_max", "ETP non issus de la privation financés, au plus"),
    ("temps_plein", "temps plein"),
    ("habitants_min", "habitants d’un territoire, au moins"),
    ("habitants_max", "habitants d’un territoire, au plus"),
    ("personnes_max", "ou personnes privées d’emploi d’un territoire, au plus"),
    ("ailleurs", "repère national des solutions hors de l’EBE"),
    ("reponse_rgpd", "réponse à une demande sur les données, au plus"),
    ("reponse_longue", "la même réponse, une fois le délai prolongé, au plus"),
]
RGPD = "RGPD, art. 12-3"
CLOCKS = (
    f"('reponse_rgpd', 1, date '2018-05-25', '{RGPD}'), "
    f"('reponse_longue', 3, date '2018-05-25', '{RGPD}')"
)
BEFORE = import_module("territories.migrations.0028_legalfigure").ROWS


def start(rows: str) -> str:
    return f"""
    CREATE OR REPLACE FUNCTION start_legal_figures() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO territories_legalfigure (territory_id, what, value, valid_from, source)
        SELECT h.id, d.what, d.value, d.valid_from, d.source
        FROM hubs h, (VALUES {rows}) AS d (what, value, valid_from, source) WHERE h.kind = 'hub';
        RETURN NULL;
    END $$;
    """


class Migration(migrations.Migration):
    dependencies = [("territories", "0033_typed_filters")]

    operations = [
        migrations.AlterField(
            "legalfigure",
            "what",
            models.CharField("ce que la ligne fixe", max_length=16, choices=WHAT),
        ),
        migrations.RunSQL(
            f"""
            {start(f"{BEFORE}, {CLOCKS}")}
            INSERT INTO territories_legalfigure (territory_id, what, value, valid_from, source)
            SELECT h.id, d.what, d.value, d.valid_from, d.source
            FROM territories_territory h, (VALUES {CLOCKS}) AS d (what, value, valid_from, source)
            WHERE h.kind = 'hub';
            """,
            f"{start(BEFORE)} DELETE FROM territories_legalfigure WHERE what IN ('reponse_rgpd', 'reponse_longue');",
        ),
    ]
