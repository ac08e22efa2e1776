"""An orientation linked to the wrong file, or closed by mistake, waits again, with what was asked of it about the data."""

import django.db.models.deletion
from django.db import migrations, models

from territories.database import same_territory


class Migration(migrations.Migration):
    dependencies = [("ppde", "0063_requests_by_mistake")]

    operations = [
        migrations.AddField(
            model_name="orientation",
            name="closed_on",
            field=models.DateField(
                editable=False, null=True, verbose_name="close par l’équipe le"
            ),
        ),
        migrations.AddField(
            model_name="rightsrequest",
            name="came_with",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ppde.orientation",
                verbose_name="venue avec l’orientation",
            ),
        ),
        same_territory("ppde_rightsrequest", "came_with_id", "ppde_orientation"),
    ]
