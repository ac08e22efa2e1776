"""Requests of a person about their data (RGPD art. 12, 15 to 21), with the clock of one month, and the access file."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ppde.models.orientations import Orientation
from ppde.models.persons import Person
from ppde.models.readings import WatchedQuerySet
from territories.scoping import NamedQuerySet, Scoped

# Days before the end of the clock from which a request is near its end.
NEAR = timedelta(days=7)


class RightsRequest(Scoped):
    """A request, its clock (one month, art. 12-3; two more with a reason told to the person) and its answer.

    Of somebody with a file (`person`), or whom a partner oriented and whom no file tells (`orientation`). `came_with`: asked
    of an orientation, before it led to the file. `joined_to`: the request of the same right, received before, that is answered
    for both. `number` repeats that of the file, or the key of the orientation, for whoever watches over the data by number.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", "accès"
        RECTIFICATION = "rectification", "rectification"
        OBJECTION = "objection", "opposition"
        LIMITATION = "limitation", "limitation"
        ERASURE = "erasure", "effacement"

    class Channel(models.TextChoices):
        DESK = "desk", "sur place"
        LETTER = "letter", "courrier"
        MAIL = "mail", "courriel"
        PHONE = "phone", "téléphone"
        DPO = "dpo", "délégué à la protection des données"

    class Identity(models.TextChoices):
        PENDING = "pending", "à vérifier"
        KNOWN = "known", "connue de l’équipe, présente"
        DOCUMENT = "document", "pièce d’identité montrée, non gardée"
        CALLBACK = "callback", "rappel au numéro du dossier"

    class State(models.TextChoices):
        OPEN = "open", "à instruire"
        GRANTED = "granted", "accordée"
        REFUSED = "refused", "refusée"
        WITHDRAWN = "withdrawn", "retirée par la personne"
        MISTAKE = "mistake", "enregistrée par erreur"
        JOINED = "joined", "réunie à une demande plus ancienne"

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rights_requests",
        verbose_name="personne",
    )
    orientation = models.ForeignKey(
        Orientation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rights_requests",
        verbose_name="orientation",
    )
    came_with = models.ForeignKey(
        Orientation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="venue avec l’orientation",
    )
    joined_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="réunie à",
    )
    number = models.PositiveIntegerField("numéro")
    kind = models.CharField("droit", max_length=14, choices=Kind)
    received_on = models.DateField("reçue le")
    channel = models.CharField("par quel moyen", max_length=8, choices=Channel)
    details = models.CharField("ce que la personne demande", max_length=600, blank=True)
    identity = models.CharField(
        "identité", max_length=10, choices=Identity, default=Identity.PENDING
    )
    due_on = models.DateField("à répondre au plus tard le")
    extension_reason = models.CharField("raison du délai", max_length=300, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    answered_on = models.DateField("réponse le", null=True, blank=True)
    answer = models.TextField("réponse faite à la personne", max_length=1500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="répondue par",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="enregistrée par",
    )
    recorded_at = models.DateTimeField("enregistrée le", default=timezone.now, editable=False)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’exercice de droits"
        verbose_name_plural = "demandes d’exercice de droits"
        ordering = ("due_on", "pk")
        indexes = (models.Index("territory", "state", "due_on", name="rights_territory_due"),)
        constraints = (
            models.UniqueConstraint(
                "person",
                "kind",
                condition=Q(state="open"),
                name="rights_one_open_by_kind",
                violation_error_message="Une demande de ce droit est déjà à instruire pour cette personne.",
            ),
            models.UniqueConstraint(
                "orientation",
                "kind",
                condition=Q(state="open"),
                name="rights_one_open_by_orientation",
                violation_error_message="Une demande de ce droit est déjà à instruire pour cette orientation.",
            ),
            models.CheckConstraint(
                condition=Q(person=None, orientation__isnull=False)
                | Q(person__isnull=False, orientation=None),
                name="rights_of_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")), name="rights_due_after_received"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_on=None)
                | (~Q(state="open") & Q(answered_on__isnull=False)),
                name="rights_closed_has_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference}, {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("ppde:rights_detail", args=[self.territory.slug, self.pk])

    @property
    def reference(self) -> str:
        if not self.number:
            return "dossier effacé"
        return f"{'O' if self.orientation_id else 'M'}-{self.number:04d}"

    @property
    def subject(self) -> Person | Orientation:
        return self.person or self.orientation

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def days_left(self) -> int:
        return (self.due_on - timezone.localdate()).days

    @property
    def is_late(self) -> bool:
        return self.is_open and self.days_left < 0

    @property
    def is_near(self) -> bool:
        return self.is_open and timezone.localdate() + NEAR >= self.due_on


class AccessFileQuerySet(NamedQuerySet):
    def forget(self) -> int:
        """The copies go, those being made too; that they were asked for stays. How many."""
        return self.update(state=AccessFile.State.GONE, pdf=None, json=None)


class AccessFile(Scoped):
    """Everything held on a person, built by a task: one PDF, one JSON. Kept in the row, under its security, for a week."""

    DAYS = 7

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        RUNNING = "running", "en fabrication"
        DONE = "done", "prêt"
        FAILED = "failed", "échec"
        GONE = "gone", "supprimé"

    request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="files", verbose_name="demande"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="access_files",
        verbose_name="personne",
    )
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField("essai", default=0)
    heartbeat = models.DateTimeField("dernier signe de vie", default=timezone.now)
    error = models.CharField("cause de l’échec", max_length=300, blank=True)
    pdf = models.BinaryField("PDF", null=True)
    json = models.BinaryField("JSON", null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="demandé par",
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    finished_at = models.DateTimeField("prêt le", null=True, blank=True)

    objects = AccessFileQuerySet.as_manager()

    class Meta:
        verbose_name = "copie des données"
        verbose_name_plural = "copies des données"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Copie des données, {self.get_state_display()}"

    @property
    def gone_on(self) -> date | None:
        return (
            timezone.localdate(self.finished_at) + timedelta(days=self.DAYS)
            if self.finished_at
            else None
        )
