"""Which files of a territory may be about the same person, and why, in words.

Candidates come from the search keys (one indexed statement); their spellings are then compared field by field
(`tzcld.matching`). The result is a likeness of two files, never a judgement of a person: somebody looks and decides.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from ppde.duplicates.models import Lookalike, PersonKey
from ppde.models.persons import Person
from tzcld.matching import (
    DIFFERS,
    LIKE,
    NEAR,
    SAME,
    Likeness,
    digits,
    letters,
    pair_of_names,
    parts,
    probability,
    words,
)
from tzcld.ui import french

# From here the page says « très probable »; from POSSIBLE on it says « possible »; below it says nothing.
# `make bench` measures both on FEBRL 4.
PROBABLE = 0.9
POSSIBLE = 0.5

# Levels DIFFERS, LIKE, NEAR, SAME of: last name, first name, year of birth, telephone, e-mail, district.
# `same`: how two files of one person differ. A last name changes in a life, a telephone often, a first name rarely.
SAME_PERSON = (
    (0.010, 0.040, 0.180, 0.770),
    (0.012, 0.038, 0.190, 0.760),
    (0.020, 0.020, 0.080, 0.880),
    (0.300, 0.050, 0.100, 0.550),
    (0.350, 0.030, 0.070, 0.550),
    (0.250, 0.001, 0.001, 0.748),
)
# `other`: how files of two persons of one territory resemble each other. The share of the same names is counted in
# the territory itself (`Rule._frequency`): « Nguyen » tells less than « Quetzal ».
TWO_PERSONS = (
    (0.965, 0.020, 0.010, 0.005),
    (0.940, 0.030, 0.015, 0.015),
    (0.910, 0.001, 0.064, 0.025),
    (0.990, 0.002, 0.003, 0.005),
    (0.985, 0.005, 0.005, 0.005),
    (0.600, 0.001, 0.001, 0.398),
)
# About one file in ten has a twin in a list that several people type. A small territory is no likelier to have
# them: its pairs are counted as those of FEW files.
FILES_WITH_A_TWIN = 0.1
FEW = 200
MOST_CANDIDATES = 200
MOST_BEARERS = 1000
FIELDS = ("pk", "number", "last_name", "first_name", "birth_year", "phone", "email", "district_id")


@dataclass(frozen=True, slots=True)
class File:
    """What is compared of a file, or of what somebody is typing (`pk` 0)."""

    pk: int
    number: int
    last_name: str
    first_name: str
    birth_year: int | None
    phone: str
    email: str
    district_id: int | None

    @classmethod
    def of(cls, person: Person) -> "File":
        return cls(*(getattr(person, name) for name in FIELDS))

    @property
    def reference(self) -> str:
        return f"M-{self.number:04d}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Twin:
    """A file that may be the same person as another one."""

    file: File
    probability: float
    reasons: tuple[str, ...]

    @property
    def is_probable(self) -> bool:
        return self.probability >= PROBABLE

    @property
    def words(self) -> str:
        return french.upper_first(french.listing(list(self.reasons)))


@dataclass(frozen=True, slots=True)
class Rule:
    """The likeness of the pairs of one territory: how many files it has, how often each name is borne."""

    likeness: Likeness
    files: int
    last_names: Counter[str]
    first_names: Counter[str]

    @classmethod
    def of(cls, files: int, borne: Iterable[File]) -> "Rule":
        """`borne`: files that hold every bearer of the names that will be compared."""
        size = max(files, FEW)
        share = 2 * FILES_WITH_A_TWIN / (size - 1)
        names = [(letters(file.last_name), letters(file.first_name)) for file in borne]
        return cls(
            Likeness(SAME_PERSON, TWO_PERSONS, share),
            files,
            Counter(last for last, _ in names),
            Counter(first for _, first in names),
        )

    def probability(self, a: File, pattern: tuple) -> float:
        weight = self.likeness.weight(pattern)
        for field, level in ((0, pattern[0]), (1, pattern[1])):
            if level == SAME:
                weight += math.log(TWO_PERSONS[field][SAME] / self._frequency(field, a))
        return probability(weight)

    def _frequency(self, field: int, file: File) -> float:
        """The share of the files that bear this name; few files are completed by what names are in general."""
        counts, name = (
            (self.last_names, file.last_name),
            (self.first_names, file.first_name),
        )[field]
        usual = TWO_PERSONS[field][SAME]
        return (counts[letters(name)] + usual * FEW) / (self.files + FEW)


def compare(a: File, b: File) -> tuple[tuple, bool]:
    """The pattern of levels of two files, and whether the two names match swapped."""
    last, first, swapped = pair_of_names(
        (letters(a.last_name), letters(a.first_name)), (letters(b.last_name), letters(b.first_name))
    )
    if not swapped and None not in (last, first) and min(last, first) < LIKE:
        last, first = _by_words(a, b, last, first)
    year = None
    if a.birth_year and b.birth_year:
        year = _years(a.birth_year, b.birth_year)
    place = None
    if a.district_id and b.district_id:
        place = SAME if a.district_id == b.district_id else DIFFERS
    return (
        last,
        first,
        year,
        digits(phone_digits(a.phone), phone_digits(b.phone)),
        words(a.email.casefold(), b.email.casefold()),
        place,
    ), swapped


# Between the two names that somebody bears.
BETWEEN = {"ep", "epouse", "nee", "ne", "veuve", "vve"}


def _by_words(a: File, b: File, last: int, first: int) -> tuple[int, int]:
    """The same levels, or better ones, of names of several words: two hands keep or leave out a part, or part them otherwise."""
    (last_a, first_a), (last_b, first_b) = map(_words, (a, b))
    pooled = sorted(last_a + first_a)
    if len(pooled) > 2 and pooled == sorted(last_b + first_b):
        return max(last, NEAR), max(first, NEAR)
    return (
        max(last, parts(last_a, last_b) or DIFFERS),
        max(first, parts(first_a, first_b) or DIFFERS),
    )


def _words(file: File) -> tuple[list[str], list[str]]:
    last = [word for word in french.plain_words(file.last_name) if word not in BETWEEN]
    return last, french.plain_words(file.first_name)


def _years(a: int, b: int) -> int:
    """A year heard one off, or with its last digits swapped, is a slip; a whole decade is not."""
    if a == b:
        return SAME
    swapped = a // 100 == b // 100 and sorted(str(a)[2:]) == sorted(str(b)[2:])
    return NEAR if abs(a - b) == 1 or swapped else DIFFERS


def phone_digits(text: str) -> str:
    """The nine digits that tell a French number, whatever its prefix and spaces."""
    figures = "".join(c for c in text if c.isdigit())
    return figures[-9:] if len(figures) >= 9 else ""


def reasons(a: File, b: File, pattern: tuple, swapped: bool) -> tuple[str, ...]:
    """Why the two files resemble each other, in French, the strongest first."""
    last, first, year, phone, email, _ = pattern
    said = []
    if swapped:
        said.append("nom et prénom intervertis")
    elif last == first == SAME:
        same = (a.last_name, a.first_name) == (b.last_name, b.first_name)
        said.append("mêmes nom et prénom" if same else "mêmes nom et prénom, aux accents près")
    else:
        said += [
            words_
            for level, words_, near in (
                (last, "même nom", f"noms proches ({a.last_name}, {b.last_name})"),
                (first, "même prénom", f"prénoms proches ({a.first_name}, {b.first_name})"),
            )
            for words_ in [words_ if level == SAME else near if level else ""]
            if words_
        ]
    if year == SAME:
        said.append("même année de naissance")
    elif year == NEAR:
        said.append(f"années de naissance proches ({a.birth_year}, {b.birth_year})")
    said += ["même téléphone"] if phone == SAME else []
    said += ["même adresse électronique"] if email == SAME else []
    return tuple(said)


def _twin(rule: Rule, a: File, b: File) -> Twin | None:
    pattern, swapped = compare(a, b)
    found = rule.probability(a, pattern)
    # A name must resemble the other: a household shares its telephone, a street its district.
    is_alike = found >= POSSIBLE and (pattern[0] or pattern[1])
    if not is_alike and not _is_namesake(a, b, pattern):
        return None
    return Twin(b, found, reasons(a, b, pattern, swapped))


def _is_namesake(a: File, b: File, pattern: tuple) -> bool:
    """Before a file is opened, whoever bears the very same name is shown: a telephone changes, a file opened twice stays."""
    return not a.pk and pattern[2] != DIFFERS and _both_names(a) == _both_names(b)


def _both_names(file: File) -> list[str]:
    """The letters of the two names, in whichever order they were typed."""
    return sorted((letters(file.last_name), letters(file.first_name)))


def twins(territory, typed: File, *, most: int = 5) -> list[Twin]:
    """Files of the territory that may be about the person being typed (or of the file `typed`), likeliest first.

    Two statements: the candidates by their keys, the size of the territory.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            CANDIDATES,
            {
                "territory": territory.pk,
                "last": typed.last_name,
                "first": typed.first_name,
                "phone": typed.phone,
                "email": typed.email,
                "but": typed.pk,
                "most": MOST_CANDIDATES,
            },
        )
        candidates = [File(*row) for row in cursor.fetchall()]
    if not candidates:
        return []
    rule = Rule.of(Person.objects.filter(territory=territory).count(), candidates)
    found = [twin for b in candidates if (twin := _twin(rule, typed, b))]
    apart = _said_apart(territory, typed.pk) if typed.pk else set()
    found = [twin for twin in found if frozenset((typed.pk, twin.file.pk)) not in apart]
    return sorted(found, key=lambda twin: (-twin.probability, twin.file.number))[:most]


