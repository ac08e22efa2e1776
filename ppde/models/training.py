"""The common training programme: sessions, places by territory, enrolments, presence (seed 002 S2-A2, L2).

Programmes and sessions name nobody and are read in the whole hub; enrolments are the team's alone. The hub reads the
places and how many are taken, which `SessionShare` keeps.
"""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from ppde.models.journey import JourneyEvent
from ppde.models.persons import Person
from ppde.models.skills import Skill
from territories.resources.models import LocalQuerySet
from territories.scoping import NamedQuerySet, Scoped, ScopedQuerySet
from tzcld.ui import french

GRADES = [1, 2, 3, 4]


class Training(Scoped):
    """A programme of the catalogue."""

    title = models.CharField("titre", max_length=160)
    provider = models.CharField("organisme de formation", max_length=160)
    objectives = models.TextField("objectifs", max_length=1500)
    hours = models.PositiveSmallIntegerField(
        "durée en heures", validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    skills = models.ManyToManyField(
        Skill, through="TrainingSkill", related_name="+", verbose_name="compétences données"
    )
    is_open = models.BooleanField("au catalogue", default=True)

    objects: ClassVar = LocalQuerySet.as_manager()

    class Meta:
        verbose_name = "formation"
        verbose_name_plural = "formations"
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint(
                F("territory"),
                Lower("title"),
                name="training_once",
                violation_error_message="Une formation porte déjà ce titre.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class TrainingSkill(Scoped):
    """A skill that a programme gives."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, verbose_name="formation")
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, related_name="+", verbose_name="compétence"
    )

    class Meta:
        verbose_name = "compétence donnée"
        verbose_name_plural = "compétences données"
        constraints = (models.UniqueConstraint("training", "skill", name="training_skill_once"),)

    def __str__(self) -> str:
        return f"{self.training}, {self.skill}"


class TrainingSession(Scoped):
    """A session: days, place, and how many places in all."""

    training = models.ForeignKey(
        Training, on_delete=models.PROTECT, related_name="sessions", verbose_name="formation"
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    place = models.CharField("lieu", max_length=200)
    places = models.PositiveSmallIntegerField("places", validators=[MinValueValidator(1)])
    cancelled_on = models.DateField("annulée le", null=True, blank=True, editable=False)
    cancelled_reason = models.CharField(
        "raison de l’annulation", max_length=300, blank=True, editable=False
    )

    objects: ClassVar = LocalQuerySet.as_manager()

    class Meta:
        verbose_name = "session de formation"
        verbose_name_plural = "sessions de formation"
        ordering = ("starts_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="session_days_in_order",
                violation_error_message="Le dernier jour vient avant le premier. Corrigez une des deux dates.",
            ),
        )
        indexes = (models.Index("territory", "starts_on", name="session_starts"),)

    def __str__(self) -> str:
        return str(self.training)

    @property
    def address(self) -> str:
        slug = getattr(self, "shown_in", "") or self.territory.slug
        return reverse("ppde:session_detail", args=[slug, self.pk])

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_on is not None

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()


class SessionShare(Scoped):
    """The places of one territory in a session, how many are taken and how many persons wait: counts, no name."""

    session = models.ForeignKey(
        TrainingSession, on_delete=models.CASCADE, related_name="shares", verbose_name="session"
    )
    places = models.PositiveSmallIntegerField("places du territoire", default=0)
    taken = models.PositiveSmallIntegerField("places prises", default=0)
    waiting = models.PositiveSmallIntegerField("personnes en attente", default=0)
    waiting_since = models.DateTimeField("attente depuis", null=True, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "places d’un territoire"
        verbose_name_plural = "places des territoires"
        ordering = ("territory__name",)
        constraints = (
            models.UniqueConstraint("session", "territory", name="session_share_once"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")), name="session_share_within_places"
            ),
        )

    def __str__(self) -> str:
        return f"{self.taken} sur {self.places}"

    @property
    def free(self) -> int:
        return self.places - self.taken


def kept_fact(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        JourneyEvent,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=label,
    )


class Enrolment(Scoped):
    """A person in a session: a place, or the waiting list in the order of asking."""

    class State(models.TextChoices):
        ENROLLED = "enrolled", "inscrite"
        WAITING = "waiting", "en attente d’une place"
        WITHDRAWN = "withdrawn", "désinscrite"
        COMPLETED = "completed", "formation terminée"
        DROPPED = "dropped", "formation interrompue"

    class Stop(models.TextChoices):
        """Why somebody stops before the end: a closed list, nothing about health or private life."""

        JOB = "job", "a trouvé un emploi"
        OTHER_TRAINING = "training", "a trouvé une autre formation"
        HOURS = "hours", "horaires"
        PLACE = "place", "lieu ou trajet"
        CARE = "care", "garde d’enfant ou de proche"
        CONTENT = "content", "la formation ne convient pas"
        PROVIDER = "provider", "arrêt décidé par l’organisme"
        UNSAID = "unsaid", "ne souhaite pas le dire"
        OTHER = "other", "autre raison"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="enrolments", verbose_name="personne"
    )
    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, related_name="+", verbose_name="session"
    )
    state = models.CharField("état", max_length=9, choices=State)
    asked_at = models.DateTimeField("demandée le", default=timezone.now)
    # That of the exit which freed the place, until it is asked for again.
    left_at = models.DateTimeField("quittée avec une sortie, notée le", null=True, editable=False)
    # Of a training interrupted; none for whoever never came, and for those noted before the day was asked.
    last_on = models.DateField("dernier jour suivi", null=True, blank=True)
    stop = models.CharField("raison de l’arrêt", max_length=8, choices=Stop, blank=True)
    # What the journey tells of the end and of the presences, whatever the programme is called since.
    end_event = kept_fact("fait de la fin")
    contact_event = kept_fact("fait de la présence")
    # Three closed questions, 1 to 4, asked at the end and entered by the team.
    useful = models.PositiveSmallIntegerField("utile pour la suite", null=True, blank=True)
    clear = models.PositiveSmallIntegerField("facile à suivre", null=True, blank=True)
    welcome = models.PositiveSmallIntegerField("bien accueillie", null=True, blank=True)

    objects: ClassVar = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription à une formation"
        verbose_name_plural = "inscriptions aux formations"
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                "person",
                "session",
                name="enrolment_once",
                violation_error_message="Cette personne a déjà une inscription à cette session.",
            ),
            models.CheckConstraint(
                condition=Q(state="dropped") | Q(last_on=None, stop=""),
                name="enrolment_stop_when_dropped",
                violation_error_message="Seule une formation interrompue a un dernier jour suivi et une raison.",
            ),
        )
        indexes = (models.Index("territory", "session", "state", name="enrolment_session"),)

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def stop_words(self) -> str:
        """« dernier jour suivi le 12 novembre 2026, a trouvé un emploi »; « jamais venue, horaires »; empty when nothing is known."""
        if not self.stop:
            return ""
        day = (
            f"dernier jour suivi le {french.date(self.last_on)}" if self.last_on else "jamais venue"
        )
        return f"{day}, {self.get_stop_display()}"


class TrainingPresence(Scoped):
    """Present or not, on a day of a session."""

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="presences", verbose_name="inscription"
    )
    on = models.DateField("jour")
    present = models.BooleanField("présente")

    objects: ClassVar = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "présence en formation"
        verbose_name_plural = "présences en formation"
        ordering = ("on",)
        constraints = (models.UniqueConstraint("enrolment", "on", name="presence_once"),)

    def __str__(self) -> str:
        return french.date(self.on)
