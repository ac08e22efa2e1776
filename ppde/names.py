"""The names of the territory's files, looked for in what a committee reads (territories.names)."""

import re

from cle.models import Seat
from ppde.models import Person
from territories.models import Territory
from territories.scoping import scope_of
from tzcld.ui import french

WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"M-(\d+)")
# Beside a number one name is enough; elsewhere « Martin » is a street, « Rose » a flower, and it takes both.
NEAR = 40
SHORT = 3


def names_in(territory: Territory, text: str, by) -> list[str] | None:
    """As they are written; None when the account reads no name here."""
    if by is None or "names_read" not in scope_of(by).verbs_in(territory):
        return None
    said = [
        (match[0], french.plain_words(match[0]), match.start()) for match in WORD.finditer(text)
    ]
    plain = [(word, part, at) for word, parts, at in said for part in parts]
    known = {part for _, part, _ in plain}
    files = [
        (number, french.plain_words(first), french.plain_words(last))
        for number, first, last in Person.objects.within(territory).values_list(
            "number", "first_name", "last_name"
        )
    ]
    numbers = {int(match[1]) for match in NUMBER.finditer(text)}
    found = []
    for number, first, last in files:
        if number in numbers:
            found += _beside(plain, text, number, {*first, *last})
        if first and last and known.issuperset(first) and known.issuperset(last):
            whole = _whole(plain, first + last) or _whole(plain, last + first)
            found = [*whole, *(name for name in found if not whole or name not in whole[0].split())]
    return _but_members(territory, found) if found else []


def _beside(plain: list[tuple], text: str, number: int, names: set[str]) -> list[str]:
    """Words of a name, with a capital, a few words away from the number of its file."""
    places = [match.start() for match in NUMBER.finditer(text) if int(match[1]) == number]
    said = [(word, at) for word, part, at in plain if part in names and len(part) >= SHORT]
    return [
        word
        for word, at in said
        if word[0].isupper() and any(abs(at - place) <= NEAR for place in places)
    ]


def _whole(plain: list[tuple], name: list[str]) -> list[str]:
    """First name and last name one after the other, each with its capital."""
    parts = [part for _, part, _ in plain]
    for at in range(len(parts) - len(name) + 1):
        if parts[at : at + len(name)] == name:
            words = list(dict.fromkeys(word for word, _, _ in plain[at : at + len(name)]))
            if all(word[0].isupper() for word in words):
                return [" ".join(words)]
    return []


def _but_members(territory: Territory, found: list[str]) -> list[str]:
    """Who sits on a committee is named in its minutes, even with a file of their own; never beside a number."""
    holders = Seat.objects.filter(territory=territory).values_list("holder", flat=True)
    seated = [set(french.plain_words(holder)) for holder in holders]
    whole = {name for name in found if " " in name}
    public = {
        name for name in whole if any(set(french.plain_words(name)) <= seat for seat in seated)
    }
    return [name for name in dict.fromkeys(found) if name not in public]
