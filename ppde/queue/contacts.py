"""Silences, and follow-ups that were announced."""

from datetime import date, timedelta

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest
from django.utils import timezone

from ppde.mobilisation import BEFORE_LIST, out_of_touch
from ppde.models import EventKind, JourneyEvent, Orientation, Person
from ppde.operations.journey import CONTACTS
from ppde.queue.common import address, days_after, person_line
from territories.queue import Source, Urgency, Waiting
from tzcld.ui import french


def to_meet(territory, today: date) -> QuerySet:
    """Identified and never met, `since` the last attempt to join them: longer than the territory's setting.

    Whom a partner oriented waits there from the day when the file is opened: the partner waits too.
    """
    tried = JourneyEvent.objects.filter(
        territory=territory,
        person=OuterRef("pk"),
        kind__in=(EventKind.CONTACT, EventKind.REMINDER),
        corrections=None,
    )
    sent = Orientation.objects.filter(
        territory=territory, person=OuterRef("pk"), state=Orientation.State.RECEIVED
    )
    rows = Person.objects.filter(
        territory=territory, state=Person.State.IDENTIFIED, limited_on=None, anonymised_on=None
    ).annotate(
        since=Greatest("identified_on", Subquery(tried.order_by("-on").values("on")[:1])),
        is_sent=Exists(sent),
    )
    within = days_after(F("since"), territory.silence_days)
    due = Case(When(is_sent=True, then=days_after(F("since"), territory.meet_days)), default=within)
    late = Q(since__lt=today - timedelta(days=territory.silence_days))
    return rows.filter(Q(is_sent=True) | late).annotate(due=due).order_by("due", "pk")


def _meet_line(person, slug):
    note = f"Repérée le {french.date(person.identified_on)}"
    if person.since > person.identified_on:
        note += f", dernière tentative le {french.date(person.since)}"
    if person.is_sent:
        note = f"Orientée par un partenaire. {note}"
    return person_line(person, slug, note, name="event_add")


def silent(territory, today: date) -> QuerySet:
    """On the list, not paused, without contact for longer than the territory's setting."""
    return _by_silence(territory, today).on_list()


def silent_before(territory, today: date) -> QuerySet:
    """As `silent`, of those who are not on the list yet: they go away unheard more easily than the others."""
    return _by_silence(territory, today).filter(state__in=BEFORE_LIST)


def _by_silence(territory, today: date) -> QuerySet:
    rows = out_of_touch(territory, today)
    return rows.annotate(due=days_after(F("since"), territory.silence_days)).order_by("since", "pk")


def _silent_line(person, slug):
    note = (
        f"Dernier contact le {french.date(person.since)}"
        if person.last_contact_on
        else f"Aucun contact depuis le {french.date(person.since)}"
    )
    if person.state in BEFORE_LIST:
        note = f"{person.get_state_display()}. {note}"
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
        "to_meet",
        "event_add",
        "personne à rencontrer,personnes à rencontrer",
        "chat-dots",
        to_meet,
        _meet_line,
        address("person_list", "?afaire=to_meet"),
        mine="referent",
    ),
    Source(
        "follow_ups",
        "event_add",
        "relance prévue,relances prévues",
        "bell",
        follow_ups_due,
        _follow_up_line,
        address("person_list", "?afaire=follow_ups"),
    ),
    Source(
        "silence",
        "event_add",
        "personne sans contact,personnes sans contact",
        "telephone-x",
        silent,
        _silent_line,
        address("person_list", "?afaire=silence"),
        mine="referent",
        note=_silent_note,
        urgency=Urgency(_silent_title, "Voir ces personnes"),
    ),
    Source(
        "silent_before",
        "event_add",
        "personne sans contact avant la liste,personnes sans contact avant la liste",
        "telephone-x",
        silent_before,
        _silent_line,
        address("person_list", "?afaire=silent_before"),
        mine="referent",
        note=_silent_note,
    ),
)
