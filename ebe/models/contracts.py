"""Contracts and their hours, dated."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ebe.models.enterprises import Enterprise, OfEnterpriseQuerySet
from ppde.models import Person
from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.scoping import Scoped


class Contract(Scoped):
    """A permanent contract. The employee's name is the enterprise's own record (it is a controller of its own)."""

    class Leaving(models.TextChoices):
        RESIGNED = "resigned", "démission"
        RESIGNED_FOR_JOB = "resigned_for_job", "démission pour un emploi"
        TRIAL_EMPLOYER = "trial_employer", "fin d’essai par l’employeur"
        TRIAL_EMPLOYEE = "trial_employee", "fin d’essai par la personne"
        AGREED = "agreed", "rupture conventionnelle"
        DISMISSED = "dismissed", "licenciement"
        RETIRED = "retired", "retraite"
        DIED = "died", "décès"
        HIRED_ELSEWHERE = "hired_elsewhere", "embauche ailleurs après suspension"

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="contracts", verbose_name="entreprise"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name="personne de la liste",
    )
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    from_privation = models.BooleanField("issue de la privation d’emploi", default=True)
    job_title = models.CharField("poste", max_length=120)
    starts_on = models.DateField("début")
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    leaving = models.CharField("motif de départ", max_length=20, choices=Leaving, blank=True)

    objects: ClassVar = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "contrat"
        verbose_name_plural = "contrats"
        ordering = ("last_name", "first_name", "starts_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None, leaving="")
                | (Q(ends_on__gte=F("starts_on")) & ~Q(leaving="")),
                name="contract_end_has_reason",
                violation_error_message="Un départ a une date, au plus tôt celle du début, et un motif.",
            ),
        )
        indexes = (
            models.Index("territory", "enterprise", "starts_on", name="contract_enterprise"),
        )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_absolute_url(self) -> str:
        return reverse("ebe:contract_detail", args=[self.territory.slug, self.pk])


class ContractHours(OverPeriod, Scoped):
    """Weekly hours of a contract, dated: time is chosen, and may change."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="+", verbose_name="entreprise"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="hours", verbose_name="contrat"
    )
    period = PeriodField()
    weekly_hours = models.DecimalField(
        "heures par semaine",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(1)],
    )

    objects: ClassVar = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "temps de travail"
        verbose_name_plural = "temps de travail"
        ordering = ("period",)
        constraints = (
            no_overlap(
                "contract_hours_no_overlap",
                "contract",
                message="Un autre temps de travail couvre déjà ces dates.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.weekly_hours} h"
