"""Law is dated data (design rule 6): a rule is a row, the one in force on a day is looked up."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from territories.scoping import Scoped, ScopedQuerySet
from tzcld.ui import french


def from_today(valid_from: date) -> None:
    """A rule begins today or later: what was done, or told to persons, under the one before stays. ValidationError."""
    today = timezone.localdate()
    if valid_from < today:
        raise ValidationError(
            {
                "valid_from": f"Le {french.numeric_date(valid_from)} est passé. Écrivez aujourd’hui, "
                f"{french.numeric_date(today)}, ou plus tard."
            }
        )


class RuleQuerySet(ScopedQuerySet):
    def in_force(self, hub_id: int, on: date):
        """The latest row of the hub that is valid on this day, or None."""
        return (
            self.filter(territory=hub_id, valid_from__lte=on).order_by("-valid_from", "-pk").first()
        )

    def nearest(self, territory, on: date):
        """The territory's own row in force on this day, else its hub's, else None."""
        own = models.Case(models.When(territory=territory.pk, then=0), default=1)
        return (
            self.filter(territory__in=[territory.pk, territory.rules_hub_id], valid_from__lte=on)
            .order_by(own, "-valid_from", "-pk")
            .first()
        )


class DatedRule(Scoped):
    """A threshold, rate or grid of a hub, with its source; a past decision keeps the row it was taken under."""

    valid_from = models.DateField("en vigueur depuis le")
    source = models.CharField("source (texte, article)", max_length=300)

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-valid_from",)
