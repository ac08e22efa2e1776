"""Who received the data of a person is told when they are frozen or erased (RGPD, art. 19; `settings.RECIPIENTS`)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from ppde.models.persons import Person


@dataclass(frozen=True)
class Recipients:
    """What a room does for those to whom it gave something of the file, in the caller's transaction and scope.

    `taken_out(person)`: the file is frozen, or about to be emptied: what was given is told to be taken out. `put_back(person)`:
    it is worked on again. `forget(person)`: it is emptied: nothing leads any more from what was given to what is left of it.
    """

    taken_out: Callable[[Person], None]
    put_back: Callable[[Person], None]
    forget: Callable[[Person], None]


def _all() -> list[Recipients]:
    return [import_string(path) for path in settings.RECIPIENTS]


def tell_taken_out(person: Person) -> None:
    for recipients in _all():
        recipients.taken_out(person)


def tell_put_back(person: Person) -> None:
    for recipients in _all():
        recipients.put_back(person)


def forget_recipients(person: Person) -> None:
    for recipients in _all():
        recipients.taken_out(person)
        recipients.forget(person)
