"""Who followed whom, from when to when."""

from django.conf import settings
from django.db import models

from ppde.models.persons import Person
from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.scoping import NamedQuerySet, Scoped


class Following(OverPeriod, Scoped):
    """A colleague follows a person over a period; `Person.referent` is the one running today."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="followings", verbose_name="personne"
    )
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="référent·e",
    )
    period = PeriodField()
    reason = models.CharField("raison du changement", max_length=300, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi par un·e référent·e"
        verbose_name_plural = "suivis par les référent·es"
        ordering = ("-period",)
        constraints = (
            no_overlap(
                "following_no_overlap",
                "person",
                message="Une autre personne de l’équipe suit déjà cette personne à ces dates.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.reference}, {self.referent}"
