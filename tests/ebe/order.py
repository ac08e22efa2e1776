"""The order of the list said in Python, beside what the database answers."""

from ebe.line import Place
from ppde.models import Person


def before(places: list[Place], person: Person) -> list[Place]:
    """Who comes before this person and is passed for nothing; everybody when the person is not on the list."""
    found = []
    for place in places:
        if place.person.pk == person.pk:
            break
        if not place.passed:
            found.append(place)
    return found
