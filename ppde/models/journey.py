"""Facts of a journey, append-only."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from ppde.models.persons import Person
from territories.scoping import NamedQuerySet, Scoped


class EventKind(models.TextChoices):
    """Facts of a journey (domain.md §3.2)."""

    IDENTIFIED = "identified", "Repérage ou orientation"
    CONTACT = "contact", "Contact"
    REMINDER = "reminder", "Relance sans réponse"
    COLLECTIVE_MEETING = "collective_meeting", "Information collective"
    INTERVIEW = "interview", "Entretien individuel"
    WORKSHOP = "workshop", "Atelier"
    VISIT = "visit", "Visite"
    TRAINING = "training", "Formation"
    IMMERSION = "immersion", "Immersion (PMSMP)"
    VOLUNTEER = "volunteer", "Volontaire"
    ELIGIBILITY = "eligibility", "Décision d’éligibilité"
    PAUSE = "pause", "Pause"
    RESUME = "resume", "Reprise"
    PROPOSAL = "proposal", "Proposition d’emploi"
    REPLY = "reply", "Réponse à une proposition"
    OUTCOME = "outcome", "Sortie"
    RETURN = "return", "Retour"
    NOTE = "note", "Autre fait"


class JourneyEvent(Scoped):
    """A fact of a journey, append-only in the database: a correction is a new event that names the old one."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="events", verbose_name="personne"
    )
    kind = models.CharField("fait", max_length=20, choices=EventKind)
    on = models.DateField("date")
    text = models.CharField("précision", max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="corrige",
    )
    reason = models.CharField("raison de la correction", max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="auteur",
    )
    recorded_at = models.DateTimeField("enregistré le", default=timezone.now, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "fait du parcours"
        verbose_name_plural = "parcours"
        ordering = ("-on", "-recorded_at", "-pk")
        indexes = (
            models.Index("territory", "person", F("on").desc(), name="event_person_on"),
            models.Index("territory", "kind", "on", name="event_kind_on"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()
