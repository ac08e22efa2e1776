"""Who follows whom since when, and the calls of the last weeks that nobody answered yet."""

from datetime import timedelta

from evaluation.demo.ground import Ground, at
from ppde.models import EventKind, Following, JourneyEvent, Person
from territories.periods import period

# A handful of persons to call back in each territory: enough for a day's round.
TO_CALL_BACK = 6
# What a colleague leaves about somebody whom another follows from now on.
WORDS = (
    "Préfère un appel après 16 h. Attend une réponse pour l’atelier cuisine.",
    "Je lui avais promis de visiter l’atelier avec elle.",
    "Vient volontiers à la permanence du jeudi, écrit peu.",
    "Voudrait revoir ses horaires souhaités au prochain entretien.",
)


def follow_persons(ground: Ground) -> None:
    """A period for each person followed; one in five was followed by a colleague before."""
    rows = []
    people = Person.objects.filter(territory=ground.territory, referent__isnull=False)
    for person in people.order_by("number"):
        since = person.interviewed_on or person.identified_on
        others = [user for user in ground.team if user.pk != person.referent_id]
        change = since + timedelta(days=90)
        if person.number % 5 == 0 and others and change < ground.today:
            former = ground.rng.choice(others)
            rows.append(_following(ground, person, former.pk, since, change - timedelta(days=1)))
            since = change
            handed = {"word": ground.rng.choice(WORDS), "word_by_id": former.pk}
            rows.append(_following(ground, person, person.referent_id, since, **handed))
            continue
        rows.append(_following(ground, person, person.referent_id, since))
    Following.objects.bulk_create(rows, batch_size=1000)
    _call_back(ground)


def _following(ground: Ground, person: Person, referent: int, *dates, **handed) -> Following:
    return Following(
        territory=ground.territory,
        person=person,
        referent_id=referent,
        period=period(*dates),
        **handed,
    )


def _call_back(ground: Ground) -> None:
    waiting = Person.objects.filter(territory=ground.territory, state="listed")
    told = waiting.filter(last_contact_on__lt=ground.today - timedelta(days=20))
    JourneyEvent.objects.bulk_create(
        JourneyEvent(
            territory=ground.territory,
            person=person,
            kind=EventKind.CONTACT,
            on=ground.today - timedelta(days=n + 5),
            channel="phone",
            result="no_answer",
            follow_up_on=ground.today + timedelta(days=n - 4),
            author_id=person.referent_id,
            recorded_at=at(ground.today - timedelta(days=n + 5), 17),
        )
        for n, person in enumerate(told.order_by("number")[:TO_CALL_BACK])
    )
