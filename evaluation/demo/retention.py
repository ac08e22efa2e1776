"""The end of the files met long ago: the rule of the hub, and a list to read before anything goes."""

from ppde.models import RetentionRule
from ppde.retention.operations import keep, prepare
from territories.models import Territory
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"


def load(hub: Territory, users: dict[str, User]) -> None:
    RetentionRule.objects.create(
        territory=hub,
        valid_from="2023-09-14",
        source="CNIL, délibération 2023-095 du 14 septembre 2023",
    )
    made = prepare(Territory.objects.get(slug=WHERE), by=users["cheffe"])
    for line in made.lines.order_by("-last_on")[:2]:
        keep(line, "Un rendez-vous est pris le mois prochain.", by=users["cheffe"])
