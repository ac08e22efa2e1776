"""Territories: what they are, where they stand, what they aim at."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from territories.models.delays import Delays
from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.scoping import Scoped, ScopedQuerySet, scope_of
from tzcld.queries import Composed
from tzcld.ui import french


class TerritoryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(pk__in=scope_of(user).ids)

    def of_hub(self, hub):
        return self.filter(hub=hub)

    def public(self):
        return self.filter(is_public=True)

    def with_present(self):
        """Adds `phase` and `since` (the phase running today) and `estimate` (the latest number of PPDE)."""
        running = Phase.objects.filter(
            territory=OuterRef("pk"), period__contains=timezone.localdate()
        )
        latest = Estimate.objects.filter(territory=OuterRef("pk")).order_by("-on", "-pk")
        return self.annotate(
            phase=Subquery(running.values("kind")[:1]),
            since=Subquery(running.values("period__startswith")[:1]),
            estimate=Subquery(latest.values("persons")[:1]),
        )


class Territory(Delays):
    """A hub (kind metropolitan) or one of its local territories. What belongs to the hub belongs to its own row."""

    class Kind(models.TextChoices):
        HUB = "hub", "métropole"
        LOCAL = "local", "territoire"

    kind = models.CharField("nature", max_length=8, choices=Kind, default=Kind.LOCAL)
    hub = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="locals",
        verbose_name="métropole de rattachement",
    )
    name = models.CharField("nom", max_length=120)
    slug = models.SlugField("nom dans l’adresse", max_length=80, unique=True)
    population = models.PositiveIntegerField("habitants", null=True, blank=True)
    population_source = models.CharField("source du nombre d’habitants", max_length=200, blank=True)
    presentation = models.TextField("présentation", max_length=2000, blank=True)
    welcome = models.TextField(
        "où rencontrer l’équipe", max_length=600, blank=True, help_text="Lieu, jours et heures."
    )
    is_public = models.BooleanField("fiche publique visible", default=False)
    committee_label = models.CharField(
        "nom du comité",
        max_length=80,
        default="comité local pour l’emploi",
        help_text="La loi peut le renommer : ce nom est celui que l’on lit partout.",
    )
    masking_threshold = models.PositiveSmallIntegerField(
        "seuil de masquage",
        default=5,
        help_text="Les effectifs plus petits ne sortent pas du territoire.",
    )
    silence_days = models.PositiveSmallIntegerField(
        "jours sans contact",
        default=60,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
        help_text="Au-delà, une personne rencontrée, volontaire ou sur la liste est dite « sans contact ».",
    )
    request_days = models.PositiveSmallIntegerField(
        "jours d’attente d’un levier",
        default=30,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
        help_text="Au-delà, une demande de levier sans réponse attend dans « À faire ».",
    )

    objects: ClassVar[TerritoryQuerySet] = TerritoryQuerySet.as_manager()

    class Meta(Delays.Meta):
        abstract = False
        verbose_name = "territoire"
        verbose_name_plural = "territoires"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="hub", hub=None) | Q(kind="local", hub__isnull=False),
                name="territory_local_has_hub",
                violation_error_message="Un territoire est rattaché à une métropole ; une métropole ne l’est à rien.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territories:territory_detail", args=[self.slug])

    @property
    def is_hub(self) -> bool:
        return self.kind == self.Kind.HUB

    @property
    def hub_or_self(self) -> "Territory":
        return self if self.is_hub else self.hub

    @property
    def rules_hub_id(self) -> int:
        """Id of the hub whose dated rules apply here."""
        return self.pk if self.is_hub else self.hub_id


# The territories of a hub (id): what an account of the hub may enter.
territories_below = Composed(
    lambda hub: Territory.objects.filter(hub=hub).select_related("hub"), int
)


class PerimeterUnit(Scoped):
    """A commune, district, QPV or IRIS of the perimeter (domain.md §10, seed 003)."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", "commune"
        DISTRICT = "district", "quartier"
        QPV = "qpv", "quartier prioritaire (QPV)"
        IRIS = "iris", "IRIS"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    name = models.CharField("nom", max_length=120)
    insee_code = models.CharField("code INSEE", max_length=9, blank=True)
    population = models.PositiveIntegerField("habitants", null=True, blank=True)

    class Meta:
        verbose_name = "unité du périmètre"
        verbose_name_plural = "périmètre"
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(
                "territory",
                "kind",
                "name",
                name="perimeter_unit_once",
                violation_error_message="Cette unité est déjà dans le périmètre.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PhaseQuerySet(ScopedQuerySet):
    def on(self, day: date):
        return self.filter(period__contains=day)


class Phase(OverPeriod, Scoped):
    """Where the territory stands, dated; the act is the decision that opened the phase."""

    class Kind(models.TextChoices):
        EMERGING = "emerging", "émergent"
        FORMED = "formed", "projet constitué"
        CANDIDATE = "candidate", "candidat"
        ADJOURNED = "adjourned", "ajourné"
        HABILITATED = "habilitated", "habilité"
        RENEWING = "renewing", "en renouvellement"
        LEFT = "left", "sorti"

    kind = models.CharField("phase", max_length=12, choices=Kind)
    period = PeriodField()
    act = models.CharField(
        "acte", max_length=300, blank=True, help_text="Exemple : décret du 7 juillet 2022."
    )

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = "phase"
        verbose_name_plural = "phases"
        ordering = ("period",)
        constraints = (
            no_overlap(
                "phase_no_overlap",
                "territory",
                message="Une autre phase couvre déjà une partie de ces dates.",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class ShownDates(models.Manager.from_queryset(ScopedQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(removed_on=None)


class RemovedDates(models.Manager.from_queryset(ScopedQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(removed_on__isnull=False)


class KeyDate(Scoped):
    """A date of the territory's timeline (seed 003).

    `removed_on`: on the timeline no more, and kept because a frozen report holds its words: a word that enters the list later is
    looked for there too. Its page, « Dates retirées », says which report, and puts it back or erases it.
    """

    on = models.DateField("date")
    title = models.CharField("titre", max_length=120)
    text = models.CharField("texte", max_length=400, blank=True)
    is_key = models.BooleanField("étape qui engage", default=False)
    removed_on = models.DateField("retirée le", null=True, editable=False)

    objects = ShownDates()
    removed = RemovedDates()

    class Meta:
        verbose_name = "date clé"
        verbose_name_plural = "dates clés"
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return self.title


class Estimate(Scoped):
    """Estimated number of PPDE (P0 of domain.md §3.4) with its date, source and method."""

    on = models.DateField("à la date du")
    persons = models.PositiveIntegerField("personnes estimées")
    source = models.CharField("source", max_length=200)
    method = models.CharField("méthode", max_length=400, blank=True)

    class Meta:
        verbose_name = "estimation"
        verbose_name_plural = "estimations"
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(
                "territory",
                "on",
                name="estimate_once_a_day",
                violation_error_message="Une estimation existe déjà à cette date. Modifiez-la, ou écrivez une autre date.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.persons} au {french.date(self.on)}"


class Target(Scoped):
    """Jobs aimed at by the end of a year, by destination (seed 003: 150 = 100 + 50)."""

    class Destination(models.TextChoices):
        EBE = "ebe", "dans l’EBE"
        ELSEWHERE = "elsewhere", "ailleurs"

    year = models.PositiveSmallIntegerField("fin de l’année")
    destination = models.CharField("destination", max_length=10, choices=Destination)
    jobs = models.PositiveIntegerField("emplois (cumul)")

    class Meta:
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"
        ordering = ("year", "destination")
        constraints = (
            models.UniqueConstraint(
                "territory",
                "year",
                "destination",
                name="target_once",
                violation_error_message="Un objectif existe déjà pour cette année et cette destination. Modifiez-le.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.jobs} {self.get_destination_display()} fin {self.year}"
