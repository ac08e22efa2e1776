"""In which département a territory is: from a day on, since its share of the CDE applies there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.validators import RegexValidator
from django.db import models

from territories.scoping import Scoped, ScopedQuerySet
from tzcld.ui import french

DAY = timedelta(days=1)


def code_field(**options) -> models.CharField:
    """The number of a département."""
    return models.CharField(
        "département",
        max_length=3,
        validators=[
            RegexValidator(
                r"^(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97\d|98\d)$",
                "Écrivez le numéro du département. Exemple : 69",
            )
        ],
        help_text="Son numéro. La part que ce département fixe pour la CDE s’applique ici.",
        **options,
    )


@dataclass(frozen=True)
class Span:
    """Days in one département, both ends included; None on a side without end."""

    code: str
    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class TerritoryDepartmentQuerySet(ScopedQuerySet):
    def in_order(self, territory_id: int):
        """The earliest first."""
        return self.filter(territory=territory_id).order_by(
            models.F("valid_from").asc(nulls_first=True)
        )

    def spans(self, territory_id: int) -> list[Span]:
        """Which département on which days, the earliest first; none when nobody has said it."""
        return spans(self.in_order(territory_id))


class TerritoryDepartment(Scoped):
    """The département of a territory, from a day on, or since always (no day)."""

    code = code_field()
    valid_from = models.DateField("à partir du", null=True, blank=True)

    objects = TerritoryDepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "département du territoire"
        verbose_name_plural = "départements du territoire"
        ordering = (models.F("valid_from").desc(nulls_last=True),)
        constraints = (
            models.UniqueConstraint(
                "territory",
                "valid_from",
                name="territory_department_once_a_day",
                nulls_distinct=False,
                violation_error_message="Une ligne commence déjà ce jour-là. Retirez-la d’abord, ou choisissez une autre date.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.since_words}"

    @property
    def since_words(self) -> str:
        """« depuis toujours », « à partir du 1er janvier 2026 »."""
        if self.valid_from is None:
            return "depuis toujours"
        return f"à partir du {french.date(self.valid_from)}"


def spans(rows: Iterable[TerritoryDepartment]) -> list[Span]:
    """`rows`: of one territory, the earliest first."""
    rows = list(rows)
    ends = [*(row.valid_from - DAY for row in rows[1:]), None]
    return [Span(row.code, row.valid_from, end) for row, end in zip(rows, ends, strict=False)]
