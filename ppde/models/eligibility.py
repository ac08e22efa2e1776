"""The criteria in force, and what was appreciated and decided for a person."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cle.models import Decision
from ppde.models.persons import Person
from territories.rules import DatedRule
from territories.scoping import NamedQuerySet, Scoped


class EligibilityRule(DatedRule):
    """The hub's criteria, dated (art. 9 VI, loi 2020-1577; seed 002 S2-A1)."""

    version = models.PositiveSmallIntegerField("version")
    months_without_job = models.PositiveSmallIntegerField("mois sans emploi durable", default=12)
    months_resident = models.PositiveSmallIntegerField("mois de résidence", default=6)
    positive_acts = models.BooleanField("actes positifs de recherche", default=True)

    class Meta(DatedRule.Meta):
        verbose_name = "règle d’éligibilité"
        verbose_name_plural = "règles d’éligibilité"
        constraints = (
            models.UniqueConstraint("territory", "version", name="eligibility_rule_version_once"),
        )

    def __str__(self) -> str:
        return f"version {self.version}"


class EligibilityReview(Scoped):
    """What was appreciated with the person, and what the committee decided. The tool advises, the CLE decides."""

    class Evidence(models.TextChoices):
        STATEMENT = "statement", "déclaration"
        FRANCE_TRAVAIL = "france_travail", "parcours France Travail"
        TAX_NOTICE = "tax_notice", "avis d’imposition"
        CAF = "caf", "attestation CAF"
        OTHER = "other", "autre"

    class Outcome(models.TextChoices):
        PENDING = "pending", "à présenter au comité"
        ELIGIBLE = "eligible", "éligible"
        NOT_ELIGIBLE = "not_eligible", "non éligible"
        INCOMPLETE = "incomplete", "à compléter"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="reviews", verbose_name="personne"
    )
    rule = models.ForeignKey(
        EligibilityRule, on_delete=models.PROTECT, related_name="+", verbose_name="règle appliquée"
    )
    without_job_since = models.DateField("sans emploi durable depuis le")
    resident_since = models.DateField("habite le territoire depuis le")
    positive_acts = models.BooleanField("recherche active, appréciée en entretien")
    evidence = ArrayField(
        models.CharField(max_length=16, choices=Evidence),
        verbose_name="indices vus",
        default=list,
        blank=True,
    )
    evidence_seen_on = models.DateField("indices vus le")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="préparée par",
    )
    prepared_at = models.DateTimeField("préparée le", default=timezone.now, editable=False)
    outcome = models.CharField("issue", max_length=14, choices=Outcome, default=Outcome.PENDING)
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décision",
    )
    decided_on = models.DateField("décidée le", null=True, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "examen d’éligibilité"
        verbose_name_plural = "examens d’éligibilité"
        ordering = ("-prepared_at",)
        indexes = (models.Index("territory", "outcome", name="review_territory_outcome"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="pending", decision=None, decided_on=None)
                | (~Q(outcome="pending") & Q(decision__isnull=False, decided_on__isnull=False)),
                name="review_decided_by_committee",
                violation_error_message="Une issue suppose une décision du comité.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.reference}, {self.get_outcome_display()}"
