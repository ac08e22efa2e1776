"""Months during which a territory types its figures instead of following persons by name."""

from datetime import date

from django.db import models
from django.db.models import Q

from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.scoping import Scoped, ScopedQuerySet


class TypedPeriodQuerySet(ScopedQuerySet):
    def on(self, day: date):
        return self.filter(period__contains=day)

    def shown(self, month: date):
        """Those whose figures this month shows: it is typed, or follows the last typed one and nothing is reconciled yet."""
        return self.filter(
            Q(period__contains=month) | Q(period__endswith__lte=month, reconciliation={})
        )

    def to_reconcile(self):
        """The names are announced, and the list by name is not yet compared with the one typed."""
        return self.filter(period__endswith__isnull=False, reconciliation={})


class TypedPeriod(OverPeriod, Scoped):
    """Whole months counted without names. Outside of them, figures are computed from the persons followed.

    Between the last of them and the reconciliation, the last typed figures stand: the files are still being opened.
    """

    period = PeriodField("mois saisis")
    reason = models.CharField("pourquoi", max_length=300)
    # At the switch to names: {code: [typed, by name]} at the end of the last typed month.
    reconciliation = models.JSONField("rapprochement", default=dict, blank=True)
    gap_reason = models.CharField("raison de l’écart", max_length=300, blank=True)

    objects = TypedPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "période de saisie mensuelle"
        verbose_name_plural = "périodes de saisie mensuelle"
        ordering = ("period",)
        constraints = (
            no_overlap(
                "typed_period_no_overlap",
                "territory",
                message="Une autre période de saisie couvre déjà une partie de ces mois.",
            ),
        )

    def shows(self, month: date) -> bool:
        """What `shown` asks of the database, of a row already read."""
        if self.until is None or month <= self.until:
            return self.since <= month
        return not self.reconciliation

    def __str__(self) -> str:
        return f"saisie mensuelle depuis le {self.since:%m/%Y}"
