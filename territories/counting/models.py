"""Months during which a territory types its figures instead of following persons by name."""

from datetime import date

from django.db import models

from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.scoping import Scoped, ScopedQuerySet


class TypedPeriodQuerySet(ScopedQuerySet):
    def on(self, day: date):
        return self.filter(period__contains=day)


class TypedPeriod(OverPeriod, Scoped):
    """Whole months counted without names. Outside of them, figures are computed from the persons followed."""

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

    def __str__(self) -> str:
        return f"saisie mensuelle depuis le {self.since:%m/%Y}"
