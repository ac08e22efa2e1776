"""A grant: who of the hub may read the persons of a territory by name, why, and until when."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from territories.account_mails import AccountMail
from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.rules import DatedRule
from territories.scoping import Scoped, ScopedQuerySet
from tzcld.queries import Composed
from tzcld.ui import french


class GrantRule(DatedRule):
    """How long one opening may last in the territories of a hub, and how long before its end it is told again.

    No text of law gives a number: access to persons is limited to those who need it, for as long as they do (RGPD,
    art. 5-1-c and 5-1-e). Longer needs another decision, with its own reason.
    """

    longest_days = models.PositiveSmallIntegerField(
        "durée la plus longue, en jours",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    notice_days = models.PositiveSmallIntegerField(
        "rappel avant la fin, en jours",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )

    class Meta(DatedRule.Meta):
        verbose_name = "règle des accès nominatifs"
        verbose_name_plural = "règles des accès nominatifs"
        constraints = (
            models.CheckConstraint(
                condition=Q(notice_days__lte=F("longest_days")),
                name="grant_notice_within",
                violation_error_message="Le rappel vient pendant l’accès. Écrivez moins de jours.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.longest_days} jours depuis le {french.date(self.valid_from)}"


class GrantQuerySet(ScopedQuerySet):
    def with_mails(self):
        """`unsent`: a mail about it will not leave; `waiting`: one has still to."""

        def some(*states: str):
            return models.Exists(
                GrantMail.objects.filter(grant=models.OuterRef("pk"), state__in=states)
            )

        State = GrantMail.State
        return self.annotate(unsent=some(State.FAILED), waiting=some(State.WAITING, State.SENDING))

    def running(self, on: date | None = None):
        """Open on this day: neither closed before its term nor out of its dates."""
        return self.filter(period__contains=on or timezone.localdate(), closed_at=None)


class Grant(OverPeriod, Scoped):
    """Read-only access by name, asked at each request: a day past the term, nothing opens any more.

    `closed_at` without `closed_by`: the term came by itself, and the platform wrote it in the journal.
    """

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ouvert à",
    )
    reason = models.CharField("pourquoi", max_length=300)
    period = PeriodField()
    # What the rule of the day of the opening allowed: a later rule changes nothing to it, and the database holds it.
    longest_days = models.PositiveSmallIntegerField(
        "durée permise à l’ouverture, en jours", default=90, editable=False
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ouvert par",
    )
    opened_at = models.DateTimeField("ouvert le", default=timezone.now, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="fermé par",
    )
    closed_at = models.DateTimeField("fermé le", null=True, editable=False)
    # Each thing is told once: written with its mails (GrantMail), which leave one by one.
    opening_told_at = models.DateTimeField("ouverture annoncée le", null=True, editable=False)
    ending_told_at = models.DateTimeField("fin proche annoncée le", null=True, editable=False)
    end_told_at = models.DateTimeField("fin annoncée le", null=True, editable=False)

    objects: ClassVar[GrantQuerySet] = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "accès nominatif"
        verbose_name_plural = "accès nominatifs"
        ordering = ("-opened_at", "-pk")
        constraints = (
            no_overlap(
                "grant_no_overlap",
                "territory",
                "holder",
                condition=Q(closed_at=None),
                message="Cette personne a déjà un accès nominatif à ces dates. Fermez-le d’abord, ou choisissez d’autres dates.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder}, jusqu’au {french.date(self.until)}"

    def get_absolute_url(self) -> str:
        return reverse("ppde:person_list", args=[self.territory.slug])


class GrantMail(AccountMail):
    """One mail about an access to one account: claimed before it leaves, so that it leaves once at most."""

    class What(models.TextChoices):
        OPENING = "opening", "ouverture"
        ENDING = "ending", "fin proche"
        END = "end", "fin"

    grant = models.ForeignKey(
        Grant, on_delete=models.CASCADE, related_name="mails", verbose_name="accès"
    )
    what = models.CharField("objet", max_length=7, choices=What)

    class Meta:
        verbose_name = "courriel d’un accès nominatif"
        verbose_name_plural = "courriels des accès nominatifs"
        constraints = (models.UniqueConstraint("grant", "what", "user", name="grant_mail_once"),)
        indexes = (
            models.Index(
                "grant",
                condition=Q(state__in=("waiting", "sending")),
                name="grant_mail_to_send",
            ),
        )


# Asked at each request of an account of a hub: the grants that it (id) holds on a day.
grants_held = Composed(
    lambda user, day: Grant.objects.running(day).filter(holder=user).select_related("territory"),
    int,
    date,
)
