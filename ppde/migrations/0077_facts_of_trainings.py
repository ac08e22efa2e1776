"""An enrolment keeps the facts that it wrote: found by their text, they were lost once the programme was renamed."""

import django.db.models.deletion
from django.db import migrations, models

from territories.database import same_territory


def kept(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        "ppde.JourneyEvent",
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [("ppde", "0076_death_among_news")]

    operations = [
        migrations.AddField("enrolment", "end_event", kept("fait de la fin")),
        migrations.AddField("enrolment", "contact_event", kept("fait de la présence")),
        same_territory("ppde_enrolment", "end_event_id", "ppde_journeyevent"),
        same_territory("ppde_enrolment", "contact_event_id", "ppde_journeyevent"),
    ]
