"""Files opened twice, as they are where several people register: a spelling, an accent, two names swapped."""

from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from cle.models import Decision
from ppde.duplicates.inquiries import ask, elsewhere
from ppde.duplicates.operations import refresh_lookalikes
from ppde.models import EligibilityReview, EventKind, JourneyEvent, Person
from ppde.operations import decide_review, prepare_review, record_volunteer
from territories.models import Territory
from tzcld.ui import french
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
NEXT_DOOR = "lyon-8-plaine-santy"


def load(users: dict[str, User], today) -> None:
    """Five files of Les Brosses opened a second time, one on which the committee said otherwise, and one person whom Lyon 8
    follows too."""
    here = Territory.objects.get(slug=WHERE)
    known = Person.objects.filter(territory=here, birth_year__isnull=False).order_by("number")
    # Most have left since; two wait on the list, and their page tells the rank that a merge gives.
    twice = [*known[20:50:10], *known.filter(state="listed")[20:40:10]]
    for index, person in enumerate(twice):
        _again(here, person, index, today - timedelta(days=12 + 9 * index), users["referent"])
    _said_otherwise(here, known.filter(state="listed").exclude(pk__in=[p.pk for p in twice]), users)
    moved = known[90]
    there = Territory.objects.get(slug=NEXT_DOOR)
    _write(
        there, moved.first_name, moved.last_name.upper(), moved, today - timedelta(days=40), None
    )
    for territory in Territory.objects.filter(kind="local"):
        refresh_lookalikes(territory)
    peer = elsewhere(moved).filter(slug=NEXT_DOOR).first()
    if peer:
        ask(moved, peer, by=users["cheffe"])


def _again(here, person, index, day, by) -> None:
    names = [
        (person.first_name, french.plain(person.last_name).capitalize()),
        (person.last_name, person.first_name),
        (person.first_name, person.last_name[:-1]),
        (french.plain(person.first_name).capitalize(), person.last_name + "e"),
        (person.first_name, person.last_name),
    ]
    _write(here, *names[index % len(names)], person, day, by)


def _said_otherwise(here: Territory, listed, users: dict[str, User]) -> None:
    """Somebody recognised long ago signs again in a second file, which the committee does not recognise: a merge waits for it."""
    said = Decision.objects.filter(territory=here, kind=Decision.Kind.ELIGIBILITY)
    meeting = said.order_by("-meeting__starts_at").first().meeting
    held = timezone.localdate(meeting.starts_at)
    signed, by = held - timedelta(days=20), users["referent"]
    person = listed.filter(eligible_on__lt=signed - timedelta(days=60)).last()
    last = french.plain(person.last_name).upper()
    twin = _write(here, person.first_name, last, person, signed - timedelta(days=10), by)
    record_volunteer(twin, signed, by=by, notice_given=True)
    worked = signed - timedelta(days=100)
    since = date(signed.year - 6, 3, 1)
    review = prepare_review(twin, worked, since, True, ["statement"], signed, by=by)
    year = Decision.objects.filter(territory=here, number__startswith=f"{held.year}-")
    decision = Decision.objects.create(
        territory=here,
        meeting=meeting,
        number=f"{held.year}-{year.count() + 1:02d}",
        kind=Decision.Kind.ELIGIBILITY,
        wording=f"Éligibilité non reconnue\u00a0: {twin.reference}, privée d’emploi depuis moins d’un an.",
        mode="consensus",
        outcome="adopted",
        recorded_by=users["cheffe"],
    )
    decide_review(review, decision, EligibilityReview.Outcome.NOT_ELIGIBLE, by=users["cheffe"])


def _write(territory, first, last, person, day, by) -> Person:
    number = Person.objects.filter(territory=territory).aggregate(n=Max("number"))["n"] + 1
    twin = Person.objects.create(
        territory=territory,
        number=number,
        first_name=first,
        last_name=last,
        birth_year=person.birth_year,
        sex=person.sex,
        origin="association",
        identified_on=day,
        referent=by,
    )
    JourneyEvent.objects.create(
        territory=territory,
        person=twin,
        kind=EventKind.IDENTIFIED,
        on=day,
        text="Orientée par\u00a0: association du quartier.",
        author=by,
    )
    return twin
