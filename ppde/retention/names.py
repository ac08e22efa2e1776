"""The names of somebody looked for in a text: where they stand, and whether it is certain that they are that person's."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ppde.duplicates.matching import BETWEEN
from ppde.models import Orientation, Person
from tzcld.ui import french
from tzcld.ui.words import WORD

# Words between the first name and the last name that still make them one person's: « Alix, de son nom Dupont ».
GAP = 3
# What may stand between two words of one name, then between two names side by side: not the end of a sentence or of a line, and no
# hyphen, for « Jean-Paul » is one first name.
WITHIN = re.compile(r"[ \t\u00a0\u202f\-\u2010\u2011’']{1,3}")
BESIDE = re.compile(r"[ \t\u00a0\u202f,(]{1,3}")
HYPHEN = re.compile(r"[\-\u2010\u2011]")
SPACE = re.compile(r"[ \u00a0\u202f]+")
# Not of a name, even with a capital.
TITLES = frozenset(
    {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "docteur"}
)
# Of a name, and never one alone: « El Amrani », « Petit épouse Grand ».
PARTICLES = frozenset(
    {
        *BETWEEN,
        *("de", "du", "des", "d", "la", "le", "les", "l", "da", "dos", "das", "di", "del", "von", "van", "der", "den", "el", "al", "ben"),
        *("bin", "ibn", "ould", "ait", "saint", "sainte", "et", "a", "en", "au", "aux"),
    }
)  # fmt: skip


class Words:
    """A text and its words, read once for all the names that are looked for in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        # (start, end, the word in plain letters) of each.
        self.said = [(*m.span(), "".join(french.plain_words(m[0]))) for m in WORD.finditer(text)]
        self.at: dict[str, list[int]] = {}
        for n, (_, _, plain) in enumerate(self.said):
            self.at.setdefault(plain, []).append(n)


@dataclass(frozen=True)
class Names:
    """Whom to look for: each name in plain words (« jean », « noel »). `pk`: of the file, or of the orientation."""

    pk: int
    first: tuple[str, ...]
    last: tuple[str, ...]
    is_file: bool = True

    @classmethod
    def of(cls, subject: Person | Orientation) -> "Names":
        first, last = (
            tuple(french.plain_words(name)) for name in (subject.first_name, subject.last_name)
        )
        return cls(subject.pk, first, last, isinstance(subject, Person))

    @property
    def is_whole(self) -> bool:
        """Without a first name, nobody is looked for."""
        return bool(self.first and self.last)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset({*self.first, *self.last})

    @cached_property
    def firsts(self) -> tuple[tuple[str, ...], ...]:
        """The first name, then what others may have kept of it: « Fatima » of « Fatima Zahra »."""
        return (self.first, *_parts(self.first)[:1])

    @cached_property
    def lasts(self) -> tuple[tuple[str, ...], ...]:
        """The last name, then its parts: « Dupont » of « Dupont-Martin », « Grand » of « Petit épouse Grand »."""
        return (self.last, *_parts(self.last))

    def spans(self, text: str | Words) -> Iterator[tuple[int, int, bool]]:
        """(start, end, whether it is certain) of each place of a text that tells both names, in order. What is certain is never
        lost inside what is not."""
        words = text if isinstance(text, Words) else Words(text)
        taken: list[tuple[int, int, bool]] = []
        # Certain first, then the closest, then the first.
        found = sorted((not sure, past - at, at) for at, past, sure in self._places(words))
        for is_loose, length, at in found:
            past = at + length
            if all(past <= begun or ended <= at for begun, ended, _ in taken):
                taken.append((at, past, not is_loose))
        for at, past, is_sure in sorted(taken):
            yield words.said[at][0], words.said[past - 1][1], is_sure

    def _places(self, words: Words) -> Iterator[tuple[int, int, bool]]:
        """The first and the last word of each, and whether it is certain."""
        if not self.is_whole:
            return
        for first, last in itertools.product(self.firsts, self.lasts):
            is_whole = (first, last) == (self.first, self.last)
            for one, other in ((first, last), (last, first)):
                for at in words.at.get(one[0], ()):
                    middle = at + len(one)
                    if _plain(words, at, middle) == one and (
                        past := _other(words, middle, other, GAP if is_whole else 0)
                    ):
                        is_beside = past == middle + len(other) and _are_beside(
                            words, at, middle, past
                        )
                        if is_whole or is_beside:
                            yield (
                                at,
                                past,
                                is_whole and is_beside and not _is_longer(words, at, past),
                            )

    def apart(self, told: Mapping) -> frozenset:
        """Keys of a JSON where one value is the first name and another the last name, each alone and with its capital."""
        words = {
            key: tuple(french.plain_words(said))
            for key, said in told.items()
            if isinstance(said, str) and any(c.isupper() for c in said)
        }
        first, last = (
            {key for key, said in words.items() if said == name} for name in (self.first, self.last)
        )
        # One field alone is not both, whoever bears one word twice.
        return frozenset(first | last) if first and last and len(first | last) > 1 else frozenset()

    def are_in(self, value: Any) -> bool:
        """Whether a text, a list or a JSON tells both names."""
        if isinstance(value, str):
            return next(self.spans(value), None) is not None
        said = words_of_json(json.dumps(value, ensure_ascii=False))
        return self.are_in(said) or any(map(self.apart, mappings(value)))


