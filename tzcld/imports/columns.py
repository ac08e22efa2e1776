"""Columns of a kind of import, and how those of a file are recognised.

Titles above the header, a header on two merged lines, labels written otherwise: the line that names the most columns is
the header. Nothing is decided in silence: the page shows what was recognised and lets people choose.
"""

import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tzcld.imports.reader import MAX_COLUMNS
from tzcld.imports.values import BROKEN, WholeName, Wrong, says_nothing
from tzcld.ui import french

HEADER_WITHIN = 20
WORDS = re.compile(r"[^a-z0-9]+")


@dataclass
class Column:
    """One column. `required`: for a new row; an empty cell never erases what is known. `default`: for a new row.

    `fills`: the names of the columns whose values its cell holds together; its type reads one for each.
    """

    name: str
    label: str
    type: Any
    synonyms: Sequence[str] = ()
    required: bool = False
    default: Any = None
    help: str = ""
    example: str = ""
    fills: Sequence[str] = ()

    def read(self, text: str) -> Any:
        """The value of a cell.

        Raises:
            Wrong: the rule and the sentence.
        """
        if text[0] in "#NnEe" and BROKEN.fullmatch(text):
            raise Wrong(
                "broken",
                "Le tableur n’a pas su calculer cette cellule. Écrivez la valeur, ou videz-la.",
            )
        return self.type.read(text)

    def says_nothing(self, text: str) -> bool:
        """« - », « ? », « N/A »: an empty cell, unless the column knows it as an answer."""
        if not (getattr(self.type, "may_say_nothing", True) and says_nothing(text)):
            return False
        if getattr(self.type, "takes_anything", False):
            return True
        try:
            self.type.read(text)
        except Wrong:
            return True
        return False


def whole_names(*titles: str) -> list[Column]:
    """The name and the first name in one cell, as many lists have them; `last_name` and `first_name` win where both are there.
    `titles`: what else the first name then the name is called.
    """
    fills = ("last_name", "first_name")
    return [
        Column("last_first", "Nom puis prénom, ensemble", WholeName(), ("nom prénom", "nom et prénom", "nom prénoms", "nom et prénoms", "noms prénoms", "noms et prénoms", "nom complet"), fills=fills),
        Column("first_last", "Prénom puis nom, ensemble", WholeName(is_first_before=True), ("prénom nom", "prénom et nom", "prénoms nom", "prénoms et noms", *titles), fills=fills),
    ]  # fmt: skip


def simple(label: str) -> str:
    """« Année de naissance (4 chiffres) * » : « annee de naissance »."""
    return WORDS.sub(" ", french.plain(re.sub(r"\(.*?\)", "", label))).strip()


@lru_cache(1_000)
def _ours(*words: str) -> frozenset[str]:
    """Our words for a column, kept: each line that may be the header is held against all of them. Never those of a file."""
    return frozenset(simple(word) for word in words)


def fingerprint(label: str) -> str:
    """How a label is remembered: a header taken for another line may hold a name, which must not stay."""
    return hashlib.sha256(simple(label).encode()).hexdigest()[:16]


@dataclass
class Header:
    """Labels of the columns, where the data starts, and {name of a column: its place in the file}."""

    labels: list[str]
    start: int
    mapping: dict[str, int]


def find_header(rows, columns, saved: dict[str, str] | None = None) -> Header:
    """The header among the first lines. `saved`: {fingerprint of a label: name of a column, or "" when it was set aside}."""
    best: tuple[int, Header] | None = None
    head = rows[:HEADER_WITHIN]
    for i, (line, cells) in enumerate(head):
        candidates = [(i + 1, cells)]
        if i + 1 < len(head) and head[i + 1][0] == line + 1:
            candidates.append((i + 2, _merged(cells, head[i + 1][1])))
        for start, labels in candidates:
            mapping = guess(labels, columns, saved or {})
            if best is None or len(mapping) > best[0]:
                best = len(mapping), Header([_short(label) for label in labels], start, mapping)
    header = best[1]
    width = max(len(cells) for _, cells in rows)
    header.labels += [""] * (width - len(header.labels))
    return header


def turned(rows, columns, across: str) -> list[tuple[int, list[str]]] | None:
    """The rows of a table that has the values of the column `across` as titles (its months, from left to right) and the other
    columns one below the other, turned so that each of its columns is a row; None when the table is not one of those.

    A row turned is numbered by its place in the table, 1 for the leftmost column.
    """
    column = next(column for column in columns if column.name == across)
    heads = [_said(cells, column) for _, cells in rows[:HEADER_WITHIN]]
    best = max(range(len(heads)), key=lambda i: len(heads[i]), default=None)
    if best is None or len(heads[best]) < 2 or len(rows) - best > MAX_COLUMNS:
        return None
    below = [list(cells) for _, cells in rows[best:]]
    first = min(heads[best])
    below[0][:first] = [column.label] * first
    width = max(len(cells) for cells in below)
    found = list(zip(*(cells + [""] * (width - len(cells)) for cells in below), strict=True))
    made = [(i, list(cells)) for i, cells in enumerate(found, 1) if any(cells)]
    # The names of the columns are down the left side, not along the top.
    is_better = len(find_header(made, columns).mapping) > len(find_header(rows, columns).mapping)
    return made if is_better else None


def _said(cells: Sequence[str], column: Column) -> list[int]:
    """Where a line holds a value of this column, its first cell left out."""
    places = []
    for place, text in enumerate(cells[1:], 1):
        with suppress(Wrong):
            if text and column.read(text):
                places.append(place)
    return places


def no_header(rows) -> Header:
    """A file whose first line is data: its columns have no label."""
    return Header([""] * max(len(cells) for _, cells in rows), 0, {})


def _short(label: str) -> str:
    return label[:80]


def _merged(above, below):
    """A header on two lines: the lower one names the column, the upper one alone when nothing is below."""
    width = max(len(above), len(below))
    above, below = (list(row) + [""] * (width - len(row)) for row in (above, below))
    return [low or high for high, low in zip(above, below, strict=True)]


def guess(labels, columns, saved: dict[str, str]) -> dict[str, int]:
    """{name: place}: what was chosen before, then the very label or a synonym, then a label that begins alike."""
    wanted = {column.name for column in columns}
    places = [
        (i, simple(label), saved.get(fingerprint(label))) for i, label in enumerate(labels) if label
    ]
    found: dict[str, int] = {}

    def take(name: str, place: int) -> None:
        if name not in found and place not in found.values():
            found[name] = place

    for place, _, before in places:
        if before in wanted:
            take(before, place)
    # What was set aside the last time stays aside.
    free = [(place, label) for place, label, before in places if before != ""]
    for column in columns:
        names = _ours(column.label, column.name, *column.synonyms)
        for place, label in free:
            if label in names:
                take(column.name, place)
    for column in columns:
        begins = tuple(f"{w} " for w in _ours(column.label, *column.synonyms) if len(w) > 4)
        for place, label in free:
            if label.startswith(begins):
                take(column.name, place)
    return found
