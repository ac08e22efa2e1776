"""What a fact tells beside its day and its text."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from territories.database import same_territory


class Migration(migrations.Migration):
    dependencies = [
        ("ppde", "0015_sessions"),
        ("territories", "0006_typed_months"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="journeyevent",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("in_person", "en personne"),
                    ("phone", "par téléphone"),
                    ("message", "par message écrit"),
                    ("email", "par courriel"),
                    ("letter", "par courrier"),
                    ("home", "au domicile"),
                ],
                max_length=10,
                verbose_name="moyen",
            ),
        ),
        migrations.AddField(
            model_name="journeyevent",
            name="follow_up_on",
            field=models.DateField(blank=True, null=True, verbose_name="à relancer le"),
        ),
        migrations.AddField(
            model_name="journeyevent",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="journeyevent",
            name="prescriber",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.organisation",
                verbose_name="prescripteur",
            ),
        ),
        migrations.AddField(
            model_name="journeyevent",
            name="result",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reached", "personne jointe"),
                    ("no_answer", "sans réponse"),
                    ("declined", "ne souhaite pas d’échange"),
                    ("completed", "menée à terme"),
                    ("stopped", "interrompue"),
                    ("hired", "suivie d’une embauche"),
                ],
                max_length=10,
                verbose_name="résultat",
            ),
        ),
        migrations.AddField(
            model_name="journeyevent",
            name="until",
            field=models.DateField(blank=True, null=True, verbose_name="jusqu’au"),
        ),
        migrations.AlterField(
            model_name="person",
            name="origin",
            field=models.CharField(
                choices=[
                    ("france_travail", "France Travail"),
                    ("france_travail_list", "liste France Travail"),
                    ("rsa_referent", "référent·e RSA"),
                    ("ccas", "CCAS"),
                    ("local_mission", "mission locale"),
                    ("cap_emploi", "Cap emploi"),
                    ("association", "association du quartier"),
                    ("word_of_mouth", "bouche-à-oreille"),
                    ("outreach", "aller-vers"),
                    ("off_radar", "hors radar"),
                    ("other", "autre"),
                    ("unknown", "ne sait pas"),
                ],
                max_length=20,
                verbose_name="orientée par",
            ),
        ),
        migrations.AddIndex(
            model_name="journeyevent",
            index=models.Index(
                models.F("territory"),
                models.F("follow_up_on"),
                condition=models.Q(("follow_up_on__isnull", False)),
                name="event_follow_up",
            ),
        ),
        same_territory("ppde_journeyevent", "organisation_id", "territories_organisation"),
        same_territory("ppde_journeyevent", "prescriber_id", "territories_organisation"),
    ]
