"""After the list: news taken at 3, 6 and 12 months, and the mobility out of an enterprise (seed 002 S2-A4)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ppde.models.mobilisation import SOLUTIONS, Outcome, OutcomeKind
from ppde.models.persons import Person
from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.scoping import NamedQuerySet, Scoped

# News is taken after an exit to work or to training (peers.md C18).
FOLLOWED = (*SOLUTIONS, OutcomeKind.FIXED_SHORT, OutcomeKind.TRAINING)
MONTHS = (3, 6, 12)


class FollowUpQuerySet(NamedQuerySet):
    def to_do(self, on=None):
        """Due on this day (today by default) and not yet done, for the work queue."""
        return self.filter(done_on=None, due_on__lte=on or timezone.localdate())


class FollowUp(Scoped):
    """News of a person 3, 6 or 12 months after an exit: the row is made by the outcome or by the end of a mobility."""

    class Result(models.TextChoices):
        SAME = "same", "toujours dans cet emploi ou cette formation"
        OTHER = "other", "dans un autre emploi"
        NONE = "none", "sans emploi"
        UNREACHABLE = "unreachable", "injoignable"
        DIED = "died", "décès"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="follow_ups", verbose_name="personne"
    )
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name="sortie",
    )
    mobility = models.ForeignKey(
        "ppde.MobilityFile",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name="mobilité",
    )
    months = models.PositiveSmallIntegerField(
        "échéance (mois)", choices=[(m, f"{m} mois") for m in MONTHS]
    )
    due_on = models.DateField("à faire à partir du")
    result = models.CharField("nouvelles", max_length=12, choices=Result, blank=True)
    done_on = models.DateField("prises le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="notées par",
    )

    objects: ClassVar = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi après sortie"
        verbose_name_plural = "suivis après sortie"
        ordering = ("due_on", "pk")
        indexes = (
            models.Index("territory", "due_on", condition=Q(done_on=None), name="follow_up_to_do"),
        )
        constraints = (
            models.UniqueConstraint("outcome", "months", name="follow_up_once_an_outcome"),
            models.UniqueConstraint("mobility", "months", name="follow_up_once_a_mobility"),
            models.CheckConstraint(
                condition=Q(outcome__isnull=False, mobility=None)
                | Q(outcome=None, mobility__isnull=False),
                name="follow_up_of_one_exit",
                violation_error_message="Un suivi vient d’une sortie ou d’une mobilité.",
            ),
            models.CheckConstraint(
                condition=Q(result="", done_on=None) | (~Q(result="") & Q(done_on__isnull=False)),
                name="follow_up_done_has_result",
                violation_error_message="Des nouvelles ont une date, et ce qui en a été appris.",
            ),
        )

    def __str__(self) -> str:
        return f"suivi à {self.months} mois"

    @property
    def is_due(self) -> bool:
        return self.done_on is None and self.due_on <= timezone.localdate()


class MobilityFile(Scoped):
    """Leaving an enterprise for another job, with the person's consent, which may be taken back at any time."""

    class Closing(models.TextChoices):
        HIRED = "hired", "un emploi ailleurs"
        STAYS = "stays", "la personne reste dans l’EBE"
        STOPPED = "stopped", "projet arrêté"
        WITHDRAWN = "withdrawn", "accord retiré"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mobilities", verbose_name="personne"
    )
    consented_on = models.DateField("accord donné le")
    project = models.CharField("projet", max_length=300, blank=True)
    target_jobs = ArrayField(
        models.CharField(max_length=80), verbose_name="métiers visés", default=list, blank=True
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="ouvert par",
    )
    closed_on = models.DateField("clos le", null=True, blank=True)
    closing = models.CharField("issue", max_length=10, choices=Closing, blank=True)

    objects: ClassVar = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "mobilité externe"
        verbose_name_plural = "mobilités externes"
        ordering = ("-consented_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                "person",
                condition=Q(closed_on=None),
                name="mobility_one_open",
                violation_error_message="Une mobilité est déjà ouverte pour cette personne.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closing="")
                | (Q(closed_on__gte=F("consented_on")) & ~Q(closing="")),
                name="mobility_closed_has_issue",
                violation_error_message="Une mobilité close a une date et une issue.",
            ),
        )

    def __str__(self) -> str:
        return f"mobilité de {self.person.reference}"


class MobilityStepQuerySet(NamedQuerySet):
    def standing(self):
        """Those that no other replaced or withdrew."""
        return self.filter(correction=None, is_withdrawn=False)


class MobilityStep(Scoped):
    """A dated step towards another job; a correction is another row, which names the one it replaces and says why."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "entretien"
        TRAINING = "training", "formation"
        VISIT = "visit", "visite d’entreprise"
        IMMERSION = "immersion", "immersion"
        APPLICATION = "application", "candidature"
        OTHER = "other", "autre"

    mobility = models.ForeignKey(
        MobilityFile, on_delete=models.CASCADE, related_name="steps", verbose_name="mobilité"
    )
    kind = models.CharField("étape", max_length=12, choices=Kind)
    on = models.DateField("date")
    text = models.CharField("précision", max_length=200, blank=True)
    corrects = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name="corrige",
    )
    is_withdrawn = models.BooleanField("retire l’étape", default=False)
    reason = models.CharField("raison de la correction", max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="auteur",
    )

    objects: ClassVar = MobilityStepQuerySet.as_manager()

    class Meta:
        verbose_name = "étape de mobilité"
        verbose_name_plural = "étapes de mobilité"
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return self.get_kind_display()


class MobilityTrial(OverPeriod, Scoped):
    """The contract with the enterprise is suspended, with the person's agreement, to try another job (domain.md §1.7).

    Hired: the contract with the enterprise ends without notice. Otherwise the person comes back to it.
    """

    class Kind(models.TextChoices):
        PERMANENT = "permanent", "CDI"
        FIXED_LONG = "fixed_long", "CDD de 6 mois ou plus"

    class Result(models.TextChoices):
        RUNNING = "running", "en cours"
        HIRED = "hired", "embauche confirmée"
        BACK = "back", "retour dans l’EBE"

    mobility = models.ForeignKey(
        MobilityFile, on_delete=models.CASCADE, related_name="trials", verbose_name="mobilité"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="personne"
    )
    kind = models.CharField("contrat essayé", max_length=10, choices=Kind)
    employer = models.CharField("employeur", max_length=160)
    period = PeriodField("suspension")
    result = models.CharField("issue", max_length=8, choices=Result, default=Result.RUNNING)

    objects: ClassVar = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension pour essai"
        verbose_name_plural = "suspensions pour essai"
        ordering = ("-period",)
        constraints = (
            no_overlap(
                "trial_no_overlap", "person", message="Une autre suspension couvre déjà ces dates."
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.employer}"
