"""A step of a mobility is corrected by another row, whose reason is read as its words are."""

import django.db.models.deletion
from django.db import migrations, models

from ppde.database import read_again
from territories.database import no_nir


MOBILITY = "(SELECT m.person_id FROM ppde_mobilityfile m WHERE m.id = w.mobility_id)"
READ = ("text", "reason")
BEFORE = ("text",)


def told(columns: tuple[str, ...]) -> str:
    return f"COMMENT ON TRIGGER words_written ON ppde_mobilitystep IS '{' '.join(columns)}';"


class Migration(migrations.Migration):

    dependencies = [
        ('ppde', '0059_orientations_of_an_organisation'),
    ]

    operations = [
        migrations.AddField(
            model_name='mobilitystep',
            name='corrects',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='correction', to='ppde.mobilitystep', verbose_name='corrige'),
        ),
        migrations.AddField(
            model_name='mobilitystep',
            name='is_withdrawn',
            field=models.BooleanField(default=False, verbose_name='retire l’étape'),
        ),
        migrations.AddField(
            model_name='mobilitystep',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='raison de la correction'),
        ),
        read_again("ppde_mobilitystep", "ppde.mobilitystep", READ, person=MOBILITY),
        migrations.RunSQL(told(READ), told(BEFORE)),
        migrations.RunSQL(
            "ALTER TABLE ppde_mobilitystep DROP CONSTRAINT ppde_mobilitystep_no_nir;",
            no_nir("ppde_mobilitystep", *BEFORE).sql,
        ),
        no_nir("ppde_mobilitystep", *READ),
    ]
