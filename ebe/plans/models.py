"""The hiring plan of an enterprise: positions of a month and their average hours."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from territories.scoping import Scoped
from tzcld.ui import french


class HiringPlan(Scoped):
    """Positions that an enterprise means to fill in a month; 0 when it said that it fills none. No row: nothing was said."""

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
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
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
        verbose_name = "mois d’embauches prévues"
        verbose_name_plural = "mois d’embauches prévues"
        ordering = ("month",)
        constraints = (
            models.UniqueConstraint("enterprise", "month", name="hiring_plan_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="hiring_plan_first_day"),
            models.CheckConstraint(
                condition=Q(positions=0) | Q(weekly_hours__isnull=False),
                name="hiring_plan_positions_have_hours",
            ),
        )

    def __str__(self) -> str:
        return f"{french.count(self.positions, 'poste')} en {self.month:%m/%Y}"
