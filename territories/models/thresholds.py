"""Under how many persons a count does not leave a territory: a dated rule of its hub, which a territory may only raise."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from territories.rules import DatedRule
from tzcld.ui import french

# Under this, a count may point at somebody whatever the rule says.
LOWEST = 3


class MaskingRule(DatedRule):
    """The threshold that the territories of a hub do not go under, from a day on."""

    threshold = models.PositiveSmallIntegerField(
        "seuil de masquage",
        default=5,
        validators=[MinValueValidator(LOWEST), MaxValueValidator(50)],
        help_text="Les effectifs plus petits ne sortent pas d’un territoire.",
    )

    class Meta(DatedRule.Meta):
        verbose_name = "règle de masquage"
        verbose_name_plural = "règles de masquage"
        constraints = (
            models.UniqueConstraint(
                "territory",
                "valid_from",
                name="masking_rule_once_a_day",
                violation_error_message="Une règle commence déjà ce jour-là. Choisissez un autre jour.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.threshold} depuis le {french.date(self.valid_from)}"
