"""A lever or a programme asked for a person, and who had what a partner gave (seed 002 S2-A3, A5, L3)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.models import CommitmentDelivery, Scheme
from territories.scoping import NamedQuerySet, Scoped


class SchemeRequest(Scoped):
    """A lever mobilised, or an orientation to a programme, for one person, up to its result."""

    class State(models.TextChoices):
        ASKED = "asked", "demandé"
        OBTAINED = "obtained", "obtenu"
        REFUSED = "refused", "refusé"
        DROPPED = "dropped", "abandonné"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="scheme_requests", verbose_name="personne"
    )
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="+", verbose_name="levier ou programme"
    )
    asked_on = models.DateField("demandé le", default=timezone.localdate)
    state = models.CharField(
        "où en est la demande", max_length=8, choices=State, default=State.ASKED
    )
    closed_on = models.DateField("réponse le", null=True, blank=True)
    result = models.CharField("résultat", max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="demandé par",
    )

    objects: ClassVar = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de levier"
        verbose_name_plural = "demandes de leviers"
        ordering = ("-asked_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                "person",
                "scheme",
                condition=Q(state="asked"),
                name="scheme_request_once_at_a_time",
                violation_error_message="Une demande est déjà en cours pour cette personne.",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", closed_on=None)
                | (~Q(state="asked") & Q(closed_on__isnull=False)),
                name="scheme_request_closed_on_a_day",
            ),
        )
        indexes = (models.Index("territory", "scheme", "state", name="scheme_request_state"),)

    def __str__(self) -> str:
        return f"{self.scheme}, {self.get_state_display()}"


class DeliveryPerson(Scoped):
    """Who had a place or a job that a partner gave: for the team alone."""

    delivery = models.ForeignKey(
        CommitmentDelivery,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="engagement tenu",
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="places_had", verbose_name="personne"
    )

    objects: ClassVar = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "personne qui a eu la place"
        verbose_name_plural = "personnes qui ont eu les places"
        constraints = (models.UniqueConstraint("delivery", "person", name="delivery_person_once"),)

    def __str__(self) -> str:
        return str(self.delivery)
