"""What was typed to filter a list that names nobody leaves the journal of the exports made before: the number of a file, say."""

from django.db import migrations

# The free filters of those lists, as they were called.
TYPED = (
    "Texte ou numéro",
    "Nom ou adresse",
    "Titre ou lieu",
    "Mot ou code",
    "Organisation",
    "Étiquette",
    "Intitulé",
    "Titre",
    "Objet",
    "Nom",
    "Mot",
)
FORGET = "ALTER TABLE territories_entry NO FORCE ROW LEVEL SECURITY; ALTER TABLE territories_entry DISABLE TRIGGER append_only;"
FORGET += "".join(
    f"""
    UPDATE territories_entry SET after = jsonb_set(after, '{{filters,{label}}}', '"non gardé"')
        WHERE verb = 'export' AND NOT is_named AND after -> 'filters' ? '{label}'
        AND after -> 'filters' ->> '{label}' LIKE U&'\\00AB\\00A0%';
    """
    for label in TYPED
)
# A number is not written between quotation marks.
FORGET += """
    UPDATE territories_entry SET after = jsonb_set(after, '{filters,Numéro du dossier}', '"non gardé"')
        WHERE verb = 'export' AND NOT is_named AND after -> 'filters' ? 'Numéro du dossier';
    ALTER TABLE territories_entry ENABLE TRIGGER append_only;
    ALTER TABLE territories_entry FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("territories", "0032_asked_reading")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
