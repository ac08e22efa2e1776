"""Meetings of a territory: those behind the facts already told, weekly permanences to come, one sheet forgotten."""

from collections import defaultdict
from datetime import timedelta

from evaluation.demo.ground import Ground, at
from ppde.models import JourneyEvent, Person, Presence, Session

KINDS = {
    "collective_meeting": "Information collective",
    "workshop": "Atelier",
    "visit": "Visite d’entreprise",
}
# Meetings are shown as such for a year; the facts before it stand alone.
SHOWN = timedelta(days=365)


def hold_sessions(ground: Ground) -> None:
    """Sessions of the past year with their sheets, a permanence each week for two months, one without its sheet."""
    told = defaultdict(list)
    facts = JourneyEvent.objects.filter(
        territory=ground.territory, kind__in=KINDS, on__gt=ground.today - SHOWN
    )
    for fact in facts.order_by("on", "pk"):
        if fact.on.weekday() < 5:
            told[fact.on, fact.kind].append(fact)
    # Somebody alone was seen apart: that fact is not a meeting.
    told = {key: group for key, group in told.items() if len(group) > 1}
    place = f"Maison du projet, {ground.territory.name}"[:160]
    sessions = [
        _session(ground, kind, KINDS[kind], place, day, 14, "held") for day, kind in told
    ] + _others(ground, place)
    Session.objects.bulk_create(sessions)
    rows = [
        Presence(
            territory=ground.territory,
            session=session,
            person_id=fact.person_id,
            status="present",
            event=fact,
        )
        for session, group in zip(sessions, told.values(), strict=False)
        for fact in {fact.person_id: fact for fact in group}.values()
    ]
    soon = next(s for s in sessions if s.state == "planned" and s.day > ground.today)
    met = Person.objects.filter(territory=ground.territory, state="identified").order_by("number")
    rows += [
        Presence(territory=ground.territory, session=soon, person=person) for person in met[:6]
    ]
    Presence.objects.bulk_create(rows, batch_size=1000)


def _others(ground: Ground, place: str) -> list[Session]:
    thursday = ground.today + timedelta(days=(3 - ground.today.weekday()) % 7 or 7)
    found = [
        _session(
            ground,
            "permanence",
            "Permanence de l’équipe",
            place,
            thursday + timedelta(days=7 * n),
            9,
            "planned",
        )
        for n in range(8)
    ]
    forgotten = ground.today - timedelta(days=6)
    found.append(_session(ground, "workshop", "Atelier numérique", place, forgotten, 10, "planned"))
    return found


def _session(ground: Ground, kind, title, place, day, hour, state) -> Session:
    return Session(
        territory=ground.territory,
        kind=kind,
        title=title,
        place=place,
        starts_at=at(day, hour),
        animator=ground.rng.choice(ground.team),
        seats=12 if kind == "workshop" else None,
        anonymous=ground.rng.choice([0, 0, 0, 2, 5, 8])
        if state == "held" and kind == "collective_meeting"
        else 0,
        state=state,
    )
