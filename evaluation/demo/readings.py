"""The read log of the last weeks: each officer opens the files that they follow, and one night somebody works late."""

from datetime import timedelta

from evaluation.demo.ground import Ground, at
from ppde.models import Person, Reading
from ppde.operations import watch_readings

DAYS = 45
# Rare enough to be looked at one by one.
LATE = 3


def open_files(ground: Ground) -> None:
    """A few openings each working day, then the alerts of the days that had something unusual."""
    people = list(Person.objects.filter(territory=ground.territory).order_by("number")[:120])
    if not people:
        return
    made, draw = [], ground.rng
    for ago in range(DAYS, 0, -1):
        day = ground.today - timedelta(days=ago)
        if day.weekday() > 4:
            continue
        for person in draw.sample(people, min(len(people), 6)):
            made.append(_reading(person, draw.choice(ground.team), day, draw.randrange(9, 18)))
    late = ground.today - timedelta(days=LATE)
    made.append(_reading(people[0], ground.team[0], late, 23))
    Reading.objects.bulk_create(made)
    watch_readings(ground.territory.pk, late)


def _reading(person, user, day, hour: int) -> Reading:
    return Reading(
        territory_id=person.territory_id,
        person=person,
        number=person.number,
        user=user,
        at=at(day, hour, 15),
        is_referent=person.referent_id == user.pk,
    )
