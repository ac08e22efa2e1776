"""The lines typed or pasted on the sheet of a meeting, and the persons that they may mean."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from ppde.models import Person
from territories.models import Territory
from tzcld.imports.values import CIVILITY
from tzcld.matching import letters, pair_of_names
from tzcld.queries import prepared_cursor
from tzcld.ui import french

# The columns of a spreadsheet; a comma also stands between a last and a first name.
SHEET = re.compile("[\t;]")
COLUMNS = re.compile("[\t;,]")
ASIDE = re.compile(r"\([^)]*\)?")


@dataclass
class Line:
    """A line typed or pasted, and the persons that it may mean: one when it is certain."""

    text: str
    persons: list[Person] = field(default_factory=list)
    is_certain: bool = False

    @cached_property
    def columns(self) -> list[str]:
        """What may name somebody, one text a column: without « Mme », a telephone, an address or a word in brackets."""
        found = []
        for part in COLUMNS.split(ASIDE.sub(" ", self.text)):
            words = [w for w in part.split() if not re.search(r"[\d@]", w)]
            # A civility may have a column of its own.
            said = CIVILITY.sub("", f"{' '.join(words)} ").strip()
            if any(c.isalpha() for c in said):
                found.append(said)
        return found

    @property
    def name(self) -> str:
        """Last and first name are one column or two; what follows says something else."""
        return " ".join(self.columns[:2])

    @property
    def spellings(self) -> set[str]:
        """Letters that somebody's name may have: of a whole name beside another column, of its column alone too."""
        alone = [c for c in self.columns[:1] if " " in c]
        return {letters(name) for name in (self.name, *alone) if name}

    @property
    def names(self) -> tuple[str, str] | None:
        """(first name, last name) as written, None when there is one word only. « DUPONT Léa » puts the capitals last, and
        « Dupont, Léa » what comes before the comma."""
        words = self.name.split()
        if len(words) < 2:
            return None
        capitals = [w for w in words if len(w) > 1 and w.isupper()]
        if capitals and len(capitals) < len(words):
            return " ".join(w for w in words if w not in capitals), " ".join(capitals).title()
        if len(self.columns) > 1:
            first, last = self.columns[:2]
            return (first, last) if SHEET.search(self.text) else (last, first)
        return words[0], " ".join(words[1:])


def read_lines(territory: Territory, text: str, number) -> list[Line]:
    """Who is meant by each line: a number (`number(text)` reads it), or a name in either order, accents ignored.

    A name that nobody bears means those that hold it in part, or that sound alike, the nearest first; pasted twice, it is
    asked once.
    """
    rows = [clean for raw in text.splitlines() if (clean := raw.strip(" \t;,•*-")[:160])]
    lines = [Line(row) for row in _below_titles(rows)]
    if not lines:
        return []
    rows = Person.objects.filter(territory=territory).order_by("number")
    known = [
        (pk, n, letters(last), letters(first))
        for pk, n, last, first in rows.values_list("pk", "number", "last_name", "first_name")
    ]
    meant = {}
    for line in lines:
        asked, told = number(line.text), line.spellings
        exact = [
            pk
            for pk, n, last, first in known
            if (n == asked if asked is not None else told & {last + first, first + last})
        ]
        meant[line.text] = exact[:MOST_MEANT]
        line.is_certain = len(exact) == 1
    in_doubt = [line for line in lines if not meant[line.text] and number(line.text) is None]
    meant |= _resembling(territory, in_doubt, known)
    found = Person.objects.in_bulk({pk for pks in meant.values() for pk in pks})
    for line in lines:
        line.persons = [found[pk] for pk in meant[line.text]]
    return _asked_once(lines)


def _below_titles(rows: list[str]) -> list[str]:
    """The lines of a spreadsheet without that of its titles; « Nom » before « Prénom » there puts each first name first."""
    titles = [french.plain(title.strip()) for title in SHEET.split(rows[0])] if rows else []
    last = next((n for n, title in enumerate(titles) if title.startswith("nom")), None)
    first = next((n for n, title in enumerate(titles) if title.startswith("prenom")), None)
    if last is None or first is None:
        return rows
    found = [SHEET.split(row) for row in rows[1:]]
    for columns in found:
        if last < first < len(columns):
            columns[last], columns[first] = columns[first], columns[last]
    return ["\t".join(columns) for columns in found]


def _asked_once(lines: list[Line]) -> list[Line]:
    """Without a second line of a name that nobody bears; two persons of one name keep theirs."""
    seen, kept = set(), []
    for line in lines:
        name = "" if line.persons else line.name.lower()
        if name not in seen:
            kept.append(line)
        if name:
            seen.add(name)
    return kept


# Persons proposed for a line that designates nobody for certain.
MOST_MEANT = 8


def _resembling(territory: Territory, lines: list[Line], known: list[tuple]) -> dict:
    """{text of a line: persons' ids}: those whose name holds every word, then those in whose name each is heard."""
    names = {pk: (last, first) for pk, _, last, first in known}
    heard = _heard(territory, [french.plain_words(line.name) for line in lines])
    found = {}
    for line, sounds in zip(lines, heard, strict=True):
        words = [letters(w) for w in line.name.split()]
        holds = {
            pk
            for pk, (last, first) in names.items()
            if words and all(w in last or w in first for w in words if w)
        }
        first, last = (letters(name) for name in line.names or (line.name, ""))

        def nearest(pk, holds=holds, last=last, first=first):
            levels = pair_of_names((last, first), names[pk])[:2]
            return (pk not in holds, -sum(level or 0 for level in levels), pk)

        found[line.text] = sorted(holds | (sounds & names.keys()), key=nearest)[:MOST_MEANT]
    return found


def _heard(territory: Territory, lines: list[list[str]]) -> list[set[int]]:
    """For each line, who bears a name in which every word is heard, as the search of the lists reads it: one statement."""
    asked = [(n, word) for n, words in enumerate(lines) for word in words]
    by_word: dict[tuple[int, str], set[int]] = {pair: set() for pair in asked}
    if asked:
        with prepared_cursor() as cursor:
            cursor.execute(HEARD, [[n for n, _ in asked], [w for _, w in asked], territory.pk])
            for n, word, pk in cursor.fetchall():
                by_word[n, word].add(pk)
    return [
        set.intersection(*(by_word[n, word] for word in words)) if words else set()
        for n, words in enumerate(lines)
    ]


HEARD = """
SELECT asked.line, asked.word, named.id FROM unnest(%s::int[], %s::text[]) AS asked (line, word)
CROSS JOIN LATERAL persons_named(%s, asked.word) AS named (id)"""
