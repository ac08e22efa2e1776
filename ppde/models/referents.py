"""Who followed whom, from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

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
    # Left by whoever hands the person over, for the colleague of this period.
    word = models.CharField("mot de passation", max_length=300, blank=True)
    word_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mot laissé par",
    )

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
            models.CheckConstraint(
                condition=Q(word="") | Q(word_by__isnull=False),
                name="following_word_has_author",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.reference}, {self.referent}"
