"""Somebody whom a partner asks the team to meet; the partner reads its own requests, nothing else."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ppde.models.persons import Person
from territories.models import Organisation
from territories.scoping import Scoped, ScopedQuerySet, scope_of


class OrientationQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """The team reads those of its territory; anybody else those that they sent, or that their organisation did."""
        return self.filter(Q(territory__in=scope_of(user).named_ids) | self._sent(user))

    def sent_by(self, user):
        """What the account sent, and what the colleagues of its organisation sent: one of them may be away."""
        return self.filter(self._sent(user))

    def _sent(self, user) -> Q:
        here = scope_of(user)
        own = Q(author=user) | Q(organisation__in=here.organisation_ids)
        return own & Q(territory__in=here.ids)

    def waiting(self):
        """Nobody of the team has answered yet."""
        return self.filter(state=Orientation.State.RECEIVED, person=None)


class Orientation(Scoped):
    """Minimal data (domain.md §8.1): a name, how to join, and the person's agreement, without which nothing is kept."""

    # Closed by mistake, it may be opened again for so long; then how to join the person is erased.
    REOPENED_WITHIN = timedelta(days=7)
    # Sent again within so many days, it is the same request; later, a partner without news asks anew.
    AGAIN_WITHIN = timedelta(days=30)

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
    closed_on = models.DateField("close par l’équipe le", null=True, editable=False)
    # No longer once the person has taken back the agreement to be told of to this partner.
    is_told = models.BooleanField("le partenaire lit la suite", default=True, editable=False)
    # Nor past the last day of this agreement, which who reads this row may not read there.
    told_until = models.DateField("le partenaire lit la suite jusqu’au", null=True, editable=False)

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

    def get_absolute_url(self) -> str:
        return reverse("ppde:orientation_answer", args=[self.territory.slug, self.pk])

    @property
    def reference(self) -> str:
        return f"O-{self.pk:04d}"

    @property
    def is_still_told(self) -> bool:
        """Whether the partner reads what follows today, the last day included."""
        return self.is_told and (self.told_until is None or self.told_until >= timezone.localdate())

    @classmethod
    def read_as_received(cls) -> Q:
        """Those that the partner reads as « reçue »: not met nor closed, or of which it is no longer told."""
        untold = Q(is_told=False) | Q(told_until__lt=timezone.localdate())
        return Q(state=cls.State.RECEIVED) | untold

    @property
    def is_answered(self) -> bool:
        return self.person_id is not None or self.state == self.State.CLOSED

    @property
    def emptied_on(self) -> date | None:
        """The day on which how to join the person is erased, once the team closed it; None when it is done, or not to do."""
        is_kept = self.closed_on and (self.phone or self.email)
        return self.closed_on + self.REOPENED_WITHIN if is_kept else None

    @property
    def initials(self) -> str:
        """What the partner's list shows: enough to recognise one's own, nothing for whoever looks over a shoulder."""
        if not self.first_name:
            return "Identité effacée"
        return f"{self.first_name[:1]}. {self.last_name[:1]}."
