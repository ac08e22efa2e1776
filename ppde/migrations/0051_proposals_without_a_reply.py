"""A proposal left without an answer is no exchange with the person: the facts already written date no contact either."""

from django.db import migrations, models

# The platform composed their text. Row security hides every row from the owner as long as it is forced; the day, the
# author and the text of a fact do not change.
TELL = migrations.RunSQL(
    """
    ALTER TABLE ppde_journeyevent NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_person NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_journeyevent DISABLE TRIGGER append_only;
    UPDATE ppde_journeyevent SET kind = 'no_reply' WHERE kind = 'reply' AND text LIKE U&'Sans r\\00E9ponse\\00A0: %';
    UPDATE ppde_person p SET last_contact_on = (
        SELECT max(e."on") FROM ppde_journeyevent e
        WHERE e.territory_id = p.territory_id AND e.person_id = p.id AND e."on" <= current_date
          AND e.kind IN ('collective_meeting', 'permanence', 'interview', 'workshop', 'visit', 'training', 'immersion',
                         'volunteer', 'contact', 'reply')
          AND e.result <> 'no_answer'
          AND NOT EXISTS (SELECT FROM ppde_journeyevent c WHERE c.corrects_id = e.id))
        WHERE EXISTS (
            SELECT FROM ppde_journeyevent e
            WHERE e.territory_id = p.territory_id AND e.person_id = p.id AND e.kind = 'no_reply');
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE ppde_journeyevent ENABLE TRIGGER append_only;
    ALTER TABLE ppde_person FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_journeyevent FORCE ROW LEVEL SECURITY;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0050_attempts_and_numbers")]

    operations = [
        migrations.AlterField(
            "journeyevent",
            "kind",
            models.CharField(
                "fait",
                max_length=20,
                choices=[
                    ("identified", "Repérage ou orientation"),
                    ("contact", "Contact"),
                    ("reminder", "Relance sans réponse"),
                    ("collective_meeting", "Information collective"),
                    ("permanence", "Passage à une permanence"),
                    ("interview", "Entretien individuel"),
                    ("workshop", "Atelier"),
                    ("visit", "Visite"),
                    ("training", "Formation"),
                    ("immersion", "Immersion (PMSMP)"),
                    ("volunteer", "Volontaire"),
                    ("eligibility", "Décision d’éligibilité"),
                    ("pause", "Pause"),
                    ("resume", "Reprise"),
                    ("proposal", "Proposition d’emploi"),
                    ("reply", "Réponse à une proposition"),
                    ("no_reply", "Proposition sans réponse"),
                    ("outcome", "Sortie"),
                    ("return", "Retour"),
                    ("note", "Autre fait"),
                ],
            ),
        ),
        TELL,
    ]
