"""Thousands of rows in one statement, row-level security included (COPY is refused under it)."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import Range
from django.db.models.base import ModelState

from territories.imports.ahead import run

# One statement carries at most so many rows: its text stays small, and the next is made ready while it is written.
SLICE = 2_000
# Where the database waits for the first: a few are enough for it to begin.
FIRST = SLICE // 4


def _plain(value):
    if isinstance(value, Range):
        low, high = (
            d.isoformat() if isinstance(d, date) else "" for d in (value.lower, value.upper)
        )
        return f"[{low},{high})"
    return str(value)


def _record(fields, names) -> str:
    return ", ".join(
        f"{name} {field.db_type(connection)}" for field, name in zip(fields, names, strict=True)
    )


def _json(value) -> str:
    # NUL has no place in the database's texts.
    return json.dumps(value, default=_plain, ensure_ascii=False).replace("\\u0000", "")


# Between the values of a column, and in the place of those that are not there: signs that no text of the site holds.
BETWEEN, ABSENT = "\x1f", "\x1e"
CUT = f"string_to_array(%s, chr({ord(BETWEEN)}), chr({ord(ABSENT)}))"
LENGTH = re.compile(r"\(.*\)")
NO_TEXT = str.maketrans("", "", f"\x00{BETWEEN}{ABSENT}")


def _listed(field: models.Field, column: Sequence) -> str:
    """The values of a column as one text, which the database cuts again: that takes it a third of reading them as JSON."""
    write = _plain
    if isinstance(field, models.JSONField):
        write = _json
    elif isinstance(field, ArrayField):
        write = _array
    said = [ABSENT if value is None else write(value) for value in column]
    text, absent = BETWEEN.join(said), column.count(None)
    if text.count(BETWEEN) >= len(column) or text.count(ABSENT) > absent or "\x00" in text:
        text = BETWEEN.join(
            ABSENT if value is None else one.translate(NO_TEXT)
            for value, one in zip(column, said, strict=True)
        )
    return text


def _array(values: Sequence) -> str:
    """As the database reads an array of texts or of numbers."""
    escaped = (_plain(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in escaped) + "}"


def _statement(fields, columns: Sequence[Sequence]) -> tuple[str, list[str], list[str]]:
    """A FROM clause over these values, what each column is called in it, and its parameters.

    What all rows share is sent once: most columns of an import hold one value.
    """
    same, vary = [], []
    for place, column in enumerate(columns):
        (same if column.count(column[0]) == len(column) else vary).append(place)
    names = {i: f"k.c{i}" for i in same}
    tables, values = [], []
    if same:
        tables.append(
            f"jsonb_to_record(%s) as k({_record([fields[i] for i in same], [f'c{i}' for i in same])})"
        )
        values.append(_json({f"c{i}": columns[i][0] for i in same}))
    lists = []
    for i in vary:
        # Without its length, beyond which a cast would cut where the column refuses.
        kind, names[i] = LENGTH.sub("", fields[i].db_type(connection)), f"r.c{i}"
        if isinstance(fields[i], ArrayField):
            # One by one: what an array holds of arrays is of one length.
            lists.append(CUT)
            names[i] += f"::{kind}"
        else:
            lists.append(f"{CUT}::{kind}[]")
        values.append(_listed(fields[i], columns[i]))
    if vary:
        tables.append(f"unnest({', '.join(lists)}) as r({', '.join(f'c{i}' for i in vary)})")
    else:
        tables.append(f"generate_series(1, {len(columns[0])})")
    return ", ".join(tables), [names[i] for i in range(len(fields))], values


def maker(model: type[models.Model], **shared: Any) -> Callable[[dict[str, Any]], models.Model]:
    """What makes an object of its values, {name of field: value}; `shared` is the same for all, the rest takes its default.

    It is filled as pickle fills one: made field after field, by itself, it takes twice as long.
    """
    fields = model._meta.concrete_fields
    places = {name: f.attname for f in fields for name in (f.name, f.attname)}
    keys = {f.name for f in fields if f.is_relation}
    fresh = {f.attname: f.get_default for f in fields if callable(f.default) and f.has_default()}
    same = {f.attname: f.get_default() for f in fields if f.attname not in fresh}
    same |= {places[name]: value for name, value in shared.items()}

    def make(values: dict[str, Any]) -> models.Model:
        told = same.copy()
        for name, value in values.items():
            told[places[name]] = getattr(value, "pk", value) if name in keys else value
        for name, default in fresh.items():
            if name not in told:
                told[name] = default()
        made = model.__new__(model)
        made.__dict__ = {"_state": ModelState(), **told}
        return made

    return make


def slices(rows: Iterable, first: int | None = None) -> Iterator[list]:
    """Those of before are written while the next are made; `first`: how many the database waits for, else as many as the rest."""
    rows, size = iter(rows), first or SLICE
    while some := list(islice(rows, size)):
        yield some
        size = SLICE


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple], **shared: Any
) -> None:
    """Insert rows given as tuples, without making objects; `shared` is the same for all, the rest takes its default.

    No validation: the caller has checked.
    """
    meta = model._meta
    given = {**dict.fromkeys(names), **shared}
    rest = [f for f in meta.concrete_fields if not (f.primary_key or f.attname in given)]
    fields = [
        *(meta.get_field(name) for name in names),
        *(meta.get_field(name) for name in shared),
        *rest,
    ]
    tail = (*shared.values(), *(f.get_default() for f in rest))
    for some in slices(rows):
        columns = [*zip(*some, strict=True), *(((value,) * len(some)) for value in tail)]
        _insert(meta.db_table, fields, columns)


def _insert(table: str, fields, columns) -> None:
    source, names, values = _statement(fields, columns)
    into = ", ".join(f'"{f.column}"' for f in fields)
    run(f'insert into "{table}" ({into}) select {", ".join(names)} from {source}', values)


def insert_many(objects: Sequence[models.Model]) -> None:
    """Insert; the objects know their pk afterwards. No `save()`, no validation: the caller has checked."""
    if not objects:
        return
    meta = objects[0]._meta
    fields = meta.concrete_fields
    if objects[0].pk is None:
        for row, pk in zip(objects, new_keys(objects[0].__class__, len(objects)), strict=True):
            row.pk = pk
    read = attrgetter(*(f.attname for f in fields))
    for some in slices(objects):
        _insert(meta.db_table, fields, list(zip(*map(read, some), strict=True)))
    for row in objects:
        row._state.adding = False


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys for so many new rows, in one question."""
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(s) from (select pg_get_serial_sequence(%s, %s)::regclass offset 0) as q (s), generate_series(1, %s)",
            [meta.db_table, meta.pk.column, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def update_many(objects: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write these fields of each object."""
    if not objects or not (names := list(names)):
        return
    meta = objects[0]._meta
    read = attrgetter(*(meta.get_field(name).attname for name in (meta.pk.name, *names)))
    update_rows(objects[0].__class__, names, map(read, objects))


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple]) -> None:
    """Write these fields of rows given as tuples, the key first."""
    meta = model._meta
    fields = [meta.pk, *(meta.get_field(name) for name in names)]
    for some in slices(rows):
        source, sources, values = _statement(fields, list(zip(*some, strict=True)))
        sets = ", ".join(
            f'"{f.column}" = {said}' for f, said in zip(fields[1:], sources[1:], strict=True)
        )
        run(
            f'update "{meta.db_table}" t set {sets} from {source} where t."{meta.pk.column}" = {sources[0]}',
            values,
        )
