"""Thousands of rows in one statement, row-level security included (COPY is refused under it)."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import Range

# One statement carries at most so many rows: its text stays some megabytes.
SLICE = 5_000


def _plain(value):
    if isinstance(value, Range):
        low, high = (
            d.isoformat() if isinstance(d, date) else "" for d in (value.lower, value.upper)
        )
        return f"[{low},{high})"
    return str(value)


def _record(fields) -> str:
    return ", ".join(f'"{f.column}" {f.db_type(connection)}' for f in fields)


def _rows(objects, fields) -> str:
    names = [(f.column, f.attname) for f in fields]
    rows = [{column: getattr(row, attname) for column, attname in names} for row in objects]
    # NUL has no place in the database's texts.
    return json.dumps(rows, default=_plain, ensure_ascii=False).replace("\\u0000", "")


def _slices(objects: Sequence) -> Iterable[Sequence]:
    return (objects[i : i + SLICE] for i in range(0, len(objects), SLICE))


def insert_many(objects: Sequence[models.Model]) -> None:
    """Insert; the objects know their pk afterwards. No `save()`, no validation: the caller has checked."""
    if not objects:
        return
    meta = objects[0]._meta
    fields = meta.concrete_fields
    columns = ", ".join(f'"{f.column}"' for f in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(objects)],
        )
        for row, (pk,) in zip(objects, cursor.fetchall(), strict=True):
            row.pk = pk
        for some in _slices(objects):
            cursor.execute(
                f'insert into "{meta.db_table}" ({columns}) select {columns} from jsonb_to_recordset(%s) as r({_record(fields)})',
                [_rows(some, fields)],
            )
    for row in objects:
        row._state.adding = False


def update_many(objects: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write these fields of each object."""
    if not objects or not (names := list(names)):
        return
    meta = objects[0]._meta
    fields = [meta.get_field(name) for name in names]
    sets = ", ".join(f'"{f.column}" = r."{f.column}"' for f in fields)
    with connection.cursor() as cursor:
        for some in _slices(objects):
            cursor.execute(
                f'update "{meta.db_table}" t set {sets} from jsonb_to_recordset(%s) as r({_record([meta.pk, *fields])}) '
                f'where t."{meta.pk.column}" = r."{meta.pk.column}"',
                [_rows(some, [meta.pk, *fields])],
            )
