"""Words that have no place in a file, and the texts where one was written: looked at by a person, never judged by a program."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ppde.models.journey import JourneyEvent
from ppde.models.persons import Person
from ppde.models.readings import WatchedQuerySet
from territories.scoping import Scoped


class SensitiveWord(Scoped):
    """The beginning of a word, without accents, that sends a text to the review queue. A hub's own list replaces the default."""

    class Subject(models.TextChoices):
        HEALTH = "health", "santé"
        OFFENCE = "offence", "infraction"
        OPINION = "opinion", "opinion ou religion"
        ORIGIN = "origin", "origine"
        JUDGEMENT = "judgement", "jugement"

    stem = models.CharField("début du mot", max_length=40)
    subject = models.CharField("sujet", max_length=10, choices=Subject)

    class Meta:
        verbose_name = "mot à relire"
        verbose_name_plural = "mots à relire"
        ordering = ("subject", "stem")
        constraints = (models.UniqueConstraint("territory", "stem", name="sensitive_word_once"),)

    def __str__(self) -> str:
        return self.stem


class TextFlag(Scoped):
    """A free text about a person where such a word was found. `number`, `words`: what whoever watches over the data reads."""

    class State(models.TextChoices):
        OPEN = "open", "à relire"
        KEPT = "kept", "gardé"
        REWORDED = "reworded", "reformulé"
        ERASED = "erased", "effacé"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="text_flags", verbose_name="personne"
    )
    number = models.PositiveIntegerField("numéro")
    event = models.ForeignKey(
        JourneyEvent,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="fait du parcours",
    )
    field = models.CharField("champ", max_length=40)
    words = ArrayField(models.CharField(max_length=40), verbose_name="mots trouvés", default=list)
    found_at = models.DateTimeField("trouvé le", default=timezone.now)
    state = models.CharField("état", max_length=8, choices=State, default=State.OPEN)
    reviewed_at = models.DateTimeField("relu le", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="relu par",
    )
    reason = models.CharField("raison", max_length=300, blank=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = "texte à relire"
        verbose_name_plural = "textes à relire"
        ordering = ("found_at", "pk")
        indexes = (models.Index("territory", "state", "found_at", name="flag_territory_state"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", reviewed_by=None)
                | (~Q(state="open") & Q(reviewed_by__isnull=False)),
                name="flag_reviewed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"M-{self.number:04d}, {self.field}"

    @property
    def reference(self) -> str:
        return f"M-{self.number:04d}"

    @property
    def text(self) -> str:
        """What is written there now."""
        return getattr(self.event or self.person, self.field)
