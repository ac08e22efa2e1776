"""What a room keeps of somebody apart from the file, which the end of the file leaves alone (`settings.KEPT_APART`).

A subscription to the letter is an act of its own, found by the address alone. Whoever answers an erasure sees it, and erases it
too when the person wants it gone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from ppde.models import Orientation, Person


@dataclass(frozen=True)
class Apart:
    """`purposes`: the agreements that it rests on. `told(person)`: a sentence a row that is held, in the caller's scope.

    `erase(person, by)`: takes what identifies away, in the caller's transaction; the number of rows. `by_address`: both ask for
    the address, the names and the territory alone, so that an orientation that no file tells answers too.
    """

    purposes: frozenset[str]
    told: Callable[[Person | Orientation], list[str]]
    erase: Callable[..., int]
    by_address: bool = False


def kept_apart(subject: Person | Orientation) -> list[Apart]:
    """What may hold something of somebody with a file, or whom a partner oriented."""
    found = [import_string(path) for path in settings.KEPT_APART]
    return [apart for apart in found if apart.by_address or isinstance(subject, Person)]


def told_apart(subject: Person | Orientation, purpose: str = "") -> list[str]:
    """Every sentence, room by room; of what rests on this agreement alone, when one is given."""
    asked = [apart for apart in kept_apart(subject) if not purpose or purpose in apart.purposes]
    return [sentence for apart in asked for sentence in apart.told(subject)]
