"""The dated rates of the hub, and the CDE of a month, frozen."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone

from ebe.models.enterprises import Convention, ConventionQuerySet, Enterprise
from territories.models.departments import code_field
from territories.rules import DatedRule, RuleQuerySet
from territories.scoping import Scoped
from tzcld.ui import french

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]
POSITIVE = [MinValueValidator(Decimal("0.1"))]


class RateQuerySet(RuleQuerySet):
    def standing(self):
        """Those whose place no other row of the same day has taken."""
        return self.filter(replaced_at=None)

    def in_force(self, hub_id: int, on):
        return RuleQuerySet.in_force(self.standing(), hub_id, on)


class Rate(DatedRule):
    """A rate that another one of the same day may replace: both are kept, statements say which they used."""

    replaced_at = models.DateTimeField("remplacée le", null=True, blank=True, editable=False)
    replaced_because = models.CharField("raison", max_length=300, blank=True, editable=False)

    objects: ClassVar = RateQuerySet.as_manager()

    class Meta(DatedRule.Meta):
        abstract = True

    @property
    def place(self) -> dict:
        """What another row must share to take the place of this one, the day apart."""
        return {"territory": self.territory_id}

    @property
    def whose(self) -> dict:
        """The statements that it may change, on its days."""
        return {"territory__hub": self.territory_id}

    @property
    def last_day(self) -> date | None:
        return None

    @property
    def gone_words(self) -> str:
        """« Remplacée le 3 mars 2026 : arrêté paru », of a row that no longer stands."""
        return f"Remplacée le {french.date(timezone.localdate(self.replaced_at))}\u00a0: {self.replaced_because}"

    @property
    def used_as(self) -> int | list[int]:
        """How a line that used the row names it, under `in_statements`."""
        return self.pk


def once_a_day(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        "territory", "valid_from", name=name, condition=Q(replaced_at=None)
    )


class SmicRate(Rate):
    """Gross hourly SMIC in euros, from a day on."""

    # The key of the row in the lines of a statement (CdeStatement.detail).
    in_statements = "smic"

    hourly = models.DecimalField(
        "SMIC horaire brut (€)", max_digits=6, decimal_places=2, validators=POSITIVE
    )

    class Meta(Rate.Meta):
        verbose_name = "SMIC"
        verbose_name_plural = "SMIC"
        constraints = (once_a_day("smic_stands_once_a_day"),)

    def __str__(self) -> str:
        return f"{french.euros(self.hourly, 2)} depuis le {french.date(self.valid_from)}"


class CdeRate(Rate):
    """Contribution au développement de l'emploi: State share of the SMIC, département's share of the State's.

    Décret 2021-863 art. 24; its bounds are dated rows (LegalFigure), read when a row is written. The reference of 151,67 h × 12 reproduces the Fund's
    worked example (domain.md §1.6), hence a parameter. `is_assumed` marks a rate not yet published.
    """

    in_statements = "rate"

    state_percent = models.DecimalField(
        "part de l’État (% du SMIC brut)",
        max_digits=5,
        decimal_places=2,
    )
    local_percent = models.DecimalField(
        "part de la Métropole ou du Département (% de la part de l’État)",
        max_digits=5,
        decimal_places=2,
        validators=PERCENT,
    )
    monthly_hours = models.DecimalField(
        "heures mensuelles de référence",
        max_digits=6,
        decimal_places=2,
        validators=POSITIVE,
    )
    other_percent = models.DecimalField(
        "plafond des ETP non issus de la privation (% du total)",
        max_digits=5,
        decimal_places=2,
        validators=PERCENT,
    )
    start_up_percent = models.DecimalField(
        "plafond de l’amorçage (% du SMIC annuel par ETP)",
        max_digits=5,
        decimal_places=2,
        validators=PERCENT,
    )
    full_time_hours = models.DecimalField(
        "temps plein (heures par semaine)",
        max_digits=4,
        decimal_places=1,
        validators=POSITIVE,
    )
    is_assumed = models.BooleanField("taux supposé, à confirmer", default=False)

    class Meta(Rate.Meta):
        verbose_name = "taux de la CDE"
        verbose_name_plural = "taux de la CDE"
        constraints = (once_a_day("cde_rate_stands_once_a_day"),)

    def __str__(self) -> str:
        return (
            f"{french.number(self.state_percent)}\u00a0% depuis le {french.date(self.valid_from)}"
        )


class OwnRate(Rate):
    """Shares that an enterprise or a département has of its own (décret 2021-863 art. 24 and 25), in the place of the hub's.

    Each scope follows its latest row of the day; a share left empty there is that of the wider scope: enterprise, then
    département, then hub. The row belongs to the hub.
    """

    in_statements = "own_rates"

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="own_rates",
        verbose_name="entreprise",
    )
    department = code_field(blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    state_percent = models.DecimalField(
        "part de l’État (% du SMIC brut)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    local_percent = models.DecimalField(
        "part de la Métropole ou du Département (% de la part de l’État)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )

    # Never was its enterprise's or its département's, though a statement used it: no row took its place.
    is_withdrawn = models.BooleanField("retirée", default=False, editable=False)

    class Meta(Rate.Meta):
        verbose_name = "taux propre"
        verbose_name_plural = "taux propres"
        constraints = (
            models.UniqueConstraint(
                "territory",
                "enterprise",
                "department",
                "valid_from",
                name="own_rate_stands_once_a_day",
                condition=Q(replaced_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(enterprise=None) ^ Q(department=""),
                name="own_rate_of_one_scope",
                violation_error_message="Choisissez une entreprise, ou écrivez un département.",
            ),
            models.CheckConstraint(
                condition=Q(state_percent__isnull=False) | Q(local_percent__isnull=False),
                name="own_rate_says_a_share",
                violation_error_message="Écrivez une part au moins.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("valid_from")),
                name="own_rate_ends_after_it_begins",
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        )

    def __str__(self) -> str:
        return f"{french.upper_first(self.scope_words)} : {self.shares_words}"

    @property
    def place(self) -> dict:
        return {
            "territory": self.territory_id,
            "enterprise": self.enterprise_id,
            "department": self.department,
        }

    @property
    def whose(self) -> dict:
        if self.enterprise_id:
            return {"enterprise_id": self.enterprise_id}
        return {"territory__hub": self.territory_id}

    @property
    def last_day(self) -> date | None:
        return self.ends_on

    @property
    def gone_words(self) -> str:
        words = super().gone_words
        return words.replace("Remplacée", "Retirée", 1) if self.is_withdrawn else words

    @property
    def used_as(self) -> list[int]:
        return [self.pk]

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def scope_words(self) -> str:
        """« taux propre à Pari », « taux du département 71 »."""
        if self.enterprise_id:
            return f"taux propre à {self.enterprise}"
        return f"taux du département {self.department}"

    @property
    def shares_words(self) -> str:
        """« 98 % du SMIC brut, 12 % de la part de l’État »."""
        found = []
        if self.state_percent is not None:
            found.append(f"{french.number(self.state_percent)} % du SMIC brut")
        if self.local_percent is not None:
            found.append(f"{french.number(self.local_percent)} % de la part de l’État")
        return ", ".join(found)


def _euros(label: str) -> models.DecimalField:
    field = models.DecimalField(label, max_digits=12, decimal_places=2)
    field.unit = "€"  # the journal says it
    return field


class CdeStatement(Scoped):
    """The CDE computed for an enterprise and a month, frozen with the rates it used. Amounts in euros."""

    FIGURES = ("fte_privation", "fte_other", "fte_financed", "state_amount", "local_amount")

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="statements", verbose_name="entreprise"
    )
    month = models.DateField("mois", help_text="Premier jour du mois.")
    fte_privation = models.DecimalField("ETP issus de la privation", max_digits=8, decimal_places=4)
    fte_other = models.DecimalField("autres ETP", max_digits=8, decimal_places=4)
    fte_financed = models.DecimalField("ETP financés", max_digits=8, decimal_places=4)
    state_amount = _euros("part de l’État")
    local_amount = _euros("part locale")
    detail = models.JSONField("détail du calcul", default=dict)
    computed_at = models.DateTimeField("calculée le", default=timezone.now)
    # A fact of the month, or a rate, was written since: the figures stay until somebody computes them again.
    outdated_on = models.DateField("à recalculer depuis le", null=True, blank=True)

    objects: ClassVar = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "état de la CDE"
        verbose_name_plural = "états de la CDE"
        ordering = ("-month",)
        constraints = (models.UniqueConstraint("enterprise", "month", name="cde_statement_once"),)

    def __str__(self) -> str:
        return f"{self.enterprise}, {self.month:%m/%Y}"

    @property
    def holds_nothing(self) -> bool:
        """Neither FTE nor amount: nobody was employed."""
        return not any(getattr(self, name) for name in self.FIGURES)


class MissingMonthQuerySet(ConventionQuerySet):
    def computable(self):
        """Those whose statement can be computed: a convention runs in the month, a SMIC and a rate are known on its first day."""
        last = Func(
            F("month"),
            template="(%(expressions)s + interval '1 month')::date",
            output_field=models.DateField(),
        )
        known = {
            name: Exists(
                model.objects.standing().filter(
                    territory=OuterRef("territory__hub"), valid_from__lte=OuterRef("month")
                )
            )
            for name, model in (("smic", SmicRate), ("rate", CdeRate))
        }
        covered = Convention.objects.filter(
            enterprise=OuterRef("enterprise"),
            period__overlap=Func(
                OuterRef("month"),
                OuterRef("next_month"),
                function="daterange",
                output_field=DateRangeField(),
            ),
        )
        return self.annotate(next_month=last).filter(Exists(covered), known["smic"], known["rate"])


class MissingMonth(Scoped):
    """A month over without any statement, though later ones have theirs, which an act written afterwards counts in.

    Noted by the act (`outdate`), gone once the month is computed.
    """

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="+", verbose_name="entreprise"
    )
    month = models.DateField("mois")
    noted_on = models.DateField("noté le", default=timezone.localdate)

    objects: ClassVar = MissingMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "mois de CDE jamais calculé"
        verbose_name_plural = "mois de CDE jamais calculés"
        ordering = ("month",)
        constraints = (models.UniqueConstraint("enterprise", "month", name="missing_month_once"),)

    def __str__(self) -> str:
        return f"{self.enterprise}, {self.month:%m/%Y}"
