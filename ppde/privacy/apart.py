"""What a room keeps of somebody apart from the file, which the end of the file leaves alone (`settings.KEPT_APART`).

A subscription to the letter is an act of its own, found by the address alone. Whoever answers an erasure sees it, and erases it
too when the person wants it gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from ppde.models import Orientation, Person
from territories.models import Territory


@dataclass(frozen=True)
class Apart:
    """`what`: how the lists of elimination call it. `purposes`: the agreements that it rests on. `told(person)`: a sentence a row
    that is held, in the caller's scope.

    `erase(person, by)`: takes what identifies away and tells the register (`tell_erased`), in the caller's transaction; the
    number of rows. `again(territory, number, day, by)`: the same of the row of this key that a restored backup brought back,
    when it was there on `day`; the number of rows, in the scope of the territory and of its hub. `by_address`: `told` and
    `erase` ask for the address, the names and the territory alone, so that an orientation that no file tells answers too.
    """

    what: str
    purposes: frozenset[str]
    told: Callable[[Person | Orientation], list[str]]
    erase: Callable[..., int]
    again: Callable[[Territory, int, date, Any], int]
    by_address: bool = False


def kept_apart(subject: Person | Orientation) -> list[Apart]:
    """What may hold something of somebody with a file, or whom a partner oriented."""
    return [
        apart for apart in all_apart().values() if apart.by_address or isinstance(subject, Person)
    ]


def all_apart() -> dict[str, Apart]:
    """By `what`, whatever is kept."""
    found = [import_string(path) for path in settings.KEPT_APART]
    return {apart.what: apart for apart in found}


def told_apart(subject: Person | Orientation, purpose: str = "") -> list[str]:
    """Every sentence, room by room; of what rests on this agreement alone, when one is given."""
    asked = [apart for apart in kept_apart(subject) if not purpose or purpose in apart.purposes]
    return [sentence for apart in asked for sentence in apart.told(subject)]
