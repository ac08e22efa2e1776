"""The directory of schemes, what partners promised and gave, the news. Nothing here names a person followed."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone

from territories.account_mails import AccountMail
from territories.periods import OverPeriod, PeriodField
from territories.scoping import Scoped, ScopedQuerySet, scope_of
from tzcld.ui import french

# A commitment that ends within so many days is shown first and told in the weekly mail.
ENDS_SOON = timedelta(days=30)
PER_MONTH = timedelta(days=30.44)


class LocalQuerySet(ScopedQuerySet):
    """Rows of the hub, read by all its territories, and local rows, read by theirs and by the hub."""

    def visible_to(self, user):
        here = scope_of(user)
        return self.filter(territory__in=here.ids | here.hub_ids)

    def of(self, territory):
        """What the pages of this territory show; for a hub, also what its territories added."""
        if territory.is_hub:
            return self.filter(Q(territory=territory) | Q(territory__hub=territory))
        return self.filter(territory__in=[territory.pk, territory.hub_id])


class Scheme(Scoped):
    """A lever that removes an obstacle, or a programme of reintegration outside the EBE."""

    class Kind(models.TextChoices):
        LEVER = "lever", "levier"
        PROGRAMME = "programme", "programme hors EBE"

    class Theme(models.TextChoices):
        MOBILITY = "mobility", "mobilité"
        CARE = "care", "garde d’enfant ou de proche"
        LANGUAGE = "language", "français"
        DIGITAL = "digital", "numérique"
        RIGHTS = "rights", "droits et démarches"
        HOUSING = "housing", "logement"
        EQUIPMENT = "equipment", "équipement et tenue"
        TRAINING = "training", "formation"
        EMPLOYMENT = "employment", "accès à l’emploi"
        BUSINESS = "business", "création d’activité"
        OTHER = "other", "autre"

    name = models.CharField("nom", max_length=160)
    kind = models.CharField("nature", max_length=9, choices=Kind, default=Kind.LEVER)
    theme = models.CharField("thème", max_length=10, choices=Theme)
    public = models.CharField("public concerné", max_length=300, blank=True)
    area = models.CharField("lieu ou périmètre", max_length=200, blank=True)
    organisation = models.CharField("organisme à joindre", max_length=160)
    contact = models.CharField(
        "comment le joindre",
        max_length=200,
        blank=True,
        help_text="Standard, adresse de service ou accueil\u00a0; pas le nom d’une personne.",
    )
    how_to = models.TextField("comment le mobiliser", max_length=1500, blank=True)
    conditions = models.TextField("conditions", max_length=1500, blank=True)
    link = models.URLField("site", blank=True)
    checked_on = models.DateField("vérifié le", default=timezone.localdate)
    check_months = models.PositiveSmallIntegerField(
        "à revérifier après (mois)", default=6, validators=[MinValueValidator(1)]
    )
    is_open = models.BooleanField("ouvert aux demandes", default=True)

    objects: ClassVar = LocalQuerySet.as_manager()

    class Meta:
        verbose_name = "levier ou programme"
        verbose_name_plural = "leviers et programmes"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                F("territory"),
                Lower("name"),
                name="scheme_once",
                violation_error_message="Un levier ou un programme porte déjà ce nom ici.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def stale_on(self) -> date:
        """The day from which what is written must be checked again."""
        return self.checked_on + self.check_months * PER_MONTH

    @property
    def is_stale(self) -> bool:
        return self.stale_on <= timezone.localdate()


class CommitmentQuerySet(ScopedQuerySet):
    def with_given(self):
        """Adds `given`, the number of places or jobs given so far."""
        stands = Q(deliveries__correction=None, deliveries__is_withdrawn=False)
        return self.annotate(given=Coalesce(Sum("deliveries__number", filter=stands), 0))

    def ending(self, today: date):
        """Those whose last day comes within ENDS_SOON."""
        return self.filter(
            period__endswith__gt=today, period__endswith__lte=today + ENDS_SOON + timedelta(days=1)
        )


class Commitment(OverPeriod, Scoped):
    """What a partner promised over a period."""

    class Kind(models.TextChoices):
        JOBS = "jobs", "emploi"
        TRAINING = "training", "place de formation"
        IMMERSION = "immersion", "immersion (PMSMP)"
        INTERVIEW = "interview", "entretien d’embauche"
        VISIT = "visit", "visite ou rencontre"

    organisation = models.ForeignKey(
        "territories.Organisation",
        on_delete=models.PROTECT,
        related_name="commitments",
        verbose_name="organisation",
    )
    kind = models.CharField("ce qui est promis", max_length=10, choices=Kind)
    promised = models.PositiveSmallIntegerField("nombre promis", validators=[MinValueValidator(1)])
    period = PeriodField()
    note = models.CharField("précision", max_length=300, blank=True)

    objects: ClassVar = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement de partenaire"
        verbose_name_plural = "engagements de partenaires"
        ordering = ("-period",)

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("territories:commitment_detail", args=[self.territory.slug, self.pk])


class DeliveryQuerySet(ScopedQuerySet):
    def standing(self):
        """Those that count: neither corrected since, nor withdrawn."""
        return self.filter(correction=None, is_withdrawn=False)


class CommitmentDelivery(Scoped):
    """Places or jobs given on a day; a correction is a new row. Who had them is said in the persons' room."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="deliveries", verbose_name="engagement"
    )
    on = models.DateField("date", default=timezone.localdate)
    number = models.PositiveSmallIntegerField(
        "nombre donné", default=1, validators=[MinValueValidator(1)]
    )
    note = models.CharField("précision", max_length=200, blank=True)
    corrects = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="correction",
        verbose_name="ligne corrigée",
    )
    is_withdrawn = models.BooleanField("retirée", default=False, editable=False)
    reason = models.CharField("raison", max_length=300, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="noté par",
    )
    recorded_at = models.DateTimeField("noté le", null=True, default=timezone.now, editable=False)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement tenu"
        verbose_name_plural = "engagements tenus"
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(corrects=None, is_withdrawn=False, reason="")
                | Q(corrects__isnull=False) & ~Q(reason=""),
                name="delivery_correction_has_reason",
                violation_error_message="Une correction a sa raison.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commitment}, {self.number}"


