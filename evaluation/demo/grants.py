"""One named access running, opened to the hub by a project lead, and one whose term came; a few files were opened."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from evaluation.demo.ground import at
from ppde.models import Person, Reading
from territories import journal
from territories.grants.operations import end_grants
from territories.models import Grant, Territory
from territories.periods import period
from territories.scoping import scoped
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
# (first day, last day) from today, and why.
OPENED = [
    (-120, -75, "Relire avec l’équipe les dossiers sans contact depuis six mois."),
    (-9, 35, "Préparer la revue des parcours avec la cheffe de projet."),
]


def load(users: dict[str, User], today) -> None:
    here = Territory.objects.get(slug=WHERE)
    for first, last, reason in OPENED:
        since, until = today + timedelta(days=first), today + timedelta(days=last)
        grant = Grant.objects.create(
            territory=here,
            holder=users["charge"],
            opened_by=users["cheffe"],
            opened_at=timezone.make_aware(datetime.combine(since, time(9, 30))),
            reason=reason,
            period=period(since, until),
            # Told when they were opened: the demo world sends no mail about its past.
            opening_told_at=timezone.now(),
            end_told_at=timezone.now() if until < today else None,
        )
        journal.record(
            "grant",
            grant,
            by=users["cheffe"],
            after={"since": str(since), "until": str(until)},
            reason=reason,
        )
        with scoped(here.pk):
            _open_files(grant, min(until, today - timedelta(days=1)))
    end_grants(today)


def _open_files(grant: Grant, last) -> None:
    """One file every second working day, the first ones met."""
    people = Person.objects.filter(territory=grant.territory).order_by("number")[:20]
    days = [grant.since + timedelta(days=n) for n in range(1, (last - grant.since).days, 2)]
    working = [day for day in days if day.weekday() < 5]
    Reading.objects.bulk_create(
        Reading(
            territory_id=person.territory_id,
            person=person,
            number=person.number,
            user=grant.holder,
            at=at(day, 14, 10),
        )
        for person, day in zip(people, working, strict=False)
    )
