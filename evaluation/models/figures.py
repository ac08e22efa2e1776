"""Figures kept, and the months whose figures are to be computed again. Nothing here is about one person."""

from datetime import date

from django.db import models
from django.utils import timezone

from territories.scoping import Scoped
from tzcld.ui import french


class IndicatorValue(Scoped):
    """A stored aggregate: one indicator, one territory, one month, one breakdown cell.

    `value` is null when the indicator cannot be computed (no denominator, no data). Counts are stored exact;
    masking happens on the way out (evaluation.masking).
    """

    code = models.CharField("code", max_length=24)
    version = models.PositiveSmallIntegerField("version de la définition")
    month = models.DateField(
        "mois",
        help_text="Premier jour du mois ; la valeur est celle de la fin du mois ou d’aujourd’hui.",
    )
    breakdown = models.CharField("ventilation", max_length=24, blank=True)
    cell = models.CharField("case", max_length=80, blank=True)
    value = models.DecimalField("valeur", max_digits=16, decimal_places=4, null=True)
    numerator = models.DecimalField("numérateur", max_digits=16, decimal_places=4, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=16, decimal_places=4, null=True)
    computed_at = models.DateTimeField("calculé le", default=timezone.now)

    class Meta:
        verbose_name = "valeur d’indicateur"
        verbose_name_plural = "valeurs d’indicateurs"
        ordering = ("code", "month", "breakdown", "cell")
        constraints = (
            models.UniqueConstraint(
                "territory", "month", "code", "breakdown", "cell", name="indicator_value_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.month:%m/%Y}"


class StaleFigures(Scoped):
    """From this day on, a fact changed months whose figures are stored. Written by the database alone (migration 0015)."""

    # A day for every month already computed: a target, a phase or a rate says how each of them is counted.
    ALWAYS = date(1900, 1, 1)

    since = models.DateField("depuis")

    class Meta:
        verbose_name = "mois à recalculer"
        verbose_name_plural = "mois à recalculer"

    def __str__(self) -> str:
        return f"depuis le {french.date(self.since)}"
