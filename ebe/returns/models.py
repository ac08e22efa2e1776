"""The monthly figures of an enterprise, and what each correction replaced."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ebe.models.enterprises import Enterprise, OfEnterpriseQuerySet
from territories.rules import DatedRule
from territories.scoping import Scoped
from tzcld.ui import french


class ReturnRule(DatedRule):
    """By which day of the following month the figures of a month are given: the hub says it, from a day on."""

    # Written and withdrawn as the rates are; no statement is computed with it.
    in_statements = ""

    due_day = models.PositiveSmallIntegerField(
        "jour du mois suivant", validators=[MinValueValidator(1), MaxValueValidator(28)]
    )

    class Meta(DatedRule.Meta):
        verbose_name = "jour de remise"
        verbose_name_plural = "jours de remise"
        constraints = (
            models.UniqueConstraint("territory", "valid_from", name="return_rule_once_a_day"),
        )

    def __str__(self) -> str:
        return f"le {self.due_day} depuis le {french.date(self.valid_from)}"


class ReturnQuerySet(OfEnterpriseQuerySet):
    verb = "return_view"


def _count(label: str, **options) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True, **options)


def _number(label: str, digits: int, places: int, **options) -> models.DecimalField:
    options.setdefault("validators", [MinValueValidator(0)])
    return models.DecimalField(
        label, max_digits=digits, decimal_places=places, null=True, blank=True, **options
    )


def _money(label: str, **options) -> models.DecimalField:
    field = _number(label, 12, 2, **options)
    field.unit = "€"  # the journal says it
    return field


class MonthlyReturn(Scoped):
    """Figures of a month as the direction gives them; empty: not known. Totals alone, nobody is named."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="returns", verbose_name="entreprise"
    )
    month = models.DateField("mois", help_text="Premier jour du mois.")
    # People, on the last day and during the month.
    heads_privation = _count("personnes salariées issues de la privation d’emploi, en fin de mois")
    heads_other = _count("autres personnes salariées, en fin de mois")
    joined = _count("entrées du mois")
    left = _count("sorties du mois")
    suspended = _count("contrats suspendus en fin de mois")
    # Worked time, from the payroll: the base of the CDE, where contracts give the planned one.
    fte_paid = _number("ETP payés", 7, 2)
    fte_paid_other = _number("dont ETP payés non issus de la privation", 7, 2)
    hours_planned = _number("heures théoriques", 9, 1)
    hours_worked = _number("heures travaillées", 9, 1)
    hours_absent = _number("heures d’absence", 9, 1)
    hours_trained = _number("heures de formation", 9, 1)
    trained = _count("personnes formées")
    # Money in.
    sold_households = _money("ventes aux particuliers")
    sold_companies = _money("ventes aux entreprises")
    sold_public = _money("ventes aux collectivités")
    sold_associations = _money("ventes aux associations")
    cde_received = _money("CDE reçue")
    start_up_received = _money("dotation d’amorçage reçue")
    deficit_received = _money("contribution temporaire reçue")
    grants_received = _money("autres subventions reçues")
    # Money out, and what is left.
    payroll = _money("masse salariale chargée")
    other_costs = _money("autres charges")
    cash = _money("trésorerie en fin de mois", validators=[])
    # Quality of work.
    accidents = _count("accidents du travail")
    immersions_in = _count("immersions accueillies")
    immersions_out = _count("immersions ailleurs de personnes salariées de l’EBE")
    note = models.CharField("ce qui explique ces chiffres", max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="saisi par",
    )
    recorded_at = models.DateTimeField("saisi le", default=timezone.now, editable=False)

    objects: ClassVar = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "mois de chiffres d’une EBE"
        verbose_name_plural = "mois de chiffres d’une EBE"
        ordering = ("-month",)
        constraints = (
            models.UniqueConstraint(
                "enterprise",
                "month",
                name="monthly_return_once",
                violation_error_message="Les chiffres de ce mois sont déjà saisis. Corrigez-les.",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="monthly_return_first_day"),
        )
        indexes = (models.Index("territory", "month", name="monthly_return_month"),)

    def __str__(self) -> str:
        return f"{self.enterprise}, {french.month(self.month)}"

    def get_absolute_url(self) -> str:
        return reverse("ebe:return_detail", args=[self.territory.slug, self.pk])

    # What the figures say together: None as long as one of them is missing.

    @property
    def heads(self) -> int | None:
        return _sum(self.heads_privation, self.heads_other)

    @property
    def turnover(self) -> Decimal | None:
        """The sales told: a client type left empty is one that the enterprise does not have."""
        return _told(getattr(self, name) for name in SALES)

    @property
    def grants(self) -> Decimal | None:
        return _told(getattr(self, name) for name in GRANTS)

    @property
    def costs(self) -> Decimal | None:
        return _sum(self.payroll, self.other_costs)

    @property
    def result(self) -> Decimal | None:
        """Sales and grants of the month less its costs."""
        if self.costs is None or (self.turnover is None and self.grants is None):
            return None
        return (self.turnover or 0) + (self.grants or 0) - self.costs


