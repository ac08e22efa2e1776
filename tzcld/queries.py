"""Queries composed once per process and asked many times.

Django composes the SQL of a queryset each time it is evaluated; with a join or two that takes longer than PostgreSQL's
answer. What every page asks is composed at the first call and kept:

    HELD = Composed(lambda user, day: Membership.objects.active(day).filter(user=user).select_related("territory"), int, date)
    rows = HELD(user.pk, today)  # a list of the rows that the queryset would give (tuples for values_list)

The SQL may not depend on the values: no None, no list of varying length. Transactions and row-level security apply as to
any query. PostgreSQL keeps its own plan too, for the life of a connection: with their joins and their row-security
policies these queries take it longer to plan than to run.

`Together` asks several querysets in one statement, when a page would ask as many; `ComposedPages` gives a list in the order
and of the length that its reader asks.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.postgresql.psycopg_any import sql as literal
from django.db.models import F, Func, Index, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.query import get_related_populators
from psycopg._queries import PostgresQuery, _query2pg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format


def alphabetical(field: str) -> Lower:
    """« Élise » between « Edith » and « Emma », « Vénissieux » before « Villeurbanne », whatever the collation of the database."""
    return Lower(Func(F(field), function="unaccent"))


# People, as a list reads them.
NAME_ORDER = (alphabetical("last_name"), alphabetical("first_name"))


def where_told(begin: str, *names: str) -> list[Index]:
    """An index of each of these keys, named `begin`_key, over the rows that have one: most have none, and write none."""
    return [
        Index(fields=[name], name=f"{begin}_{name}", condition=Q(**{f"{name}__isnull": False}))
        for name in names
    ]


def named_like(queryset: QuerySet, text: str) -> QuerySet:
    """Rows whose `name` holds this text, accents and case ignored: what a look-up field asks."""
    return queryset.filter(name__unaccent__icontains=text).order_by(alphabetical("name"))


# What stands for a value while the SQL is composed: nobody else writes these.
SAMPLES: dict[type, Callable[[int], object]] = {
    int: lambda i: 2**62 + i,
    str: lambda i: f"\u241f{i}\u241f",
    date: lambda i: date.max - timedelta(days=i),
    datetime: lambda i: datetime(9999, 1, 1, tzinfo=UTC) + timedelta(days=i),
}


@dataclass(frozen=True)
class Shape:
    """How the rows of a queryset are made of what the database gives."""

    model: type | None  # None: rows of values
    fields: slice
    names: list[str]
    converters: list  # (position, functions, expression)
    related: list
    annotations: list[tuple[str, int]]

    @classmethod
    def of(cls, queryset: QuerySet, compiler) -> "Shape":
        """`compiler` has made the SQL of `queryset`."""
        info, select = compiler.klass_info, compiler.select
        converters = compiler.get_converters([s[0] for s in select])
        converted = [(at, *parts) for at, parts in converters.items()]
        if queryset._fields is not None:  # values_list
            return cls(None, slice(None), [], converted, [], [])
        first, last = info["select_fields"][0], info["select_fields"][-1]
        return cls(
            model=info["model"],
            fields=slice(first, last + 1),
            names=[s[0].target.attname for s in select[first : last + 1]],
            converters=converted,
            related=get_related_populators(info, select, DEFAULT_DB_ALIAS),
            annotations=list(compiler.annotation_col_map.items()),
        )

    @property
    def is_plain(self) -> bool:
        """Values as the database gives them."""
        return self.model is None and not self.converters

    def row(self, found):
        if self.converters:
            found = list(found)
            for position, functions, expression in self.converters:
                for convert in functions:
                    found[position] = convert(found[position], expression, connection)
        if self.model is None:
            return tuple(found)
        row = self.model.from_db(DEFAULT_DB_ALIAS, self.names, found[self.fields])
        for populator in self.related:
            populator.populate(found, row)
        for name, position in self.annotations:
            setattr(row, name, found[position])
        return row


@dataclass(frozen=True)
class Plan:
    """What Django works out about a queryset before it asks the database."""

    sql: str  # constants written in, a place for each value
    order: list[int]  # which value goes in each place
    shape: Shape


class KeptQuery(PostgresQuery):
    """Where its values go is found once per process: psycopg looks for them anew in a text beyond 4,096 bytes."""

    def convert(self, query, vars):
        if vars is None:
            return super().convert(query, vars)
        found = _query2pg(self._ensure_bytes(query), self._tx.encoding)
        self.query, self._want_formats, self._order, self._parts = found
        return self.dump(vars)


class PreparedCursor(ServerBindingCursor):
    """psycopg forgets the text of a statement once it is prepared, and the log of queries would say nothing."""

    _query_cls = KeptQuery

    def _send_query_prepared(self, name, pgq, *, binary=None):
        self._query = pgq
        super()._send_query_prepared(name, pgq, binary=binary)


def prepared_cursor():
    """As `connection.cursor()`, for a statement of every page: the same connection, transaction and log of queries.

    Values travel apart from the text: each stands where the server can tell its type.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(PreparedCursor(connection.connection))


