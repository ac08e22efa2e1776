"""The objects of the world as bytes, read again by each test: `pickle`, which calls nothing for each row that it makes."""

import io
import pickle
import pickletools
from functools import lru_cache
from typing import Any

from django.db.models import Model


def freeze(world: Any) -> bytes:
    """`world` and all the rows it leads to, each one object however many lead to it."""
    pickler = _Pickler()
    pickler.dump(world)
    for row in pickler.rows:  # it grows with those that a row leads to
        pickler.dump(row.__getstate__())
    last = _Pickler(pickler.numbers)
    last.dump((world, [row.__getstate__() for row in pickler.rows]))
    kinds = pickle.dumps([type(row) for row in pickler.rows])
    return pickle.dumps((kinds, pickletools.optimize(last.file.getvalue())))


def thaw(frozen: bytes) -> Any:
    """Objects of its own at each call."""
    kinds, rest = _read(frozen)
    rows = [kind.__new__(kind) for kind in kinds]
    reader = pickle.Unpickler(io.BytesIO(rest))
    reader.persistent_load = rows.__getitem__
    world, states = reader.load()
    for row, state in zip(rows, states, strict=True):
        row.__dict__ = state
    return world


@lru_cache(maxsize=1)
def _read(frozen: bytes) -> tuple[list[type[Model]], bytes]:
    kinds, rest = pickle.loads(frozen)
    return pickle.loads(kinds), rest


class _Pickler(pickle.Pickler):
    """Writes the number of a row in its place."""

    def __init__(self, numbers: dict[int, int] | None = None):
        self.file = io.BytesIO()
        self.rows: list[Model] = []
        self.numbers = {} if numbers is None else numbers
        super().__init__(self.file, pickle.HIGHEST_PROTOCOL)

    def persistent_id(self, given: Any) -> int | None:
        if not isinstance(given, Model):
            return None
        if id(given) not in self.numbers:
            self.numbers[id(given)] = len(self.rows)
            self.rows.append(given)
        return self.numbers[id(given)]
