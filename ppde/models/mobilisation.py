"""Pauses, which keep the rank, and outcomes, which end a journey on the list."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ppde.models.list_rules import ListRule
from ppde.models.persons import Person
from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.scoping import NamedQuerySet, Scoped


def kept_rule():
    """The version of the list's rules under which an act was taken; none for the platform's own, and before it existed."""
    return models.ForeignKey(
        ListRule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="règle appliquée",
    )


def kept_proposal():
    """Number of the proposal whose refusal an act follows: a room above holds it. None of the acts of before say it."""
    return models.BigIntegerField("proposition refusée", null=True, blank=True, editable=False)


class Pause(OverPeriod, Scoped):
    """A pause keeps the rank; it has a reason and a review date (its last day)."""

    class Reason(models.TextChoices):
        CARE = "care", "garde d’enfant ou de proche"
        TRAINING = "training", "formation"
        SHORT_JOB = "short_job", "emploi de courte durée"
        PERSONAL = "personal", "raison personnelle (sans détail)"
        AWAY = "away", "absence du territoire"
        REFUSALS = "refusals", "refus répétés, selon la règle de la liste"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="pauses", verbose_name="personne"
    )
    period = PeriodField()
    reason = models.CharField("motif", max_length=10, choices=Reason)
    rule = kept_rule()
    proposal = kept_proposal()

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "pause"
        verbose_name_plural = "pauses"
        ordering = ("-period",)
        constraints = (
            no_overlap(
                "pause_no_overlap", "person", message="Une autre pause couvre déjà ces dates."
            ),
        )

    def __str__(self) -> str:
        return self.get_reason_display()

    @property
    def is_current(self) -> bool:
        return self.since <= timezone.localdate() <= (self.until or date.max)

    @property
    def is_over(self) -> bool:
        return bool(self.until and self.until < timezone.localdate())

    @property
    def days(self) -> int:
        return ((self.until or timezone.localdate()) - self.since).days + 1


class OutcomeKind(models.TextChoices):
    """Reasons to leave the list (domain.md §3.2). `SOLUTIONS` end the privation of work (E6)."""

    EBE = "ebe", "emploi dans l’EBE"
    PERMANENT = "permanent", "CDI hors EBE"
    FIXED_LONG = "fixed_long", "CDD de 6 mois ou plus"
    FIXED_SHORT = "fixed_short", "CDD de moins de 6 mois ou intérim"
    SIAE = "siae", "SIAE"
    ESAT = "esat", "ESAT ou EA"
    PUBLIC = "public", "fonction publique ou collectivité"
    TRAINING = "training", "formation qualifiante"
    BUSINESS = "business", "création d’activité"
    RETIRED = "retired", "retraite"
    MOVED = "moved", "déménagement hors du périmètre"
    HEALTH = "health", "santé (sans détail)"
    NO_LONGER = "no_longer", "ne souhaite plus"
    UNREACHABLE = "unreachable", "injoignable"
    REFUSAL = "refusal", "décision du comité après un refus"
    INELIGIBLE = "ineligible", "non éligible, décision du comité"
    DIED = "died", "décès"
    DUPLICATE = "duplicate", "doublon"


ELSEWHERE = (
    OutcomeKind.PERMANENT,
    OutcomeKind.FIXED_LONG,
    OutcomeKind.SIAE,
    OutcomeKind.ESAT,
    OutcomeKind.PUBLIC,
    OutcomeKind.BUSINESS,
)
SOLUTIONS = (OutcomeKind.EBE, *ELSEWHERE)
# With somebody who employs, or trains.
JOBS = (*SOLUTIONS, OutcomeKind.FIXED_SHORT, OutcomeKind.TRAINING)
# Written by an act of their own (a contract, what the committee decided), never chosen in a form.
BY_ACT = (OutcomeKind.EBE, OutcomeKind.REFUSAL, OutcomeKind.INELIGIBLE)
DECIDED = (OutcomeKind.REFUSAL, OutcomeKind.INELIGIBLE)


class OutcomeQuerySet(NamedQuerySet):
    def standing(self):
        """Those that no return has followed: one at most for a person."""
        return self.filter(back=None)

    def to_come(self, today: date | None = None):
        """Those whose day has not come, as a hire signed for next month: the person is on the list until then."""
        return self.standing().filter(on__gt=today or timezone.localdate())


class Outcome(Scoped):
    """How a journey on the list ended, on which day."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="outcomes", verbose_name="personne"
    )
    kind = models.CharField("motif", max_length=24, choices=OutcomeKind)
    on = models.DateField("date")
    employer = models.CharField("employeur ou organisme", max_length=160, blank=True)
    weekly_hours = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=1, null=True, blank=True
    )
    left_on = models.DateField("a quitté le périmètre le", null=True, blank=True)
    rule = kept_rule()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="enregistrée par",
    )
    recorded_at = models.DateTimeField("enregistrée le", default=timezone.now, editable=False)

    objects: ClassVar = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "sortie"
        verbose_name_plural = "sorties"
        ordering = ("-on", "-pk")
        indexes = (models.Index("territory", "kind", "on", name="outcome_kind_on"),)

    def __str__(self) -> str:
        return self.get_kind_display()
