"""Facts of a journey, append-only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.models import Organisation
from territories.scoping import NamedQuerySet, Scoped, territory_key
from tzcld.queries import where_told


class EventKind(models.TextChoices):
    """Facts of a journey (domain.md §3.2)."""

    IDENTIFIED = "identified", "Repérage ou orientation"
    CONTACT = "contact", "Contact"
    REMINDER = "reminder", "Relance sans réponse"
    COLLECTIVE_MEETING = "collective_meeting", "Information collective"
    PERMANENCE = "permanence", "Passage à une permanence"
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
    NO_REPLY = "no_reply", "Proposition sans réponse"
    OUTCOME = "outcome", "Sortie"
    RETURN = "return", "Retour"
    NOTE = "note", "Autre fait"


class JourneyEvent(Scoped):
    """A fact of a journey, append-only in the database: a correction is a new event that names the old one.

    What is told beside the day and the text depends on the kind of fact: see DETAILS.
    """

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", "en personne"
        PHONE = "phone", "par téléphone"
        MESSAGE = "message", "par message écrit"
        EMAIL = "email", "par courriel"
        LETTER = "letter", "par courrier"
        HOME = "home", "au domicile"

    class Result(models.TextChoices):
        REACHED = "reached", "personne jointe"
        NO_ANSWER = "no_answer", "sans réponse"
        DECLINED = "declined", "ne souhaite pas d’échange"
        COMPLETED = "completed", "menée à terme"
        STOPPED = "stopped", "interrompue"
        HIRED = "hired", "suivie d’une embauche"

    # One key of the database holds the person and the territory together: it says both.
    territory = territory_key(db_constraint=False, db_index=False)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="events",
        verbose_name="personne",
    )
    kind = models.CharField("fait", max_length=20, choices=EventKind)
    on = models.DateField("date")
    until = models.DateField("jusqu’au", null=True, blank=True)
    channel = models.CharField("moyen", max_length=10, choices=Channel, blank=True)
    result = models.CharField("résultat", max_length=10, choices=Result, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
        verbose_name="organisation",
    )
    prescriber = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
        verbose_name="prescripteur",
    )
    follow_up_on = models.DateField("à relancer le", null=True, blank=True)
    text = models.CharField("précision", max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="corrections",
        verbose_name="corrige",
    )
    reason = models.CharField("raison de la correction", max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="auteur",
    )
    recorded_at = models.DateTimeField("enregistré le", default=timezone.now, editable=False)
    # Written with the fact, which is never rewritten: undoing an import takes back these facts and no other.
    imported_in = models.BigIntegerField("import qui l’a écrit", null=True, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "fait du parcours"
        verbose_name_plural = "parcours"
        ordering = ("-on", "-recorded_at", "-pk")
        indexes = (
            # In the order of the facts: the latest one of each line of a list is one row read.
            models.Index(
                "territory",
                "person",
                F("on").desc(),
                F("recorded_at").desc(),
                F("id").desc(),
                name="event_person_latest",
            ),
            models.Index("territory", "kind", "on", name="event_kind_on"),
            models.Index(
                "territory",
                "follow_up_on",
                condition=Q(follow_up_on__isnull=False),
                name="event_follow_up",
            ),
            # Most facts have none of these: an import writes no line of index for them.
            *where_told("event", "organisation", "prescriber", "corrects"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


R = JourneyEvent.Result
# What each kind of fact may tell beside its day and its text (domain.md §3.2, steps 2, 4 and 8; PMSMP has a prescriber).
DETAILS: dict[str, tuple[str, ...]] = {
    EventKind.CONTACT: ("channel", "result", "follow_up_on"),
    EventKind.INTERVIEW: ("channel", "follow_up_on"),
    EventKind.VISIT: ("organisation",),
    EventKind.WORKSHOP: ("organisation",),
    EventKind.TRAINING: ("organisation", "until", "result"),
    EventKind.IMMERSION: ("organisation", "prescriber", "until", "result"),
}
RESULTS: dict[str, tuple[str, ...]] = {
    EventKind.CONTACT: (R.REACHED, R.NO_ANSWER, R.DECLINED),
    EventKind.TRAINING: (R.COMPLETED, R.STOPPED),
    EventKind.IMMERSION: (R.COMPLETED, R.STOPPED, R.HIRED),
}
