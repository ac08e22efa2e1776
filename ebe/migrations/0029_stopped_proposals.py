"""A proposal stops when the person takes back the agreement that its employer be told of them, those that wait still too."""

from django.db import migrations, models

# Row security hides every row from the owner as long as it is forced.
STOP = migrations.RunSQL(
    """
    ALTER TABLE ebe_proposal NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_consent NO FORCE ROW LEVEL SECURITY;
    UPDATE ebe_proposal q SET reply = 'stopped', replied_on = greatest(c."on", q.proposed_on), reason = ''
    FROM (
        SELECT DISTINCT ON (person_id, organisation_id) territory_id, person_id, organisation_id, is_given, "on"
        FROM ppde_consent WHERE purpose = 'sharing'
        ORDER BY person_id, organisation_id, id DESC
    ) c
    WHERE q.reply = 'waiting' AND NOT c.is_given AND c.territory_id = q.territory_id
        AND c.person_id = q.person_id AND c.organisation_id = q.organisation_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE ppde_consent FORCE ROW LEVEL SECURITY;
    ALTER TABLE ebe_proposal FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("ebe", "0028_own_rate_withdrawn"), ("ppde", "0078_exit_not_eligible")]

    operations = [
        migrations.AlterField(
            "proposal",
            "reply",
            models.CharField(
                "réponse",
                max_length=10,
                choices=[
                    ("waiting", "en attente"),
                    ("accepted", "acceptée"),
                    ("refused", "refusée"),
                    ("no_answer", "sans réponse"),
                    ("withdrawn", "retirée"),
                    ("ended", "close par la sortie"),
                    ("stopped", "arrêtée, accord retiré"),
                    ("dropped", "abandonnée par l’employeur"),
                ],
                default="waiting",
            ),
        ),
        migrations.AddField(
            "proposal",
            "told_on",
            models.DateField("employeur prévenu le", null=True, editable=False),
        ),
        STOP,
    ]
