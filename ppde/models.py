"""Persons durably deprived of work (PPDE): minimal data, journey, eligibility, mobilisation list.

Every table here holds a person's data and is under row-level security. No NIR, no health, no opinion:
everything beyond the minimal set of domain.md §8.1 is refused by design.
"""

import secrets
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cle.models import Decision
from territories.models import Organisation, PerimeterUnit
from territories.periods import PeriodField, last_day, no_overlap
from territories.rules import DatedRule
from territories.scoping import NamedQuerySet, Scoped, scope_of


def draw() -> int:
    """The stored draw that separates two volunteers of the same instant."""
    return secrets.randbelow(2**31)


class Origin(models.TextChoices):
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    RSA_REFERENT = "rsa_referent", "référent·e RSA"
    CCAS = "ccas", "CCAS"
    LOCAL_MISSION = "local_mission", "mission locale"
    CAP_EMPLOI = "cap_emploi", "Cap emploi"
    ASSOCIATION = "association", "association du quartier"
    WORD_OF_MOUTH = "word_of_mouth", "bouche-à-oreille"
    OUTREACH = "outreach", "aller-vers"
    OTHER = "other", "autre"
    UNKNOWN = "unknown", "ne sait pas"


class YesNo(models.TextChoices):
    YES = "yes", "oui"
    NO = "no", "non"
    UNKNOWN = "unknown", "ne sait pas"


class PersonQuerySet(NamedQuerySet):
    def visible_to(self, user):
        """By name in one's own territory; for an EBE, the persons proposed to it or that it hired."""
        here = scope_of(user)
        if here.person_ids:
            return self.filter(Q(territory__in=here.named_ids) | Q(pk__in=here.person_ids))
        return super().visible_to(user)

    def on_list(self):
        """On the mobilisation list: eligible volunteers without an outcome, paused ones included."""
        return self.filter(volunteer_on__isnull=False, eligible_on__isnull=False, outcome_on=None)

    def in_list_order(self):
        """The order of the volunteer dates (seed 003), then of registration, then of the stored draw."""
        return self.order_by("volunteer_on", "volunteer_recorded_at", "draw")


class Person(Scoped):
    """A person met or to be met. Milestone dates are derived from the events by `ppde.operations.refresh`."""

    class State(models.TextChoices):
        IDENTIFIED = "identified", "Repérée"
        MET = "met", "Rencontrée"
        VOLUNTEER = "volunteer", "Volontaire"
        NOT_ELIGIBLE = "not_eligible", "Non éligible"
        LISTED = "listed", "Active"
        PAUSED = "paused", "En pause"
        PROPOSED = "proposed", "Proposition en cours"
        EBE = "ebe", "En emploi dans l’EBE"
        ELSEWHERE = "elsewhere", "En emploi ailleurs"
        LEFT = "left", "Sortie de la liste"

    class Sex(models.TextChoices):
        WOMAN = "F", "femme"
        MAN = "M", "homme"
        UNSAID = "", "non précisé"

    class Duration(models.TextChoices):
        UNDER_1 = "under_1", "moins d’un an"
        FROM_1_TO_2 = "1_2", "de 1 à 2 ans"
        FROM_2_TO_5 = "2_5", "de 2 à 5 ans"
        OVER_5 = "over_5", "plus de 5 ans"
        UNKNOWN = "unknown", "non renseigné"

    class Constraint(models.TextChoices):
        MOBILITY = "mobility", "mobilité"
        CARE = "care", "garde d’enfant ou de proche"
        HOURS = "hours", "horaires"
        LANGUAGE = "language", "français à renforcer"
        DIGITAL = "digital", "numérique"
        WORKSTATION = "workstation", "aménagement du poste"

    number = models.PositiveIntegerField("numéro", editable=False)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    birth_year = models.PositiveSmallIntegerField(
        "année de naissance",
        null=True,
        blank=True,
        validators=[MinValueValidator(1930), MaxValueValidator(2015)],
    )
    sex = models.CharField("sexe", max_length=1, choices=Sex, blank=True)
    district = models.ForeignKey(
        PerimeterUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quartier",
    )
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    contact_preference = models.CharField("préfère être joint·e", max_length=120, blank=True)
    origin = models.CharField("orientée par", max_length=20, choices=Origin)
    orienting_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation qui oriente",
    )
    france_travail = models.CharField(
        "inscrite à France Travail", max_length=8, choices=YesNo, default=YesNo.UNKNOWN
    )
    rsa = models.CharField("perçoit le RSA", max_length=8, choices=YesNo, default=YesNo.UNKNOWN)
    duration = models.CharField(
        "sans emploi durable depuis", max_length=8, choices=Duration, default=Duration.UNKNOWN
    )
    wished_hours = models.DecimalField(
        "temps de travail souhaité (heures par semaine)",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )
    constraints_known = ArrayField(
        models.CharField(max_length=12, choices=Constraint),
        verbose_name="à prendre en compte",
        default=list,
        blank=True,
    )
    comment = models.CharField("ce qu’il faut savoir pour l’accueillir", max_length=300, blank=True)
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="référent·e",
    )
    notice_given_on = models.DateField("notice d’information remise le", null=True, blank=True)
    created_at = models.DateTimeField("créé le", default=timezone.now, editable=False)

    # Derived from the events; kept here so that lists and indicators read one table.
    state = models.CharField(
        "état", max_length=12, choices=State, default=State.IDENTIFIED, editable=False
    )
    identified_on = models.DateField("repérée le", editable=False)
    met_on = models.DateField("rencontrée le", null=True, editable=False)
    interviewed_on = models.DateField("premier entretien", null=True, editable=False)
    volunteer_on = models.DateField("volontaire depuis", null=True, editable=False)
    volunteer_recorded_at = models.DateTimeField(
        "volontariat enregistré le", null=True, editable=False
    )
    draw = models.PositiveIntegerField("tirage", default=draw, editable=False)
    eligible_on = models.DateField("éligible depuis", null=True, editable=False)
    first_proposal_on = models.DateField("première proposition", null=True, editable=False)
    outcome_on = models.DateField("sortie le", null=True, editable=False)
    outcome_kind = models.CharField("motif de sortie", max_length=24, blank=True, editable=False)
    last_contact_on = models.DateField("dernier contact", null=True, editable=False)

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ("last_name", "first_name")
        constraints = (models.UniqueConstraint("territory", "number", name="person_number_once"),)
        indexes = (
            models.Index("territory", "last_name", "first_name", name="person_territory_name"),
            models.Index(
                "territory",
                "volunteer_on",
                "volunteer_recorded_at",
                "draw",
                name="person_list_order",
            ),
            models.Index("territory", "state", name="person_territory_state"),
        )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_absolute_url(self) -> str:
        return reverse("ppde:person_detail", args=[self.territory.slug, self.pk])

    @property
    def reference(self) -> str:
        """The pseudonym shown where no name may be: M-0047."""
        return f"M-{self.number:04d}"

    @property
    def is_on_list(self) -> bool:
        return bool(self.volunteer_on and self.eligible_on and not self.outcome_on)


