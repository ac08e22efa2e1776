"""Who was hired by the enterprise and no longer has a contract there: still an exit to it, yet without work again.

Contracts are kept by a room above: it says the last day, and a death, by name (settings.LEFT_ENTERPRISE). The state
« Contrat dans l’EBE terminé » follows from it the day after; what lists, filters and counts read is the state.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Case, QuerySet, When
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde.models import Person
from territories.scoping import scoped

# The states of whoever left the list for the enterprise, employed there or no longer.
HIRED = (Person.State.EBE, Person.State.ENDED)


def with_departures(persons: QuerySet[Person]) -> QuerySet[Person]:
    """Adds, of those hired by the enterprise: `last_day` of their contract, None while one runs without an end; `has_died`."""
    told = import_string(settings.LEFT_ENTERPRISE)()
    return persons.annotate(
        **{name: Case(When(state__in=HIRED, then=value)) for name, value in told.items()}
    )


def ended(territory_id: int, persons: Iterable[int], today: date) -> set[int]:
    """Those of these persons (ids) whose last contract is over. Each enterprise's counts, whichever the account reads."""
    last_day = import_string(settings.LEFT_ENTERPRISE)()["last_day"]
    with scoped(territory_id):
        rows = Person.objects.filter(territory=territory_id, pk__in=persons)
        over = rows.annotate(last_day=last_day).filter(last_day__lt=today)
        return set(over.order_by().values_list("pk", flat=True))


def left_on(person: Person, today: date | None = None) -> date | None:
    """The last day of a contract that is over, for a row of `with_departures`; None of any other row: nothing is asked."""
    last_day = getattr(person, "last_day", None)
    return last_day if last_day and last_day < (today or timezone.localdate()) else None


def departure_of(person: Person) -> Person:
    """The row with what `with_departures` adds: the one of a page has it, another is asked."""
    if hasattr(person, "last_day"):
        return person
    return with_departures(Person.objects.filter(pk=person.pk)).get()
