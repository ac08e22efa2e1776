"""Enterprises, who runs them, their conventions; who may read their rows."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cle.models import Decision
from territories.models import Organisation
from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.roles import DOWN, OWN, Role
from territories.scoping import Scoped, ScopedQuerySet, scope_of


class EnterpriseQuerySet(ScopedQuerySet):
    def standing(self, day: date | None = None):
        """Those that are not closed on `day`, today by default."""
        day = day or timezone.localdate()
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=day))

    def visible_to(self, user):
        """Of the territories one may enter; the direction of an EBE sees its own only."""
        here = scope_of(user)
        return self.filter(
            Q(territory__in=whole_territories(here, "enterprise_view"))
            | Q(pk__in=here.enterprise_ids)
        )


def whole_territories(scope, verb: str) -> set[int]:
    """Ids of the territories where the account holds this verb on every enterprise.

    The direction of an EBE holds its verbs on its own enterprise alone; a seat in the committee beside it adds what the
    committee reads, nothing more.
    """
    others = [m for m in scope.memberships if m.role != Role.EBE_DIRECTOR]
    return {
        territory.pk
        for territory in scope.choices
        for m in others
        if (m.territory_id == territory.pk and verb in OWN[m.role])
        or (m.territory_id == territory.hub_id and verb in DOWN.get(m.role, ()))
    }


def holds(scope, verb: str, enterprise) -> bool:
    """The account holds this verb on this enterprise."""
    if enterprise.pk in scope.enterprise_ids and verb in OWN[Role.EBE_DIRECTOR]:
        return True
    return enterprise.territory_id in whole_territories(scope, verb)


class OfEnterpriseQuerySet(ScopedQuerySet):
    """Rows of an enterprise: conventions, contracts, proposals."""

    verb = "contract_view"

    def visible_to(self, user):
        here = scope_of(user)
        return self.filter(
            Q(territory__in=whole_territories(here, self.verb))
            | Q(enterprise__in=here.enterprise_ids)
        )


class ConventionQuerySet(OfEnterpriseQuerySet):
    verb = "convention_view"


class Enterprise(Scoped):
    """An EBE of the territory (seed 000: ex-nihilo, thematic or backed by an existing structure)."""

    class Model(models.TextChoices):
        EX_NIHILO = "ex_nihilo", "ex-nihilo polyvalente"
        THEMATIC = "thematic", "thématique"
        BACKED = "backed", "adossée à une structure"

    class LegalForm(models.TextChoices):
        ASSOCIATION = "association", "association"
        SCIC = "scic", "SCIC"
        SCOP = "scop", "SCOP"
        COMPANY = "company", "SARL ou SAS de l’ESS"
        OTHER = "other", "autre"

    class Closing(models.TextChoices):
        MISTAKE = "mistake", "enregistrée par erreur"
        LIQUIDATED = "liquidated", "liquidation"
        MERGED = "merged", "fusion avec une autre structure"
        CONVENTION = "convention", "fin de la convention"
        OTHER = "other", "autre"

    name = models.CharField("nom", max_length=120)
    legal_form = models.CharField("forme juridique", max_length=12, choices=LegalForm)
    model = models.CharField("modèle", max_length=10, choices=Model)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    opened_on = models.DateField("ouverte le", null=True, blank=True)
    closed_on = models.DateField("dernier jour", null=True, blank=True)
    closing = models.CharField("motif de fermeture", max_length=12, choices=Closing, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    host = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="structure d’adossement",
    )

    objects: ClassVar = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "entreprise à but d’emploi"
        verbose_name_plural = "entreprises à but d’emploi"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                "territory",
                "name",
                name="enterprise_once",
                violation_error_message="Une EBE porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closing="")
                | (Q(closed_on__isnull=False) & ~Q(closing="")),
                name="enterprise_closing_has_reason",
                violation_error_message="Une fermeture a une date et un motif.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ebe:enterprise_detail", args=[self.territory.slug, self.pk])


class Management(OverPeriod, Scoped):
    """An account runs an enterprise, from a date to another."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="management", verbose_name="entreprise"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="compte"
    )
    period = PeriodField()

    class Meta:
        verbose_name = "direction"
        verbose_name_plural = "directions"
        constraints = (
            no_overlap(
                "management_no_overlap",
                "enterprise",
                "user",
                message="Cette direction est déjà enregistrée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.enterprise}"

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()

    @property
    def is_running(self) -> bool:
        return not self.is_over and self.since <= timezone.localdate()


class Convention(OverPeriod, Scoped):
    """Convention EBE–Fund–département–CLE (décret 2021-863 art. 25); `fte_ceiling` is the most FTE it funds."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="conventions", verbose_name="entreprise"
    )
    reference = models.CharField("référence", max_length=80)
    signed_on = models.DateField("signée le")
    period = PeriodField()
    fte_ceiling = models.DecimalField(
        "plafond d’ETP",
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décision du comité",
    )
    amends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name="avenant à",
    )
    # Where the convention that an avenant cuts was to end: it takes its days back if the avenant is given up.
    amended_end = models.DateField("fin avant l’avenant", null=True, blank=True)

    objects: ClassVar = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        ordering = ("-period",)
        constraints = (
            no_overlap(
                "convention_no_overlap",
                "enterprise",
                message="Une autre convention de cette entreprise couvre déjà ces dates.",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_to_come(self) -> bool:
        return self.since > timezone.localdate()
