"""Meetings and their sheets; who came is under row-level security."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from territories.database import by_territory, same_territory


class Migration(migrations.Migration):
    dependencies = [
        ("ppde", "0014_retention_security"),
        ("territories", "0005_constraint_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="journeyevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("identified", "Repérage ou orientation"),
                    ("contact", "Contact"),
                    ("reminder", "Relance sans réponse"),
                    ("collective_meeting", "Information collective"),
                    ("permanence", "Passage à une permanence"),
                    ("interview", "Entretien individuel"),
                    ("workshop", "Atelier"),
                    ("visit", "Visite"),
                    ("training", "Formation"),
                    ("immersion", "Immersion (PMSMP)"),
                    ("volunteer", "Volontaire"),
                    ("eligibility", "Décision d’éligibilité"),
                    ("pause", "Pause"),
                    ("resume", "Reprise"),
                    ("proposal", "Proposition d’emploi"),
                    ("reply", "Réponse à une proposition"),
                    ("outcome", "Sortie"),
                    ("return", "Retour"),
                    ("note", "Autre fait"),
                ],
                max_length=20,
                verbose_name="fait",
            ),
        ),
        migrations.CreateModel(
            name="Session",
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
                        choices=[
                            ("collective_meeting", "information collective"),
                            ("permanence", "permanence"),
                            ("workshop", "atelier"),
                            ("visit", "visite"),
                            ("training", "journée de formation"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="titre")),
                ("starts_at", models.DateTimeField(verbose_name="date et heure")),
                ("place", models.CharField(max_length=160, verbose_name="lieu")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places"),
                ),
                (
                    "anonymous",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="personnes venues sans être nommées"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "prévue"),
                            ("held", "tenue"),
                            ("cancelled", "annulée"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "animator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="animée par",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="territories.organisation",
                        verbose_name="organisation partenaire",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territories.territory",
                        verbose_name="territoire",
                    ),
                ),
            ],
            options={
                "verbose_name": "rencontre",
                "verbose_name_plural": "rencontres",
                "ordering": ("-starts_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("expected", "inscrite"),
                            ("present", "présente"),
                            ("absent", "absente"),
                            ("excused", "excusée"),
                        ],
                        default="expected",
                        max_length=8,
                        verbose_name="présence",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ppde.journeyevent",
                        verbose_name="fait du parcours",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presences",
                        to="ppde.person",
                        verbose_name="personne",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territories.territory",
                        verbose_name="territoire",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="ppde.session",
                        verbose_name="rencontre",
                    ),
                ),
            ],
            options={
                "verbose_name": "présence à une rencontre",
                "verbose_name_plural": "présences aux rencontres",
                "ordering": ("person__last_name", "person__first_name"),
            },
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                models.F("territory"), models.F("starts_at"), name="session_territory_starts_at"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                models.F("territory"),
                models.F("starts_at"),
                models.F("title"),
                models.F("place"),
                name="session_once",
                violation_error_message="Une rencontre du même titre est déjà prévue à ce lieu, ce jour et cette heure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "held"), ("anonymous", 0), _connector="OR"),
                name="session_count_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                models.F("session"),
                models.F("person"),
                name="gathering_presence_once",
                violation_error_message="Cette personne est déjà sur la feuille.",
            ),
        ),
        by_territory("ppde_presence"),
        same_territory("ppde_session", "organisation_id", "territories_organisation"),
        same_territory("ppde_presence", "session_id", "ppde_session"),
        same_territory("ppde_presence", "person_id", "ppde_person"),
        same_territory("ppde_presence", "event_id", "ppde_journeyevent"),
    ]
