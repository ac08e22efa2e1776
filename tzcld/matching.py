"""Are these two rows about the same person? Fellegi and Sunter's rule, on any set of fields.

Each field of a pair is compared and falls in a level, from 0 (differs) to 3 (the same); a field missing on either side
says nothing (None). A level speaks for the pair as much as it is more frequent among pairs that are the same (`m`) than
among those that are not (`u`). The rule compares spellings; it says nothing of the persons, and it decides nothing.

    pattern = tuple(compare(a, b) for …)
    likeness = Likeness.learn(Counter(patterns))     or the frequencies that a room states
    likeness.probability(pattern)                    0 … 1
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA, JaroWinkler

from tzcld.ui import french

DIFFERS, LIKE, NEAR, SAME = range(4)
Level = int | None
Pattern = tuple[Level, ...]


def letters(text: str) -> str:
    """What is compared of a name: « Ben-Aïssa » and « BENAISSA » are the same letters."""
    plain = french.plain(text).replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in plain if c.isalnum())


def words(a: str, b: str) -> Level:
    """Two spellings, already reduced to their letters: one slip of the keyboard is NEAR."""
    if not a or not b:
        return None
    if a == b:
        return SAME
    if min(len(a), len(b)) > 2 and OSA.distance(a, b, score_cutoff=1) <= 1:
        return NEAR
    likeness = JaroWinkler.similarity(a, b)
    if likeness >= 0.9:
        return NEAR
    return LIKE if likeness >= 0.8 else DIFFERS


def parts(a: Sequence[str], b: Sequence[str]) -> Level:
    """Two names of several words: « Dupont-Martin » is NEAR « Martin Dupont », and LIKE « Martin », who may be married.

    None when neither has several: nothing is said that their letters do not say.
    """
    short, long = sorted((a, b), key=len)
    if len(long) < 2 or not short:
        return None
    rest = list(long)
    for word in short:
        same = next((other for other in rest if (words(word, other) or DIFFERS) >= NEAR), None)
        if same is None:
            return DIFFERS
        rest.remove(same)
    return LIKE if rest else NEAR


def digits(a: str, b: str) -> Level:
    """Two numbers or dates as text: one digit wrong, lost or swapped is NEAR, two in a long one LIKE."""
    if not a or not b:
        return None
    if a == b:
        return SAME
    slips = OSA.distance(a, b, score_cutoff=2)
    if slips <= 1:
        return NEAR
    return LIKE if slips == 2 and min(len(a), len(b)) >= 4 else DIFFERS


def pair_of_names(one: tuple[str, str], other: tuple[str, str]) -> tuple[Level, Level, bool]:
    """Levels of two names, and whether they match better swapped; a swap is never better than NEAR."""
    straight = words(one[0], other[0]), words(one[1], other[1])
    crossed = words(one[0], other[1]), words(one[1], other[0])
    if _sum(crossed) > _sum(straight) + 1:
        return *(level and min(level, NEAR) for level in crossed), True
    return *straight, False


def _sum(levels: Iterable[Level]) -> int:
    return sum(level or 0 for level in levels)


@dataclass(frozen=True)
class Likeness:
    """Frequencies of the levels of each field: `same` among pairs of one person, `other` among the rest; `share` of
    the pairs compared that are one person."""

    same: tuple[tuple[float, ...], ...]
    other: tuple[tuple[float, ...], ...]
    share: float

    def weight(self, pattern: Pattern) -> float:
        """Natural logarithm of the odds that the pair is one person."""
        total = math.log(self.share / (1 - self.share))
        for field, level in enumerate(pattern):
            if level is not None:
                total += math.log(self.same[field][level] / self.other[field][level])
        return total

    def probability(self, pattern: Pattern) -> float:
        return probability(self.weight(pattern))

    @classmethod
    def learn(cls, patterns: Counter[Pattern], rounds: int = 30) -> "Likeness":
        """The frequencies that explain these pairs best, without any answer given (expectation-maximisation).

        `patterns`: how many pairs show each pattern. Raises ValueError when there is none.
        """
        if not patterns:
            raise ValueError("no pair to learn from")
        fields = len(next(iter(patterns)))
        found = cls(((0.05, 0.05, 0.15, 0.75),) * fields, ((0.9, 0.05, 0.03, 0.02),) * fields, 0.05)
        for _ in range(rounds):
            found = found._step(patterns, fields)
        return found

    def _step(self, patterns: Counter[Pattern], fields: int) -> "Likeness":
        # A level never seen keeps a little weight, or its logarithm would be infinite.
        same = [[1e-3] * 4 for _ in range(fields)]
        other = [[1e-3] * 4 for _ in range(fields)]
        ones = 0.0
        for pattern, count in patterns.items():
            part = count * self.probability(pattern)
            ones += part
            for field, level in enumerate(pattern):
                if level is not None:
                    same[field][level] += part
                    other[field][level] += count - part
        return Likeness(_shares(same), _shares(other), ones / patterns.total())


def probability(weight: float) -> float:
    if weight > 700:  # beyond what exp() holds
        return 1.0
    odds = math.exp(weight)
    return odds / (1 + odds)


def _shares(counts: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(n / sum(row) for n in row) for row in counts)
