"""A forecast as it was made: what was known, what was assumed, what came out. Never rewritten."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from territories.scoping import Scoped


class Forecast(Scoped):
    """One version of the forecast of a territory."""

    month = models.DateField("faite en", help_text="Premier jour du mois des chiffres de départ.")
    basis = models.JSONField("ce qui était connu", default=dict)
    assumptions = models.JSONField("hypothèses", default=dict)
    # First days of months; null: beyond the horizon.
    low = models.DateField("au plus tôt", null=True)
    central = models.DateField("au centre", null=True)
    high = models.DateField("au plus tard", null=True)
    # [[low, central, high] of the list, month after month].
    course = models.JSONField("liste prévue", default=list)
    note = models.CharField("commentaire", max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="faite par",
    )
    made_at = models.DateTimeField("enregistrée le", default=timezone.now)

    class Meta:
        verbose_name = "prévision"
        verbose_name_plural = "prévisions"
        ordering = ("-made_at",)
        indexes = (models.Index("territory", models.F("made_at").desc(), name="forecast_made"),)

    @property
    def awaited(self) -> int:
        """Those whom the date is about: without a first proposal that day, the paused whose pause ends included."""
        back = sum(unproposed for *_, unproposed in self.basis.get("resuming", ()))
        return (self.basis.get("unproposed") or 0) + back

    def __str__(self) -> str:
        return f"prévision de {self.month:%m/%Y}"