class SchemeNews(Scoped):
    """News on a scheme, written by the hub for its territories or by a territory for itself."""

    title = models.CharField("titre", max_length=160)
    text = models.TextField("texte", max_length=3000)
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="news",
        verbose_name="levier ou programme",
    )
    published_at = models.DateTimeField("publiée le", default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="écrite par",
    )

    objects: ClassVar = LocalQuerySet.as_manager()

    class Meta:
        verbose_name = "actualité des dispositifs"
        verbose_name_plural = "actualités des dispositifs"
        ordering = ("-published_at", "-pk")
        indexes = (models.Index("territory", "published_at", name="scheme_news_at"),)

    def __str__(self) -> str:
        return self.title


class NewsReader(Scoped):
    """An account that reads the news of a territory: its last visit."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="compte"
    )
    seen_at = models.DateTimeField("dernière visite")

    class Meta:
        verbose_name = "lecture des actualités"
        verbose_name_plural = "lectures des actualités"
        constraints = (models.UniqueConstraint("territory", "user", name="news_reader_once"),)

    def __str__(self) -> str:
        return f"{self.user}, {french.date(self.seen_at)}"


class DigestRefusal(Scoped):
    """An account that wants no weekly mail about this hub. Its absence means yes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="compte"
    )
    since = models.DateTimeField("depuis", default=timezone.now)

    class Meta:
        verbose_name = "refus du courriel hebdomadaire"
        verbose_name_plural = "refus du courriel hebdomadaire"
        constraints = (models.UniqueConstraint("territory", "user", name="digest_refusal_once"),)

    def __str__(self) -> str:
        return str(self.user)


class Digest(AccountMail):
    """The weekly mail of one account: one row a week and a person, sent once at most."""

    week = models.DateField("semaine du")

    class Meta:
        verbose_name = "courriel hebdomadaire"
        verbose_name_plural = "courriels hebdomadaires"
        constraints = (models.UniqueConstraint("territory", "user", "week", name="digest_once"),)

    def __str__(self) -> str:
        return f"{self.user}, {french.date(self.week)}"
