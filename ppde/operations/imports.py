"""Many persons at once, set by set: the same rows, facts and derived state as one by one (ppde.operations.persons)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ppde.models import EventKind, JourneyEvent, Orientation, Outcome, Pause, Person, TextFlag
from ppde.models.eligibility import EligibilityReview
from ppde.operations.journey import derive, figures_moved, refresh
from ppde.operations.persons import last_number, refuse_typed
from territories.imports.bulk import insert_many, update_many
from territories.models import Territory

DERIVED = (
    "state",
    "identified_on",
    "met_on",
    "interviewed_on",
    "first_proposal_on",
    "last_contact_on",
    "eligible_on",
    "outcome_kind",
    "outcome_on",
)
# An attempt that reached nobody dates no contact.
NO_ANSWER = JourneyEvent.Result.NO_ANSWER
IMPORTED = "Importé d’un tableur."


def register_many(territory: Territory, persons: Sequence[Person], *, by, moment) -> None:
    """Open these files: next numbers, the fact that each was identified, the volunteer act when its date is given.

    The caller has checked the values and holds the territory's row: two colleagues never share a number.
    Raises ValidationError where figures are typed without a name.
    """
    if persons:
        refuse_typed(territory)
    last = last_number(territory)
    events = []
    for number, person in enumerate(persons, last + 1):
        person.number = number
        facts = [(EventKind.IDENTIFIED, person.identified_on)]
        if person.volunteer_on:
            person.volunteer_recorded_at = moment
            facts.append((EventKind.VOLUNTEER, person.volunteer_on))
        for name, value in derive(person, facts, [], [], False).items():
            setattr(person, name, value)
        events += [_event(person, kind, day, by, moment) for kind, day in facts]
    insert_many(persons)
    # The events were made before their persons had a key.
    for event in events:
        event.person_id = event.person.pk
    insert_many(events)
    figures_moved(territory.pk)


def _event(person: Person, kind: str, day, by, moment) -> JourneyEvent:
    text = (
        "Acte signé. Cette date fixe le rang." if kind == EventKind.VOLUNTEER else _origin(person)
    )
    return JourneyEvent(
        territory_id=person.territory_id,
        person=person,
        kind=kind,
        on=day,
        text=text,
        author=by,
        recorded_at=moment,
    )


def _origin(person: Person) -> str:
    return f"Orientée par\u00a0: {person.get_origin_display()}. {IMPORTED}"[:300]


def volunteer_many(persons: Sequence[Person], *, by, moment) -> None:
    """Record the act of persons who had none; `volunteer_on` is set on them already."""
    for person in persons:
        person.volunteer_recorded_at = moment
    update_many(persons, ["volunteer_on", "volunteer_recorded_at"])
    insert_many([_event(p, EventKind.VOLUNTEER, p.volunteer_on, by, moment) for p in persons])


def refresh_many(territory_id: int, ids: Iterable[int]) -> None:
    """`ppde.operations.refresh` for many persons: five queries, and those of each person who once left and came back."""
    today = timezone.localdate()
    rows = Person.objects.filter(territory=territory_id, pk__in=ids)
    persons = list(rows.select_for_update(of=("self",)))
    mine = {"person__in": [person.pk for person in persons]}
    facts = JourneyEvent.objects.filter(**mine, on__lte=today, corrections=None)
    reviews = EligibilityReview.objects.filter(**mine, decided_on__lte=today)
    outcomes = Outcome.objects.standing().filter(**mine, on__lte=today)
    told = {
        person: [(EventKind.NOTE if result == NO_ANSWER else kind, on) for kind, on, result in rows]
        for person, rows in _grouped(
            facts.order_by("on", "recorded_at", "pk"), "kind", "on", "result"
        ).items()
    }
    decided = _grouped(reviews.order_by("decided_on", "pk"), "outcome", "decided_on")
    ended = _grouped(outcomes.order_by("on", "pk"), "kind", "on")
    paused = set(
        Pause.objects.filter(**mine, period__contains=today).values_list("person", flat=True)
    )
    back = {pk for pk, rows in told.items() if any(kind == EventKind.RETURN for kind, _ in rows)}
    plain = [person for person in persons if person.pk not in back]
    unmet = {person.pk for person in plain if person.met_on is None}
    for person in plain:
        pk, was = person.pk, told.get(person.pk, [])
        for name, value in derive(person, was, decided[pk], ended[pk], pk in paused).items():
            setattr(person, name, value)
    update_many(plain, DERIVED)
    met = [person.pk for person in plain if person.met_on and person.pk in unmet]
    waiting = Orientation.objects.filter(person__in=met, state=Orientation.State.RECEIVED)
    waiting.update(state=Orientation.State.MET)
    for person in persons:
        if person.pk in back:
            refresh(person)
    figures_moved(territory_id)


def _grouped(rows, *names: str) -> dict[int, list[tuple]]:
    found = defaultdict(list)
    for person, *values in rows.values_list("person", *names):
        found[person].append(tuple(values))
    return found


def withdraw(territory_id: int, *, persons: Iterable[int] = (), events: Iterable[int] = ()) -> None:
    """Take back the facts that an import has written, and those of the persons whose files it opened, who then may go.

    History is append-only: only this function of the database's owner may, within the month, and it says so in the journal.
    """
    persons, events = list(persons), list(events)
    flags = TextFlag.objects.filter(territory=territory_id)
    # What was found in these texts goes with them.
    flags.filter(
        Q(person__in=persons) | Q(model=JourneyEvent._meta.label_lower, object_id__in=events)
    ).delete()
    with connection.cursor() as cursor:
        cursor.execute("select withdraw_import(%s, %s, %s)", [territory_id, persons, events])
