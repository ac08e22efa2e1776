"""Files of long ago: met once, never seen again. The end of their time is proposed, or near."""

from datetime import timedelta

from django.db.models import Max

from ppde.models import EventKind, JourneyEvent, Person, RetentionRule
from ppde.retention.operations import prepare
from territories.models import Territory
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
# Names of a list kept apart: none of the persons of the demonstration bears them.
NAMES = [
    ("Aline", "Tardieu"),
    ("Moussa", "Keïta"),
    ("Raymonde", "Jacquier"),
    ("Farida", "Belkacem"),
    ("Loïc", "Perrachon"),
    ("Ana", "Teixeira"),
    ("Gérald", "Maurin"),
    ("Sira", "Camara"),
]


def load(hub: Territory, users: dict[str, User], today) -> None:
    RetentionRule.objects.create(
        territory=hub,
        valid_from="2023-09-14",
        source="CNIL, délibération 2023-095 du 14 septembre 2023",
    )
    here = Territory.objects.get(slug=WHERE)
    number = Person.objects.filter(territory=here).aggregate(n=Max("number"))["n"]
    for index, (first, last) in enumerate(NAMES, start=1):
        # The first five are past two years, the others close to it.
        met = today - timedelta(days=(820 if index <= 5 else 690) - 6 * index)
        person = Person.objects.create(
            territory=here, number=number + index, first_name=first, last_name=last, birth_year=1960 + 4 * index,
            sex="F" if index % 2 else "M", origin="outreach", state="met", identified_on=met, met_on=met,
            last_contact_on=met, referent=users["referent"],
        )  # fmt: skip
        for kind in (EventKind.IDENTIFIED, EventKind.COLLECTIVE_MEETING):
            JourneyEvent.objects.create(
                territory=here, person=person, kind=kind, on=met, author=users["referent"]
            )
    prepare(here, by=users["cheffe"])