class Composed:
    """`build(*values)` gives the queryset; `kinds`: the type of each value (a key of SAMPLES)."""

    def __init__(self, build: Callable[..., QuerySet], *kinds: type):
        self.build, self.kinds = build, kinds

    def __call__(self, *values) -> list:
        plan = self.plan
        with prepared_cursor() as cursor:
            cursor.execute(plan.sql, [values[position] for position in plan.order])
            found = cursor.fetchall()
        return found if plan.shape.is_plain else [plan.shape.row(row) for row in found]

    @cached_property
    def plan(self) -> Plan:
        samples = [SAMPLES[kind](i) for i, kind in enumerate(self.kinds)]
        queryset = self.build(*samples)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, given = compiler.as_sql()
        order = [samples.index(p) for p in given if p in samples]
        missing = set(range(len(samples))) - set(order)
        if missing or queryset._prefetch_related_lookups:
            raise ImproperlyConfigured(f"not a query to compose once: {queryset.model} {missing}")
        sql = _with_constants(sql, [None if p in samples else p for p in given])
        return Plan(sql, order, Shape.of(queryset, compiler))


class ComposedPages:
    """The first rows of a list, composed once for each order and length: `build(*values)` gives all of them, as `Composed`."""

    def __init__(self, build: Callable[..., QuerySet], *kinds: type):
        self.build, self.kinds = build, kinds
        self.composed: dict[tuple, Composed] = {}

    def first(self, values: tuple, size: int, name: str, order: Callable[[], Sequence]) -> list:
        """`name` tells this order from the others of the list; `order()` gives its terms when it has not been met."""
        key = (name, size)
        if key not in self.composed:
            terms = order()
            self.composed[key] = Composed(
                lambda *given: self.build(*given).order_by(*terms)[:size], *self.kinds
            )
        return self.composed[key](*values)


class Together:
    """Several querysets of models in one statement: `build(*values)` gives them, a call a list of rows for each.

        FIRST_OF_EACH = Together(lambda user: [notes.filter(by=user)[:15], pauses.filter(by=user)[:15]], int)
        noted, paused = FIRST_OF_EACH(user.pk)

    Each row comes whole, as one value: the querysets may have as many columns as they like, each its own. The rest is as
    for `Composed`, but constants travel with the values: one text serves every territory.
    """

    def __init__(self, build: Callable[..., Sequence[QuerySet]], *kinds: type):
        samples = [SAMPLES[kind](i) for i, kind in enumerate(kinds)]
        parts, self.given, self.shapes = [], [], []
        for at, queryset in enumerate(build(*samples)):
            compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
            sql, given = compiler.as_sql()
            parts.append(f"SELECT {at}, row_number() OVER (), found FROM ({sql}) found")
            self.given += given
            self.shapes.append(Shape.of(queryset, compiler))
        self.sql = " UNION ALL ".join(parts) + " ORDER BY 1, 2"
        self.places = [(at, samples.index(p)) for at, p in enumerate(self.given) if p in samples]

    def __call__(self, *values) -> list[list]:
        params = list(self.given)
        for at, position in self.places:
            params[at] = values[position]
        rows = [[] for _ in self.shapes]
        with prepared_cursor() as cursor:
            # Only the binary form of a row tells the type of each of its values.
            cursor.cursor.format = Format.BINARY
            cursor.cursor.adapters.register_loader("jsonb", JsonAsText)
            cursor.execute(self.sql, params)
            for at, _, found in cursor.fetchall():
                rows[at].append(self.shapes[at].row(found))
        return rows


class JsonAsText(Loader):
    """A jsonb in binary form, as the text that Django's JSONField reads itself; a first byte tells the version."""

    format = Format.BINARY

    def load(self, data: Buffer) -> str:
        return bytes(data[1:]).decode()


def _with_constants(sql: str, given: list) -> str:
    """`sql` with its constants written as literals; a None stays a place for a value."""
    values = iter(given)

    def written(place: re.Match) -> str:
        if place[0] == "%%" or (value := next(values)) is None:
            return place[0]
        return literal.Literal(value).as_string(connection.connection).replace("%", "%%")

    return re.sub("%[%s]", written, sql)
