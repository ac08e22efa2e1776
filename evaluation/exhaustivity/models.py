"""The wait beyond which a volunteer without any proposal shows that the flow is not answered."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from territories.rules import DatedRule
from tzcld.ui import french

# Months, when neither the territory nor its hub has decided.
DEFAULT_MONTHS = 6


class WaitRule(DatedRule):
    """X of E13, decided by a hub for its territories or by a territory for itself (domain.md §3.4). Dated, never rewritten."""

    months = models.PositiveSmallIntegerField(
        "mois d’attente au plus avant une première proposition",
        validators=[MinValueValidator(1), MaxValueValidator(36)],
    )

    class Meta(DatedRule.Meta):
        verbose_name = "délai raisonnable"
        verbose_name_plural = "délais raisonnables"
        constraints = (
            models.UniqueConstraint(
                "territory",
                "valid_from",
                name="wait_rule_once_a_day",
                violation_error_message="Un délai est déjà fixé à cette date. Choisissez une autre date.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.months} mois depuis le {french.date(self.valid_from)}"
