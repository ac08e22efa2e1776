"""A seat, a subscription and a testimony erased on request are told by the lists of elimination, by the number of their row."""

from django.db import migrations, models

WHAT = [
    ("parcours", "dossiers"),
    ("contrats", "contrats sans dossier"),
    ("contacts", "contacts des organisations"),
    ("mandats", "mandats des instances"),
    ("orientes", "orientations sans dossier"),
    ("abonnes", "abonnements à la lettre"),
    ("montres", "témoignages et photos des lettres"),
]
# The list of one seat wrote its number in words only. Row security hides every row from the owner as long as it is forced.
NUMBER = migrations.RunSQL(
    """
    ALTER TABLE ppde_eliminationline NO FORCE ROW LEVEL SECURITY;
    UPDATE ppde_eliminationline l SET number = substring(e.visa from '[0-9]+$')::integer
    FROM ppde_elimination e
    WHERE e.id = l.elimination_id AND e.origin = 'request' AND e.what = 'mandats' AND l.number = 1
        AND e.visa ~ U&'^demande d\\2019effacement, si\\00E8ge n\\00B0 [0-9]+$';
    ALTER TABLE ppde_eliminationline FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0078_exit_not_eligible")]

    operations = [
        migrations.AlterField(
            "elimination",
            "what",
            models.CharField("objet", max_length=10, choices=WHAT, default="parcours"),
        ),
        migrations.AlterField(
            "pasttime", "what", models.CharField("objet", max_length=10, choices=WHAT)
        ),
        NUMBER,
    ]
