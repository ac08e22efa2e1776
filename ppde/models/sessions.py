"""Meetings outside the file: information meetings, permanences, workshops, visits, training days, and who came."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from ppde.models.journey import JourneyEvent
from ppde.models.persons import Person
from territories.models import Organisation
from territories.scoping import NamedQuerySet, Scoped


class SessionQuerySet(NamedQuerySet):
    def with_counts(self):
        """Adds `enrolled` (persons on the sheet), `present` (those who came) and `came` (the unnamed included)."""
        there = Count("presences", filter=Q(presences__status=Presence.Status.PRESENT))
        return self.annotate(
            enrolled=Count("presences"), present=there, came=there + F("anonymous")
        )

    def without_sheet(self):
        """Over, not cancelled, and nobody said who came; or somebody is still expected, of those whose file is not frozen.

        Persons counted without a name make a session held, and tell nothing of those who were expected.
        """
        expected = Presence.objects.filter(
            session=OuterRef("pk"),
            territory=OuterRef("territory"),
            status=Presence.Status.EXPECTED,
            person__limited_on=None,
        )
        waits = Q(state=Session.State.PLANNED) | Q(Exists(expected), state=Session.State.HELD)
        return self.filter(waits, starts_at__lt=timezone.now())


class Session(Scoped):
    """A moment to which several persons are invited (domain.md §3.1). Its title and place name nobody."""

    class Kind(models.TextChoices):
        COLLECTIVE_MEETING = "collective_meeting", "information collective"
        PERMANENCE = "permanence", "permanence"
        WORKSHOP = "workshop", "atelier"
        VISIT = "visit", "visite"
        TRAINING = "training", "journée de formation"

    class State(models.TextChoices):
        PLANNED = "planned", "prévue"
        HELD = "held", "tenue"
        CANCELLED = "cancelled", "annulée"

    kind = models.CharField("nature", max_length=20, choices=Kind)
    title = models.CharField("titre", max_length=120)
    starts_at = models.DateTimeField("date et heure")
    place = models.CharField("lieu", max_length=160)
    animator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="animée par",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation partenaire",
    )
    seats = models.PositiveSmallIntegerField("places", null=True, blank=True)
    anonymous = models.PositiveSmallIntegerField("personnes venues sans être nommées", default=0)
    state = models.CharField("état", max_length=10, choices=State, default=State.PLANNED)

    objects: ClassVar = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "rencontre"
        verbose_name_plural = "rencontres"
        ordering = ("-starts_at", "-pk")
        indexes = (models.Index("territory", "starts_at", name="session_territory_starts_at"),)
        constraints = (
            models.UniqueConstraint(
                "territory",
                "starts_at",
                "title",
                "place",
                name="session_once",
                condition=~Q(state="cancelled"),
                violation_error_message="Une rencontre du même titre est déjà prévue à ce lieu, ce jour et cette heure.",
            ),
            models.CheckConstraint(
                condition=Q(state="held") | Q(anonymous=0), name="session_count_once_held"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ppde:gathering_detail", args=[self.territory.slug, self.pk])

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def is_over(self) -> bool:
        return self.starts_at < timezone.now()

    @property
    def has_begun(self) -> bool:
        return self.day <= timezone.localdate()


class Presence(Scoped):
    """Somebody on the sheet of a session. Presence writes a fact of the journey; correcting it corrects the fact."""

    class Status(models.TextChoices):
        EXPECTED = "expected", "inscrite"
        PRESENT = "present", "présente"
        ABSENT = "absent", "absente"
        EXCUSED = "excused", "excusée"

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="presences", verbose_name="rencontre"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="presences", verbose_name="personne"
    )
    status = models.CharField("présence", max_length=8, choices=Status, default=Status.EXPECTED)
    event = models.ForeignKey(
        JourneyEvent,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="fait du parcours",
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "présence à une rencontre"
        verbose_name_plural = "présences aux rencontres"
        ordering = ("person__last_name", "person__first_name")
        constraints = (
            models.UniqueConstraint(
                "session",
                "person",
                name="gathering_presence_once",
                violation_error_message="Cette personne est déjà sur la feuille.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.reference}, {self.get_status_display()}"