class EventKind(models.TextChoices):
    """Facts of a journey (domain.md §3.2)."""

    IDENTIFIED = "identified", "Repérage ou orientation"
    CONTACT = "contact", "Contact"
    COLLECTIVE_MEETING = "collective_meeting", "Information collective"
    INTERVIEW = "interview", "Entretien individuel"
    WORKSHOP = "workshop", "Atelier"
    VISIT = "visit", "Visite"
    TRAINING = "training", "Formation"
    IMMERSION = "immersion", "Immersion (PMSMP)"
    VOLUNTEER = "volunteer", "Volontaire"
    ELIGIBILITY = "eligibility", "Décision d’éligibilité"
    PAUSE = "pause", "Pause"
    RESUME = "resume", "Reprise"
    PROPOSAL = "proposal", "Proposition d’emploi"
    REPLY = "reply", "Réponse à une proposition"
    OUTCOME = "outcome", "Sortie"
    NOTE = "note", "Autre fait"


class JourneyEvent(Scoped):
    """A fact of a journey, append-only in the database: a correction is a new event that names the old one."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="events", verbose_name="personne"
    )
    kind = models.CharField("fait", max_length=20, choices=EventKind)
    on = models.DateField("date")
    text = models.CharField("précision", max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="corrige",
    )
    reason = models.CharField("raison de la correction", max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="auteur",
    )
    recorded_at = models.DateTimeField("enregistré le", default=timezone.now, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "fait du parcours"
        verbose_name_plural = "parcours"
        ordering = ("-on", "-recorded_at", "-pk")
        indexes = (
            models.Index("territory", "person", F("on").desc(), name="event_person_on"),
            models.Index("territory", "kind", "on", name="event_kind_on"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class EligibilityRule(DatedRule):
    """The hub's criteria, dated (art. 9 VI, loi 2020-1577; seed 002 S2-A1)."""

    version = models.PositiveSmallIntegerField("version")
    months_without_job = models.PositiveSmallIntegerField("mois sans emploi durable", default=12)
    months_resident = models.PositiveSmallIntegerField("mois de résidence", default=6)
    positive_acts = models.BooleanField("actes positifs de recherche", default=True)

    class Meta(DatedRule.Meta):
        verbose_name = "règle d’éligibilité"
        verbose_name_plural = "règles d’éligibilité"
        constraints = (
            models.UniqueConstraint("territory", "version", name="eligibility_rule_version_once"),
        )

    def __str__(self) -> str:
        return f"version {self.version}"


