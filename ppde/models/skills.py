"""Skills of the hub's list, who has them or wants to learn them, and the days wished (seed 000; peers.md C11)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from ppde.models.persons import Person
from territories.scoping import NamedQuerySet, Scoped, ScopedQuerySet, scope_of


class SkillQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """One list for the territories of a hub; it names nobody."""
        return self.filter(territory__in=scope_of(user).hub_ids)

    def of(self, territory):
        """The list of the hub of this territory."""
        return self.filter(territory=territory.rules_hub_id)


class Skill(Scoped):
    """A skill of the hub's list, with the code of the ROME when the hub gave it. Nothing of the ROME is shipped."""

    name = models.CharField("compétence", max_length=120)
    domain = models.CharField("domaine", max_length=80)
    rome_code = models.CharField(
        "code ROME",
        max_length=6,
        blank=True,
        validators=[
            RegexValidator(
                r"^([A-Z]\d{4}|\d{3,6})$",
                "Un code ROME est une lettre et quatre chiffres, par exemple K2204, ou le numéro d’une compétence.",
            )
        ],
    )
    is_common = models.BooleanField(
        "proposée d’office dans la grille de saisie",
        default=True,
        help_text="Les autres se trouvent en écrivant leur nom.",
    )

    objects: ClassVar = SkillQuerySet.as_manager()

    class Meta:
        verbose_name = "compétence"
        verbose_name_plural = "compétences"
        ordering = ("domain", "name")
        constraints = (
            models.UniqueConstraint(
                F("territory"),
                Lower("name"),
                name="skill_once",
                violation_error_message="Une compétence porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                "territory",
                "rome_code",
                condition=~Q(rome_code=""),
                name="skill_rome_code_once",
                violation_error_message="Une autre compétence porte déjà ce code ROME.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PersonSkill(Scoped):
    """What a person says of herself: a level, the will to learn, or both. Never a mark given to her."""

    class Level(models.TextChoices):
        NOTIONS = "notions", "notions"
        AT_EASE = "at_ease", "à l’aise"
        TEACHES = "teaches", "peut transmettre"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="skills", verbose_name="personne"
    )
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, related_name="+", verbose_name="compétence"
    )
    level = models.CharField("niveau", max_length=8, choices=Level, blank=True)
    wants_to_learn = models.BooleanField("veut apprendre", default=False)
    said_on = models.DateField("dit le", default=timezone.localdate)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "compétence d’une personne"
        verbose_name_plural = "compétences des personnes"
        ordering = ("skill__domain", "skill__name")
        constraints = (
            models.UniqueConstraint("person", "skill", name="person_skill_once"),
            models.CheckConstraint(
                condition=~Q(level="") | Q(wants_to_learn=True), name="person_skill_says_something"
            ),
        )
        indexes = (models.Index("territory", "skill", "level", name="person_skill_level"),)

    def __str__(self) -> str:
        words = [self.get_level_display()] if self.level else []
        return ", ".join([*words, *(["veut apprendre"] if self.wants_to_learn else [])])


class Availability(Scoped):
    """The days that a person wishes to work; her hours are on the file."""

    class Day(models.TextChoices):
        MONDAY = "mon", "lundi"
        TUESDAY = "tue", "mardi"
        WEDNESDAY = "wed", "mercredi"
        THURSDAY = "thu", "jeudi"
        FRIDAY = "fri", "vendredi"
        SATURDAY = "sat", "samedi"
        SUNDAY = "sun", "dimanche"

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="availability", verbose_name="personne"
    )
    days = ArrayField(
        models.CharField(max_length=3, choices=Day), verbose_name="jours souhaités", default=list
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "jours souhaités"
        verbose_name_plural = "jours souhaités"

    def __str__(self) -> str:
        return ", ".join(label for key, label in self.Day.choices if key in self.days)
