"""What each place told at a workshop, and the needs and offers that came out of it (seed 001).

The board is shared inside a hub, like the portfolio of activities: it names organisations and places, never a person.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from territories.scoping import Scoped, ScopedQuerySet, scope_of

MAX_TAGS = 8
TAG_LENGTH = 60


class SharedQuerySet(ScopedQuerySet):
    """Rows that all the territories of a hub read; each writes its own."""

    def visible_to(self, user):
        hubs = scope_of(user).hub_ids
        return self.filter(Q(territory__in=hubs) | Q(territory__hub__in=hubs))

    def board_of(self, territory):
        """The rows of the hub of this territory and of all its territories."""
        hub = territory.pk if territory.is_hub else territory.hub_id
        return self.filter(Q(territory=hub) | Q(territory__hub=hub))

    def under(self, territory):
        """Each row knows the territory whose pages show it: a sister's item is read without leaving home."""
        return self.annotate(shown_in=Value(territory.slug))


class Shown(Scoped):
    """A row with a page of its own, in the territory that shows it, its own by default."""

    page = ""

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        slug = getattr(self, "shown_in", "") or self.territory.slug
        return reverse(self.page, args=[slug, self.pk])

    def get_absolute_url(self) -> str:
        return self.address


class Contribution(Shown):
    """What an organisation or a place told: steps taken, challenges ahead."""

    page = "territories:contribution_detail"

    label = models.CharField(
        "organisation ou lieu",
        max_length=160,
        help_text="Une structure, une collectivité, un quartier ; jamais le nom d’une personne.",
    )
    workshop = models.CharField("atelier", max_length=120, blank=True)
    on = models.DateField("date", default=timezone.localdate)
    steps = models.TextField("démarches engagées", max_length=3000, blank=True)
    short_term = models.TextField("défis à court terme", max_length=1500, blank=True)
    medium_term = models.TextField("défis à moyen terme", max_length=1500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="écrit par",
    )

    objects: ClassVar = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution d’atelier"
        verbose_name_plural = "contributions d’atelier"
        ordering = ("-on", "label")
        constraints = (
            models.UniqueConstraint(
                F("territory"),
                F("on"),
                Lower("label"),
                Lower("workshop"),
                name="contribution_once",
                violation_error_message="Cette organisation a déjà une contribution à cette date pour cet atelier.",
            ),
        )

    def __str__(self) -> str:
        return self.label


class ExchangeItem(Shown):
    """A need or an offer, from the call to the solution."""

    page = "territories:exchange_detail"

    class Kind(models.TextChoices):
        NEED = "need", "besoin"
        OFFER = "offer", "ressource"

    class State(models.TextChoices):
        OPEN = "open", "ouvert"
        CONNECTED = "connected", "mise en relation"
        SOLVED = "solved", "résolu"

    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="contribution",
    )
    kind = models.CharField("nature", max_length=6, choices=Kind)
    text = models.CharField("en une phrase", max_length=400)
    tags = ArrayField(
        models.CharField(max_length=TAG_LENGTH),
        verbose_name="étiquettes",
        default=list,
        blank=True,
        size=MAX_TAGS,
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField("réponse", max_length=1500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="répondu par",
    )
    answered_from = models.ForeignKey(
        "territories.Territory",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="répondu depuis",
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="écrit par",
    )
    created_at = models.DateTimeField("publié le", default=timezone.now)

    objects: ClassVar = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin ou ressource"
        verbose_name_plural = "besoins et ressources"
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index("territory", "kind", "state", name="exchange_kind_state"),
            GinIndex(fields=["tags"], name="exchange_tags"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def opposite(self) -> str:
        return self.Kind.OFFER if self.kind == self.Kind.NEED else self.Kind.NEED
