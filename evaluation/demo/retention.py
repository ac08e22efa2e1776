"""The end of the files met long ago: the rule of the hub, and a list to read before anything goes.

And the committee that prepared the candidacy: its mandates ended longer ago than a name is kept.
"""

from datetime import date

from cle.models import Committee, Seat
from ppde.models import EventKind, Person, RetentionRule
from ppde.operations.journey import write
from ppde.retention.operations import keep, prepare
from ppde.retention.times import count_past
from territories.models import Organisation, Territory
from territories.periods import period
from territories.scoping import scoped
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
BEFORE = period(date(2018, 9, 1), date(2021, 6, 30))
FIRST_SEATS = (
    ("local_authority", "chair", "Solène Bardin", "adjointe à l’emploi"),
    ("state", "member", "Yvon Kerleau", "correspondant France Travail"),
    ("social", "member", "Maïté Lorca", "directrice de centre social"),
)


def load(hub: Territory, users: dict[str, User]) -> None:
    RetentionRule.objects.create(
        territory=hub,
        valid_from="2023-09-14",
        source="CNIL, délibération 2023-095 du 14 septembre 2023",
    )
    place = Territory.objects.get(slug=WHERE)
    committee = Committee.objects.create(
        territory=place,
        kind="working_group",
        name="Groupe de préfiguration",
        remit="A préparé la candidature.",
        is_active=False,
    )
    for college, rank, holder, function in FIRST_SEATS:
        Seat.objects.create(
            territory=place,
            committee=committee,
            college=college,
            rank=rank,
            holder=holder,
            function=function,
            period=BEFORE,
        )
    made = prepare(place, by=users["cheffe"])
    for territory in Territory.objects.filter(hub=hub).order_by("pk"):
        with scoped(territory.pk):
            count_past(territory)
    lines = list(made.lines.order_by("-last_on").select_related("person"))
    for line in lines[:2]:
        keep(line, "Un rendez-vous est pris le mois prochain.", by=users["cheffe"])
    _named_elsewhere(lines[-1].person, by=users["cheffe"])


def _named_elsewhere(person: Person, *, by: User) -> None:
    """The oldest file of the list is named in that of somebody else, and in a note that the page leaves to a colleague."""
    here = Person.objects.filter(territory=person.territory_id, state="listed")
    other = here.order_by("number").first()
    text = f"Venue avec {person}, qui lui avait parlé du projet."
    write(other, EventKind.CONTACT, other.identified_on, text, by=by)
    known = (
        Organisation.objects.filter(territory=person.territory_id, note="").order_by("pk").first()
    )
    known.note = f"Recommandée par {person.first_name}, fille de Mme {person.last_name}."
    known.save(update_fields=["note"])
