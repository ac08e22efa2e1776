"""The skills an activity needs, and the sectors or activities that a person wishes (domain.md §5.1, seed 000)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from ppde.models import Person, Skill
from territories.scoping import NamedQuerySet, Scoped, ScopedQuerySet


class ActivitySkill(Scoped):
    """A skill that an activity needs; the row belongs to the activity's territory."""

    activity = models.ForeignKey(
        "activities.Activity",
        on_delete=models.CASCADE,
        related_name="needed_skills",
        verbose_name="activité",
    )
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, related_name="needed_by", verbose_name="compétence"
    )

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "compétence utile à une activité"
        verbose_name_plural = "compétences utiles aux activités"
        ordering = ("skill__name",)
        constraints = (models.UniqueConstraint("activity", "skill", name="activity_skill_once"),)

    def __str__(self) -> str:
        return f"{self.activity}, {self.skill}"


class Wish(Scoped):
    """A sector, or one activity of the portfolio, that a person would like to work in."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="wishes", verbose_name="personne"
    )
    sector = models.CharField("secteur", max_length=14, blank=True)
    activity = models.ForeignKey(
        "activities.Activity",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="activité",
    )

    objects: ClassVar = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "souhait d’activité"
        verbose_name_plural = "souhaits d’activité"
        ordering = ("person", "sector", "activity__name")
        constraints = (
            models.CheckConstraint(
                condition=Q(sector="", activity__isnull=False) | (~Q(sector="") & Q(activity=None)),
                name="wish_sector_or_activity",
            ),
            models.UniqueConstraint(
                "person", "sector", condition=~Q(sector=""), name="wish_sector_once"
            ),
            models.UniqueConstraint("person", "activity", name="wish_activity_once"),
        )
        indexes = (models.Index("territory", "activity", name="wish_activity"),)

    def __str__(self) -> str:
        return str(self.activity) if self.activity_id else self.sector
