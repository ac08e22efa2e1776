"""What reaches the person: where the team receives, and the private page that shows where one stands."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.scoping import NamedQuerySet, Scoped


class Desk(Scoped):
    """How a person joins the team: written at the foot of letters. One row a territory; private pages are off by default."""

    place = models.CharField("adresse de l’accueil", max_length=200, blank=True)
    hours = models.CharField("jours et heures", max_length=120, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    opens_pages = models.BooleanField(
        "le territoire propose une page personnelle",
        default=False,
        help_text="La personne y lit son rang par un lien privé, sans compte.",
    )
    page_days = models.PositiveSmallIntegerField(
        "durée d’un lien (jours)",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )

    class Meta:
        verbose_name = "accueil"
        verbose_name_plural = "accueils"
        constraints = (models.UniqueConstraint("territory", name="desk_once"),)

    def __str__(self) -> str:
        return f"Accueil, {self.territory}"


class PersonPageQuerySet(NamedQuerySet):
    def open(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class PersonPage(Scoped):
    """A link given to a person: only its digest is kept. The database shows this row to whoever holds the link."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="pages", verbose_name="personne"
    )
    digest = models.CharField("empreinte du lien", max_length=64, unique=True, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="donné par",
    )
    given_at = models.DateTimeField("donné le", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("fermé le", null=True, blank=True)

    objects: ClassVar = PersonPageQuerySet.as_manager()

    class Meta:
        verbose_name = "page personnelle"
        verbose_name_plural = "pages personnelles"
        ordering = ("-given_at",)
        constraints = (
            # A new link closes the one before: a lost paper is worth nothing.
            models.UniqueConstraint(
                "person", condition=Q(revoked_at=None), name="person_page_one_open"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("given_at")),
                name="person_page_ends_after",
                violation_error_message="Un lien finit après avoir été donné.",
            ),
        )

    def __str__(self) -> str:
        return f"page de {self.person.reference}"
