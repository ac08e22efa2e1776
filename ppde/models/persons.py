"""The person: the minimal data set of domain.md §8.1 and the milestones derived from the facts."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from territories.models import Organisation, PerimeterUnit
from territories.scoping import NamedQuerySet, Scoped, scope_of, territory_key
from tzcld.queries import where_told


def draw() -> int:
    """The stored draw that separates two volunteers of the same instant."""
    return secrets.randbelow(2**31)


class Origin(models.TextChoices):
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    FRANCE_TRAVAIL_LIST = "france_travail_list", "liste France Travail"
    RSA_REFERENT = "rsa_referent", "référent·e RSA"
    CCAS = "ccas", "CCAS"
    LOCAL_MISSION = "local_mission", "mission locale"
    CAP_EMPLOI = "cap_emploi", "Cap emploi"
    ASSOCIATION = "association", "association du quartier"
    WORD_OF_MOUTH = "word_of_mouth", "bouche-à-oreille"
    OUTREACH = "outreach", "aller-vers"
    OFF_RADAR = "off_radar", "hors radar"
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
        known = self.filter(anonymised_on=None)
        if here.person_ids:
            return known.filter(Q(territory__in=here.named_ids) | Q(pk__in=here.person_ids))
        return super(PersonQuerySet, known).visible_to(user)

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
        ENDED = "ended", "Contrat dans l’EBE terminé"
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

    # The territory is asked once a statement (territories.database.asked_once).
    territory = territory_key(db_index=False, db_constraint=False)
    number = models.PositiveIntegerField("numéro", editable=False)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    # Its bounds follow from ages that are dated rows (territories.models.legal.birth_years).
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=Sex, blank=True)
    district = models.ForeignKey(
        PerimeterUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
        verbose_name="quartier",
    )
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    contact_preference = models.CharField("moyen de contact préféré", max_length=120, blank=True)
    origin = models.CharField("orientée par", max_length=20, choices=Origin)
    orienting_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
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
        validators=[MinValueValidator(1)],
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
        db_index=False,
        related_name="+",
        verbose_name="référent·e",
    )
    notice_given_on = models.DateField("notice d’information remise le", null=True, blank=True)
    limited_on = models.DateField(
        "dossier gelé depuis le",
        null=True,
        editable=False,
        help_text="À la demande de la personne (RGPD, art. 18) : aucun acte n’est possible.",
    )
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
    # What is left of somebody after the retention: figures without a name, which no page shows.
    anonymised_on = models.DateField("anonymisé le", null=True, editable=False)

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
            *where_told("person", "district", "orienting_organisation", "referent"),
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
