"""What was searched of an address in the list of readers leaves the journal of the exports made before."""

from django.db import migrations

FORGET = """
    ALTER TABLE territories_entry NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE territories_entry DISABLE TRIGGER append_only;
    UPDATE territories_entry SET after = jsonb_set(after, '{filters,Adresse}', '"non gardé"')
        WHERE verb = 'export' AND model = 'evaluation.subscriber' AND after -> 'filters' ? 'Adresse';
    ALTER TABLE territories_entry ENABLE TRIGGER append_only;
    ALTER TABLE territories_entry FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0016_report_agreement")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
