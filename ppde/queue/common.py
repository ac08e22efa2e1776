"""What the sources of this room share. A file frozen at the person's request (RGPD art. 18) waits for no act: it is in none
of them, but those of the rights."""

from django.db.models import DateField, ExpressionWrapper
from django.urls import reverse

from ppde.models import Person


def days_after(expression, days: int):
    # A date and a whole number of days make a date; an interval would make a timestamp.
    return ExpressionWrapper(expression + days, output_field=DateField())


def address(name: str, query: str = ""):
    return lambda slug: reverse(f"ppde:{name}", args=[slug]) + query


def person_line(
    person: Person, slug: str, note: str, *, name: str = "person_detail", pk=None, query=""
) -> dict:
    url = reverse(f"ppde:{name}", args=[slug, pk or person.pk]) + query
    return {"label": f"{person}, {person.reference}", "url": url, "note": note}
