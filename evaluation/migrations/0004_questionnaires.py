"""Questionnaires, their questions and the answers, all in the territory that asks."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from territories.database import same_territory


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_report_sizes"),
        ("territories", "0004_exchange"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="titre")),
                (
                    "intro",
                    models.TextField(blank=True, max_length=2000, verbose_name="présentation"),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("opens_on", models.DateField(verbose_name="ouvert à partir du")),
                ("closes_on", models.DateField(verbose_name="dernier jour pour répondre")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "en préparation"),
                            ("open", "ouvert"),
                            ("closed", "clos"),
                        ],
                        default="draft",
                        max_length=6,
                        verbose_name="état",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="écrit par",
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
                "verbose_name": "questionnaire",
                "verbose_name_plural": "questionnaires",
                "ordering": ("-opens_on", "title"),
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.CharField(blank=True, max_length=120, verbose_name="partie")),
                ("position", models.PositiveSmallIntegerField(verbose_name="place")),
                ("text", models.CharField(max_length=500, verbose_name="question")),
                ("help", models.CharField(blank=True, max_length=300, verbose_name="aide")),
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
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="evaluation.questionnaire",
                        verbose_name="questionnaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ("questionnaire", "position"),
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        help_text="Au nom de qui vous répondez.",
                        max_length=160,
                        verbose_name="organisation",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "brouillon"),
                            ("submitted", "envoyée"),
                            ("validated", "validée"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                (
                    "publication",
                    models.CharField(
                        choices=[
                            ("internal", "lue seulement par qui pose les questions"),
                            ("hub", "lue dans toute la métropole"),
                            ("fund", "transmise au Fonds et à l’évaluation"),
                            ("public", "publiable et citable"),
                        ],
                        default="internal",
                        max_length=8,
                        verbose_name="diffusion",
                    ),
                ),
                (
                    "saved_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="enregistrée le"
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="écrit par",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territories.territory",
                        verbose_name="répond depuis",
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="evaluation.questionnaire",
                        verbose_name="questionnaire",
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
                "verbose_name": "réponse d’organisation",
                "verbose_name_plural": "réponses d’organisations",
                "ordering": ("organisation", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="texte")),
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="evaluation.question",
                        verbose_name="question",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="evaluation.response",
                        verbose_name="réponse",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse à une question",
                "verbose_name_plural": "réponses à une question",
                "ordering": ("question__position",),
            },
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.UniqueConstraint(
                models.F("territory"),
                django.db.models.functions.text.Lower("title"),
                models.F("version"),
                name="questionnaire_version_once",
                violation_error_message="Ce questionnaire a déjà cette version. Écrivez le numéro suivant.",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                name="questionnaire_days_in_order",
                violation_error_message="Le dernier jour pour répondre vient avant l’ouverture. Corrigez une des deux dates.",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                models.F("questionnaire"), models.F("position"), name="question_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(
                models.F("questionnaire"),
                models.F("origin"),
                django.db.models.functions.text.Lower("organisation"),
                name="response_once",
                violation_error_message="Une réponse existe déjà ici pour cette organisation. Reprenez-la depuis la page du questionnaire.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                models.F("response"), models.F("question"), name="answer_once"
            ),
        ),
        same_territory("evaluation_question", "questionnaire_id", "evaluation_questionnaire"),
        same_territory("evaluation_response", "questionnaire_id", "evaluation_questionnaire"),
        same_territory("evaluation_answer", "response_id", "evaluation_response"),
        same_territory("evaluation_answer", "question_id", "evaluation_question"),
    ]
