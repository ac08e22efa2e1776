"""Territories, who works in them, and what everybody shares: organisations, contacts, journal."""

from datetime import date
from typing import ClassVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from territories.counting.models import TypedPeriod as TypedPeriod
from territories.exchange.models import Contribution as Contribution
from territories.exchange.models import ExchangeItem as ExchangeItem
from territories.grants.models import Grant as Grant
from territories.grants.models import GrantRule as GrantRule
from territories.grants.models import grants_held as grants_held
from territories.imports.models import Batch as Batch
from territories.imports.models import ColumnMapping as ColumnMapping
from territories.imports.models import StagedRow as StagedRow
from territories.periods import PeriodField, last_day, no_overlap
from territories.resources.models import Commitment as Commitment
from territories.resources.models import CommitmentDelivery as CommitmentDelivery
from territories.resources.models import Digest as Digest
from territories.resources.models import DigestRefusal as DigestRefusal
from territories.resources.models import NewsReader as NewsReader
from territories.resources.models import Scheme as Scheme
from territories.resources.models import SchemeNews as SchemeNews
from territories.roles import Role
from territories.scoping import Scoped, ScopedQuerySet, scope_of
from tzcld.queries import Composed


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


class Territory(models.Model):
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
        help_text="Au-delà, une personne de la liste est dite « sans contact ».",
    )

    objects: ClassVar[TerritoryQuerySet] = TerritoryQuerySet.as_manager()

    class Meta:
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


class Phase(Scoped):
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

    @property
    def since(self) -> date:
        return self.period.lower

    @property
    def until(self) -> date | None:
        return last_day(self.period)


class KeyDate(Scoped):
    """A date of the territory's timeline (seed 003)."""

    on = models.DateField("date")
    title = models.CharField("titre", max_length=120)
    text = models.CharField("texte", max_length=400, blank=True)
    is_key = models.BooleanField("étape qui engage", default=False)

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
        return f"{self.persons} au {self.on:%d/%m/%Y}"


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


class MembershipQuerySet(ScopedQuerySet):
    def active(self, on: date | None = None):
        return self.filter(period__contains=on or timezone.localdate())

    def with_second_factor(self):
        """`second_factor`: the account signs in with an application or a key. Read with the row: no query more."""
        means = RawSQL(
            "exists (select from mfa_authenticator a"
            " where a.user_id = territories_membership.user_id and a.type in (%s, %s))",
            (Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value),
            output_field=models.BooleanField(),
        )
        return self.annotate(second_factor=means)


class Membership(Scoped):
    """An account holds a role in a territory from a date to another."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="compte",
    )
    role = models.CharField("rôle", max_length=20, choices=Role)
    function = models.CharField("fonction affichée", max_length=120, blank=True)
    organisation = models.ForeignKey(
        "Organisation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation",
    )
    period = PeriodField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        verbose_name_plural = "rattachements"
        ordering = ("user__last_name", "user__first_name")
        constraints = (
            no_overlap(
                "membership_no_overlap",
                "territory",
                "user",
                "role",
                message="Cette personne a déjà ce rôle à ces dates.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def since(self) -> date:
        return self.period.lower

    @property
    def until(self) -> date | None:
        return last_day(self.period)


# What every request asks first: the memberships that an account (id) holds on a day.
memberships_held = Composed(
    lambda user, day: (
        Membership.objects.active(day)
        .filter(user=user)
        .with_second_factor()
        .select_related("territory", "territory__hub", "user")
    ),
    int,
    date,
)


class InvitationQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(Scoped):
    """An expiring link by which someone opens an account with a role here. Only the token's digest is kept."""

    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    role = models.CharField("rôle", max_length=20, choices=Role)
    function = models.CharField("fonction affichée", max_length=120, blank=True)
    digest = models.CharField("empreinte du lien", max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="invité par",
        null=True,
        help_text="Personne, pour la première invitation d’une métropole : elle vient de la console.",
    )
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    revoked_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> str:
        """`accepted`, `revoked`, `expired` or `open`."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "open"


class Organisation(Scoped):
    """A stakeholder (domain.md §10), shared by all apps. SIREN/SIRET is public; no person here."""

    class Kind(models.TextChoices):
        LOCAL_AUTHORITY = "local_authority", "collectivité"
        STATE = "state", "État"
        EMPLOYMENT_NETWORK = "employment_network", "réseau pour l’emploi"
        DEPARTMENT = "department", "Métropole ou Département"
        REGION = "region", "Région"
        SIAE = "siae", "SIAE"
        ESAT = "esat", "ESAT ou EA"
        PLIE = "plie", "PLIE ou maison de l’emploi"
        COMPANY = "company", "entreprise"
        LARGE_COMPANY = "large_company", "grande entreprise"
        BUSINESS_CLUB = "business_club", "club ou chambre consulaire"
        ASSOCIATION = "association", "ESS ou association"
        SOCIAL_CENTRE = "social_centre", "centre social"
        CCAS = "ccas", "CCAS"
        TRAINING = "training", "organisme de formation"
        INCUBATOR = "incubator", "incubateur ESS"
        FUNDER = "funder", "financeur ou fondation"
        FEDERATION = "federation", "fédération de l’IAE"
        MEDIA = "media", "média"
        RESEARCH = "research", "recherche"
        RESIDENTS = "residents", "habitant·es"

    class Position(models.TextChoices):
        FAVOURABLE = "favourable", "favorable"
        FEARS = "fears", "exprime des craintes"
        REASSURED = "reassured", "rassurée"
        PRESCRIBER = "prescriber", "prescriptrice"
        TO_INVOLVE = "to_involve", "à impliquer"

    name = models.CharField("nom", max_length=160)
    kind = models.CharField("type", max_length=20, choices=Kind)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    website = models.URLField("site", blank=True)
    position = models.CharField("position", max_length=12, choices=Position, blank=True)
    note = models.CharField("à savoir", max_length=300, blank=True)

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                "territory",
                "name",
                name="organisation_once",
                violation_error_message="Une organisation porte déjà ce nom dans ce territoire.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Contact(Scoped):
    """A professional contact in an organisation (row security: `app.reach`)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contacts", verbose_name="organisation"
    )
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    function = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    is_published = models.BooleanField(
        "affiché sur la fiche publique, avec son accord", default=False
    )

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacts"
        ordering = ("last_name", "first_name")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class EntryQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Territories where the account reads the journal; what names a person only where it reads persons."""
        here = scope_of(user)
        return self.filter(territory__in=here.territories_where("journal_view")).filter(
            Q(is_named=False) | Q(territory__in=here.named_ids)
        )


class Entry(Scoped):
    """One fact of the journal, append-only in the database: who, when, what, before/after, why."""

    at = models.DateTimeField("quand", default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="qui",
    )
    verb = models.CharField("quoi", max_length=60)
    model = models.CharField("objet", max_length=60)
    object_id = models.BigIntegerField("numéro de l’objet", null=True)
    label = models.CharField("désignation", max_length=200)
    before = models.JSONField("avant", default=dict)
    after = models.JSONField("après", default=dict)
    reason = models.CharField("pourquoi", max_length=300, blank=True)
    is_named = models.BooleanField("nomme une personne", default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "journal"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(F("territory"), F("at").desc(), name="entry_territory_at"),
            models.Index("territory", "model", "object_id", "at", name="entry_object"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.label}"
