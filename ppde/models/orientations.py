"""Somebody whom a partner asks the team to meet; the partner reads its own requests, nothing else."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.models import Organisation
from territories.scoping import Scoped, ScopedQuerySet, scope_of


class OrientationQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """The team reads those of its territory; anybody else those that they sent."""
        here = scope_of(user)
        return self.filter(Q(territory__in=here.named_ids) | Q(author=user, territory__in=here.ids))

    def waiting(self):
        """Nobody of the team has answered yet."""
        return self.filter(state=Orientation.State.RECEIVED, person=None)


class Orientation(Scoped):
    """Minimal data (domain.md §8.1): a name, how to join, and the person's agreement, without which nothing is kept."""

    class State(models.TextChoices):
        RECEIVED = "received", "reçue"
        MET = "met", "rencontrée"
        CLOSED = "closed", "close"

    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    contact_preference = models.CharField("comment la joindre", max_length=120, blank=True)
    has_agreed = models.BooleanField("d’accord pour être contactée")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="orientée par",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation",
    )
    sent_at = models.DateTimeField("envoyée le", default=timezone.now, editable=False)
    state = models.CharField("état", max_length=8, choices=State, default=State.RECEIVED)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orientations",
        verbose_name="personne",
    )
    closed_reason = models.CharField("raison de la clôture", max_length=300, blank=True)

    objects = OrientationQuerySet.as_manager()

    class Meta:
        verbose_name = "orientation par un partenaire"
        verbose_name_plural = "orientations par les partenaires"
        ordering = ("-sent_at", "-pk")
        indexes = (models.Index("territory", "state", "sent_at", name="orientation_state"),)
        constraints = (
            models.CheckConstraint(condition=Q(has_agreed=True), name="orientation_agreed"),
            models.CheckConstraint(
                condition=~Q(state="met") | Q(person__isnull=False), name="orientation_met_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        """What the partner's list shows: enough to recognise one's own, nothing for whoever looks over a shoulder."""
        return f"{self.first_name[:1]}. {self.last_name[:1]}."
