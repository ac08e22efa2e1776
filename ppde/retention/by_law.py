"""What the law has a room keep when a file ends (`settings.KEPT_BY_LAW`): a duty stands before an erasure (RGPD art. 17-3-b)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from ppde.models.persons import Person


@dataclass(frozen=True)
class ByLaw:
    """`told(person)`: a sentence for each row that will be kept, until when and by whom. `keep(person)`: puts it apart, tied to
    nothing of the file, in the caller's transaction and before the file is emptied."""

    told: Callable[[Person], list[str]]
    keep: Callable[[Person], None]


def kept_by_law() -> list[ByLaw]:
    return [import_string(path) for path in settings.KEPT_BY_LAW]


def told_by_law(person: Person) -> list[str]:
    return [sentence for kept in kept_by_law() for sentence in kept.told(person)]
