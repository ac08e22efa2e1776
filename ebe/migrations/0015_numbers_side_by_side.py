"""A row of history with two social security numbers loses both in one act of the review."""

from django.db import migrations

from ppde.database import replace_text


class Migration(migrations.Migration):
    dependencies = [("ebe", "0014_return_rules"), ("ppde", "0047_renewal_durations")]

    operations = [
        replace_text(
            """
            UPDATE ebe_returncorrection SET
                before = CASE WHEN before = old THEN new ELSE left(without_nir(before), 300) END,
                after = CASE WHEN after = old THEN new ELSE left(without_nir(after), 300) END,
                reason = CASE WHEN reason = old THEN new ELSE left(without_nir(reason), 300) END
            WHERE old IN (before, after, reason)
              AND (subject = 'ebe.returncorrection' AND id = item OR subject = 'ebe.monthlyreturn' AND monthly_id = item);
            """
        ),
    ]
