"""A review keeps the volunteer date that it was decided with; somebody not eligible may volunteer again."""

from django.db import migrations, models

# The person's date, before the first act that moved it once the decision was recorded.
KEPT = """
    UPDATE ppde_eligibilityreview r SET volunteer_on = coalesce((
            SELECT a.before_on FROM ppde_rankact a
            WHERE a.territory_id = r.territory_id AND a.person_id = r.person_id
              AND a.recorded_at > coalesce(r.decided_at, greatest(r.prepared_at, (r.decided_on + 1)::timestamptz))
            ORDER BY a.id LIMIT 1), p.volunteer_on)
        FROM ppde_person p
        WHERE p.territory_id = r.territory_id AND p.id = r.person_id AND r.decided_on IS NOT NULL;
"""
TABLES = ("ppde_eligibilityreview", "ppde_rankact", "ppde_person")


def _each(verb: str) -> str:
    return "".join(f"ALTER TABLE {table} {verb} ROW LEVEL SECURITY;" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("ppde", "0073_past_times")]

    operations = [
        migrations.AddField(
            model_name="eligibilityreview",
            name="volunteer_on",
            field=models.DateField(editable=False, null=True, verbose_name="volontaire depuis"),
        ),
        migrations.RunSQL(
            f"{_each('NO FORCE')}{KEPT}{_each('FORCE')}", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="rankact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("correction", "correction d’une date mal écrite"),
                    ("refusal", "refus d’une proposition"),
                    ("return", "retour sur la liste"),
                    ("merge", "fusion de deux dossiers"),
                    ("renewal", "nouvel acte de volontariat"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
    ]
