"""Words that have no place in a file, and the texts where one was written: looked at by a person, never judged by a program."""

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from cle.models import Addendum, Meeting
from ppde.models.notes import RestrictedNote
from ppde.models.persons import Person
from ppde.models.readings import WatchedQuerySet
from territories.scoping import Scoped, ScopedQuerySet, scope_of
from tzcld.ui import french
from tzcld.ui.words import around, spans

# What the database writes as the word found, where it finds a social security number (flag_numbers).
NUMBER = "numéro de sécurité sociale"
# What stands for the word found in a text that names somebody erased (ppde/retention/above.py): never the name itself.
NAME = "nom d’une personne effacée"


class WordQuerySet(ScopedQuerySet):
    def current(self):
        return self.filter(removed_at=None)

    def read_in(self, territory):
        """Words of the hub's list, and those that the territory added."""
        return self.filter(territory__in={territory.pk, territory.rules_hub_id})


class SensitiveWord(Scoped):
    """The beginning of a word, without accents, that sends a text to the review queue: « depress » finds dépression.

    A hub opens with a starting list (ppde/migrations); it is the hub's own from then on, and a territory may add to it.
    A row never changes: it is added, then removed, by somebody, on a day.
    """

    class Subject(models.TextChoices):
        HEALTH = "health", "santé"
        OFFENCE = "offence", "infraction"
        OPINION = "opinion", "opinion ou religion"
        ORIGIN = "origin", "origine"
        JUDGEMENT = "judgement", "jugement"

    stem = models.CharField("début du mot", max_length=40)
    subject = models.CharField("sujet", max_length=10, choices=Subject)
    is_whole = models.BooleanField("mot entier seulement", default=False)
    added_at = models.DateTimeField("ajouté le", default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ajouté par",
    )
    removed_at = models.DateTimeField("retiré le", null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="retiré par",
    )

    objects = WordQuerySet.as_manager()

    class Meta:
        verbose_name = "mot à relire"
        verbose_name_plural = "mots à relire"
        ordering = ("subject", "stem")
        constraints = (
            models.UniqueConstraint(
                "territory", "stem", condition=Q(removed_at=None), name="sensitive_word_once"
            ),
            # The stem is read as it is inside a pattern of the database.
            models.CheckConstraint(
                condition=Q(stem__regex=r"^[a-z0-9]+( [a-z0-9]+)*$"), name="sensitive_word_plain"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="sensitive_word_removed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.stem if self.is_whole else f"{self.stem}…"

    def finds(self, found: str) -> bool:
        """Whether this word of a text, as a flag holds it, is one of its own."""
        return found == self.stem if self.is_whole else found.startswith(self.stem)


class FlagQuerySet(WatchedQuerySet):
    def visible_to(self, user):
        """Those one watches over; where one reviews, those of no file too: the minutes of a committee of the hub."""
        here = scope_of(user)
        watched = Q(territory__in=here.named_ids | here.watched_ids)
        return self.filter(
            watched | Q(territory__in=here.territories_where("flag_review"), person=None)
        )


class TextFlag(Scoped):
    """A free text where such a word was found, by the database, whatever wrote it (ppde/database.py).

    `model`, `object_id`, `field`: where it is. `person`: whom it is about, when the row says. `number`, `words`: what
    whoever watches over the data reads.
    """

    class State(models.TextChoices):
        OPEN = "open", "à relire"
        KEPT = "kept", "gardé"
        REWORDED = "reworded", "reformulé"
        ERASED = "erased", "effacé"
        ADDENDUM = "addendum", "corrigé par un additif"

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="text_flags",
        verbose_name="personne",
    )
    number = models.PositiveIntegerField("numéro", null=True)
    model = models.CharField("table", max_length=60, default="ppde.person")
    object_id = models.BigIntegerField("ligne", null=True)
    field = models.CharField("champ", max_length=40)
    words = ArrayField(models.CharField(max_length=40), verbose_name="mots trouvés", default=list)
    # Of a name, which is kept nowhere: each start and each end of it in the text, in order, then the length that the text had.
    places = ArrayField(
        models.PositiveIntegerField(), null=True, blank=True, verbose_name="places dans le texte"
    )
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

    objects = FlagQuerySet.as_manager()

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
        return f"{self.reference}, {self.field}"

    @property
    def reference(self) -> str:
        return f"M-{self.number:04d}" if self.number else "Sans dossier"

    @property
    def about(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def where(self) -> str:
        """The words of the glossary for the place: « Fait du parcours, précision »."""
        column = self.about._meta.get_field(self.field)
        return french.upper_first(f"{self.about._meta.verbose_name}, {column.verbose_name}")

    @cached_property
    def row(self) -> models.Model | None:
        """The row where the text is; None once it is deleted. A file that was merged goes on in the one that was kept."""
        if self.about is Person:
            return self.person
        return self.about._base_manager.filter(pk=self.object_id).first()

    @property
    def text(self) -> str:
        """What is written there now."""
        if self.is_encrypted:
            return ""
        said = getattr(self.row, self.field) or "" if self.row else ""
        return ", ".join(said) if isinstance(said, list) else said

    @property
    def is_encrypted(self) -> bool:
        """A restricted note: its text is read by whoever opens it, with a reason, and never here."""
        return self.about is RestrictedNote

    @property
    def is_list(self) -> bool:
        return isinstance(self.about._meta.get_field(self.field), ArrayField)

    @property
    def is_number(self) -> bool:
        """A social security number written before the database refused it."""
        return NUMBER in self.words

    @property
    def is_name(self) -> bool:
        """The hub named there somebody whom one of its territories erased since."""
        return NAME in self.words

    @property
    def name_places(self) -> list[tuple[int, int]]:
        """Where the name stands, in order; nothing once the text has changed: nobody knows the name any more."""
        if not self.places or self.places[-1] != len(self.text):
            return []
        return list(zip(self.places[:-1:2], self.places[1:-1:2], strict=True))

    @property
    def names(self) -> list[str]:
        """The names that the text still holds: read there, kept nowhere."""
        return [self.text[start:stop] for start, stop in self.name_places]

    @property
    def excerpt(self) -> str:
        """What is written there, around the words when it is long."""
        said = self.text
        return around(said, self.name_places if self.is_name else spans(said, self.words))

    @property
    def sealed(self) -> Meeting | None:
        """The meeting whose approved minutes hold this text: nobody rewrites them, the review neither."""
        meeting = self.row.meeting if isinstance(self.row, Addendum) else self.row
        is_minutes = isinstance(self.row, Addendum) or self.field == "minutes"
        if is_minutes and isinstance(meeting, Meeting):
            return meeting if meeting.minutes_state == Meeting.Minutes.APPROVED else None
        return None


class Rereading(Scoped):
    """The texts of a territory read again, because a word entered its list: long work is a row."""

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        RUNNING = "running", "en cours"
        DONE = "done", "finie"
        FAILED = "failed", "arrêtée"

    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveSmallIntegerField("tables relues", default=0)
    total = models.PositiveSmallIntegerField("tables à relire", default=0)
    last = models.BigIntegerField("dernière ligne relue", default=0)
    read = models.PositiveIntegerField("lignes relues", default=0)
    found = models.PositiveIntegerField("textes envoyés à relire", default=0)
    attempt = models.PositiveSmallIntegerField("essai", default=0)
    heartbeat = models.DateTimeField("dernier signe de vie", default=timezone.now)
    error = models.CharField("cause de l’échec", max_length=200, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="demandée par",
    )
    asked_at = models.DateTimeField("demandée le", default=timezone.now)
    finished_at = models.DateTimeField("finie le", null=True)

    class Meta:
        verbose_name = "relecture des textes"
        verbose_name_plural = "relectures des textes"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                "territory", condition=Q(state="waiting"), name="rereading_waits_once"
            ),
        )

    def __str__(self) -> str:
        return f"relecture du {french.date(self.asked_at)}"
