"""The hiring plan of an enterprise: positions of a month and their average hours."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from territories.scoping import Scoped


class HiringPlan(Scoped):
    """Positions that an enterprise means to fill in a month."""

    enterprise = models.ForeignKey(
        "ebe.Enterprise",
        on_delete=models.CASCADE,
        related_name="hiring_plans",
        verbose_name="entreprise",
    )
    month = models.DateField("mois", help_text="Premier jour du mois.")
    positions = models.PositiveSmallIntegerField("postes à pourvoir")
    weekly_hours = models.DecimalField(
        "heures par semaine, en moyenne",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="saisi par",
    )
    recorded_at = models.DateTimeField("saisi le", default=timezone.now)

    class Meta:
        verbose_name = "embauches prévues"
        verbose_name_plural = "embauches prévues"
        ordering = ("month",)
        constraints = (
            models.UniqueConstraint("enterprise", "month", name="hiring_plan_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="hiring_plan_first_day"),
        )

    def __str__(self) -> str:
        return f"{self.positions} postes en {self.month:%m/%Y}"
