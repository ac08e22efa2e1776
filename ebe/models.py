"""Enterprises with an employment purpose (EBE): conventions, contracts at chosen hours, funding."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cle.models import Decision
from ebe.plans.models import HiringPlan as HiringPlan
from ppde.models import Person
from territories.models import Organisation
from territories.periods import PeriodField, last_day, no_overlap
from territories.roles import DOWN, OWN, Role
from territories.rules import DatedRule
from territories.scoping import Scoped, ScopedQuerySet, scope_of


class EnterpriseQuerySet(ScopedQuerySet):
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


class ProposalQuerySet(OfEnterpriseQuerySet):
    verb = "proposal_view"


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

    name = models.CharField("nom", max_length=120)
    legal_form = models.CharField("forme juridique", max_length=12, choices=LegalForm)
    model = models.CharField("modèle", max_length=10, choices=Model)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    opened_on = models.DateField("ouverte le", null=True, blank=True)
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
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ebe:enterprise_detail", args=[self.territory.slug, self.pk])


class Management(Scoped):
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


class Convention(Scoped):
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
    def since(self) -> date:
        return self.period.lower

    @property
    def until(self) -> date | None:
        return last_day(self.period)


class Proposal(Scoped):
    """A post of an EBE proposed to a person of the list."""

    class Reply(models.TextChoices):
        WAITING = "waiting", "en attente"
        ACCEPTED = "accepted", "acceptée"
        REFUSED = "refused", "refusée"
        NO_ANSWER = "no_answer", "sans réponse"

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="proposals", verbose_name="entreprise"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="proposals", verbose_name="personne"
    )
    job_title = models.CharField("poste", max_length=120)
    weekly_hours = models.DecimalField(
        "heures par semaine",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )
    proposed_on = models.DateField("proposée le")
    starts_on = models.DateField("début souhaité", null=True, blank=True)
    reply = models.CharField("réponse", max_length=10, choices=Reply, default=Reply.WAITING)
    replied_on = models.DateField("réponse du", null=True, blank=True)
    reason = models.CharField("motif du refus", max_length=200, blank=True)
    order_reason = models.CharField(
        "raison de l’ordre",
        max_length=300,
        blank=True,
        help_text="Nécessaire si la personne n’est pas la première de la liste.",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="faite par",
    )

    objects: ClassVar = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition d’emploi"
        verbose_name_plural = "propositions d’emploi"
        ordering = ("-proposed_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                "person",
                condition=Q(reply="waiting"),
                name="proposal_one_waiting",
                violation_error_message="Cette personne a déjà une proposition en attente de réponse.",
            ),
        )
        indexes = (
            models.Index(
                "territory", "enterprise", F("proposed_on").desc(), name="proposal_enterprise"
            ),
        )

    def __str__(self) -> str:
        return f"{self.job_title}, {self.enterprise}"


class Contract(Scoped):
    """A permanent contract. The employee's name is the enterprise's own record (it is a controller of its own)."""

    class Leaving(models.TextChoices):
        RESIGNED = "resigned", "démission"
        RESIGNED_FOR_JOB = "resigned_for_job", "démission pour un emploi"
        TRIAL_EMPLOYER = "trial_employer", "fin d’essai par l’employeur"
        TRIAL_EMPLOYEE = "trial_employee", "fin d’essai par la personne"
        AGREED = "agreed", "rupture conventionnelle"
        DISMISSED = "dismissed", "licenciement"
        RETIRED = "retired", "retraite"
        DIED = "died", "décès"
        HIRED_ELSEWHERE = "hired_elsewhere", "embauche ailleurs après suspension"

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="contracts", verbose_name="entreprise"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name="personne de la liste",
    )
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    from_privation = models.BooleanField("issue de la privation d’emploi", default=True)
    job_title = models.CharField("poste", max_length=120)
    starts_on = models.DateField("début")
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    leaving = models.CharField("motif de départ", max_length=20, choices=Leaving, blank=True)

    objects: ClassVar = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "contrat"
        verbose_name_plural = "contrats"
        ordering = ("last_name", "first_name", "starts_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None, leaving="")
                | (Q(ends_on__gte=F("starts_on")) & ~Q(leaving="")),
                name="contract_end_has_reason",
                violation_error_message="Un départ a une date, au plus tôt celle du début, et un motif.",
            ),
        )
        indexes = (
            models.Index("territory", "enterprise", "starts_on", name="contract_enterprise"),
        )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_absolute_url(self) -> str:
        return reverse("ebe:contract_detail", args=[self.territory.slug, self.pk])


class ContractHours(Scoped):
    """Weekly hours of a contract, dated: time is chosen, and may change."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="+", verbose_name="entreprise"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="hours", verbose_name="contrat"
    )
    period = PeriodField()
    weekly_hours = models.DecimalField(
        "heures par semaine",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )

    objects: ClassVar = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "temps de travail"
        verbose_name_plural = "temps de travail"
        ordering = ("period",)
        constraints = (
            no_overlap(
                "contract_hours_no_overlap",
                "contract",
                message="Un autre temps de travail couvre déjà ces dates.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.weekly_hours} h"

    @property
    def since(self) -> date:
        return self.period.lower

    @property
    def until(self) -> date | None:
        return last_day(self.period)


class SmicRate(DatedRule):
    """Gross hourly SMIC in euros, from a day on."""

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
