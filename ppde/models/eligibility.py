"""What was appreciated with a person, and what was decided."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from cle.models import Decision
from ppde.models.criteria import EligibilityCriterion, EligibilityPrecision, EligibilityRule
from ppde.models.persons import Person
from territories.scoping import NamedQuerySet, Scoped

# What reading a review takes from a criterion.
CRITERION_FACTS = ("key", "label", "question", "kind", "months", "options", "met_options")


class EligibilityReviewQuerySet(NamedQuerySet):
    def waiting(self):
        """What the committee has still to decide: nothing of somebody who left meanwhile, nor of a frozen file."""
        return self.filter(outcome="pending", person__outcome_on=None, person__limited_on=None)

    def with_criteria(self):
        """Adds `own_criteria`, the criteria added by the rule then by the precision of each review, in the same query.

        Read by `ppde.eligibility.read`: a review is always read under the version it was prepared under. Adds `read_on`
        too, the volunteer date that it is read at.
        """
        asked = EligibilityCriterion.objects.filter(
            Q(rule=OuterRef("rule")) | Q(precision=OuterRef("precision"))
        )
        facts = JSONObject(**{name: name for name in CRITERION_FACTS})
        return self.select_related("rule", "precision").annotate(
            read_on=Coalesce("volunteer_on", "person__volunteer_on"),
            own_criteria=ArraySubquery(
                asked.order_by(F("rule").asc(nulls_last=True), "pk").values(facts=facts)
            ),
        )


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
    precision = models.ForeignKey(
        EligibilityPrecision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="précision locale appliquée",
    )
    without_job_since = models.DateField("sans emploi durable depuis le")
    resident_since = models.DateField("habite le territoire depuis le")
    positive_acts = models.BooleanField("recherche active, appréciée en entretien")
    answers = models.JSONField(
        "réponses aux critères ajoutés",
        default=dict,
        blank=True,
        help_text="Par clé de critère : une date, oui ou non, ou une réponse de la liste.",
    )
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
    # Durations are read at this date, whatever act moves the rank later; while the review waits, at that of the person.
    volunteer_on = models.DateField("volontaire depuis", null=True, editable=False)
    # Of two acts of one day, a decision and a return, the one recorded last comes last.
    decided_at = models.DateTimeField("issue enregistrée le", null=True, editable=False)

    objects: ClassVar = EligibilityReviewQuerySet.as_manager()

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