def mappings(value: Any) -> Iterator[Mapping]:
    """Each object of a JSON, the outer ones first."""
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from mappings(one)


def _parts(name: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words of a name of several, each of which may be told alone."""
    told = [(word,) for word in name if len(word) > 2 and word not in PARTICLES]
    return told if len(name) > 1 else []


def _plain(words: Words, at: int, past: int) -> tuple[str, ...]:
    return tuple(plain for _, _, plain in words.said[at:past])


def _other(words: Words, middle: int, other: tuple[str, ...], gap: int) -> int | None:
    """Past the last word of the other name, at most so many words after the one; None when it is not there."""
    for begun in range(middle, middle + gap + 1):
        if _plain(words, begun, begun + len(other)) == other:
            return begun + len(other)
    return None


def _are_beside(words: Words, at: int, middle: int, past: int) -> bool:
    """Two names side by side, each with a capital (« de La Tour » has one): « une rose blanche » is a flower."""
    text, one, other = words.text, words.said[at:middle], words.said[middle:past]
    within = [*itertools.pairwise(one), *itertools.pairwise(other)]
    return (
        all(any(text[start].isupper() for start, _, _ in name) for name in (one, other))
        and all(WITHIN.fullmatch(text[end:start]) for (_, end, _), (start, _, _) in within)
        and BESIDE.fullmatch(text[one[-1][1] : other[0][0]]) is not None
    )


def _is_longer(words: Words, at: int, past: int) -> bool:
    """Whether these words may be of the names of others: « Jean-Paul Martin », « Paul Martin-Dubois », « Pierre Martin, Paul Durand »
    tell no Paul Martin."""
    text, said = words.text, words.said
    start, stop = said[at][0], said[past - 1][1]
    before = text[said[at - 1][1] : start] if at else ""
    after = text[stop : said[past][0]] if past < len(said) else ""
    if HYPHEN.fullmatch(before) or HYPHEN.fullmatch(after):
        return True
    if SPACE.fullmatch(after) and _is_name_like(text, said[past]):
        return True
    if not SPACE.fullmatch(before) or not _is_name_like(text, said[at - 1]):
        return False
    # « Vu Paul Martin » begins a sentence; « Pierre Martin, Paul » a list.
    begins = at == 1 or not SPACE.fullmatch(text[said[at - 2][1] : said[at - 1][0]])
    return not begins or "," in text[start:stop]


def _is_name_like(text: str, word: tuple[int, int, str]) -> bool:
    start, _, plain = word
    return text[start].isupper() and plain not in TITLES | PARTICLES


def words_of_json(said: str) -> str:
    """As the search of the database reads a JSON (`elsewhere.py`)."""
    return said.replace("\\n", " ").replace("\\t", " ")
