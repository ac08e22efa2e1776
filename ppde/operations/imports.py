"""Many persons at once, set by set: the same rows, facts and derived state as one by one (ppde.operations.persons)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ppde.departures import ended
from ppde.models import (
    EventKind,
    Following,
    JourneyEvent,
    Origin,
    Outcome,
    OutcomeKind,
    Pause,
    Person,
    RankAct,
    TextFlag,
)
from ppde.models.eligibility import EligibilityReview
from ppde.operations.journey import (
    as_counted,
    counted,
    derive,
    figures_moved,
    refresh,
    tell_partners,
    waiting_of,
)
from ppde.operations.persons import last_number, refuse_typed
from territories.imports.bulk import (
    FIRST,
    insert_many,
    insert_rows,
    new_keys,
    slices,
    update_many,
)
from territories.models import Territory
from territories.periods import period

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
IMPORTED = "Importé d’un tableur."


def register_many(
    territory: Territory,
    made: Iterable[Person],
    most: int,
    *,
    by,
    moment,
    batch: int | None = None,
) -> None:
    """Open these files: next numbers, the fact that each was identified, the volunteer act when its date is given, the
    colleague who follows.

    `made` gives the persons one by one, `most` at most: those of before are written meanwhile (territories.imports.ahead).
    The caller has checked the values and holds the territory's row: two colleagues never share a number.
    Raises ValidationError where figures are typed without a name.
    """
    if not most:
        return
    refuse_typed(territory)
    number, keys = last_number(territory), iter(new_keys(Person, most))
    for some in slices(made, FIRST):
        told = []
        for person in some:
            number += 1
            person.pk, person.number = next(keys), number
            facts = [(EventKind.IDENTIFIED, person.identified_on)]
            if person.volunteer_on:
                person.volunteer_recorded_at = moment
                facts.append((EventKind.VOLUNTEER, person.volunteer_on))
            for name, value in derive(person, facts, [], [], False).items():
                setattr(person, name, value)
            told += [(person, kind, day) for kind, day in facts]
        insert_many(some)
        insert_facts(territory.pk, told, by, moment, batch)
        _follow(territory.pk, ((person.pk, person.referent_id, "", None) for person in some))
    figures_moved(territory.pk)


def insert_facts(
    territory_id: int, facts: Sequence[tuple], by, moment, batch: int | None = None
) -> None:
    """Facts as (person, kind, day): the first words on somebody, or the act of volunteering. `batch`: undone with it."""
    origins = dict(Origin.choices)

    def text(person: Person, kind: str) -> str:
        if kind == EventKind.VOLUNTEER:
            return "Acte signé. Cette date fixe le rang."
        return f"Orientée par\u00a0: {origins.get(person.origin, person.origin)}. {IMPORTED}"

    insert_rows(
        JourneyEvent,
        ("person_id", "kind", "on", "text"),
        [(person.pk, kind, day, text(person, kind)) for person, kind, day in facts],
        territory_id=territory_id,
        author_id=by.pk,
        recorded_at=moment,
        imported_in=batch,
    )


def _follow(territory_id: int, rows: Iterable[tuple], reason: str = "") -> None:
    """Periods from today, as (person, referent, word, who left it)."""
    insert_rows(
        Following,
        ("person_id", "referent_id", "word", "word_by_id"),
        [row for row in rows if row[1]],
        territory_id=territory_id,
        period=period(timezone.localdate()),
        reason=reason,
    )


def follow_many(persons: Sequence[Person], *, reason: str) -> None:
    """`ppde.operations.referents.follow` for many persons, whose rows the caller holds: four statements."""
    if not persons:
        return
    today, territory = timezone.localdate(), persons[0].territory_id
    mine = Following.objects.filter(territory=territory, person__in=[p.pk for p in persons])
    running = {row.person_id: row for row in mine.filter(period__contains=today)}
    gone, ended, opened = [], [], []
    for person in persons:
        was, word = running.get(person.pk), ("", None)
        if was and was.referent_id == person.referent_id:
            continue
        if was and was.since == today:
            gone.append(was.pk)
            word = was.word, was.word_by_id
        elif was:
            was.period = period(was.since, today - timedelta(days=1))
            ended.append(was)
        opened.append((person.pk, person.referent_id, *word))
    mine.filter(pk__in=gone).delete()
    update_many(ended, ["period"])
    _follow(territory, opened, reason)


def follow_again(persons: Sequence[Person], *, since: date, reason: str) -> None:
    """Take back the periods that `follow_many` opened on that day for that reason: the one that each closed runs again.

    `referent` is already that of before.
    """
    if not persons:
        return
    referents = {person.pk: person.referent_id for person in persons}
    mine = Following.objects.filter(territory=persons[0].territory_id, person__in=referents)
    mine.filter(period__startswith=since, reason=reason).delete()
    closed = [
        row
        for row in mine.filter(period__endswith=since)
        if row.referent_id == referents[row.person_id]
    ]
    for row in closed:
        row.period = period(row.since)
    update_many(closed, ["period"])
    follow_many(persons, reason=f"{reason} annulé")


def volunteer_many(persons: Sequence[Person], *, by, moment) -> None:
    """Record the act of persons who had none; `volunteer_on` is set on them already."""
    for person in persons:
        person.volunteer_recorded_at = moment
    update_many(persons, ["volunteer_on", "volunteer_recorded_at"])
    acts = [(person, EventKind.VOLUNTEER, person.volunteer_on) for person in persons]
    if acts:
        insert_facts(persons[0].territory_id, acts, by, moment)


def refresh_many(territory_id: int, ids: Iterable[int]) -> None:
    """`ppde.operations.refresh` for many persons: six queries, and those of each person who once left and came back."""
    today = timezone.localdate()
    rows = Person.objects.filter(territory=territory_id, pk__in=ids)
    persons = list(rows.select_for_update(of=("self",)))
    mine = {"person__in": [person.pk for person in persons]}
    facts = counted(JourneyEvent.objects.filter(**mine), today)
    reviews = EligibilityReview.objects.filter(**mine, decided_on__lte=today)
    outcomes = Outcome.objects.standing().filter(**mine, on__lte=today)
    told = {
        person: [(as_counted(kind, result), on) for kind, on, result in rows]
        for person, rows in _grouped(facts, "kind", "on", "result").items()
    }
    decided = _grouped(reviews.order_by("decided_on", "pk"), "outcome", "decided_on")
    left = _grouped(outcomes.order_by("on", "pk"), "kind", "on")
    paused = set(
        Pause.objects.filter(**mine, period__contains=today).values_list("person", flat=True)
    )
    back = {pk for pk, rows in told.items() if any(kind == EventKind.RETURN for kind, _ in rows)}
    renewals = RankAct.objects.filter(**mine, kind=RankAct.Kind.RENEWAL)
    back |= set(renewals.values_list("person", flat=True))
    plain = [person for person in persons if person.pk not in back]
    before = {person.pk: (person.met_on, person.outcome_on) for person in plain}
    waits = waiting_of(territory_id, {person.pk: told.get(person.pk, []) for person in plain})
    hired = [pk for pk, rows in left.items() if rows[-1][0] == OutcomeKind.EBE]
    over = ended(territory_id, hired, today) if hired else set()
    for person in plain:
        pk, was = person.pk, told.get(person.pk, [])
        mine = (was, decided[pk], left[pk], pk in paused, None, waits.get(pk), pk in over)
        for name, value in derive(person, *mine).items():
            setattr(person, name, value)
    update_many(plain, DERIVED)
    tell_partners(p for p in plain if before[p.pk] != (p.met_on, p.outcome_on))
    for person in persons:
        if person.pk in back:
            refresh(person)
    figures_moved(territory_id)


def _grouped(rows, *names: str) -> dict[int, list[tuple]]:
    found = defaultdict(list)
    for person, *values in rows.values_list("person", *names):
        found[person].append(tuple(values))
    return found


def withdraw(
    territory_id: int, batch: int, *, persons: Iterable[int] = (), events: Iterable[int] = ()
) -> None:
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
        cursor.execute(
            "select withdraw_import(%s, %s, %s, %s)", [territory_id, batch, persons, events]
        )
