"""A right asked of an orientation and again in the file that it led to is one request, the older one; both are kept."""

import django.db.models.deletion
from django.db import migrations, models

from territories.database import same_territory


class Migration(migrations.Migration):
    dependencies = [("ppde", "0074_volunteers_again")]

    operations = [
        migrations.AddField(
            model_name="rightsrequest",
            name="joined_to",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="ppde.rightsrequest",
                verbose_name="réunie à",
            ),
        ),
        same_territory("ppde_rightsrequest", "joined_to_id", "ppde_rightsrequest"),
        migrations.AlterField(
            model_name="rightsrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "à instruire"),
                    ("granted", "accordée"),
                    ("refused", "refusée"),
                    ("withdrawn", "retirée par la personne"),
                    ("mistake", "enregistrée par erreur"),
                    ("joined", "réunie à une demande plus ancienne"),
                ],
                default="open",
                max_length=10,
                verbose_name="état",
            ),
        ),
    ]
