"""A grant: who of the hub may read the persons of a territory by name, why, and until when."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from territories.periods import PeriodField, last_day, no_overlap
from territories.scoping import Scoped, ScopedQuerySet
from tzcld.queries import Composed

# Days that one opening may last, first and last included; longer needs another decision, with its reason.
LONGEST = 90


class GrantQuerySet(ScopedQuerySet):
    def running(self, on: date | None = None):
        """Open on this day: neither closed before its term nor out of its dates."""
        return self.filter(period__contains=on or timezone.localdate(), closed_at=None)


class Grant(Scoped):
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
        return f"{self.holder}, jusqu’au {self.until:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("ppde:person_list", args=[self.territory.slug])

    @property
    def since(self) -> date:
        return self.period.lower

    @property
    def until(self) -> date:
        return last_day(self.period)


# Asked at each request of an account of a hub: the grants that it (id) holds on a day.
grants_held = Composed(
    lambda user, day: Grant.objects.running(day).filter(holder=user).select_related("territory"),
    int,
    date,
)
