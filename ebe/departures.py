"""Leaving the enterprise: until when somebody was employed there, and whom the team is to see about what comes next."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from ebe.models import Contract
from ppde.departures import HIRED


def last_contract() -> dict[str, Subquery]:
    """For a queryset of persons, of their latest contract: its last day, NULL without any or while its end is not known.

    And whether it ended with the death of the person, the one reason that the team has to know.
    """
    contracts = Contract.objects.filter(territory=OuterRef("territory"), person=OuterRef("pk"))
    latest = contracts.order_by(F("ends_on").desc(nulls_first=True))
    died = latest.annotate(died=Q(leaving=Contract.Leaving.DIED))
    return {
        "last_day": Subquery(latest.values("ends_on")[:1]),
        "has_died": Subquery(died.values("died")[:1]),
    }


def to_see(territory, today: date) -> QuerySet[Contract]:
    """Contracts that end within the days that the territory sets or are over, of persons still told as employed there, `due` on the last day.

    Each leaves once somebody was in touch with the person on that day or after; or with a return, or another contract. A
    death is told for as long: nobody is to be in touch.
    """
    ahead = timedelta(days=territory.departure_days)
    others = Contract.objects.filter(territory=territory, person=OuterRef("person"))
    later = others.filter(
        Q(ends_on=None)
        | Q(ends_on__gt=OuterRef("ends_on"))
        | Q(ends_on=OuterRef("ends_on"), pk__gt=OuterRef("pk"))
    )
    rows = Contract.objects.filter(
        Q(person__last_contact_on=None) | Q(person__last_contact_on__lt=F("ends_on")),
        ~Exists(later),
        ~Q(leaving=Contract.Leaving.DIED, ends_on__lt=today - ahead),
        territory=territory,
        ends_on__lte=today + ahead,
        person__state__in=HIRED,
        person__limited_on=None,
    )
    rows = rows.select_related("person", "enterprise").annotate(due=F("ends_on"))
    return rows.order_by("due", "pk")
