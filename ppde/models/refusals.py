"""Refusals on which the committee decides, where the list's rule asks it to (domain.md §3.3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cle.models import Decision
from ppde.models.mobilisation import kept_proposal, kept_rule
from ppde.models.persons import Person
from territories.scoping import NamedQuerySet, Scoped


class RefusalReviewQuerySet(NamedQuerySet):
    def waiting(self):
        """Those that the committee has still to decide: nothing of somebody who left meanwhile, nor of a frozen file."""
        return self.filter(
            effect=RefusalReview.Effect.PENDING,
            person__outcome_on=None,
            person__limited_on=None,
        )

    def told(self):
        """Those whose answer was not taken back as a mistake."""
        return self.exclude(effect=RefusalReview.Effect.WITHDRAWN)


class RefusalReview(Scoped):
    """A refusal put to the committee, then what it decided. What the decision changes is an act of its own."""

    class Effect(models.TextChoices):
        PENDING = "pending", "à décider"
        KEEP = "keep", "rang gardé"
        BACK = "back", "rang repris à la date du refus"
        LEAVES = "leaves", "sortie de la liste"
        WITHDRAWN = "withdrawn", "sans objet, la réponse a été corrigée"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="refusal_reviews", verbose_name="personne"
    )
    refused_on = models.DateField("refus du")
    count = models.PositiveSmallIntegerField("nombre de refus", default=1)
    post = models.CharField("poste refusé", max_length=300, blank=True)
    # One of a closed list, never the words of the person: the committee reads it beside a number.
    motive = models.CharField("motif du refus", max_length=80, blank=True)
    rule = kept_rule()
    proposal = kept_proposal()
    effect = models.CharField(
        "effet décidé", max_length=9, choices=Effect, default=Effect.PENDING, editable=False
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décision du comité",
    )
    decided_on = models.DateField("décidé le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="décision notée par",
    )
    asked_at = models.DateTimeField("soumis le", default=timezone.now, editable=False)

    objects = RefusalReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "refus soumis au comité"
        verbose_name_plural = "refus soumis au comité"
        ordering = ("-refused_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(effect__in=("keep", "back", "leaves"))
                & Q(decision__isnull=False, decided_on__isnull=False)
                | Q(effect__in=("pending", "withdrawn")),
                name="refusal_review_decided_with_decision",
                violation_error_message="L’effet d’un refus se note avec la décision du comité.",
            ),
        )
        indexes = (
            models.Index("territory", "effect", "refused_on", name="refusal_review_waiting"),
            models.Index("person", "refused_on", name="refusal_review_person"),
        )

    def __str__(self) -> str:
        return f"{self.person.reference}, {self.get_effect_display()}"

    @property
    def is_decided(self) -> bool:
        return self.decision_id is not None