# Each key asks the index: all at once, every key of the territory is read (ppde/migrations/0080_names_by_their_keys.py).
CANDIDATES = """
SELECT p.id, p.number, p.last_name, p.first_name, p.birth_year, p.phone, p.email, p.district_id
FROM (
    SELECT sharing.person_id, count(*) AS shared
    FROM person_keys(%(last)s, %(first)s, %(phone)s, %(email)s) AS said (key), LATERAL (
        SELECT k.person_id FROM ppde_personkey k WHERE k.territory_id = %(territory)s AND k.key = said.key OFFSET 0
    ) sharing
    GROUP BY sharing.person_id ORDER BY shared DESC LIMIT %(most)s
) found JOIN ppde_person p ON p.id = found.person_id AND p.territory_id = %(territory)s
WHERE p.id <> %(but)s
"""


def pairs(territory) -> list[tuple[File, Twin]]:
    """Every pair of files of the territory that may be one person, likeliest first; pairs set apart are left out."""
    files = {
        row[0]: File(*row)
        for row in Person.objects.filter(territory=territory).values_list(*FIELDS)
    }
    rule = Rule.of(len(files), files.values())
    apart = _said_apart(territory)
    found = []
    for a, b in _blocked(territory):
        if a in files and b in files and frozenset((a, b)) not in apart:
            twin = _twin(rule, files[a], files[b])
            if twin:
                found.append((files[a], twin))
    return sorted(found, key=lambda pair: (-pair[1].probability, pair[0].number))