SALES = ("sold_households", "sold_companies", "sold_public", "sold_associations")
GRANTS = ("cde_received", "start_up_received", "deficit_received", "grants_received")
GROUPS: list[tuple[str, list[tuple[str, ...]]]] = [
    ("Effectif", [("heads_privation", "heads_other"), ("joined", "left", "suspended")]),
    (
        "Temps de travail",
        [
            ("fte_paid", "fte_paid_other"),
            ("hours_planned", "hours_worked", "hours_absent"),
            ("hours_trained", "trained"),
        ],
    ),
    (
        "Produits",
        [
            ("sold_households", "sold_companies"),
            ("sold_public", "sold_associations"),
            ("cde_received", "start_up_received"),
            ("deficit_received", "grants_received"),
        ],
    ),
    ("Charges et trésorerie", [("payroll", "other_costs"), ("cash",)]),
    ("Qualité", [("accidents", "immersions_in", "immersions_out")]),
]
FIGURES: tuple[str, ...] = tuple(n for _, rows in GROUPS for row in rows for n in row)
# Counts of persons: small ones do not leave the territory.
PEOPLE = frozenset(
    {
        "heads_privation",
        "heads_other",
        "joined",
        "left",
        "suspended",
        "trained",
        "accidents",
        "immersions_in",
        "immersions_out",
    }
)
MONEY = frozenset(f.name for f in MonthlyReturn._meta.fields if getattr(f, "max_digits", 0) == 12)


def _sum(*values):
    return None if None in values else sum(values)


def _told(values):
    known = [value for value in values if value is not None]
    return sum(known) if known else None


class ReturnCorrection(Scoped):
    """One figure replaced: what stood before, who changed it, why. Append-only in the database."""

    monthly = models.ForeignKey(
        MonthlyReturn,
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name="chiffres du mois",
    )
    field = models.CharField("chiffre", max_length=20)
    before = models.CharField("avant", max_length=300, blank=True)
    after = models.CharField("après", max_length=300, blank=True)
    reason = models.CharField("raison", max_length=300)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="corrigé par",
    )
    at = models.DateTimeField("corrigé le", default=timezone.now)

    class Meta:
        verbose_name = "correction de chiffres mensuels"
        verbose_name_plural = "corrections de chiffres mensuels"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.label}, {french.short_date(self.at)}"

    @property
    def label(self) -> str:
        return french.upper_first(MonthlyReturn._meta.get_field(self.field).verbose_name)

    @property
    def before_words(self) -> str:
        return _words(self.field, self.before)

    @property
    def after_words(self) -> str:
        return _words(self.field, self.after)


def _words(name: str, text: str) -> str:
    if not text:
        return "non connu"
    if name == "note":
        return text
    value = Decimal(text)
    return french.euros(value, 2) if name in MONEY else french.number(value, places(value))


def places(value) -> int:
    """The decimals that say something: 24,5 and not 24,50."""
    return min(2, max(0, -Decimal(value).normalize().as_tuple().exponent))
