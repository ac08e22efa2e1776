"""Silences, and follow-ups that were announced."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from ppde.models import JourneyEvent, Person
from ppde.operations.journey import CONTACTS
from ppde.queue.common import address, days_after, person_line
from territories.queue import Source, Urgency, Waiting
from tzcld.ui import french


def silent(territory, today: date) -> QuerySet:
    """On the list, not paused, without contact for longer than the territory's setting."""
    since = Coalesce("last_contact_on", "volunteer_on")
    rows = Person.objects.filter(territory=territory, limited_on=None).on_list()
    rows = rows.exclude(state=Person.State.PAUSED)
    return (
        rows.annotate(since=since)
        .filter(since__lt=today - timedelta(days=territory.silence_days))
        .annotate(due=days_after(since, territory.silence_days))
        .order_by("since", "pk")
    )


def _silent_line(person, slug):
    note = f"Dernier contact le {french.date(person.since)}"
    return person_line(person, slug, note, name="event_add", query="?fait=contact")


def _silent_title(waiting: Waiting, territory) -> str:
    people = french.count(waiting.n, "personne sans contact", "personnes sans contact")
    return f"{people} depuis {french.count(territory.silence_days, 'jour')}"


def _silent_note(waiting: Waiting, territory) -> str:
    days = timedelta(days=territory.silence_days) + (timezone.localdate() - waiting.first)
    lead = "Cela fait" if waiting.n == 1 else "La plus ancienne"
    return f"{lead}\u00a0: {french.count(days.days, 'jour')}."


def follow_ups(territory) -> QuerySet:
    """Facts that announced a follow-up, until somebody was in touch again or tried to be."""
    later = JourneyEvent.objects.filter(
        Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk")),
        territory=territory,
        person=OuterRef("person"),
        kind__in=CONTACTS,
        corrections=None,
    )
    told = JourneyEvent.objects.filter(
        territory=territory, follow_up_on__isnull=False, corrections=None
    )
    return told.filter(~Exists(later), person__outcome_on=None)


def follow_ups_due(territory, today: date) -> QuerySet:
    due = follow_ups(territory).filter(follow_up_on__lte=today, person__limited_on=None)
    return due.select_related("person").annotate(due=F("follow_up_on")).order_by("due", "pk")


def _follow_up_line(event, slug):
    note = f"Annoncé le {french.date(event.on)}"
    if event.text:
        note += f"\u00a0: {event.text}"
    return person_line(event.person, slug, note, name="event_add", query="?fait=contact")


SOURCES = (
    Source(
        "follow_ups",
        "event_add",
        "relance prévue,relances prévues",
        "bell",
        follow_ups_due,
        _follow_up_line,
        address("work_queue"),
    ),
    Source(
        "silence",
        "event_add",
        "personne sans contact,personnes sans contact",
        "telephone-x",
        silent,
        _silent_line,
        address("mobilisation_list"),
        mine="referent",
        note=_silent_note,
        urgency=Urgency(_silent_title, "Ouvrir la liste de mobilisation"),
    ),
)
