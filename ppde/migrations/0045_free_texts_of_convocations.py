"""Why a convocation left late is read as what is typed about a person: see territories/free_texts.py."""

from django.db import migrations

from ppde.database import flagged


class Migration(migrations.Migration):
    dependencies = [("ppde", "0044_reason_of_a_rectification"), ("cle", "0008_convocations")]

    operations = [
        flagged("cle_convocation", "cle.convocation", ("reason",), person="NULL::bigint"),
    ]
