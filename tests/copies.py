"""A copy of the world for each test, made as far as the test looks.

There are some three hundred rows, of which a test reads a few: copying them all is most of what an ordinary test waits for.
"""

from collections.abc import Callable, Iterator, MutableMapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Field, Model
from django.db.models.base import ModelState
from django.db.models.fields.files import FieldFile
from django.utils.functional import LazyObject
from psycopg.types.range import Range

from tests.world import World

# Nobody can change one of these: every copy holds the same.
CONSTANT = (
    *(str, bytes, bool, int, float, type(None)),
    *(date, datetime, time, timedelta, Decimal, UUID, Enum, Range),
    *(Field, LazyObject),
)


class Copies:
    """`Copies(world).fresh()`: the same rows as `world`, to be changed at will; one row wherever it was one."""

    def __init__(self, world: World) -> None:
        self.world = world
        # What each row holds: what every copy may hold too, and what it has of its own. `world` keeps the rows alive.
        self.held: dict[int, tuple[dict, dict]] = {}

    def fresh(self) -> World:
        return _Fresh(self)

    def parts(self, found) -> tuple[dict, dict]:
        if id(found) not in self.held:
            constant = {k: v for k, v in vars(found).items() if isinstance(v, CONSTANT)}
            own = {k: v for k, v in vars(found).items() if k not in constant}
            self.held[id(found)] = constant, own
        return self.held[id(found)]


class _Fresh(World):
    """One test's: an attribute, or a row of a table, is copied when it is asked for."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self._made: dict[int, Any] = {}

    def __getattr__(self, name: str):
        if name.startswith("_") or name not in vars(self._copies.world):
            raise AttributeError(name)
        value = self._table(vars(self._copies.world)[name])
        setattr(self, name, value)
        return value

    def _table(self, found):
        return _Table(found, self._table) if isinstance(found, dict) else self._copy(found)

    def _copy(self, found):
        if isinstance(found, CONSTANT):
            return found
        if id(found) in self._made:
            return self._made[id(found)]
        match found:
            case Model() | ModelState() | FieldFile():
                constant, own = self._copies.parts(found)
                made = self._made[id(found)] = type(found).__new__(type(found))
                made.__dict__.update(constant)
                for name, value in own.items():
                    made.__dict__[name] = self._copy(value)
            case dict():
                made = self._made[id(found)] = {}
                made.update((key, self._copy(value)) for key, value in found.items())
            case list():
                made = self._made[id(found)] = []
                made += map(self._copy, found)
            case tuple():
                made = self._made[id(found)] = tuple(map(self._copy, found))
            case _:
                raise TypeError(f"nobody has said how to copy {found!r}")
        return made


class _Table(MutableMapping):
    """As the dictionary that it copies, in its order."""

    def __init__(self, found: dict, copy: Callable) -> None:
        self.rows, self.left, self.copy = dict(found), set(found), copy

    def __getitem__(self, key):
        if key in self.left:
            self.left.remove(key)
            self.rows[key] = self.copy(self.rows[key])
        return self.rows[key]

    def __setitem__(self, key, value) -> None:
        self.left.discard(key)
        self.rows[key] = value

    def __delitem__(self, key) -> None:
        self.left.discard(key)
        del self.rows[key]

    def __iter__(self) -> Iterator:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
