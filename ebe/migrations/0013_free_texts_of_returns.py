"""What is typed here is read for words that have no place, and holds no social security number: see territories/free_texts.py."""

from django.db import migrations

from ppde.database import flagged, replace_text
from territories.database import no_nir


class Migration(migrations.Migration):
    dependencies = [("ebe", "0012_withdrawn_proposals"), ("ppde", "0039_free_texts_of_places")]

    operations = [
        # A correction keeps the text of before and of after.
        replace_text(
            """
            UPDATE ebe_returncorrection SET
                before = CASE WHEN before = old THEN new ELSE before END,
                after = CASE WHEN after = old THEN new ELSE after END,
                reason = CASE WHEN reason = old THEN new ELSE reason END
            WHERE old IN (before, after, reason)
              AND (subject = 'ebe.returncorrection' AND id = item OR subject = 'ebe.monthlyreturn' AND monthly_id = item);
            """
        ),
        flagged("ebe_monthlyreturn", "ebe.monthlyreturn", ("note",), person="NULL::bigint"),
        flagged("ebe_returncorrection", "ebe.returncorrection", ("reason",), person="NULL::bigint"),
        no_nir("ebe_enterprise", "name", "address"),
        no_nir("ebe_convention", "reference"),
        no_nir("ebe_smicrate", "source"),
        no_nir("ebe_cderate", "source"),
    ]
