"""Whoever took back the agreement to be told of to a partner is told no more by the orientation that this partner sent."""

from django.db import migrations, models

TAKEN_BACK = """
    ALTER TABLE ppde_orientation NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_consent NO FORCE ROW LEVEL SECURITY;
    UPDATE ppde_orientation o SET is_told = false
        WHERE o.person_id IS NOT NULL AND o.organisation_id IS NOT NULL AND NOT coalesce((
            SELECT c.is_given FROM ppde_consent c
            WHERE c.person_id = o.person_id AND c.organisation_id = o.organisation_id AND c.purpose = 'sharing'
            ORDER BY c.id DESC LIMIT 1), true);
    ALTER TABLE ppde_consent FORCE ROW LEVEL SECURITY;
    ALTER TABLE ppde_orientation FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("ppde", "0068_contract_over")]

    operations = [
        migrations.AddField(
            model_name="orientation",
            name="is_told",
            field=models.BooleanField(
                default=True, editable=False, verbose_name="le partenaire lit la suite"
            ),
        ),
        migrations.RunSQL(TAKEN_BACK, migrations.RunSQL.noop),
    ]