def _blocked(territory) -> Iterator[tuple[int, int]]:
    """Pairs of persons who share two keys: a sound and a beginning, a beginning and an end, or one contact.

    One person after the other: all the pairs at once would fill the memory of a large territory.
    """
    together: dict[str, list[int]] = defaultdict(list)
    keys: dict[int, list[str]] = defaultdict(list)
    rows = PersonKey.objects.filter(territory=territory).order_by("person_id")
    for key, person in rows.values_list("key", "person_id"):
        together[key].append(person)
        keys[person].append(key)
    # What one person in ten shares tells nothing (« Mar… »); nor what a thousand do.
    most = min(max(50, len(keys) // 10), MOST_BEARERS)
    for person, mine in keys.items():
        shared: Counter[int] = Counter()
        for key in mine:
            people = together[key]
            if len(people) <= most:
                others = people[bisect_right(people, person) :]
                shared.update(others * 2 if key[0] in "pm" else others)
        yield from ((person, other) for other, count in shared.items() if count > 1)


def _said_apart(territory, person: int | None = None) -> set[frozenset[int]]:
    rows = Lookalike.objects.filter(territory=territory, state=Lookalike.State.APART)
    if person:
        rows = rows.filter(Q(first=person) | Q(second=person))
    return {frozenset(pair) for pair in rows.values_list("first_id", "second_id")}
