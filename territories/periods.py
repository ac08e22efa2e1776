"""Periods that cannot overlap by accident (design rule 9): date ranges, last day excluded in the database."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q


def period(start: date, last: date | None = None) -> DateRange:
    """From `start` to `last`, both included; no `last` means still running."""
    return DateRange(start, last + timedelta(days=1) if last else None)


def last_day(value: DateRange) -> date | None:
    return value.upper - timedelta(days=1) if value.upper else None


def share_a_day(a: tuple, b: tuple) -> bool:
    """Of two spans, (first day, last day or None while it runs), both ends included."""
    return (b[1] is None or a[0] <= b[1]) and (a[1] is None or b[0] <= a[1])


def common_days(a: tuple, b: tuple) -> tuple | None:
    """The days that two such spans share, (first, last); a None stands for no first day too. None: they share none."""
    firsts = [day for day in (a[0], b[0]) if day]
    lasts = [day for day in (a[1], b[1]) if day]
    first, last = max(firsts, default=None), min(lasts, default=None)
    return None if first and last and last < first else (first, last)


def no_overlap(
    name: str, *fields: str, message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """Two rows equal on `fields`, among those of `condition`, may not share a day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((f, RangeOperators.EQUAL) for f in fields),
            ("period", RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )


class PeriodField(DateRangeField):
    """`period` of a mandate, a membership, an amount of hours."""

    def __init__(self, verbose_name="période", **kwargs):
        super().__init__(verbose_name, **kwargs)


class OverPeriod(models.Model):
    """A row with a `period`: its first day, and its last one, included; None while nothing ends it."""

    class Meta:
        abstract = True

    @property
    def since(self) -> date:
        return self.period.lower

    @property
    def until(self) -> date | None:
        return last_day(self.period)

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
