"""Bounds and marks that the law or the experiment fixes: dated rows of a hub, read by every room."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from territories.models.territories import Territory
from territories.rules import DatedRule, RuleQuerySet
from tzcld.ui import french


class LegalFigureQuerySet(RuleQuerySet):
    def on(self, hub_id: int, what: str, day: date) -> "LegalFigure":
        """The row in force on this day; before the first one, the first. A hub is never without: the database writes
        what is delivered with it, and the last row of a subject is not withdrawn."""
        rows = self.filter(what=what)
        return rows.in_force(hub_id, day) or rows.filter(territory=hub_id).earliest("valid_from")

    def rows_of(self, hub_id: int, what: str) -> "list[LegalFigure]":
        """The rows of one subject, the earliest first (`on_day`)."""
        return list(self.filter(territory=hub_id, what=what).order_by("valid_from"))

    def value(self, hub_id: int, what: str, day: date) -> Decimal:
        return self.on(hub_id, what, day).value

    def values_on(self, hub_id: int, subjects: Sequence[str], day: date) -> list[Decimal]:
        """Several values in one query, in the order asked."""
        rows = list(self.filter(territory=hub_id, what__in=subjects).order_by("valid_from"))
        found = []
        for subject in subjects:
            found.append(on_day([row for row in rows if row.what == subject], day).value)
        return found


class LegalFigure(DatedRule):
    """One figure that a text fixes, from a day on. What was decided under the row before is not looked at again."""

    class What(models.TextChoices):
        STATE_MIN = "etat_min", "part de l’État dans la CDE, au moins"
        STATE_MAX = "etat_max", "part de l’État dans la CDE, au plus"
        CDE_MAX = "cde_max", "CDE d’un emploi à temps plein au SMIC, au plus"
        OTHER_MAX = "autres_max", "ETP non issus de la privation financés, au plus"
        FULL_TIME = "temps_plein", "temps plein"
        WEEK_MAX = "semaine_max", "temps de travail, au plus"
        INHABITANTS_MIN = "habitants_min", "habitants d’un territoire, au moins"
        INHABITANTS_MAX = "habitants_max", "habitants d’un territoire, au plus"
        PERSONS_MAX = "personnes_max", "ou personnes privées d’emploi d’un territoire, au plus"
        ELSEWHERE = "ailleurs", "repère national des solutions hors de l’EBE"
        ANSWER = "reponse_rgpd", "réponse à une demande sur les données, au plus"
        ANSWER_LONGEST = "reponse_longue", "la même réponse, une fois le délai prolongé, au plus"
        FIRST_PROJECTS = "premiers_projets", "première année d’un projet de territoire"
        EXPERIMENT = "experimentation", "première année d’une habilitation"
        AGE_MIN = "age_min", "âge d’une personne accompagnée, au moins"
        AGE_MAX = "age_max", "âge d’une personne accompagnée, au plus"

    what = models.CharField("ce que la ligne fixe", max_length=16, choices=What)
    value = models.DecimalField("valeur", max_digits=10, decimal_places=2)

    objects = LegalFigureQuerySet.as_manager()

    class Meta(DatedRule.Meta):
        verbose_name = "repère légal"
        verbose_name_plural = "repères légaux"
        ordering = ("what", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                "territory",
                "what",
                "valid_from",
                name="legal_figure_once_a_day",
                violation_error_message="Une ligne commence déjà ce jour-là. Choisissez une autre date.",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gt=0),
                name="legal_figure_is_positive",
                violation_error_message="Écrivez une valeur plus grande que zéro.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_what_display()} : {self.told}"

    @property
    def told(self) -> str:
        """« 53 % du SMIC brut », « 5 000 habitants »."""
        if self.what in IN_YEARS:
            return self.said
        return f"{self.said}{french.NBSP}{UNITS[self.what]}"

    @property
    def said(self) -> str:
        """The value alone; a year is not cut in two."""
        return f"{self.value:.0f}" if self.what in IN_YEARS else french.number(self.value)

    def clean(self):
        """Months, years and ages are whole; the least stays under the most on the day on which the row begins."""
        if self.what in IN_MONTHS and self.value % 1:
            raise ValidationError(
                {"value": "Ce délai se compte en mois entiers. Écrivez 1 ou 2, par exemple."}
            )
        if self.what in (*IN_YEARS, What.AGE_MIN, What.AGE_MAX) and self.value % 1:
            raise ValidationError({"value": "Écrivez un nombre entier, sans virgule."})
        for low, high in PAIRS:
            if self.what in (low, high):
                other = LegalFigure.objects.on(
                    self.territory_id, high if self.what == low else low, self.valid_from
                )
                if (self.value > other.value) if self.what == low else (self.value < other.value):
                    side = "moins" if self.what == low else "plus"
                    raise ValidationError(
                        {
                            "value": f"« {other.get_what_display()} » vaut {other.told} ce jour-là. "
                            f"Écrivez {other.said} ou {side}."
                        }
                    )


What = LegalFigure.What
PAIRS = (
    (What.STATE_MIN, What.STATE_MAX),
    (What.STATE_MAX, What.CDE_MAX),
    (What.FULL_TIME, What.WEEK_MAX),
    (What.INHABITANTS_MIN, What.INHABITANTS_MAX),
    (What.ANSWER, What.ANSWER_LONGEST),
    (What.FIRST_PROJECTS, What.EXPERIMENT),
    (What.AGE_MIN, What.AGE_MAX),
)
IN_YEARS = (What.FIRST_PROJECTS, What.EXPERIMENT)
IN_MONTHS = (What.ANSWER, What.ANSWER_LONGEST)
UNITS = {
    What.STATE_MIN: "% du SMIC brut",
    What.STATE_MAX: "% du SMIC brut",
    What.CDE_MAX: "% du SMIC brut",
    What.OTHER_MAX: "% du total",
    What.FULL_TIME: "heures par semaine",
    What.WEEK_MAX: "heures par semaine",
    What.INHABITANTS_MIN: "habitants",
    What.INHABITANTS_MAX: "habitants",
    What.PERSONS_MAX: "personnes",
    What.ELSEWHERE: "%",
    What.ANSWER: "mois",
    What.ANSWER_LONGEST: "mois",
    What.FIRST_PROJECTS: "(année)",
    What.EXPERIMENT: "(année)",
    What.AGE_MIN: "ans",
    What.AGE_MAX: "ans",
}


def first_year(territory: Territory, what: str) -> int:
    """Before the first of January of this year, a date of the territory is a slip of the keyboard."""
    return int(LegalFigure.objects.value(territory.rules_hub_id, what, timezone.localdate()))


def birth_years(territory: Territory, day: date) -> tuple[int, int]:
    """The first and the last year of birth of who is accompanied, by the ages in force on this day."""
    least, most = LegalFigure.objects.values_on(
        territory.rules_hub_id, (What.AGE_MIN, What.AGE_MAX), day
    )
    return day.year - int(most), day.year - int(least)


def on_day(rows: Sequence[LegalFigure], day: date) -> LegalFigure:
    """Of the rows of one subject, the earliest first, that in force on this day; before the first one, the first."""
    in_force = [row for row in rows if row.valid_from <= day]
    return in_force[-1] if in_force else rows[0]


def refuse_longer_week(
    territory: Territory, hours: Decimal | None, day: date, name: str = "weekly_hours"
) -> None:
    """Hours of a week within what the law lets (code du travail, art. L. 3121-20), on the day from which they are worked.

    Raises ValidationError under `name`, the field that holds them.
    """
    if hours is None:
        return
    most = LegalFigure.objects.on(territory.rules_hub_id, What.WEEK_MAX, day)
    if words := longer_week(most, hours, day):
        raise ValidationError({name: words})


def longer_week(most: LegalFigure, hours: Decimal, day: date) -> str:
    """Why these hours are too many under this row; empty when they are not."""
    if hours <= most.value:
        return ""
    return f"Le {french.date(day)}, le temps de travail est de {most.told} au plus ({most.source})."
