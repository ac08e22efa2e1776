"""The criteria of eligibility: the hub's dated rule, what a territory makes precise, the criteria each adds."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cle.models import Decision
from territories.rules import DatedRule
from territories.scoping import Scoped


class DatedVersion(DatedRule):
    """A version of the criteria: written before it applies, never rewritten once its day has come."""

    version = models.PositiveSmallIntegerField("version")

    class Meta(DatedRule.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def is_in_preparation(self) -> bool:
        return self.valid_from > timezone.localdate()


class EligibilityRule(DatedVersion):
    """The hub's criteria, dated (art. 9 VI, loi 2020-1577; seed 002 S2-A1). Durations in months, at the volunteer date.

    `least_…`: how far down a territory may go; empty, the hub leaves no room.
    """

    months_without_job = models.PositiveSmallIntegerField("mois sans emploi durable", default=12)
    least_months_without_job = models.PositiveSmallIntegerField(
        "un territoire peut descendre à (mois sans emploi)", null=True, blank=True
    )
    months_resident = models.PositiveSmallIntegerField("mois de résidence", default=6)
    least_months_resident = models.PositiveSmallIntegerField(
        "un territoire peut descendre à (mois de résidence)", null=True, blank=True
    )
    positive_acts = models.BooleanField("actes positifs de recherche", default=True)

    class Meta(DatedRule.Meta):
        verbose_name = "règle d’éligibilité"
        verbose_name_plural = "règles d’éligibilité"
        constraints = (
            models.UniqueConstraint("territory", "version", name="eligibility_rule_version_once"),
            models.CheckConstraint(
                condition=Q(least_months_without_job=None)
                | Q(least_months_without_job__lte=models.F("months_without_job")),
                name="eligibility_rule_job_room",
                violation_error_message="La marge descend sous la durée demandée, elle ne la dépasse pas.",
            ),
            models.CheckConstraint(
                condition=Q(least_months_resident=None)
                | Q(least_months_resident__lte=models.F("months_resident")),
                name="eligibility_rule_resident_room",
                violation_error_message="La marge descend sous la durée demandée, elle ne la dépasse pas.",
            ),
        )


class EligibilityPrecision(DatedVersion):
    """What a territory makes precise: it refines the hub's rule and may not contradict it (domain.md §1.2).

    An empty duration keeps the hub's.
    """

    months_without_job = models.PositiveSmallIntegerField(
        "mois sans emploi durable", null=True, blank=True
    )
    months_resident = models.PositiveSmallIntegerField("mois de résidence", null=True, blank=True)
    text = models.TextField(
        "ce que le comité entend par privation d’emploi", max_length=600, blank=True
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décision du comité",
    )

    class Meta(DatedRule.Meta):
        verbose_name = "précision locale d’éligibilité"
        verbose_name_plural = "précisions locales d’éligibilité"
        constraints = (
            models.UniqueConstraint(
                "territory", "version", name="eligibility_precision_version_once"
            ),
        )


class EligibilityCriterion(Scoped):
    """A criterion beyond those of the law of 2020, added from the screen by the hub or by a territory."""

    class Kind(models.TextChoices):
        DURATION = "duration", "une durée, depuis une date"
        YES_NO = "yes_no", "oui ou non"
        CHOICE = "choice", "un choix dans une liste"

    rule = models.ForeignKey(
        EligibilityRule,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="criteria",
        verbose_name="règle",
    )
    precision = models.ForeignKey(
        EligibilityPrecision,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="criteria",
        verbose_name="précision locale",
    )
    key = models.SlugField("clé", max_length=60, editable=False)
    label = models.CharField("intitulé", max_length=80)
    question = models.CharField("question posée en entretien", max_length=200)
    kind = models.CharField("réponse attendue", max_length=8, choices=Kind)
    months = models.PositiveSmallIntegerField(
        "mois demandés", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    options = ArrayField(
        models.CharField(max_length=80), verbose_name="réponses possibles", default=list, blank=True
    )
    met_options = ArrayField(
        models.CharField(max_length=80),
        verbose_name="réponses qui réunissent le critère",
        default=list,
        blank=True,
    )
    source = models.CharField("source (texte, article, décision)", max_length=300)

    class Meta:
        verbose_name = "critère d’éligibilité"
        verbose_name_plural = "critères d’éligibilité"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(rule__isnull=False, precision=None)
                | Q(rule=None, precision__isnull=False),
                name="criterion_of_one_version",
                violation_error_message="Un critère appartient à une règle ou à une précision locale.",
            ),
            models.UniqueConstraint("rule", "key", name="criterion_once_in_rule"),
            models.UniqueConstraint("precision", "key", name="criterion_once_in_precision"),
            models.CheckConstraint(
                condition=(Q(kind="duration", months__isnull=False))
                | (Q(months=None) & ~Q(kind="duration")),
                name="criterion_duration_has_months",
                violation_error_message="Une durée se compte en mois\u00a0: écrivez combien.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def version(self) -> DatedVersion:
        return self.rule or self.precision
