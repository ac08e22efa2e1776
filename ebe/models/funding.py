"""The dated rates of the hub, and the CDE of a month, frozen."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ebe.models.enterprises import ConventionQuerySet, Enterprise
from territories.rules import DatedRule
from territories.scoping import Scoped


class SmicRate(DatedRule):
    """Gross hourly SMIC in euros, from a day on."""

    # The key of the row in the lines of a statement (CdeStatement.detail).
    in_statements = "smic"

    hourly = models.DecimalField("SMIC horaire brut (€)", max_digits=6, decimal_places=2)

    class Meta(DatedRule.Meta):
        verbose_name = "SMIC"
        verbose_name_plural = "SMIC"
        constraints = (models.UniqueConstraint("territory", "valid_from", name="smic_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.hourly} € depuis le {self.valid_from:%d/%m/%Y}"


class CdeRate(DatedRule):
    """Contribution au développement de l'emploi: State share of the SMIC, département's share of the State's.

    Bounds 53 %–102 % and 15 %: décret 2021-863 art. 24. The reference of 151,67 h × 12 reproduces the Fund's
    worked example (domain.md §1.6), hence a parameter. `is_assumed` marks a rate not yet published.
    """

    in_statements = "rate"

    state_percent = models.DecimalField(
        "part de l’État (% du SMIC brut)",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(53), MaxValueValidator(102)],
    )
    local_percent = models.DecimalField(
        "part de la Métropole ou du Département (% de la part de l’État)",
        max_digits=5,
        decimal_places=2,
        default=15,
    )
    monthly_hours = models.DecimalField(
        "heures mensuelles de référence", max_digits=6, decimal_places=2, default=Decimal("151.67")
    )
    other_percent = models.DecimalField(
        "plafond des ETP non issus de la privation (% du total)",
        max_digits=5,
        decimal_places=2,
        default=10,
    )
    start_up_percent = models.DecimalField(
        "plafond de l’amorçage (% du SMIC annuel par ETP)",
        max_digits=5,
        decimal_places=2,
        default=30,
    )
    full_time_hours = models.DecimalField(
        "temps plein (heures par semaine)", max_digits=4, decimal_places=1, default=35
    )
    is_assumed = models.BooleanField("taux supposé, à confirmer", default=False)

    class Meta(DatedRule.Meta):
        verbose_name = "taux de la CDE"
        verbose_name_plural = "taux de la CDE"
        constraints = (
            models.UniqueConstraint("territory", "valid_from", name="cde_rate_once_a_day"),
            models.CheckConstraint(
                condition=Q(state_percent__gte=53, state_percent__lte=102),
                name="cde_rate_bounds",
                violation_error_message="La part de l’État est comprise entre 53 % et 102 % du SMIC (décret 2021-863, art. 24).",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state_percent} % depuis le {self.valid_from:%d/%m/%Y}"


class CdeStatement(Scoped):
    """The CDE computed for an enterprise and a month, frozen with the rates it used. Amounts in euros."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="statements", verbose_name="entreprise"
    )
    month = models.DateField("mois", help_text="Premier jour du mois.")
    fte_privation = models.DecimalField("ETP issus de la privation", max_digits=8, decimal_places=4)
    fte_other = models.DecimalField("autres ETP", max_digits=8, decimal_places=4)
    fte_financed = models.DecimalField("ETP financés", max_digits=8, decimal_places=4)
    state_amount = models.DecimalField("part de l’État", max_digits=12, decimal_places=2)
    local_amount = models.DecimalField("part locale", max_digits=12, decimal_places=2)
    detail = models.JSONField("détail du calcul", default=dict)
    computed_at = models.DateTimeField("calculée le", default=timezone.now)

    objects: ClassVar = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "état de la CDE"
        verbose_name_plural = "états de la CDE"
        ordering = ("-month",)
        constraints = (models.UniqueConstraint("enterprise", "month", name="cde_statement_once"),)

    def __str__(self) -> str:
        return f"{self.enterprise}, {self.month:%m/%Y}"
