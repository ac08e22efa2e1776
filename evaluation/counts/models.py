"""What a territory counts in a month without naming anybody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from territories.scoping import Scoped


class MonthlyCount(Scoped):
    """One cell of a typed month. `breakdown` empty: the whole territory; else a dimension of the registry and its cell.

    The cells of a dimension always share out the whole: what is not known stands in its « unknown » cell.
    """

    class Nature(models.TextChoices):
        MONTH = "month", "mois"
        BEFORE = "before", "avant le premier mois saisi"
        CARRIED = "carried", "repris au passage aux noms"

    nature = models.CharField("nature", max_length=8, choices=Nature, default=Nature.MONTH)
    month = models.DateField("mois", help_text="Premier jour du mois.")
    breakdown = models.CharField("ventilation", max_length=24, blank=True)
    cell = models.CharField("case", max_length=80, blank=True)
    # Of the month.
    identified = models.PositiveIntegerField("personnes repérées", default=0)
    met = models.PositiveIntegerField("personnes rencontrées pour la première fois", default=0)
    unregistered = models.PositiveIntegerField(
        "dont non inscrites à France Travail", null=True, blank=True
    )
    interviewed = models.PositiveIntegerField("premiers entretiens individuels", default=0)
    volunteers = models.PositiveIntegerField("nouveaux volontaires", default=0)
    eligible = models.PositiveIntegerField("éligibilités reconnues", default=0)
    proposed = models.PositiveIntegerField("premières propositions d’emploi", default=0)
    solved_ebe = models.PositiveIntegerField("embauches par l’EBE", default=0)
    solved_elsewhere = models.PositiveIntegerField("solutions durables ailleurs", default=0)
    left_otherwise = models.PositiveIntegerField("sorties pour une autre raison", default=0)
    # At the end of the month.
    waiting = models.PositiveIntegerField("en attente sur la liste", default=0)
    paused = models.PositiveIntegerField("en pause", default=0)
    waiting_lt3 = models.PositiveIntegerField("depuis moins de 3 mois", null=True, blank=True)
    waiting_3_6 = models.PositiveIntegerField("de 3 à 6 mois", null=True, blank=True)
    waiting_6_12 = models.PositiveIntegerField("de 6 à 12 mois", null=True, blank=True)
    waiting_gt12 = models.PositiveIntegerField("plus de 12 mois", null=True, blank=True)
    reason = models.CharField("ce qui explique ces chiffres", max_length=300, blank=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="saisi par",
    )
    typed_at = models.DateTimeField("saisi le", default=timezone.now)

    class Meta:
        verbose_name = "chiffres d’un mois"
        verbose_name_plural = "chiffres mensuels saisis"
        ordering = ("-month", "nature", "breakdown", "cell")
        constraints = (
            models.UniqueConstraint(
                "territory", "month", "nature", "breakdown", "cell", name="monthly_count_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="monthly_count_first_day"),
        )

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"