class EligibilityReview(Scoped):
    """What was appreciated with the person, and what the committee decided. The tool advises, the CLE decides."""

    class Evidence(models.TextChoices):
        STATEMENT = "statement", "déclaration"
        FRANCE_TRAVAIL = "france_travail", "parcours France Travail"
        TAX_NOTICE = "tax_notice", "avis d’imposition"
        CAF = "caf", "attestation CAF"
        OTHER = "other", "autre"

    class Outcome(models.TextChoices):
        PENDING = "pending", "à présenter au comité"
        ELIGIBLE = "eligible", "éligible"
        NOT_ELIGIBLE = "not_eligible", "non éligible"
        INCOMPLETE = "incomplete", "à compléter"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="reviews", verbose_name="personne"
    )
    rule = models.ForeignKey(
        EligibilityRule, on_delete=models.PROTECT, related_name="+", verbose_name="règle appliquée"
    )
    without_job_since = models.DateField("sans emploi durable depuis le")
    resident_since = models.DateField("habite le territoire depuis le")
    positive_acts = models.BooleanField("recherche active, appréciée en entretien")
    evidence = ArrayField(
        models.CharField(max_length=16, choices=Evidence),
        verbose_name="indices vus",
        default=list,
        blank=True,
    )
    evidence_seen_on = models.DateField("indices vus le")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="préparée par",
    )
    prepared_at = models.DateTimeField("préparée le", default=timezone.now, editable=False)
    outcome = models.CharField("issue", max_length=14, choices=Outcome, default=Outcome.PENDING)
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décision",
    )
    decided_on = models.DateField("décidée le", null=True, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "examen d’éligibilité"
        verbose_name_plural = "examens d’éligibilité"
        ordering = ("-prepared_at",)
        indexes = (models.Index("territory", "outcome", name="review_territory_outcome"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="pending", decision=None, decided_on=None)
                | (~Q(outcome="pending") & Q(decision__isnull=False, decided_on__isnull=False)),
                name="review_decided_by_committee",
                violation_error_message="Une issue suppose une décision du comité.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.reference}, {self.get_outcome_display()}"


class Pause(Scoped):
    """A pause keeps the rank; it has a reason and a review date (its last day)."""

    class Reason(models.TextChoices):
        CARE = "care", "garde d’enfant ou de proche"
        TRAINING = "training", "formation"
        SHORT_JOB = "short_job", "emploi de courte durée"
        PERSONAL = "personal", "raison personnelle (sans détail)"
        AWAY = "away", "absence du territoire"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="pauses", verbose_name="personne"
    )
    period = PeriodField()
    reason = models.CharField("motif", max_length=10, choices=Reason)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "pause"
        verbose_name_plural = "pauses"
        ordering = ("-period",)
        constraints = (
            no_overlap(
                "pause_no_overlap", "person", message="Une autre pause couvre déjà ces dates."
            ),
        )

    def __str__(self) -> str:
        return self.get_reason_display()

    @property
    def since(self) -> date:
        return self.period.lower

    @property
    def until(self) -> date | None:
        return last_day(self.period)

    @property
    def is_current(self) -> bool:
        return self.since <= timezone.localdate() <= (self.until or date.max)

    @property
    def is_over(self) -> bool:
        return bool(self.until and self.until < timezone.localdate())

    @property
    def days(self) -> int:
        return ((self.until or timezone.localdate()) - self.since).days + 1


class OutcomeKind(models.TextChoices):
    """Reasons to leave the list (domain.md §3.2). `SOLUTIONS` end the privation of work (E6)."""

    EBE = "ebe", "emploi dans l’EBE"
    PERMANENT = "permanent", "CDI hors EBE"
    FIXED_LONG = "fixed_long", "CDD de 6 mois ou plus"
    FIXED_SHORT = "fixed_short", "CDD de moins de 6 mois ou intérim"
    SIAE = "siae", "SIAE"
    ESAT = "esat", "ESAT ou EA"
    PUBLIC = "public", "fonction publique ou collectivité"
    TRAINING = "training", "formation qualifiante"
    BUSINESS = "business", "création d’activité"
    RETIRED = "retired", "retraite"
    MOVED = "moved", "déménagement hors du périmètre"
    HEALTH = "health", "santé (sans détail)"
    NO_LONGER = "no_longer", "ne souhaite plus"
    UNREACHABLE = "unreachable", "injoignable"
    DIED = "died", "décès"
    DUPLICATE = "duplicate", "doublon"


ELSEWHERE = (
    OutcomeKind.PERMANENT,
    OutcomeKind.FIXED_LONG,
    OutcomeKind.SIAE,
    OutcomeKind.ESAT,
    OutcomeKind.PUBLIC,
    OutcomeKind.BUSINESS,
)
SOLUTIONS = (OutcomeKind.EBE, *ELSEWHERE)


class Outcome(Scoped):
    """How a journey on the list ended, on which day."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="outcomes", verbose_name="personne"
    )
    kind = models.CharField("motif", max_length=24, choices=OutcomeKind)
    on = models.DateField("date")
    employer = models.CharField("employeur ou organisme", max_length=160, blank=True)
    weekly_hours = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=1, null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="enregistrée par",
    )
    recorded_at = models.DateTimeField("enregistrée le", default=timezone.now, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "sortie"
        verbose_name_plural = "sorties"
        ordering = ("-on", "-pk")
        indexes = (models.Index("territory", "kind", "on", name="outcome_kind_on"),)

    def __str__(self) -> str:
        return self.get_kind_display()
