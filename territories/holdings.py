"""What the platform holds about a person: each room declares its own tables, everything else reads this one list.

The access request prints it, a merge moves its rows, anonymisation erases its identifying fields. A room adds its list
to `settings.PERSON_HOLDINGS`; tests/test_holdings.py fails when a table, or a column of one, is in none.

    Holding("ppde.Pause", "Pauses", plain=("period", "reason"))
    Holding("ppde.Outcome", "Sorties", plain=("kind", "on"), identifying={"employer": ""})
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.module_loading import import_string

from territories.periods import last_day
from tzcld.queries import Composed, prepared_cursor
from tzcld.ui import french

# Columns that say where the row is, nothing about the person.
TECHNICAL = frozenset({"id", "territory"})


# Models' names; None where nobody asked yet.
Told = frozenset[str] | None


@dataclass(frozen=True)
class Holding:
    """One table. Rows are read under the caller's scope: whoever asks reads no more than their own territories.

    `link`: the column that points to the person, moved by a merge; "" when rows are found otherwise, by what they hang on
    (`through`: the lookup that leads to the person) or by `find(person, told_in)`.
    `processing`: the code of the line of the register it belongs to (ppde/models/processings.py).
    `plain`: the fields that identify nobody, left as they are by anonymisation, statistics depend on them.
    `identifying`: field gives what anonymisation leaves instead, a value or a function of the row.
    `reads`: field gives how it reads to the person, a function of the row, where the usual way does not do.
    `by_address`: rows are found by the address and the territory alone, of somebody who has no file too.
    `hidden`: fields never shown to the person (another's secret, a technical key), with the reason in a comment.
    """

    model_name: str
    label: str
    plain: tuple[str, ...] = ()
    identifying: dict[str, Any] = field(default_factory=dict)
    link: str = "person"
    through: str = ""
    processing: str = "parcours"
    find: Callable[[models.Model, Told], models.QuerySet] | None = None
    reads: dict[str, Callable[[models.Model], str]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    by_address: bool = False

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_name)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def path(self) -> str:
        """The lookup that leads from a row to the person; "" where `find` alone knows."""
        return self.link or self.through

    @property
    def is_numberless(self) -> bool:
        """Its rows are told apart by what they say."""
        return len(self.model._meta.pk_fields) > 1

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field declared, in the order of the model."""
        declared = {*self.plain, *self.identifying, *self.hidden}
        return tuple(f.name for f in self.model._meta.concrete_fields if f.name in declared)

    def rows(self, person: models.Model, told_in: Told = None) -> models.QuerySet:
        """`told_in`: what `telling` has said of this person, where it was asked already."""
        if self.find is not None:
            return self.find(person, told_in)
        return self.model._default_manager.filter(**{self.path: person})

    def whole(self, person: models.Model, told_in: Told = None) -> list[models.Model]:
        """The same, each with the rows it names."""
        if self.find is not None:
            return list(self.find(person, told_in).select_related(*self._named))
        return self._linked(person.pk)

    @property
    def _named(self) -> list[str]:
        links = [f.name for f in self.model._meta.concrete_fields if f.is_relation]
        return [name for name in links if name in self.fields]

    @cached_property
    def _linked(self) -> Composed:
        every = self.model._default_manager
        return Composed(
            lambda person: every.filter(**{self.path: person}).select_related(*self._named), int
        )

    def read(self, row: models.Model) -> list[tuple[str, str]]:
        """(label, words) of what a row says, blanks left out."""
        found = []
        for name in self.fields:
            if name in self.hidden:
                continue
            words = self.reads[name](row) if name in self.reads else shown(row, name)
            if words:
                label = self.model._meta.get_field(name).verbose_name
                found.append((french.upper_first(str(label)), words))
        return found

    def left(self, row: models.Model) -> dict[str, Any]:
        """The identifying fields of this row with what anonymisation puts in their place."""
        return {name: put(row) if callable(put) else put for name, put in self.identifying.items()}


@cache
def holdings() -> tuple[Holding, ...]:
    """Every table of every room, in the order of the rooms."""
    return tuple(h for path in settings.PERSON_HOLDINGS for h in import_string(path))


def telling(person: models.Model) -> frozenset[str]:
    """The tables (their models' names) that may hold a row about this person, in the caller's scope: one statement.

    Most tables hold nothing about most persons: asking each for its rows is then as many statements for nothing.
    """
    sql, asked = _asked()
    with prepared_cursor() as cursor:
        cursor.execute(sql, [person.pk] * len(asked))
        none = {
            name for name, is_there in zip(asked, cursor.fetchone(), strict=True) if not is_there
        }
    return frozenset(h.model_name for h in holdings() if h.model_name not in none)


@cache
def _asked() -> tuple[str, tuple[str, ...]]:
    """The statement of `telling`, and the tables that it asks: those with a path to the person."""
    found = {}
    for holding in holdings():
        if holding.path:
            rows = holding.model._base_manager.filter(**{holding.path: 0}).order_by()
            found[holding.model_name], _ = rows.values("pk").query.sql_with_params()
    return f"select {', '.join(f'exists ({sql})' for sql in found.values())}", tuple(found)


def held(
    person: models.Model, among: Iterable[Holding] | None = None
) -> Iterator[tuple[Holding, list[models.Model]]]:
    """Each table (of these) with the rows it holds about this person, in the caller's scope."""
    told_in = telling(person)
    for holding in holdings() if among is None else among:
        if holding.model_name not in told_in:
            yield holding, []
            continue
        yield holding, holding.whole(person, told_in)


def shown(row: models.Model, name: str) -> str:
    """A value as the person reads it: words of the closed lists, French dates, yes or no."""
    value = getattr(row, name)
    about = row._meta.get_field(name)
    if about.choices:
        return french.upper_first(str(getattr(row, f"get_{name}_display")()))
    if isinstance(about, ArrayField):
        words = dict(getattr(about.base_field, "choices", None) or ())
        return french.upper_first(french.listing([str(words.get(v, v)) for v in value or ()]))
    return _worded(value)


def _worded(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return french.date_hour(timezone.localtime(value))
    if isinstance(value, date):
        return french.date(value)
    if isinstance(value, Decimal):
        return french.number(value)
    if isinstance(value, DateRange):
        return french.period(value.lower, last_day(value))
    if isinstance(value, dict):
        return "\u00a0; ".join(f"{key}\u00a0: {_worded(v)}" for key, v in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_worded(v) for v in value)
    return str(value)
