"""What is append-only yields to the functions of the owner that apply the law's erasures."""

from django.db import migrations

from territories.database import REFUSE_REWRITE_BUT_ERASURE


class Migration(migrations.Migration):
    dependencies = [("territories", "0006_typed_months")]

    operations = [REFUSE_REWRITE_BUT_ERASURE]
