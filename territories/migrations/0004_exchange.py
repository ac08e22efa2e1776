"""Needs and offers, workshops; what was told stays in its territory. The rest is wording."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from territories.database import same_territory


class Migration(migrations.Migration):
    dependencies = [
        ("territories", "0003_first_invitation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="Une structure, une collectivité, un quartier\xa0; jamais le nom d’une personne.",
                        max_length=160,
                        verbose_name="organisation ou lieu",
                    ),
                ),
                ("workshop", models.CharField(blank=True, max_length=120, verbose_name="atelier")),
                (
                    "on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="date"),
                ),
                (
                    "steps",
                    models.TextField(
                        blank=True, max_length=3000, verbose_name="démarches engagées"
                    ),
                ),
                (
                    "short_term",
                    models.TextField(
                        blank=True, max_length=1500, verbose_name="défis à court terme"
                    ),
                ),
                (
                    "medium_term",
                    models.TextField(
                        blank=True, max_length=1500, verbose_name="défis à moyen terme"
                    ),
                ),
            ],
            options={
                "verbose_name": "contribution d’atelier",
                "verbose_name_plural": "contributions d’atelier",
                "ordering": ("-on", "label"),
            },
        ),
        migrations.CreateModel(
            name="ExchangeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("need", "besoin"), ("offer", "ressource")],
                        max_length=6,
                        verbose_name="nature",
                    ),
                ),
                ("text", models.CharField(max_length=400, verbose_name="en une phrase")),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=8,
                        verbose_name="étiquettes",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "ouvert"),
                            ("connected", "mise en relation"),
                            ("solved", "résolu"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1500, verbose_name="réponse")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="répondu le"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="publié le"
                    ),
                ),
            ],
            options={
                "verbose_name": "besoin ou ressource",
                "verbose_name_plural": "besoins et ressources",
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.AlterField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                help_text="Personne, pour la première invitation d’une métropole\xa0: elle vient de la console.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="invité par",
            ),
        ),
        migrations.AlterField(
            model_name="phase",
            name="act",
            field=models.CharField(
                blank=True,
                help_text="Exemple\xa0: décret du 7 juillet 2022.",
                max_length=300,
                verbose_name="acte",
            ),
        ),
        migrations.AlterField(
            model_name="territory",
            name="committee_label",
            field=models.CharField(
                default="comité local pour l’emploi",
                help_text="La loi peut le renommer\xa0: ce nom est celui que l’on lit partout.",
                max_length=80,
                verbose_name="nom du comité",
            ),
        ),
        migrations.AlterConstraint(
            model_name="territory",
            name="territory_local_has_hub",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hub", None), ("kind", "hub")),
                    models.Q(("hub__isnull", False), ("kind", "local")),
                    _connector="OR",
                ),
                name="territory_local_has_hub",
                violation_error_message="Un territoire est rattaché à une métropole\xa0; une métropole ne l’est à rien.",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="écrit par",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="territory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.territory",
                verbose_name="territoire",
            ),
        ),
        migrations.AddField(
            model_name="exchangeitem",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="répondu par",
            ),
        ),
        migrations.AddField(
            model_name="exchangeitem",
            name="answered_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.territory",
                verbose_name="répondu depuis",
            ),
        ),
        migrations.AddField(
            model_name="exchangeitem",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="écrit par",
            ),
        ),
        migrations.AddField(
            model_name="exchangeitem",
            name="contribution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="territories.contribution",
                verbose_name="contribution",
            ),
        ),
        migrations.AddField(
            model_name="exchangeitem",
            name="territory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.territory",
                verbose_name="territoire",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                models.F("territory"),
                models.F("on"),
                django.db.models.functions.text.Lower("label"),
                django.db.models.functions.text.Lower("workshop"),
                name="contribution_once",
                violation_error_message="Cette organisation a déjà une contribution à cette date pour cet atelier.",
            ),
        ),
        migrations.AddIndex(
            model_name="exchangeitem",
            index=models.Index(
                models.F("territory"),
                models.F("kind"),
                models.F("state"),
                name="exchange_kind_state",
            ),
        ),
        migrations.AddIndex(
            model_name="exchangeitem",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="exchange_tags"),
        ),
        same_territory("territories_exchangeitem", "contribution_id", "territories_contribution"),
    ]
